"""What a page tells of one verdict; whatever is the same for every merchant is written once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from markupsafe import Markup, escape

from service.catalog.model import Catalog, Document
from service.catalog.wording import Wording, number, written_day
from service.catalog.words import (
    BONDS,
    FORMS,
    GRADES,
    STATUS,
    benefit_words,
    hindrance,
    span_words,
    written_clock,
)
from service.engine.facts import Facts, Outcome
from service.engine.program import (
    Benefit,
    Caveat,
    Contact,
    Edition,
    Loan,
    Paper,
    Program,
    Requirement,
)
from service.engine.rates import loan_rates, rates_on
from service.engine.sources import Source
from service.engine.turns import turn
from service.engine.verdict import Amounts, Chosen, Finding, Judgement, Qualifies, Verdict
from service.engine.window import Application, Moment, Status

_PHONE = re.compile(r"0\d{1,2}-\d{3,4}-\d{4}|1\d{3}-\d{4}|(?<![\d-])1\d{2,3}(?![\d-])")


@dataclass(frozen=True, slots=True)
class Reason:
    """A requirement as it came out for one merchant."""

    text: str
    outcome: Outcome
    given: str | None
    when: str
    source: Markup
    brief: Markup
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
    hindrance: str
    note: str
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
    needs: Sequence[tuple[str, str]] = ()
    slot: Markup = field(default_factory=Markup)


class Sources:
    """Writes sources in one language, each once."""

    def __init__(self, documents: Mapping[str, Document], language: str) -> None:
        """Use the titles in ``language``."""
        self._documents, self._language = documents, language
        self._full: dict[int, Markup] = {}
        self._brief: dict[int, Markup] = {}
        self.seen: dict[str, None] = {}

    def full(self, source: Source) -> Markup:
        """Write document, place, date and grade, with a link where there is one."""
        found = self._full.get(id(source))
        if found is None:
            found = Markup("{}, {}").format(self.document(source.doc), self.place(source))
            self._full[id(source)] = found
        return found

    def place(self, source: Source) -> Markup:
        """Write the place in the document, and the grade."""
        place = escape(source.at)
        if self._language != "ko":
            place = Markup('<span lang="ko">{}</span>').format(place)
        return Markup("{} ({})").format(place, GRADES[source.grade].word(self._language))

    def document(self, name: str) -> Markup:
        """Write a document's title and date, with a link where there is one."""
        document = self._documents[name]
        title = escape(document.title.word(self._language))
        if document.url:
            title = Markup('<a href="{}">{}</a>').format(document.url, title)
        dated = f", {written_day(document.date, self._language)}" if document.date else ""
        return title + dated

    def brief(self, source: Source) -> Markup:
        """Write document and grade."""
        found = self._brief.get(id(source))
        if found is None:
            title = self._documents[source.doc].title.word(self._language)
            grade = GRADES[source.grade].word(self._language)
            found = self._brief[id(source)] = Markup("{} ({})").format(title, grade)
        return found


class RequirementWords:
    """Writes how one requirement comes out."""

    def __init__(self, requirement: Requirement, words: Words) -> None:
        """Write its text once."""
        self.requirement = requirement
        self.text = words.wording.condition(requirement.condition)
        self._given: Callable[[Facts, date], str | None] = words.wording.given(
            requirement.condition
        )
        self._words = words

    def reason(
        self, finding: Finding, judgement: Judgement, last: date, option: str = ""
    ) -> Reason:
        """Write a finding; ``last`` is the edition's last day."""
        facts, day = judgement.facts, judgement.day
        when = ""
        if finding.outcome is False:
            when = self._words.turned(*turn(self.requirement.condition, facts, day, last))
        sources = self._words.sources
        return Reason(
            self.text,
            finding.outcome,
            self._given(facts, day),
            when,
            sources.full(finding.source),
            sources.brief(finding.source),
            option,
        )


