"""The one place where the parts of the service meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask, Response

from service import cli, form
from service.api import problem
from service.api.flaws import Rejected
from service.api.views import Views, now
from service.catalog.load import load
from service.config import Settings
from service.guard import Guard
from service.store import Store


def create_app(settings: Settings | None = None, *, clock: Callable[[], datetime] = now) -> Flask:
    """Make the service; raise TableError when the tables have faults, or SettingError.

    ``clock`` tells the pages the time in Seoul; of the API, whoever asks says which.
    """
    settings = settings or Settings.from_env()
    catalog = load(settings.rules_dir)
    store = Store(
        settings.database_url, draft_life=settings.draft_life, code_life=settings.code_life
    )
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body
    app.extensions["catalog"] = catalog
    app.extensions["store"] = store
    guard = Guard(
        app, settings, problem=problem.refused, page=lambda refusal: pages.refused(refusal)
    )
    app.register_blueprint(Views(catalog).blueprint())
    pages = form.Views(
        catalog,
        store,
        official=settings.official,
        draft_life=settings.draft_life,
        code_life=settings.code_life,
        few_misses=guard.rates.few_misses,
        clock=clock,
    )
    app.register_blueprint(pages.blueprint())
    app.register_error_handler(Rejected, problem.rejected)
    app.add_url_rule("/readyz/store", view_func=lambda: _readiness(store), endpoint="store")
    app.cli.add_command(cli.rules)
    app.cli.add_command(cli.store)
    return app


def _readiness(store: Store) -> Response:
    """Tell whether the database can be used: apart from /readyz, as the API needs none."""
    state = store.state()
    text = f'{{"store":"{state}"}}'
    return Response(text, 200 if state == "ok" else 503, content_type="application/json")
