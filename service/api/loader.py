"""From a request's data to a question.

The common well-formed request takes a short way; anything else goes through
the marshmallow schema, which finds every fault or the same question.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError

from service.api import body, flaws
from service.api.flaws import Located, Rejected, located
from service.api.plain import PlainReader
from service.api.question import Question
from service.api.schemas import facts_schema, question_schema
from service.catalog.districts import DISTRICT
from service.catalog.model import Catalog
from service.engine.facts import Fact, Facts, Kind
from service.engine.program import Text
from service.engine.window import Moment

_SPLIT = Text(
    "10차 업종코드가 11차에서 {codes}(으)로 나뉘어 업종을 모르는 것으로 보았습니다. "
    "그 가운데 맞는 코드를 보내 주십시오.",
    "Your industry code of the 10th revision was split into {codes} in the 11th, so the industry "
    "counts as unknown. Please send the one that fits.",
)


class Loader:
    """Reads questions about the programs and facts of one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """Make the schema and the short way once."""
        self.facts = {key: entry.fact for key, entry in catalog.entries.items()}
        self.programs = tuple(catalog.programs)
        self.districts, self.revisions = catalog.districts, catalog.revisions
        self.facts_schema = facts_schema(catalog)
        self.schema = question_schema(catalog, self.facts_schema)
        self._schema = self.schema()
        self.plain = PlainReader(catalog)

    def load(self, raw: bytes, now: datetime) -> Question:
        """Return the question in a JSON text; raise BadRequest, or Rejected with every flaw."""
        return self.plain.read(raw, now) or self.thorough(body.parse(raw), now)

    def thorough(self, asked: Any, now: datetime) -> Question:
        """Return the question in ``asked`` by way of the schema; raise Rejected."""
        found: list[Located] = []
        try:
            data = self._schema.load(asked)
        except ValidationError as error:
            found += located(error.messages)
            data = error.valid_data if isinstance(error.valid_data, dict) else {}
        moment = data.get("as_of") or Moment.instant(now)
        given = data.get("facts", {})
        facts: Facts = {key: value for key, value in given.items() if value is not None}
        if "as_of" in data or not (isinstance(asked, dict) and "as_of" in asked):
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
