"""One program's verdict as JSON text, for any merchant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from service.api.applications import ApplicationWriter
from service.api.benefits import BenefitWriter
from service.api.pieces import OUTCOMES, Sources, encode, ids, quote, word
from service.catalog.model import Catalog
from service.catalog.wording import Wording
from service.engine.facts import Outcome
from service.engine.program import (
    Caveat,
    Contact,
    Edition,
    Option,
    Paper,
    Program,
    Requirement,
)
from service.engine.sources import Source
from service.engine.verdict import Check, Chosen, Finding, Judgement, Qualifies, Verdict, checks_of

_AS_QUALIFIES = {True: Qualifies.YES, False: Qualifies.NO, None: Qualifies.UNKNOWN}


class Texts:
    """Writes caveats or papers as a list of their texts."""

    def __init__(self, parts: Sequence[Caveat | Paper], language: str) -> None:
        """Encode each once."""
        self.texts = {id(part): encode(part.text.word(language)) for part in parts}

    def text(self, shown: Sequence[Caveat | Paper]) -> str:
        """Return those ``shown`` as a JSON list."""
        return f"[{','.join([self.texts[id(part)] for part in shown])}]"


class RequirementWriter:
    """Writes one requirement's finding."""

    def __init__(self, requirement: Requirement, wording: Wording, sources: Sources) -> None:
        """Encode the id and the text."""
        self.requirement = requirement
        self.given = wording.given(requirement.condition)
        text = encode(wording.condition(requirement.condition))
        self._heads = {
            outcome: f'{{"id":{encode(requirement.id)},"outcome":"{name}","text":{text},"given":'
            for outcome, name in OUTCOMES.items()
        }
        self._sources = sources

    def head(self, outcome: Outcome) -> str:
        """Return what comes before the given values."""
        return self._heads[outcome]

    def tail(self, source: Source, needs: Sequence[str] = ()) -> str:
        """Return what comes after the given values."""
        return f',"needs":{ids(needs)},"source":{self._sources.text(source)}}}'

    def text(self, finding: Finding, judgement: Judgement) -> str:
        """Return the finding as JSON."""
        given = self.given(judgement.facts, judgement.day)
        return (
            f"{self._heads[finding.outcome]}{'null' if given is None else quote(given)}"
            f"{self.tail(finding.source, finding.needs)}"
        )


class OptionWriter:
    """Writes how one option comes out."""

    def __init__(self, option: Option, wording: Wording, sources: Sources) -> None:
        """Encode the id and the name."""
        name = encode(option.name.word(wording.language))
        self.head = f'{{"id":{encode(option.id)},"name":{name},"outcome":"'
        self.requirements = [RequirementWriter(r, wording, sources) for r in option.requirements]
        self.benefit = BenefitWriter(option.benefit, sources, wording)
        self.caveats = Texts(option.caveats, wording.language)
        own = option.contact
        apply = None if own is None else contact(own, wording.language)
        self.tail = f',"apply":{encode(apply)}}}'

    def text(self, chosen: Chosen, judgement: Judgement, qualifies: Qualifies) -> str:
        """Return the option as JSON; where the program is out of reach, so is its benefit."""
        findings = conditions(self.requirements, chosen.findings, judgement)
        own = _AS_QUALIFIES[chosen.outcome]
        if qualifies is Qualifies.NO or own is Qualifies.NO:
            nothing = ((0, 0),) * len(chosen.details)
            benefit = self.benefit.text(judgement, Qualifies.NO, 0, 0, nothing)
        else:
            unsure = qualifies is Qualifies.UNKNOWN
            least = 0 if unsure else chosen.least
            details = tuple([(0 if unsure else low, high) for low, high in chosen.details])
            benefit = self.benefit.text(judgement, own, least, chosen.most, details)
        return (
            f'{self.head}{OUTCOMES[chosen.outcome]}","conditions":{findings},"benefit":{benefit}'
            f',"caveats":{self.caveats.text(chosen.caveats)}{self.tail}'
        )


def conditions(
    writers: Sequence[RequirementWriter], findings: Sequence[Finding], judgement: Judgement
) -> str:
    """Return findings as a JSON list."""
    written = [w.text(f, judgement) for w, f in zip(writers, findings, strict=True)]
    return f"[{','.join(written)}]"


