"""The first schema: every table of the hub."""

import sqlalchemy as sa
from alembic import op

from app.core.db import Amount, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            nullable=False,
        ),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(length=16), nullable=False),
        sa.Column("stream_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("occurred_at", Moment(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("transaction_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("stream", "stream_id", "version", name=op.f("uq_event_stream_stream_id_version")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_event_transaction_id", ["transaction_id"], unique=False, postgresql_using="brin"
        )

    op.create_table(
        "hub",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub")),
        sa.UniqueConstraint("code", name=op.f("uq_hub_code")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_table(
        "scan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("scanned_at", Moment(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
    )
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.create_index("ix_scan_received_at", ["received_at"], unique=False, postgresql_using="brin")

    op.create_table(
        "seal",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("first_position", sa.BigInteger(), nullable=False),
        sa.Column("last_position", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_seal")),
    )
    op.create_table(
        "carrier",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_carrier_hub_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier")),
        sa.UniqueConstraint("hub_id", "code", name=op.f("uq_carrier_hub_id_code")),
    )
    op.create_table(
        "location",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("aisle", sa.String(length=8), nullable=False),
        sa.Column("x_mm", sa.Integer(), nullable=False),
        sa.Column("y_mm", sa.Integer(), nullable=False),
        sa.Column("z_mm", sa.Integer(), nullable=False),
        sa.Column("max_parcels", sa.Integer(), nullable=True),
        sa.Column("max_weight_g", sa.Integer(), nullable=True),
        sa.Column("walk_order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_location_hub_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("hub_id", "code", name=op.f("uq_location_hub_id_code")),
    )
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_location_hub_id_kind_walk_order"), ["hub_id", "kind", "walk_order"], unique=False
        )

    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("solver", sa.String(length=80), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("bound", sa.Float(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("accepted_by", sa.String(length=32), nullable=True),
        sa.Column("accepted_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('flights', 'milk_run')", name=op.f("ck_plan_kind")),
        sa.CheckConstraint("state IN ('proposed', 'accepted', 'rejected')", name=op.f("ck_plan_state")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_plan_hub_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_table(
        "position",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("seal_number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_position_event_id")),
        sa.ForeignKeyConstraint(["seal_number"], ["seal.number"], name=op.f("fk_position_seal_number")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_position")),
        sa.UniqueConstraint("event_id", name=op.f("uq_position_event_id")),
    )
    op.create_table(
        "seller",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_seller_hub_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seller")),
        sa.UniqueConstraint("hub_id", "code", name=op.f("uq_seller_hub_id_code")),
    )
    op.create_table(
        "serial",
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("next_value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_serial_hub_id")),
        sa.PrimaryKeyConstraint("hub_id", "name", name=op.f("pk_serial")),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=True),
        sa.Column("scopes", sa.String(length=255), nullable=False),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("last_used_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.CheckConstraint("(role = 'seller') = (seller_id IS NOT NULL)", name=op.f("ck_api_key_seller")),
        sa.CheckConstraint("kind IN ('device', 'key')", name=op.f("ck_api_key_kind")),
        sa.CheckConstraint(
            "role IN ('operator', 'supervisor', 'planner', 'broker', 'seller', 'carrier', 'admin')",
            name=op.f("ck_api_key_role"),
        ),
        sa.CheckConstraint(
            "role NOT IN ('carrier') OR carrier_id IS NOT NULL", name=op.f("ck_api_key_carrier")
        ),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_api_key_carrier_id")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_api_key_hub_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name=op.f("fk_api_key_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("prefix", name=op.f("uq_api_key_prefix")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_key_secret_hash")),
    )
    op.create_table(
        "departure",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.Column("transport", sa.String(length=8), nullable=False),
        sa.Column("gateway", sa.String(length=3), nullable=False),
        sa.Column("cutoff_at", Moment(), nullable=False),
        sa.Column("departs_at", Moment(), nullable=False),
        sa.Column("capacity_g", sa.BigInteger(), nullable=False),
        sa.Column("capacity_cm3", sa.BigInteger(), nullable=False),
        sa.Column("uld_positions", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'closed', 'departed', 'cancelled')", name=op.f("ck_departure_state")
        ),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_departure_carrier_id")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_departure_hub_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departure")),
        sa.UniqueConstraint("hub_id", "number", name=op.f("uq_departure_hub_id_number")),
    )
    with op.batch_alter_table("departure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_departure_hub_id_state_cutoff_at"), ["hub_id", "state", "cutoff_at"], unique=False
        )

    op.create_table(
        "handling_unit",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            nullable=False,
        ),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("gateway", sa.String(length=3), nullable=False),
        sa.Column("service", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("seal_number", sa.String(length=32), nullable=False),
        sa.Column("tare_g", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('carton', 'bag', 'pallet', 'uld')", name=op.f("ck_handling_unit_kind")),
        sa.CheckConstraint(
            "state IN ('open', 'closed', 'staged', 'loaded', 'departed')", name=op.f("ck_handling_unit_state")
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_handling_unit_hub_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_handling_unit_location_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["handling_unit.id"], name=op.f("fk_handling_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handling_unit")),
        sa.UniqueConstraint("hub_id", "code", name=op.f("uq_handling_unit_hub_id_code")),
    )
    with op.batch_alter_table("handling_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handling_unit_hub_id_state"), ["hub_id", "state"], unique=False)

    op.create_table(
        "inbound_load",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("vehicle", sa.String(length=40), nullable=False),
        sa.Column("dock_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_inbound_load_state")),
        sa.ForeignKeyConstraint(["dock_id"], ["location.id"], name=op.f("fk_inbound_load_dock_id")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_inbound_load_hub_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_load")),
        sa.UniqueConstraint("hub_id", "number", name=op.f("uq_inbound_load_hub_id_number")),
    )
    op.create_table(
        "lane",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("destination_country", sa.String(length=2), nullable=False),
        sa.Column("service", sa.String(length=10), nullable=False),
        sa.Column("gateway", sa.String(length=3), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.Column("transit_hours", sa.Integer(), nullable=False),
        sa.Column("promise_hours", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_lane_carrier_id")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_lane_hub_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lane")),
        sa.UniqueConstraint("hub_id", "code", name=op.f("uq_lane_hub_id_code")),
        sa.UniqueConstraint(
            "hub_id",
            "destination_country",
            "service",
            name=op.f("uq_lane_hub_id_destination_country_service"),
        ),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed_signins", sa.Integer(), nullable=False),
        sa.Column("locked_until", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint("(role = 'seller') = (seller_id IS NOT NULL)", name=op.f("ck_person_seller")),
        sa.CheckConstraint(
            "role IN ('operator', 'supervisor', 'planner', 'broker', 'seller', 'carrier', 'admin')",
            name=op.f("ck_person_role"),
        ),
        sa.CheckConstraint(
            "role NOT IN ('carrier') OR carrier_id IS NOT NULL", name=op.f("ck_person_carrier")
        ),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_person_carrier_id")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_person_hub_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name=op.f("fk_person_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "pre_alert",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("rows_in", sa.Integer(), nullable=False),
        sa.Column("rows_ok", sa.Integer(), nullable=False),
        sa.Column("rows_bad", sa.Integer(), nullable=False),
        sa.Column("parcels_new", sa.Integer(), nullable=False),
        sa.Column("parcels_known", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("state IN ('preview', 'taken')", name=op.f("ck_pre_alert_state")),
        sa.CheckConstraint("rows_in = rows_ok + rows_bad", name=op.f("ck_pre_alert_rows")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_pre_alert_hub_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name=op.f("fk_pre_alert_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pre_alert")),
        sa.UniqueConstraint("seller_id", "content_hash", name=op.f("uq_pre_alert_seller_id_content_hash")),
    )
    op.create_table(
        "consignment",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            nullable=False,
        ),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column("pre_alert_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("lane_id", sa.Integer(), nullable=True),
        sa.Column("service", sa.String(length=10), nullable=False),
        sa.Column("incoterm", sa.String(length=3), nullable=False),
        sa.Column("consignee_name", sa.String(length=120), nullable=False),
        sa.Column("address1", sa.String(length=200), nullable=False),
        sa.Column("address2", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("region", sa.String(length=80), nullable=False),
        sa.Column("postcode", sa.String(length=16), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("tax_id", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_consignment_hub_id")),
        sa.ForeignKeyConstraint(["lane_id"], ["lane.id"], name=op.f("fk_consignment_lane_id")),
        sa.ForeignKeyConstraint(["pre_alert_id"], ["pre_alert.id"], name=op.f("fk_consignment_pre_alert_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name=op.f("fk_consignment_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment")),
        sa.UniqueConstraint("seller_id", "reference", name=op.f("uq_consignment_seller_id_reference")),
    )
    with op.batch_alter_table("consignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consignment_pre_alert_id"), ["pre_alert_id"], unique=False)

    op.create_table(
        "manifest",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            nullable=False,
        ),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.Column("departure_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_version", sa.Integer(), nullable=False),
        sa.Column("supersedes_id", sa.BigInteger(), nullable=True),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("weight_g", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("seal_number", sa.BigInteger(), nullable=False),
        sa.Column("seal_hash", sa.String(length=64), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("issued_by", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(version = 1) = (supersedes_id IS NULL)", name=op.f("ck_manifest_supersedes")),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_manifest_carrier_id")),
        sa.ForeignKeyConstraint(["departure_id"], ["departure.id"], name=op.f("fk_manifest_departure_id")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_manifest_hub_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["manifest.id"], name=op.f("fk_manifest_supersedes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifest")),
        sa.UniqueConstraint("hub_id", "number", "version", name=op.f("uq_manifest_hub_id_number_version")),
    )
    with op.batch_alter_table("manifest", schema=None) as batch_op:
        batch_op.create_index("ix_manifest_carrier_id", ["carrier_id", "id"], unique=False)
        batch_op.create_index("ix_manifest_departure_id", ["departure_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_sign_in_secret_hash")),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("manifest_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=False),
        sa.Column("answered_at", Moment(), nullable=False),
        sa.CheckConstraint("answer IN ('accepted', 'rejected')", name=op.f("ck_acknowledgement_answer")),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifest.id"], name=op.f("fk_acknowledgement_manifest_id")
        ),
        sa.PrimaryKeyConstraint("manifest_id", name=op.f("pk_acknowledgement")),
    )
    op.create_table(
        "parcel",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            nullable=False,
        ),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column("consignment_id", sa.BigInteger(), nullable=False),
        sa.Column("lane_id", sa.Integer(), nullable=True),
        sa.Column("tracking", sa.String(length=32), nullable=False),
        sa.Column("handling", sa.String(length=12), nullable=False),
        sa.Column("clearance", sa.String(length=12), nullable=False),
        sa.Column("dangerous", sa.String(length=16), nullable=False),
        sa.Column("declared_weight_g", sa.Integer(), nullable=False),
        sa.Column("declared_length_mm", sa.Integer(), nullable=True),
        sa.Column("declared_width_mm", sa.Integer(), nullable=True),
        sa.Column("declared_height_mm", sa.Integer(), nullable=True),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("length_mm", sa.Integer(), nullable=True),
        sa.Column("width_mm", sa.Integer(), nullable=True),
        sa.Column("height_mm", sa.Integer(), nullable=True),
        sa.Column("weight_source", sa.String(length=8), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("received_at", Moment(), nullable=True),
        sa.Column("moved_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "clearance IN ('undeclared', 'declared', 'under_review', 'cleared', 'refused')",
            name=op.f("ck_parcel_clearance"),
        ),
        sa.CheckConstraint(
            "handling IN ('expected', 'received', 'stored', 'picked', 'packed', 'staged', 'loaded', 'departed', 'handed_over', 'returned', 'disposed', 'lost', 'cancelled')",
            name=op.f("ck_parcel_handling"),
        ),
        sa.CheckConstraint(
            "weight_source IN ('declared', 'typed', 'scale')", name=op.f("ck_parcel_weight_source")
        ),
        sa.CheckConstraint("weight_g IS NULL OR weight_g > 0", name=op.f("ck_parcel_weight")),
        sa.ForeignKeyConstraint(
            ["consignment_id"], ["consignment.id"], name=op.f("fk_parcel_consignment_id")
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_parcel_hub_id")),
        sa.ForeignKeyConstraint(["lane_id"], ["lane.id"], name=op.f("fk_parcel_lane_id")),
        sa.ForeignKeyConstraint(["load_id"], ["inbound_load.id"], name=op.f("fk_parcel_load_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_parcel_location_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name=op.f("fk_parcel_seller_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["handling_unit.id"], name=op.f("fk_parcel_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
        sa.UniqueConstraint("hub_id", "tracking", name=op.f("uq_parcel_hub_id_tracking")),
    )
    with op.batch_alter_table("parcel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parcel_consignment_id"), ["consignment_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_parcel_hub_id_handling_clearance"),
            ["hub_id", "handling", "clearance"],
            unique=False,
        )
        batch_op.create_index("ix_parcel_load_id", ["load_id"], unique=False)
        batch_op.create_index("ix_parcel_location_id", ["location_id"], unique=False)
        batch_op.create_index("ix_parcel_seller_id_id", ["seller_id", "id"], unique=False)
        batch_op.create_index("ix_parcel_unit_id", ["unit_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("parcel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("departure_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["departure_id"], ["departure.id"], name=op.f("fk_assignment_departure_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_assignment_parcel_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_assignment_plan_id")),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index("ix_assignment_departure_id", ["departure_id"], unique=False)

    op.create_table(
        "bin_claim",
        sa.Column("parcel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_bin_claim_location_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_bin_claim_parcel_id")),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_bin_claim")),
    )
    with op.batch_alter_table("bin_claim", schema=None) as batch_op:
        batch_op.create_index("ix_bin_claim_location_id", ["location_id", "expires_at"], unique=False)

    op.create_table(
        "declaration",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            nullable=False,
        ),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("destination", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("goods_value", Amount(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("duty", Amount(), nullable=False),
        sa.Column("tax", Amount(), nullable=False),
        sa.Column("charges_currency", sa.String(length=3), nullable=False),
        sa.Column("rules", sa.String(length=120), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("decision_note", sa.String(length=400), nullable=False),
        sa.Column("lodged_at", Moment(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "state IN ('declared', 'under_review', 'cleared', 'refused')", name=op.f("ck_declaration_state")
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_declaration_hub_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_declaration_parcel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint("hub_id", "number", name=op.f("uq_declaration_hub_id_number")),
    )
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_declaration_parcel_id"), ["parcel_id"], unique=False)
        batch_op.create_index("ix_declaration_state", ["hub_id", "state", "id"], unique=False)

    op.create_table(
        "exception_case",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=True),
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("resolution", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "kind IN ('unknown', 'surplus', 'short', 'damaged', 'weight')",
            name=op.f("ck_exception_case_kind"),
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_exception_case_hub_id")),
        sa.ForeignKeyConstraint(["load_id"], ["inbound_load.id"], name=op.f("fk_exception_case_load_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_exception_case_parcel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exception_case")),
    )
    with op.batch_alter_table("exception_case", schema=None) as batch_op:
        batch_op.create_index("ix_exception_case_open", ["hub_id", "closed_at", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_exception_case_parcel_id"), ["parcel_id"], unique=False)

    op.create_table(
        "expected_parcel",
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["inbound_load.id"], name=op.f("fk_expected_parcel_load_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_expected_parcel_parcel_id")),
        sa.PrimaryKeyConstraint("load_id", "parcel_id", name=op.f("pk_expected_parcel")),
    )
    op.create_table(
        "hold",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            nullable=False,
        ),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("opened_by", sa.String(length=32), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.CheckConstraint("(closed_by IS NULL) = (closed_at IS NULL)", name=op.f("ck_hold_closed")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_hold_hub_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_hold_parcel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.create_index(
            "ix_hold_open",
            ["hub_id", "parcel_id"],
            unique=False,
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index("ix_hold_parcel_id", ["parcel_id"], unique=False)

    op.create_table(
        "identifier",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            nullable=False,
        ),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("scheme", sa.String(length=12), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(parcel_id IS NULL) <> (unit_id IS NULL)", name=op.f("ck_identifier_one_target")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_identifier_hub_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_identifier_parcel_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["handling_unit.id"], name=op.f("fk_identifier_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifier")),
        sa.UniqueConstraint("hub_id", "value", "scheme", name=op.f("uq_identifier_hub_id_value_scheme")),
    )
    with op.batch_alter_table("identifier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identifier_parcel_id"), ["parcel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_identifier_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "item_line",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            nullable=False,
        ),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("hs_code", sa.String(length=10), nullable=False),
        sa.Column("origin_country", sa.String(length=2), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_value", Amount(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net_weight_g", sa.Integer(), nullable=True),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_item_line_quantity")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_item_line_parcel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_line")),
        sa.UniqueConstraint("parcel_id", "line", name=op.f("uq_item_line_parcel_id_line")),
    )
    op.create_table(
        "release",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            nullable=False,
        ),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("declaration_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("released_at", Moment(), nullable=False),
        sa.Column("released_by", sa.String(length=32), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["declaration_id"], ["declaration.id"], name=op.f("fk_release_declaration_id")
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_release_hub_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_release_parcel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("id", "parcel_id", name=op.f("uq_release_id_parcel_id")),
    )
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.create_index(
            "ux_release_valid",
            ["parcel_id"],
            unique=True,
            postgresql_where=sa.text("revoked_at IS NULL"),
            sqlite_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "loading",
        sa.Column("parcel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("departure_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("loaded_at", Moment(), nullable=False),
        sa.Column("loaded_by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["departure_id"], ["departure.id"], name=op.f("fk_loading_departure_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_loading_parcel_id")),
        sa.ForeignKeyConstraint(
            ["release_id", "parcel_id"],
            ["release.id", "release.parcel_id"],
            name=op.f("fk_loading_release_id_parcel_id"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["handling_unit.id"], name=op.f("fk_loading_unit_id")),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_loading")),
    )
    with op.batch_alter_table("loading", schema=None) as batch_op:
        batch_op.create_index("ix_loading_departure_id", ["departure_id"], unique=False)
        batch_op.create_index("ix_loading_unit_id", ["unit_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("loading", schema=None) as batch_op:
        batch_op.drop_index("ix_loading_unit_id")
        batch_op.drop_index("ix_loading_departure_id")

    op.drop_table("loading")
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_index(
            "ux_release_valid",
            postgresql_where=sa.text("revoked_at IS NULL"),
            sqlite_where=sa.text("revoked_at IS NULL"),
        )

    op.drop_table("release")
    op.drop_table("item_line")
    with op.batch_alter_table("identifier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identifier_unit_id"))
        batch_op.drop_index(batch_op.f("ix_identifier_parcel_id"))

    op.drop_table("identifier")
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.drop_index("ix_hold_parcel_id")
        batch_op.drop_index(
            "ix_hold_open",
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        )

    op.drop_table("hold")
    op.drop_table("expected_parcel")
    with op.batch_alter_table("exception_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exception_case_parcel_id"))
        batch_op.drop_index("ix_exception_case_open")

    op.drop_table("exception_case")
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.drop_index("ix_declaration_state")
        batch_op.drop_index(batch_op.f("ix_declaration_parcel_id"))

    op.drop_table("declaration")
    with op.batch_alter_table("bin_claim", schema=None) as batch_op:
        batch_op.drop_index("ix_bin_claim_location_id")

    op.drop_table("bin_claim")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index("ix_assignment_departure_id")

    op.drop_table("assignment")
    with op.batch_alter_table("parcel", schema=None) as batch_op:
        batch_op.drop_index("ix_parcel_unit_id")
        batch_op.drop_index("ix_parcel_seller_id_id")
        batch_op.drop_index("ix_parcel_location_id")
        batch_op.drop_index("ix_parcel_load_id")
        batch_op.drop_index(batch_op.f("ix_parcel_hub_id_handling_clearance"))
        batch_op.drop_index(batch_op.f("ix_parcel_consignment_id"))

    op.drop_table("parcel")
    op.drop_table("acknowledgement")
    op.drop_table("sign_in")
    with op.batch_alter_table("manifest", schema=None) as batch_op:
        batch_op.drop_index("ix_manifest_departure_id")
        batch_op.drop_index("ix_manifest_carrier_id")

    op.drop_table("manifest")
    with op.batch_alter_table("consignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consignment_pre_alert_id"))

    op.drop_table("consignment")
    op.drop_table("pre_alert")
    op.drop_table("person")
    op.drop_table("lane")
    op.drop_table("inbound_load")
    with op.batch_alter_table("handling_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handling_unit_hub_id_state"))

    op.drop_table("handling_unit")
    with op.batch_alter_table("departure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_departure_hub_id_state_cutoff_at"))

    op.drop_table("departure")
    op.drop_table("api_key")
    op.drop_table("serial")
    op.drop_table("seller")
    op.drop_table("position")
    op.drop_table("plan")
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_location_hub_id_kind_walk_order"))

    op.drop_table("location")
    op.drop_table("carrier")
    op.drop_table("seal")
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.drop_index("ix_scan_received_at", postgresql_using="brin")

    op.drop_table("scan")
    op.drop_table("idempotency_key")
    op.drop_table("hub")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_transaction_id", postgresql_using="brin")

    op.drop_table("event")
