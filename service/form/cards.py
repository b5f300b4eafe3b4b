"""What a page tells of one verdict; whatever is the same for every merchant is written once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from service.catalog.model import Catalog
from service.catalog.words import (
    BONDS,
    FORMS,
    GRADES,
    span_words,
)
from service.engine.facts import Facts, Outcome
from service.engine.program import (
    Caveat,
    Edition,
    Paper,
    Program,
    Requirement,
)
from service.engine.sources import Source
from service.engine.tree import Compare, Member
from service.engine.turns import turn
from service.engine.verdict import Chosen, Finding, Judgement, Qualifies, Verdict
from service.engine.window import Status
from service.form.phrases import Words

_TOLD = 2
"""How many conditions that are not met a card tells; the others stand on the verdict's page."""

Cite = Callable[[Source], Markup]
"""Writes a source."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A requirement as it came out for one merchant.

    ``about`` is what it asks for, empty where it is several things, and ``need`` what that must be.
    """

    text: str
    about: str
    need: str
    outcome: Outcome
    given: str | None
    when: str
    source: Markup
    option: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One option of a program as it came out for one merchant."""

    name: str
    outcome: Outcome
    amount: str
    reasons: Sequence[Reason]
    caveats: Sequence[Markup]
    apply: Markup
    details: Sequence[tuple[str, str]]
    terms: Sequence[str]


@dataclass(slots=True)
class Card:
    """One program's verdict as a page shows it."""

    id: str
    name: str
    agency: str
    summary: str
    qualifies: Qualifies
    form: str
    amount: str
    status: Status
    state: str
    left: str
    deadline: str
    hindrance: str
    note: Markup
    apply: Markup
    source: Markup
    grade: str
    successor: tuple[str, str] | None
    seen: str
    phone: Markup
    fitting: str = ""
    terms: Sequence[str] = ()
    details: Sequence[tuple[str, str]] = ()
    papers: Sequence[Markup] = ()
    caveats: Sequence[Markup] = ()
    bonds: Sequence[tuple[str, str]] = ()
    failing: Sequence[Reason] = ()
    untold: int = 0
    others: int = 0
    needs: Sequence[tuple[str, str]] = ()
    slot: Markup = field(default_factory=Markup)


class RequirementWords:
    """Writes how one requirement comes out."""

    def __init__(self, requirement: Requirement, words: Words) -> None:
        """Write its text once."""
        self.requirement = requirement
        self.text = self._need = words.wording.condition(requirement.condition)
        self._about = ""
        if isinstance(requirement.condition, Compare | Member):
            self._about, _, self._need = self.text.partition(": ")
        self._given: Callable[[Facts, date], str | None] = words.wording.given(
            requirement.condition
        )
        self._words = words

    def reason(
        self, finding: Finding, judgement: Judgement, last: date, cite: Cite, option: str = ""
    ) -> Reason:
        """Write a finding; ``last`` is the edition's last day."""
        facts, day = judgement.facts, judgement.day
        when = ""
        if finding.outcome is False:
            when = self._words.turned(*turn(self.requirement.condition, facts, day, last))
        return Reason(
            self.text,
            self._about,
            self._need,
            finding.outcome,
            self._given(facts, day),
            when,
            cite(finding.source),
            option,
        )


