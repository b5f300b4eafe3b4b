"""What all pages stand in: templates, the stylesheet, the language."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from flask import Response, request, session
from flask_wtf.csrf import generate_csrf
from jinja2 import Environment, PackageLoader, StrictUndefined

from service.catalog.model import Catalog

LANGUAGES = ("ko", "en")
_LANGUAGE = "lang"
_STYLE = Path(__file__).parent / "static" / "form.css"


class Shell:
    """Renders templates in both languages."""

    def __init__(self, catalog: Catalog, *, official: bool) -> None:
        """Read the stylesheet and prepare the templates."""
        self._css = _lean(_STYLE.read_text(encoding="utf-8")).encode()
        digest = hashlib.sha256(self._css).hexdigest()[:12]
        self.stylesheet = f"/static/form.{digest}.css"
        self._environments = {
            language: self._environment(catalog, language, official) for language in LANGUAGES
        }

    @property
    def weight(self) -> int:
        """How many bytes every page loads besides its own."""
        return len(self._css)

    def _environment(self, catalog: Catalog, language: str, official: bool) -> Environment:
        environment = Environment(
            loader=PackageLoader("service.form"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            auto_reload=False,
        )
        korean = language == "ko"
        environment.globals.update(
            lang=language,
            korean=korean,
            say=_first if korean else _second,
            token=generate_csrf,
            official=official,
            stylesheet=self.stylesheet,
            rules=catalog.digest,
            calculators=[
                (program.id, program.calculator.word(language))
                for program in catalog.programs.values()
                if program.calculator is not None
            ],
        )
        return environment

    def render(self, template: str, **values: Any) -> str:
        """Render a template in the visitor's language."""
        environment = self._environments[language()]
        return environment.get_template(template).render(
            here=request.path, site=request.host, **values
        )

    def page(self, template: str, code: int = 200, **values: Any) -> Response:
        """Answer with a page."""
        return Response(self.render(template, **values), code, mimetype="text/html")

    def style(self) -> Response:
        """Answer with the stylesheet, whose name changes with it."""
        made = Response(self._css, mimetype="text/css")
        made.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return made


def _lean(css: str) -> str:
    """Leave out comments and the spaces that only people need."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*|:\s+", lambda found: found[1] or ":", plain).strip()


def _first(ko: str, en: str) -> str:
    return ko


def _second(ko: str, en: str) -> str:
    return en


def language() -> str:
    """Return the visitor's language: as switched, else Korean."""
    wanted = request.args.get(_LANGUAGE)
    if wanted in LANGUAGES:
        return wanted
    kept = session.get(_LANGUAGE)
    return kept if kept in LANGUAGES else "ko"


def remember_language() -> None:
    """Keep the language that a link asks for."""
    wanted = request.args.get(_LANGUAGE)
    if wanted in LANGUAGES and session.get(_LANGUAGE, "ko") != wanted:
        session[_LANGUAGE] = wanted
