"""`python wsgi.py` brings the hub to life and serves it; `wsgi:app` is the program for other servers."""

import sys

from app.core.clock import now
from app.demo.people import load_people, sign_ins
from app.hub import prepare
from app.serving import run
from app.wiring import create_app
from config.settings import Settings, SettingsError

try:
    settings = Settings.from_environment()
except SettingsError as error:
    sys.exit(str(error))
app = create_app(settings)


def main() -> None:
    database = app.extensions["database"]
    hub = prepare(database, settings)
    if settings.demo:
        with database.transaction() as db:
            load_people(db, hub, at=now())
    print(f"Entrepot {settings.hub} serves on http://{settings.host}:{settings.port}/", flush=True)
    if settings.demo:
        print(sign_ins(), flush=True)
    engines = app.extensions["code_readers"]
    print("Codes in pictures are read by:", ", ".join(engines), flush=True)
    if "pyzbar" not in engines:
        print("  (the system library libzbar is not there; zxing-cpp reads alone)", flush=True)
    run(app)


if __name__ == "__main__":
    main()
