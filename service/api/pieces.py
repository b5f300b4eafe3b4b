"""Pieces of JSON text, made once and joined for each answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from json.encoder import encode_basestring
from typing import Any

from service.catalog.model import Document
from service.engine.facts import Outcome
from service.engine.program import Text
from service.engine.sources import Source

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
OUTCOMES: dict[Outcome, str] = {True: "holds", False: "fails", None: "unknown"}
TRUTH: dict[bool | None, str] = {True: "true", False: "false", None: "null"}


def encode(value: Any) -> str:
    """Write a value as JSON."""
    return _encoder.encode(value)


def quote(text: str) -> str:
    """Write a text as JSON."""
    return encode_basestring(text)


def ids(names: Iterable[str]) -> str:
    """Write a list of ids, which need no escaping."""
    inner = '","'.join(names)
    return f'["{inner}"]' if inner else "[]"


def moment(at: datetime | None) -> str | None:
    """Write a time in Seoul with its offset."""
    return None if at is None else at.isoformat() + "+09:00"


def points(value: Fraction | int | None) -> int | float | None:
    """Return percent points as a plain number."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def word(text: Text | None, language: str) -> str | None:
    """Return the text in one language, None where there is none."""
    return None if text is None else text.word(language)


class Sources:
    """Sources and their documents as JSON; each source is written once."""

    def __init__(self, documents: Mapping[str, Document], language: str) -> None:
        """Use the titles in ``language``."""
        self._documents, self.language = documents, language
        self._written: dict[int, str] = {}  # by identity: sources live as long as the catalog

    def data(self, source: Source) -> dict[str, str]:
        """Return a source as plain data."""
        return {"doc": source.doc, "at": source.at, "grade": source.grade.word}

    def text(self, source: Source) -> str:
        """Return a source as JSON."""
        found = self._written.get(id(source))
        if found is None:
            found = self._written[id(source)] = encode(self.data(source))
        return found

    def documents(self, names: Iterable[str]) -> dict[str, dict[str, str | None]]:
        """Return what documents are called, their dates and addresses, by their ids."""
        return {
            name: {
                "title": document.title.word(self.language),
                "date": document.date.isoformat() if document.date else None,
                "url": document.url or None,
            }
            for name in names
            for document in (self._documents[name],)
        }
