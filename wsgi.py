"""`python wsgi.py` brings the hub to life and serves it; `wsgi:app` is the program for other servers."""

import sys

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
    prepare(database, settings)
    print(f"Entrepot {settings.hub} serves on http://{settings.host}:{settings.port}/", flush=True)
    run(app)


if __name__ == "__main__":
    main()