class EditionWords:
    """Writes verdicts of one edition in one language."""

    def __init__(self, program: Program, edition: Edition, words: Words) -> None:
        """Write everything that is the same for every merchant."""
        language = words.language
        self._words, self._program, self._edition = words, program, edition
        self.name, self.agency = program.name.word(language), program.agency.word(language)
        self._summary = program.summary.word(language)
        self._form = FORMS[edition.benefit.form].word(language)
        self._note = words.phones(edition.note.word(language)) if edition.note else Markup()
        self._apply = words.contact(edition.contact)
        self._phone = words.phones(edition.contact.phone)
        self._source = words.sources.brief(edition.benefit.source)
        self._requirements = [RequirementWords(r, words) for r in edition.requirements]
        self._options = {
            option.id: [RequirementWords(r, words) for r in option.requirements]
            for option in edition.options
        }
        self._contacts = {
            option.id: words.contact(option.contact or edition.contact)
            for option in edition.options
        }
        self._phones = {
            option.id: words.phones(option.contact.phone)
            for option in edition.options
            if option.contact is not None and option.contact.phone
        }
        parts: list[Caveat | Paper] = [*edition.caveats, *edition.documents]
        parts += [caveat for option in edition.options for caveat in option.caveats]
        self._items = {id(part): words.item(part) for part in parts}
        self._bonds = [
            (BONDS[rule.bond].word(language), rule.text.word(language))
            for rule in words.catalog.combinations_of(program.id)
        ]
        self._successor: tuple[str, str] | None = None
        if program.successor:
            following = words.catalog.programs[program.successor]
            self._successor = following.id, following.name.word(language)

    def card(self, verdict: Verdict, judgement: Judgement) -> Card:
        """Write a verdict."""
        words = self._words
        benefit, found = self._edition.benefit, verdict.application
        qualifies = verdict.qualifies
        span = (verdict.least, verdict.most)
        apply, phone = self._where(verdict.options)
        card = Card(
            id=self._program.id,
            name=self.name,
            agency=self.agency,
            summary=self._summary,
            qualifies=qualifies,
            form=self._form,
            amount=words.worth(benefit, qualifies, span),
            status=found.status,
            state=words.state(found),
            left=words.left(found, judgement.day),
            deadline=words.deadline(found, judgement.day),
            hindrance=words.hindrance(found, judgement.moment),
            note=self._note,
            apply=apply,
            source=self._source,
            grade=GRADES[verdict.grade].word(words.language),
            successor=self._successor,
            seen=words.seen(found),
            phone=phone,
            bonds=self._bonds,
        )
        if qualifies is Qualifies.NO:
            if found.status is not Status.CLOSED:
                failing = list(self._failing(verdict))
                last, cite = self._edition.end, words.sources.brief
                card.failing = [
                    each.reason(finding, judgement, last, cite, option)
                    for each, finding, option in failing[:_TOLD]
                ]
                card.untold = len(failing) - len(card.failing)
                told = {option for *_, option in failing if option}
                card.others = len(verdict.options) - len(told) if told else 0
            return card
        card.needs = [(fact, words.label(fact)) for fact in verdict.needs]
        card.papers = [self._items[id(paper)] for paper in verdict.papers]
        card.caveats = [self._items[id(caveat)] for caveat in verdict.caveats]
        unsure = qualifies is Qualifies.UNKNOWN
        card.details = words.details(benefit, verdict.details, unsure)
        card.terms = words.terms(benefit, judgement)
        if verdict.options:
            card.fitting = self._fitting(verdict.options)
            card.caveats += [self._items[id(c)] for o in verdict.options for c in o.caveats]
        return card

    def _where(self, options: Sequence[Chosen]) -> tuple[Markup, Markup]:
        """Tell where one applies and whom one calls: as the options that fit say, if they agree."""
        fitting = [chosen.option.id for chosen in options if chosen.outcome]
        fitting = fitting or [chosen.option.id for chosen in options if chosen.outcome is None]
        places = {self._contacts[option] for option in fitting}
        apply = places.pop() if len(places) == 1 else self._apply
        phones = dict.fromkeys(self._phones.get(option, self._phone) for option in fitting)
        return apply, Markup(", ").join(phone for phone in phones if phone) or self._phone

    def _fitting(self, options: Sequence[Chosen]) -> str:
        language, say = self._words.language, self._words.say
        told = []
        for outcome, title in (
            (True, say("맞는 유형", "Fitting types")),
            (None, say("맞을 수 있는 유형", "Types that may fit")),
        ):
            names = [
                f"{chosen.option.name.word(language)}{self._worth(chosen)}"
                for chosen in options
                if chosen.outcome is outcome
            ]
            if names:
                told.append(f"{title}: {', '.join(names)}")
        return " / ".join(told)

    def _worth(self, chosen: Chosen) -> str:
        if not chosen.most:
            return ""
        benefit = chosen.option.benefit
        least = chosen.least if chosen.outcome else 0
        return f" ({span_words((least, chosen.most), benefit.at_most, self._words.language)})"

    def _failing(self, verdict: Verdict) -> Iterator[tuple[RequirementWords, Finding, str]]:
        """Find what does not fit: of the program itself, else of the options that fit best."""
        own = [
            (words, finding, "")
            for words, finding in zip(self._requirements, verdict.findings, strict=True)
            if finding.outcome is False
        ]
        yield from own
        for chosen in () if own else _nearest(verdict.options):
            name = chosen.option.name.word(self._words.language)
            pairs = zip(self._options[chosen.option.id], chosen.findings, strict=True)
            yield from ((words, found, name) for words, found in pairs if found.outcome is False)

    def reasons(self, verdict: Verdict, judgement: Judgement, cite: Cite) -> list[Reason]:
        """Write every requirement of the program itself."""
        return [
            words.reason(finding, judgement, self._edition.end, cite)
            for words, finding in zip(self._requirements, verdict.findings, strict=True)
        ]

    def own_caveats(self, verdict: Verdict) -> list[Markup]:
        """Write the caveats of the program itself."""
        return [self._items[id(caveat)] for caveat in verdict.caveats]

    def kinds(self, verdict: Verdict, judgement: Judgement, cite: Cite) -> list[Kind]:
        """Write every option."""
        return [self._kind(chosen, verdict, judgement, cite) for chosen in verdict.options]

    def _kind(self, chosen: Chosen, verdict: Verdict, judgement: Judgement, cite: Cite) -> Kind:
        words, option = self._words, chosen.option
        unsure = verdict.qualifies is Qualifies.UNKNOWN or chosen.outcome is None
        refused = verdict.qualifies is Qualifies.NO or chosen.outcome is False
        state = Qualifies.NO if refused else Qualifies.UNKNOWN if unsure else Qualifies.YES
        least = 0 if unsure else chosen.least
        form = FORMS[option.benefit.form].word(words.language)
        told = words.worth(option.benefit, state, (least, chosen.most))
        return Kind(
            name=option.name.word(words.language),
            outcome=chosen.outcome,
            amount=f"{form} {told}" if state is not Qualifies.NO and chosen.most else told,
            reasons=[
                each.reason(finding, judgement, self._edition.end, cite)
                for each, finding in zip(self._options[option.id], chosen.findings, strict=True)
            ],
            caveats=[self._items[id(caveat)] for caveat in chosen.caveats],
            apply=self._contacts[option.id] if option.contact else Markup(),
            details=[] if refused else words.details(option.benefit, chosen.details, unsure),
            terms=[] if refused else words.terms(option.benefit, judgement),
        )


def _nearest(options: Sequence[Chosen]) -> list[Chosen]:
    """Return the options that fail last and least: tables begin an option with whom it is for."""
    failing = [
        (chosen, [place for place, found in enumerate(chosen.findings) if found.outcome is False])
        for chosen in options
    ]
    ranks = [(-places[0], len(places)) for _, places in failing if places]
    return [
        chosen for chosen, places in failing if places and (-places[0], len(places)) == min(ranks)
    ]


class Cards:
    """Writes cards in one language."""

    def __init__(self, catalog: Catalog, language: str) -> None:
        """Prepare every edition."""
        self.words = Words(catalog, language)
        self._editions = {
            id(edition): EditionWords(program, edition, self.words)
            for program in catalog.programs.values()
            for edition in program.editions
        }

    def of(self, verdict: Verdict) -> EditionWords:
        """Return what writes verdicts of the verdict's edition."""
        return self._editions[id(verdict.edition)]

    def card(self, verdict: Verdict, judgement: Judgement) -> Card:
        """Write one verdict."""
        return self.of(verdict).card(verdict, judgement)
