"""The doors of the interface: one method for each address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from service.api import body, openapi
from service.api.answer import AnswerWriter
from service.api.fields import SEOUL
from service.api.flaws import UNKNOWN_KEY, Located, Rejected, among
from service.api.listing import Listing
from service.api.loader import Loader
from service.api.pieces import encode
from service.api.schemas import LANGUAGES
from service.catalog.model import Catalog

PREFIX = "/api/v1"


def now() -> datetime:
    """Return the time in Seoul, without an offset; the only place that reads the clock."""
    return datetime.now(SEOUL).replace(tzinfo=None)


class Views:
    """Everything the interface answers with, prepared from one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """Encode at start whatever does not depend on the merchant."""
        self._loader = Loader(catalog)
        self._answers = {language: AnswerWriter(catalog, language) for language in LANGUAGES}
        listings = {language: Listing(catalog, language) for language in LANGUAGES}
        self._programs = {name: encode(listing.programs()) for name, listing in listings.items()}
        self._facts = {name: encode(listing.facts()) for name, listing in listings.items()}
        self._program = {
            (name, program.id): encode(listing.program(program))
            for name, listing in listings.items()
            for program in catalog.programs.values()
        }
        self._openapi = encode(openapi.document(catalog, self._loader))
        self._ready = encode({"status": "ready", "rules": catalog.digest})

    def blueprint(self) -> Blueprint:
        """Return the addresses."""
        made = Blueprint("api", __name__)
        routes: dict[str, Any] = {
            "/programs": self.programs,
            "/programs/<program>": self.program,
            "/facts": self.facts,
            "/openapi.json": self.openapi,
        }
        for rule, view in routes.items():
            made.add_url_rule(PREFIX + rule, view_func=view, endpoint=view.__name__)
        made.add_url_rule(f"{PREFIX}/eligibility", view_func=self.eligibility, methods=["POST"])
        made.add_url_rule("/livez", view_func=self.livez)
        made.add_url_rule("/readyz", view_func=self.readyz)
        return made

    def eligibility(self) -> Response:
        """Answer a question about one merchant."""
        question = self._loader.load(body.read(request), now())
        return _json(self._answers[question.language].text(question))

    def programs(self) -> Response:
        """List the programs."""
        return _json(self._programs[_language()])

    def program(self, program: str) -> Response:
        """Show one program."""
        found = self._program.get((_language(), program))
        if found is None:
            raise NotFound("이런 지원사업은 없습니다. 목록은 /api/v1/programs에 있습니다.")
        return _json(found)

    def facts(self) -> Response:
        """List the facts."""
        return _json(self._facts[_language()])

    def openapi(self) -> Response:
        """Describe the interface."""
        return _json(self._openapi)

    def livez(self) -> Response:
        """Tell that the process answers."""
        return _json('{"status":"alive"}')

    def readyz(self) -> Response:
        """Tell that the tables are loaded, and which."""
        return _json(self._ready)


def _language() -> str:
    """Return the language asked for in the query string."""
    found = [Located((key,), UNKNOWN_KEY) for key in request.args if key != "language"]
    values = request.args.getlist("language")
    if len(values) > 1 or any(value not in LANGUAGES for value in values):
        found.append(Located(("language",), among(LANGUAGES)))
    if found:
        raise Rejected(found)
    return values[0] if values else "ko"


def _json(text: str | bytes) -> Response:
    return Response(text, content_type="application/json")
