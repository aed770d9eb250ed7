"""The demonstration's people and firms: one sign-in for each role, a dozen sellers around Kuala Lumpur."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.service import add_person
from app.core.identity import Role, the_hub
from app.network.models import Carrier, Hub, Seller
from app.network.service import add_seller

PASSWORD = "three green parcels"


@dataclass(frozen=True, slots=True)
class MadeUpSeller:
    code: str
    name: str
    address: str
    latitude: float
    longitude: float


SELLERS = (
    MadeUpSeller("BATIK", "Batik Seri Pagi", "Jalan Masjid India, Kuala Lumpur", 3.1509, 101.6966),
    MadeUpSeller("KOPI", "Kopi Gunung Trading", "Jalan Kenari, Puchong", 3.0430, 101.6180),
    MadeUpSeller("ROTAN", "Rotan & Reed Home", "Jalan 51A, Petaling Jaya", 3.0946, 101.6263),
    MadeUpSeller("LENSA", "Lensa Phone Cases", "Low Yat Plaza, Kuala Lumpur", 3.1440, 101.7100),
    MadeUpSeller("TUDUNG", "Tudung Melati", "Jalan Raja Uda, Shah Alam", 3.0733, 101.5185),
    MadeUpSeller("SABUN", "Sabun Desa Soaps", "Jalan Reko, Kajang", 2.9935, 101.7874),
    MadeUpSeller("LAMPU", "Lampu Kecil Lighting", "Jalan Klang Lama, Kuala Lumpur", 3.0860, 101.6710),
    MadeUpSeller("PERAK", "Perak Bay Pewter", "Jalan Usahawan, Setapak", 3.1900, 101.7260),
    MadeUpSeller("BUKU", "Buku Rimba Books", "Jalan Telawi, Bangsar", 3.1300, 101.6710),
    MadeUpSeller("GETAH", "Getah Yoga Mats", "Jalan Meru, Klang", 3.0730, 101.4400),
    MadeUpSeller("SAMBAL", "Sambal Ibu Foods", "Jalan Ampang, Ampang", 3.1490, 101.7620),
    MadeUpSeller("MAINAN", "Mainan Kayu Toys", "Jalan Seremban, Nilai", 2.8120, 101.7970),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    role: Role
    email: str
    name: str


SIGN_INS = (
    SignIn(Role.OPERATOR, "operator@hub.example", "Aina the operator"),
    SignIn(Role.SUPERVISOR, "supervisor@hub.example", "Suresh the supervisor"),
    SignIn(Role.PLANNER, "planner@hub.example", "Mei Ling the planner"),
    SignIn(Role.BROKER, "broker@hub.example", "Farid the customs broker"),
    SignIn(Role.SELLER, "seller@hub.example", "Nurul of Batik Seri Pagi"),
    SignIn(Role.CARRIER, "carrier@hub.example", "Daniel of the airline"),
    SignIn(Role.ADMIN, "admin@hub.example", "Ravi the administrator"),
)


def load_people(db: Session, hub: Hub, *, at: datetime) -> bool:
    """Sellers and one person a role, when nobody can sign in yet. Returns whether they were made."""
    if db.scalar(select(func.count()).select_from(Person)):
        return False
    for one in SELLERS:
        add_seller(
            db,
            hub.id,
            one.code,
            one.name,
            address=one.address,
            latitude=one.latitude,
            longitude=one.longitude,
        )
    first_seller = db.scalars(
        select(Seller.id).where(Seller.hub_id == hub.id, Seller.code == SELLERS[0].code)
    ).one()
    airline = db.scalars(
        select(Carrier.id).where(Carrier.hub_id == hub.id, Carrier.kind == "airline").order_by(Carrier.id)
    ).first()
    for who in SIGN_INS:
        add_person(
            db,
            email=who.email,
            name=who.name,
            role=who.role,
            password=PASSWORD,
            seller_id=first_seller if who.role == Role.SELLER else None,
            carrier_id=airline if who.role == Role.CARRIER else None,
            by=the_hub(hub.id),
            at=at,
        )
    return True


def sign_ins() -> str:
    """Who can sign in, for the terminal."""
    lines = [f"  {one.role:<11} {one.email}" for one in SIGN_INS]
    return "\n".join([f"Sign in with the password “{PASSWORD}” as", *lines])
