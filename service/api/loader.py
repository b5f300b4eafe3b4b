"""From a request's data to a question.

The common well-formed request takes a short way; anything else goes through
the marshmallow schema, which finds every fault or the same question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError

from service.api import flaws
from service.api.fields import AsOf
from service.api.flaws import Located, Rejected, located
from service.api.schemas import facts_schema, question_schema
from service.catalog.districts import DISTRICT
from service.catalog.model import Catalog
from service.engine.facts import EARLIEST, Fact, Facts, Kind
from service.engine.program import Text
from service.engine.window import Moment

_PLAIN = frozenset({"as_of", "facts", "programs", "detail", "language"})
_DETAILS = frozenset({"full", "brief"})
_LANGUAGES = frozenset({"ko", "en"})
_as_of = AsOf()
_SPLIT = Text(
    "10차 업종코드가 11차에서 {codes}(으)로 나뉘어 업종을 모르는 것으로 보았습니다. "
    "그 가운데 맞는 코드를 보내 주십시오.",
    "Your industry code of the 10th revision was split into {codes} in the 11th, so the industry "
    "counts as unknown. Please send the one that fits.",
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: all of it checked, nothing made up."""

    moment: Moment
    facts: Facts
    programs: tuple[str, ...]
    brief: bool = False
    language: str = "ko"
    notes: tuple[Text, ...] = ()

    @property
    def as_of(self) -> str:
        """The moment as it is told back: a date, or an instant in Seoul."""
        if self.moment.start != self.moment.end:
            return self.moment.day.isoformat()
        return self.moment.start.isoformat() + "+09:00"


