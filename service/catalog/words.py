"""Words that every door says: results, states, grades, forms, amounts and times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from service.catalog.wording import Wording, money, written_day
from service.engine.program import Benefit, Bond, Text
from service.engine.sources import Grade
from service.engine.tree import Const, Expression
from service.engine.verdict import Qualifies
from service.engine.window import Application, Moment, Status

QUALIFIES: Mapping[Qualifies, Text] = {
    Qualifies.YES: Text("받을 수 있음", "Eligible"),
    Qualifies.NO: Text("받을 수 없음", "Not eligible"),
    Qualifies.UNKNOWN: Text("확인 필요", "To be checked"),
}
STATUS: Mapping[Status, Text] = {
    Status.OPEN: Text("접수 중", "Open"),
    Status.UPCOMING: Text("접수 전", "Not open yet"),
    Status.CLOSED: Text("접수 마감", "Closed"),
    Status.UNCONFIRMED: Text("접수 중인지 확인 필요", "Not confirmed to be open"),
}
GRADES: Mapping[Grade, Text] = {
    Grade.STATUTE: Text("법령", "statute"),
    Grade.NOTICE: Text("공고문", "official notice"),
    Grade.PRESS: Text("보도자료", "press release"),
    Grade.CORROBORATED: Text("여러 곳에서 확인", "seen in several places"),
    Grade.SINGLE: Text("한 곳에서만 확인", "seen in one place only"),
    Grade.UNSOURCED: Text("근거 없음", "no source"),
}
FORMS: Mapping[str, Text] = {
    "credit": Text("크레딧", "Credit"),
    "voucher": Text("바우처", "Voucher"),
    "cash": Text("현금", "Cash"),
    "loan": Text("대출", "Loan"),
    "guarantee": Text("보증", "Guarantee"),
    "subsidy": Text("보조금", "Subsidy"),
    "refund": Text("환급", "Refund"),
    "status": Text("자격", "Status"),
    "service": Text("서비스", "Service"),
}
BONDS: Mapping[Bond, Text] = {
    Bond.NOT_TOGETHER: Text("중복 지원 제한", "Not together"),
    Bond.SHARED_LIMIT: Text("한도 합산", "Shared limit"),
    Bond.ONE_PER_PERSON: Text("1인 1건", "One per person"),
    Bond.ONE_AT_A_TIME: Text("동시 신청 제한", "One at a time"),
}

_NOT = Text("지원 대상이 아님", "not eligible")
_NOTHING = Text("금액 없음", "no amount")
_AT_MOST = Text("최대 {}", "up to {}")
_PAUSED = Text(
    "매일 {}부터 {}까지는 신청할 수 없습니다.", "Applications are paused daily from {} to {}."
)
_ROTA = Text("오늘은 {}: {}만 신청할 수 있습니다.", "Today only {}: {} may apply.")
_UNSEEN = Text("신청을 받았는지 확인되지 않았습니다.", "Not confirmed ever to have been open.")
_UNCONFIRMED = Text(
    "지금도 신청을 받는지 확인되지 않았습니다(마지막 확인 {}).",
    "Not confirmed to be still open (last confirmed {}).",
)


def benefit_words(
    benefit: Benefit, qualifies: Qualifies, span: tuple[int, int], language: str
) -> str:
    """Write what one gets in words."""
    if qualifies is Qualifies.NO:
        return _NOT.word(language)
    if benefit.wording is not None:
        return benefit.wording.word(language)
    return span_words(span, benefit.at_most, language)


def no_amount(amount: Expression, language: str) -> str:
    """Write that a table gives no money, where its ``amount`` is nothing; else nothing."""
    if isinstance(amount, Const) and not amount.value:
        return _NOTHING.word(language)
    return ""


def span_words(span: tuple[int, int], at_most: bool, language: str) -> str:
    """Write an amount that lies in ``span``."""
    least, most = span
    if most == 0:
        return _NOTHING.word(language)
    if least == most and not at_most:
        return money(most, language)
    if least == 0 or at_most:
        return _AT_MOST.word(language).format(money(most, language))
    return f"{money(least, language)} ~ {money(most, language)}"


def hindrance(application: Application, at: Moment, wording: Wording) -> str:
    """Say why one cannot apply today although the window is open, or may be; else nothing."""
    window, language = application.window, wording.language
    if window is None:
        return ""
    if application.status is Status.UNCONFIRMED:
        if window.confirmed is None:
            return _UNSEEN.word(language)
        return _UNCONFIRMED.word(language).format(wording.date(window.confirmed))
    if application.status is not Status.OPEN or application.today:
        return ""
    if window.pause is not None and window.pause.covers(at):
        pause = window.pause
        return _PAUSED.word(language).format(f"{pause.start:%H:%M}", f"{pause.end:%H:%M}")
    digits = window.rota.days.get(at.day) if window.rota else None
    if window.rota is None or digits is None:
        return ""
    who = wording.expression(window.rota.digit)
    return _ROTA.word(language).format(who, ", ".join(str(d) for d in sorted(digits)))


def written_clock(clock: time) -> str:
    """Write a time of day, its seconds only where they count."""
    return f"{clock:%H:%M:%S}" if clock.second else f"{clock:%H:%M}"


def written_moment(moment: datetime, language: str = "ko") -> str:
    """Write a date with its time of day."""
    return f"{written_day(moment.date(), language)} {written_clock(moment.time())}"


def period(opens: datetime | None, closes: datetime | None, language: str = "ko") -> str:
    """Write the ends of a window."""
    if opens is None and closes is None:
        return "시작일과 마감일이 정해지지 않음" if language == "ko" else "no first or last day set"
    if language == "ko":
        first = f"{written_moment(opens, 'ko')}부터" if opens else "시작일 없음,"
        last = f"{written_moment(closes, 'ko')}까지" if closes else "마감일 없음"
    else:
        first = f"from {written_moment(opens, 'en')}" if opens else "no first day,"
        last = f"to {written_moment(closes, 'en')}" if closes else "no last day"
    return f"{first} {last}"
