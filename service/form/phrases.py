"""Phrases that pages are made of, in one language: sources, states, terms, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction

from markupsafe import Markup, escape

from service.catalog.model import Catalog, Document
from service.catalog.wording import Wording, number, written_day
from service.catalog.words import (
    GRADES,
    STATUS,
    benefit_words,
    hindrance,
    span_words,
    written_clock,
)
from service.engine.program import Benefit, Caveat, Contact, Loan, Paper
from service.engine.rates import loan_rates, rates_on
from service.engine.sources import Source
from service.engine.verdict import Amounts, Judgement, Qualifies
from service.engine.window import Application, Moment, Status

_PHONE = re.compile(
    r"0\d{1,2}-\d{3,4}-\d{4}|1\d{3}-\d{4}|(?<![\d.,-])13\d{2}(?![\d.,-]|[만억]?원|명|개|년|%)"
)

_NEAR = 60
"""Within how many days a last day to apply is told wherever the program is named."""


def days_left(application: Application, today: date) -> int | None:
    """Return how many days are left to apply; None where no last day is set or it is not open."""
    window = application.window
    if application.status is not Status.OPEN or window is None or window.closes is None:
        return None
    return (window.closes.date() - today).days


class Sources:
    """Writes sources in one language."""

    def __init__(self, documents: Mapping[str, Document], language: str) -> None:
        """Use the titles in ``language``."""
        self._documents, self._language = documents, language
        self._brief: dict[int, Markup] = {}

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
            case Status.OPEN if window.confirmed:
                return self.say(f"{word}, 마감일 미정", f"{word}, closing date not set")
            case Status.OPEN if window.opens:
                return self.say(f"{word}, 마감일 없음", f"{word}, no closing date")
            case Status.OPEN:
                return self.say("기한 없음", "No time limit")
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
        window, days = application.window, days_left(application, today)
        if window is None:
            return ""
        if days is not None:
            return self.say("오늘 마감", "closes today") if days == 0 else self._days(days)
        if application.status is Status.UPCOMING and window.opens:
            days = (window.opens.date() - today).days
            return (
                self.say(f"{days}일 뒤", f"in {days} day{'s' * (days != 1)}")
                if days
                else self.say("오늘", "today")
            )
        return ""

    def deadline(self, application: Application, today: date) -> str:
        """Write the last day to apply, where it is near enough to do without its year."""
        window, days = application.window, days_left(application, today)
        if window is None or window.closes is None or days is None or days > _NEAR:
            return ""
        left, day = self.left(application, today), window.closes.date()
        if days == 0:
            return left
        return self.say(
            f"{day.month}월 {day.day}일 마감, {left}", f"closes {day.day} {day:%B}, {left}"
        )

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


class Citations:
    """Cites documents by their number on one page."""

    def __init__(self, words: Words) -> None:
        """Begin to count."""
        self._words = words
        self._numbers: dict[str, int] = {}

    def cite(self, source: Source) -> Markup:
        """Write a document's number, with a link to its title, then the place and the grade."""
        number_ = self._numbers.setdefault(source.doc, len(self._numbers) + 1)
        named = self._words.say(f"문서 {number_}", f"document {number_}")
        place = self._words.sources.place(source)
        return Markup('<a href="#doc-{}">{}</a>, {}').format(number_, named, place)

    def documents(self) -> list[tuple[int, Markup]]:
        """Return every cited document with its number."""
        write = self._words.sources.document
        return [(number_, write(name)) for name, number_ in self._numbers.items()]