class Loader:
    """Reads questions about the programs and facts of one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """Make the schema and the short way once."""
        self.facts = {key: entry.fact for key, entry in catalog.entries.items()}
        self.programs = tuple(catalog.programs)
        self.known = frozenset(self.programs)
        self.districts, self.revisions = catalog.districts, catalog.revisions
        self.facts_schema = facts_schema(catalog)
        self.schema = question_schema(catalog, self.facts_schema)
        self._schema = self.schema()
        self._allowed = {key: _allowed(fact) for key, fact in self.facts.items()}

    def load(self, body: Any, now: datetime) -> Question:
        """Return the question in ``body``; raise Rejected with every flaw."""
        return self.quick(body, now) or self.thorough(body, now)

    def quick(self, body: Any, now: datetime) -> Question | None:
        """Return the question in a plain well-formed body, else None."""
        if type(body) is not dict or not body.keys() <= _PLAIN:
            return None
        raw = body.get("facts")
        programs = self._asked(body["programs"]) if "programs" in body else self.programs
        detail, language = body.get("detail", "full"), body.get("language", "ko")
        if type(raw) is not dict or programs is None:
            return None
        if type(detail) is not str or type(language) is not str:
            return None
        if detail not in _DETAILS or language not in _LANGUAGES:
            return None
        try:
            moment = _as_of.read(body["as_of"]) if "as_of" in body else Moment.instant(now)
        except ValidationError:
            return None
        facts = self._values(raw, moment.day)
        if facts is None:
            return None
        return Question(moment, facts, programs, detail == "brief", language)

    def _asked(self, programs: Any) -> tuple[str, ...] | None:
        if type(programs) is not list:
            return None
        if not all(type(name) is str and name in self.known for name in programs):
            return None
        return tuple(dict.fromkeys(programs))

    def _values(self, raw: Mapping[str, Any], day: date) -> Facts | None:
        """Return plain well-formed values; None where there is any other."""
        facts: Facts = {}
        for key, value in raw.items():
            allowed = self._allowed.get(key)
            if allowed is None:
                return None
            if value is None:
                continue
            kind = type(value)
            if type(allowed) is frozenset:
                if kind is not str or value not in allowed:
                    return None
            elif type(allowed) is range:
                if kind is not int or value not in allowed:
                    return None
            elif allowed is bool:
                if kind is not bool:
                    return None
            else:
                value = _dated(value)
                if value is None or value > allowed(day)[1]:
                    return None
            facts[key] = value
        return facts

    def thorough(self, body: Any, now: datetime) -> Question:
        """Return the question in ``body`` by way of the schema; raise Rejected."""
        found: list[Located] = []
        try:
            data = self._schema.load(body)
        except ValidationError as error:
            found += located(error.messages)
            data = error.valid_data if isinstance(error.valid_data, dict) else {}
        moment = data.get("as_of") or Moment.instant(now)
        given = data.get("facts", {})
        facts: Facts = {key: value for key, value in given.items() if value is not None}
        if "as_of" in data or not (isinstance(body, dict) and "as_of" in body):
            found += self._late(facts, moment.day)
        found += self._place(facts, data.get("address"))
        notes, codes = self._convert(facts, data.get("industry_revision", 11))
        if not any(flaw.path == ("industry_revision",) for flaw in found):
            found += codes
        if found:
            raise Rejected(found)
        question = Question(
            moment,
            facts,
            tuple(dict.fromkeys(data.get("programs", self.programs))),
            data.get("detail") == "brief",
            data.get("language", "ko"),
        )
        return replace(question, notes=tuple(notes)) if notes else question

    def _late(self, facts: Facts, day: date) -> list[Located]:
        found = []
        for key, value in facts.items():
            fact = self.facts[key]
            if isinstance(value, date) and value > _last(fact, day):
                flaw = flaws.FUTURE if fact.past else flaws.TOO_LATE
                found.append(Located(("facts", key), flaw))
        return found

    def _place(self, facts: Facts, address: str | None) -> list[Located]:
        """Turn a code or an address into a district."""
        given = facts.get(DISTRICT)
        if isinstance(given, str) and given.isdigit():
            found = self.districts.of_code(given)
            if found is None:
                del facts[DISTRICT]
                return [Located(("facts", DISTRICT), flaws.UNKNOWN_DISTRICT)]
            facts[DISTRICT] = found
        if address is None:
            return []
        place = self.districts.of_address(address)
        if place is None:
            return [Located(("address",), flaws.ADDRESS)]
        if facts.setdefault(DISTRICT, place) != place:
            return [Located(("address",), flaws.CONTRADICTION)]
        return []

    def _convert(self, facts: Facts, revision: int) -> tuple[list[Text], list[Located]]:
        """Turn codes of the tenth revision into those of the eleventh."""
        notes: list[Text] = []
        found: list[Located] = []
        for key in [k for k in facts if self.facts[k].kind is Kind.CODE]:
            code = str(facts[key])
            targets = self.revisions.convert(code) if revision == 10 else (code,)
            if targets[0] not in self.facts[key].values:
                found.append(Located(("facts", key), flaws.UNKNOWN_CODE))
            elif len(targets) == 1:
                facts[key] = targets[0]
            else:
                del facts[key]
                codes = ", ".join(targets)
                notes.append(Text(_SPLIT.ko.format(codes=codes), _SPLIT.en.format(codes=codes)))
        return notes, found


def _last(fact: Fact, day: date) -> date:
    last = fact.bounds(day)[1]
    assert isinstance(last, date)
    return last


def _allowed(fact: Fact) -> Any:
    """Return the plain values of ``fact``: texts, a range, the type of truths, or dates' bounds."""
    match fact.kind:
        case Kind.CHOICE | Kind.CODE:
            return frozenset(fact.values)
        case Kind.BOOL:
            return bool
        case Kind.DATE:
            return fact.bounds
    return range(fact.minimum, fact.maximum + 1)


def _dated(value: Any) -> date | None:
    """Read a date as 2026-08-01; None for anything else."""
    if type(value) is not str or len(value) != 10 or value[4:8:3] != "--":
        return None
    try:
        read = date.fromisoformat(value)
    except ValueError:
        return None
    return read if read >= EARLIEST else None