class Words:
    """Everything that cards in one language share."""

    def __init__(self, catalog: Catalog, language: str) -> None:
        """Use the catalog's labels and documents."""
        self.catalog, self.language = catalog, language
        self.wording = Wording(catalog.labels, language)
        self.sources = Sources(catalog.documents, language)
        self.korean = language == "ko"

    def say(self, ko: str, en: str) -> str:
        """Return one of two texts."""
        return ko if self.korean else en

    def day(self, day: date) -> str:
        """Write a date."""
        return written_day(day, self.language)

    def turned(self, since: date | None, until: date | None) -> str:
        """Write since when something fails and when it will hold."""
        parts = []
        if since is not None:
            parts.append(
                self.say(f"{self.day(since)}부터 맞지 않음", f"fails since {self.day(since)}")
            )
        if until is not None:
            parts.append(
                self.say(f"{self.day(until)}부터 맞음", f"will hold from {self.day(until)}")
            )
        return ", ".join(parts)

    def state(self, application: Application) -> str:
        """Write whether applications are taken, and to when."""
        window = application.window
        if window is None:
            return self.say("해당하는 신청기간 없음", "No application period for you")
        word = STATUS[application.status].word(self.language)
        match application.status:
            case Status.UPCOMING if window.opens:
                return self.say(
                    f"{self._at(window.opens)}부터 접수", f"Opens {self._at(window.opens)}"
                )
            case Status.CLOSED if window.closes:
                return self.say(
                    f"{self.day(window.closes.date())}에 마감",
                    f"Closed on {self.day(window.closes.date())}",
                )
            case Status.OPEN if window.closes:
                return self.say(
                    f"{word}, {self._at(window.closes)}까지",
                    f"{word} until {self._at(window.closes)}",
                )
            case Status.OPEN:
                return self.say(f"{word}, 마감일 없음", f"{word}, no closing date")
        return word

    def _at(self, moment: datetime) -> str:
        """Write a moment, its time only where it is not the day's very end or beginning."""
        clock = moment.time()
        if (clock.hour, clock.minute) in ((0, 0), (23, 59)):
            return self.day(moment.date())
        if not self.korean:
            return f"{self.day(moment.date())} {written_clock(clock)}"
        minute = f" {clock.minute}분" if clock.minute else ""
        return f"{self.day(moment.date())} {clock.hour}시{minute}"

    def left(self, application: Application, today: date) -> str:
        """Write the days left to apply, or until one can."""
        window = application.window
        if window is None:
            return ""
        if application.status is Status.OPEN and window.closes:
            days = (window.closes.date() - today).days
            return self.say("오늘 마감", "closes today") if days == 0 else self._days(days)
        if application.status is Status.UPCOMING and window.opens:
            days = (window.opens.date() - today).days
            return (
                self.say(f"{days}일 뒤", f"in {days} day{'s' * (days != 1)}")
                if days
                else self.say("오늘", "today")
            )
        return ""

    def _days(self, days: int) -> str:
        return self.say(f"{days}일 남음", f"{days} day{'s' * (days != 1)} left")

    def seen(self, application: Application) -> str:
        """Write the day on which applications were last known to be taken, where it is past."""
        window = application.window
        if application.status is not Status.UNCONFIRMED or window is None:
            return ""
        return "" if window.confirmed is None else self.day(window.confirmed)

    def hindrance(self, application: Application, moment: Moment) -> str:
        """Say why one cannot apply today, or that nobody knows whether one can."""
        told = hindrance(application, moment, self.wording)
        if not told and application.status is Status.OPEN and application.today is None:
            labels = ", ".join(self.label(fact) for fact in application.needs)
            return self.say(
                f"오늘 신청할 수 있는지는 다음 답에 달려 있습니다: {labels}",
                f"Whether you can apply today depends on: {labels}",
            )
        return told

    def label(self, fact: str) -> str:
        """Return a fact's label."""
        return self.catalog.entries[fact].label.word(self.language)

    def phones(self, text: str) -> Markup:
        """Make the telephone numbers in ``text`` links."""
        made = Markup()
        place = 0
        for found in _PHONE.finditer(text):
            made += text[place : found.start()]
            digits = found[0].replace("-", "")
            made += Markup('<a href="tel:{}">{}</a>').format(digits, found[0])
            place = found.end()
        return made + text[place:]

    def contact(self, contact: Contact) -> Markup:
        """Write where one applies or asks, as list items."""
        items = []
        if contact.text is not None:
            items.append(self.phones(contact.text.word(self.language)))
        if contact.url:
            shown = contact.url.removeprefix("https://").removeprefix("http://").rstrip("/")
            items.append(Markup('<a href="{}">{}</a>').format(contact.url, shown))
        if contact.phone:
            said = self.say("전화", "Phone")
            items.append(Markup("{} {}").format(said, self.phones(contact.phone)))
        return Markup().join(Markup("<li>{}</li>").format(item) for item in items)

    def item(self, part: Caveat | Paper) -> Markup:
        """Write a caveat or a paper as a list item."""
        return Markup("<li>{}</li>").format(self.phones(part.text.word(self.language)))

    def loan(self, loan: Loan, judgement: Judgement) -> list[str]:
        """Write what a loan costs and when it is paid back."""
        low, high = loan_rates(loan, judgement)
        terms = []
        if low is not None and high is not None:
            terms.append(self.say(f"연 {_percent(low, high)}", f"{_percent(low, high)} a year"))
        else:
            terms.append(
                self.say("오늘의 금리는 확인되지 않았습니다", "Today's rate is not confirmed")
            )
        years = self._months(loan.term_months)
        if loan.grace_months:
            grace = self._months(loan.grace_months)
            years += self.say(f" (거치 {grace})", f" ({grace} of grace)")
        return [*terms, years]

    def _months(self, months: int) -> str:
        years, rest = divmod(months, 12)
        if rest:
            return self.say(f"{months}개월", f"{months} months")
        return self.say(f"{years}년", f"{years} year{'s' * (years != 1)}")

    def terms(self, benefit: Benefit, judgement: Judgement) -> list[str]:
        """Write a loan's terms, and the rates of the day that come with a benefit."""
        told = [] if benefit.loan is None else self.loan(benefit.loan, judgement)
        if benefit.rates is not None:
            told += [
                f"{row.name.word(self.language)} {number(row.percent)}%"
                + ("" if row.when is None else f" ({self.wording.condition(row.when)})")
                for row in rates_on(benefit.rates, judgement)
            ]
            if not benefit.rates.known(judgement.day):
                told.append(benefit.rates.unknown.word(self.language))
        return told

    def worth(self, benefit: Benefit, qualifies: Qualifies, span: tuple[int, int]) -> str:
        """Write what one gets; a text of the table's own only under its condition."""
        told = benefit_words(benefit, qualifies, span, self.language)
        if benefit.wording is None or qualifies is not Qualifies.UNKNOWN:
            return told
        return self.say(f"(요건에 맞으면) {told}", f"(if you qualify) {told}")

    def details(self, benefit: Benefit, spans: Amounts, unsure: bool) -> list[tuple[str, str]]:
        """Write the amounts beside the benefit's own."""
        return [
            (
                detail.name.word(self.language),
                span_words((0 if unsure else low, high), detail.at_most, self.language),
            )
            for detail, (low, high) in zip(benefit.details, spans, strict=True)
            if high
        ]


