"""The whole program: its tables of blueprints, commands and jobs, and `create_app` that joins them."""

import logging
from datetime import timedelta

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from app.accounts import session
from app.accounts.keys import KnownKeys
from app.accounts.pages import pages as account_pages
from app.board.jobs import pages as job_pages
from app.board.pages import pages as board_pages
from app.carriers.api import api as carriers_api
from app.carriers.pages import pages as carrier_pages
from app.commands import check, db_commands, hub_commands, show_settings, worker, write_docs
from app.consolidation.api import api as consolidation_api
from app.consolidation.lists import lists as unit_lists
from app.consolidation.pages import pages as consolidation_pages
from app.consolidation.papers import papers as unit_papers
from app.core import texts, web
from app.core.db import Database
from app.core.docs import docs
from app.core.health import health
from app.core.jobs.kinds import Kinds
from app.customs.api import api as customs_api
from app.customs.pages import pages as customs_pages
from app.demo.commands import commands as demo_commands
from app.dispatch.api import api as dispatch_api
from app.dispatch.pages import pages as dispatch_pages
from app.dispatch.papers import papers as freight_papers
from app.inbound.api import api as inbound_api
from app.inbound.pages import pages as inbound_pages
from app.inbound.papers import papers as parcel_papers
from app.inbound.reports import reports as inbound_reports
from app.inventory.pages import pages as inventory_pages
from app.ledger.commands import commands as ledger_commands
from app.network.api import api as network_api
from app.numbers.api import api as numbers_api
from app.numbers.pages import pages as number_pages
from app.parcels.api import api as parcels_api
from app.parcels.pages import pages as parcel_pages
from app.planning import jobs as planning_jobs
from app.planning.api import api as planning_api
from app.planning.load_papers import papers as load_papers
from app.planning.pages import pages as planning_pages
from app.planning.papers import papers as planning_papers
from app.printing import jobs as printing_jobs
from app.printing.api import api as printing_api
from app.printing.pages import pages as printing_pages
from app.scanning.api import api as scanning_api
from app.scanning.door import ScanDoor
from app.scanning.handhelds import api as handhelds_api
from app.scanning.lists import pages as list_pages
from app.scanning.pages import pages as scanning_pages
from app.scanning.papers import command_papers
from app.scanning.reading import api as reading_api
from app.scanning.reading_processes import PictureReaders
from app.scanning.writer import ScanWriter
from app.sellers.api import api as sellers_api
from app.sellers.pages import pages as seller_pages
from benchmarks.commands import commands as bench_commands
from config.settings import Settings
from labels.reading import readers

BLUEPRINTS = (
    health,
    docs,
    network_api,
    numbers_api,
    sellers_api,
    inbound_api,
    parcels_api,
    customs_api,
    consolidation_api,
    dispatch_api,
    carriers_api,
    planning_api,
    scanning_api,
    handhelds_api,
    reading_api,
    printing_api,
    parcel_papers,
    unit_papers,
    command_papers,
    unit_lists,
    freight_papers,
    inbound_reports,
    planning_papers,
    load_papers,
    account_pages,
    seller_pages,
    parcel_pages,
    inbound_pages,
    inventory_pages,
    customs_pages,
    consolidation_pages,
    dispatch_pages,
    number_pages,
    carrier_pages,
    planning_pages,
    scanning_pages,
    printing_pages,
    list_pages,
    board_pages,
    job_pages,
)
COMMANDS = (
    db_commands,
    hub_commands,
    ledger_commands,
    demo_commands,
    bench_commands,
    check,
    show_settings,
    worker,
    write_docs,
)

JOBS: Kinds = {**planning_jobs.JOBS, **printing_jobs.JOBS}


def create_app(settings: Settings | None = None) -> Flask:
    """The program over one database. It migrates nothing and starts no thread by itself."""
    settings = settings or Settings.from_environment()
    logging.getLogger("entrepot").setLevel(settings.log_level)
    app = Flask("app")
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_SCANS=settings.max_scans_per_request,
        SESSION_IDLE_MINUTES=settings.session_idle_minutes,
        SESSION_COOKIE_NAME="__Host-entrepot" if settings.cookie_secure else "entrepot",
        SESSION_COOKIE_SECURE=settings.cookie_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=1),
        COMPRESS_REGISTER=False,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_MIMETYPES=[
            "application/json",
            "application/wasm",
            "image/svg+xml",
            "text/css",
            "text/javascript",
        ],
        COMPRESS_MIN_SIZE=100,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.cookie_secure,
    )
    app.jinja_env.filters.update(texts.FILTERS)
    database = Database(settings.database_url, pool_size=settings.threads)
    app.extensions["database"] = database
    app.extensions["known_keys"] = KnownKeys()
    app.extensions["scan_writer"] = ScanWriter(database)
    app.extensions["jobs"] = JOBS
    app.extensions["code_readers"] = readers()
    app.extensions["picture_readers"] = PictureReaders()
    session.install(app, CSRFProtect(app))
    web.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for group in COMMANDS:
        app.cli.add_command(group)
    app.wsgi_app = ScanDoor(app)  # type: ignore[method-assign]
    app.view_functions["static"] = web.public(web.compressed(web.whole(app.view_functions["static"])))
    web.check_policies(app)
    return app