class EditionWriter:
    """Writes verdicts of one edition in one language."""

    def __init__(
        self,
        program: Program,
        edition: Edition,
        wording: Wording,
        sources: Sources,
        combinations: str,
    ) -> None:
        """Encode everything that is the same for every merchant."""
        language, self._edition = wording.language, edition
        self._start = f'{{"id":{encode(program.id)},"edition":{encode(edition.id)}'
        name, agency = program.name.word(language), program.agency.word(language)
        self.head = f'{self._start},"name":{encode(name)},"agency":{encode(agency)},"qualifies":"'
        self.application = ApplicationWriter(edition, wording, sources)
        self.benefit = BenefitWriter(edition.benefit, sources, wording)
        self.requirements = [RequirementWriter(r, wording, sources) for r in edition.requirements]
        self.options = [OptionWriter(o, wording, sources) for o in edition.options]
        self.caveats = Texts(edition.caveats, language)
        self.papers = Texts(edition.documents, language)
        self.tail = (
            f',"apply":{encode(contact(edition.contact, language))}'
            f',"checked":"{edition.checked}","successor":{encode(program.successor or None)}'
            f',"combinations":{combinations}}}'
        )

    def slots(self) -> Iterator[list[tuple[RequirementWriter, Check]]]:
        """Yield the requirements of the edition and of each option."""
        yield [*zip(self.requirements, checks_of(self._edition), strict=True)]
        for writer, option in zip(self.options, self._edition.options, strict=True):
            yield [*zip(writer.requirements, checks_of(option), strict=True)]

    def text(self, verdict: Verdict, judgement: Judgement) -> str:
        """Return the whole verdict as JSON."""
        qualifies, benefit = verdict.qualifies, self.benefit
        worth = benefit.text(judgement, qualifies, verdict.least, verdict.most, verdict.details)
        return (
            f'{self.head}{qualifies}","application":'
            f"{self.application.text(verdict.application, judgement.moment)}"
            f',"benefit":{worth}'
            f',"conditions":{conditions(self.requirements, verdict.findings, judgement)}'
            f"{self._chosen(verdict, judgement)}"
            f',"needs":{ids(verdict.needs)},"confidence":"{verdict.grade.word}"'
            f',"caveats":{self.caveats.text(verdict.caveats)}'
            f',"documents":{self.papers.text(verdict.papers)}{self.tail}'
        )

    def _chosen(self, verdict: Verdict, judgement: Judgement) -> str:
        if not self.options:
            return ""
        pairs = zip(self.options, verdict.options, strict=True)
        written = [writer.text(chosen, judgement, verdict.qualifies) for writer, chosen in pairs]
        return f',"options":[{",".join(written)}]'

    def brief(self, verdict: Verdict) -> str:
        """Return ids and outcomes as JSON."""
        options = ""
        if verdict.options:
            chosen = [(o.option.id, OUTCOMES[o.outcome]) for o in verdict.options]
            options = f',"options":{_outcomes(chosen)}'
        findings = [(f.requirement.id, OUTCOMES[f.outcome]) for f in verdict.findings]
        return (
            f'{self._start},"qualifies":"{verdict.qualifies}"'
            f',"application":{self.application.brief(verdict.application)}'
            f',"benefit":{self.benefit.brief(verdict.least, verdict.most)}'
            f',"conditions":{_outcomes(findings)}{options},"needs":{ids(verdict.needs)}}}'
        )


def _outcomes(pairs: Sequence[tuple[str, str]]) -> str:
    return "[" + ",".join([f'{{"id":"{key}","outcome":"{word}"}}' for key, word in pairs]) + "]"


def contact(apply: Contact, language: str) -> dict[str, str | None]:
    """Return where to apply as plain data."""
    how = word(apply.text, language)
    return {"url": apply.url or None, "phone": apply.phone or None, "how": how}


def combined(catalog: Catalog, program: Program, sources: Sources) -> list[dict[str, Any]]:
    """Return the rules on combining ``program`` with others as plain data."""
    return [
        {
            "kind": rule.bond.value,
            "programs": rule.others(program.id),
            "text": rule.text.word(sources.language),
            "source": sources.data(rule.source),
        }
        for rule in catalog.combinations_of(program.id)
    ]
