"""Plain well-formed questions, read and checked in one go.

Whatever else comes is left to the marshmallow schema, which names every fault.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, TypedDict

from marshmallow import ValidationError
from msgspec import Meta, MsgspecError
from msgspec.json import Decoder

from service.api.fields import AsOf
from service.api.question import Question
from service.api.schemas import DETAILS, LANGUAGES
from service.catalog.model import Catalog
from service.engine.facts import Fact, Kind
from service.engine.window import Moment

_as_of = AsOf()


class PlainReader:
    """Reads questions about the programs and facts of one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """Make the decoder."""
        self._programs = tuple(catalog.programs)
        facts = {key: entry.fact for key, entry in catalog.entries.items()}
        dates = [fact for fact in facts.values() if fact.kind is Kind.DATE]
        self._dates = [
            (fact, frozenset(other.id for other in dates if other.past is fact.past))
            for fact in {fact.past: fact for fact in dates}.values()
        ]
        given = {key: _shape(fact) | None for key, fact in facts.items()}
        keys = {
            "as_of": str,
            "facts": TypedDict("Facts", given, total=False),  # type: ignore[operator]
            "programs": list[_one_of(self._programs)],  # type: ignore[misc]
            "detail": _one_of(DETAILS),
            "language": _one_of(LANGUAGES),
        }
        self._decoder = Decoder(TypedDict("Question", keys, total=False))  # type: ignore[operator]

    def read(self, raw: bytes, now: datetime) -> Question | None:
        """Return the question in ``raw``; None where that is not plain, or has a fault."""
        try:
            asked: dict[str, Any] = self._decoder.decode(raw)
            facts = asked["facts"]
            # Colons tell of keys that are unknown, or written twice, of which the decoder says
            # nothing. A moment has some of its own, which can be written otherwise.
            if raw.count(b":") != len(asked) + len(facts) + asked.get("as_of", "").count(":"):
                return None
            if b"\\" in raw:
                return None
            moment = _as_of.read(asked["as_of"]) if "as_of" in asked else Moment.instant(now)
        except (MsgspecError, UnicodeDecodeError, RecursionError, KeyError, ValidationError):
            return None
        if None in facts.values():
            facts = {key: value for key, value in facts.items() if value is not None}
        for like, keys in self._dates:
            given = [facts[key] for key in keys & facts.keys()]
            if given and not _within(given, like, moment.day):
                return None
        programs = asked.get("programs")
        return Question(
            moment,
            facts,
            self._programs if programs is None else tuple(dict.fromkeys(programs)),
            asked.get("detail") == "brief",
            asked.get("language", "ko"),
        )


def _shape(fact: Fact) -> Any:
    """Return the type of the plain values of ``fact``."""
    match fact.kind:
        case Kind.CHOICE | Kind.CODE:
            return _one_of(fact.values)
        case Kind.BOOL:
            return bool
        case Kind.DATE:
            return date
    return Annotated[int, Meta(ge=fact.minimum, le=fact.maximum)]


def _within(given: list[date], fact: Fact, day: date) -> bool:
    """Tell whether all dates are such as ``fact`` may be on ``day``."""
    first, last = fact.bounds(day)
    return first <= min(given) and max(given) <= last  # type: ignore[operator]  # dates, all of them


def _one_of(values: tuple[str, ...]) -> Any:
    """Return the type of one of ``values``."""
    literal: Any = Literal
    return literal[values]
