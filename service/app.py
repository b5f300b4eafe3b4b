"""The one place where the parts of the service meet."""

from __future__ import annotations

from flask import Flask

from service import cli
from service.api import problem
from service.api.views import Views
from service.catalog.load import load
from service.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Make the service; raise TableError when the tables have faults."""
    settings = settings or Settings.from_env()
    catalog = load(settings.rules_dir)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body
    app.extensions["catalog"] = catalog
    app.register_blueprint(Views(catalog).blueprint())
    problem.register(app)
    app.cli.add_command(cli.rules)
    return app