def _percent(low: Fraction, high: Fraction) -> str:
    return f"{number(high)}%" if low == high else f"{number(low)}~{number(high)}%"


class EditionWords:
    """Writes verdicts of one edition in one language."""

    def __init__(self, program: Program, edition: Edition, words: Words) -> None:
        """Write everything that is the same for every merchant."""
        language = words.language
        self._words, self._program, self._edition = words, program, edition
        self.name, self.agency = program.name.word(language), program.agency.word(language)
        self._summary = program.summary.word(language)
        self._form = FORMS[edition.benefit.form].word(language)
        self._note = edition.note.word(language) if edition.note else ""
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
        parts: list[Caveat | Paper] = [*edition.caveats, *edition.documents]
        parts += [caveat for option in edition.options for caveat in option.caveats]
        self._items = {id(part): words.item(part) for part in parts}
        self._bonds = [
            (BONDS[rule.bond].word(language), rule.text.word(language))
            for rule in words.catalog.combinations
            if program.id in rule.programs
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
            hindrance=words.hindrance(found, judgement.moment),
            note=self._note,
            apply=self._apply,
            source=self._source,
            grade=GRADES[verdict.grade].word(words.language),
            successor=self._successor,
            seen=words.seen(found),
            phone=self._phone,
            bonds=self._bonds,
        )
        if qualifies is Qualifies.NO:
            card.failing = list(self._failing(verdict, judgement))
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

    def _failing(self, verdict: Verdict, judgement: Judgement) -> Iterator[Reason]:
        """Write what does not fit: of the program itself, else of each of its options."""
        last = self._edition.end
        own = [
            words.reason(finding, judgement, last)
            for words, finding in zip(self._requirements, verdict.findings, strict=True)
            if finding.outcome is False
        ]
        yield from own
        if own:
            return
        for chosen in verdict.options:
            name = chosen.option.name.word(self._words.language)
            for words, finding in zip(
                self._options[chosen.option.id], chosen.findings, strict=True
            ):
                if finding.outcome is False:
                    yield words.reason(finding, judgement, last, name)

    def reasons(self, verdict: Verdict, judgement: Judgement) -> list[Reason]:
        """Write every requirement of the program itself."""
        return [
            words.reason(finding, judgement, self._edition.end)
            for words, finding in zip(self._requirements, verdict.findings, strict=True)
        ]

    def own_caveats(self, verdict: Verdict) -> list[Markup]:
        """Write the caveats of the program itself."""
        return [self._items[id(caveat)] for caveat in verdict.caveats]

    def kinds(self, verdict: Verdict, judgement: Judgement) -> list[Kind]:
        """Write every option."""
        return [self._kind(chosen, verdict, judgement) for chosen in verdict.options]

    def _kind(self, chosen: Chosen, verdict: Verdict, judgement: Judgement) -> Kind:
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
                each.reason(finding, judgement, self._edition.end)
                for each, finding in zip(self._options[option.id], chosen.findings, strict=True)
            ],
            caveats=[self._items[id(caveat)] for caveat in chosen.caveats],
            apply=self._contacts[option.id] if option.contact else Markup(),
            details=[] if refused else words.details(option.benefit, chosen.details, unsure),
            terms=[] if refused else words.terms(option.benefit, judgement),
        )


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
