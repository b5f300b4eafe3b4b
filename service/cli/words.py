"""Korean words and lines that the commands share."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from difflib import get_close_matches

import click
from flask import current_app

from service.catalog.model import Catalog
from service.catalog.wording import won
from service.engine.program import Bond, Contact, Program
from service.engine.sources import Grade, Source
from service.engine.verdict import Qualifies, Verdict

QUALIFIES = {"yes": "받을 수 있음", "no": "받을 수 없음", "unknown": "확인 필요"}
STATUS = {
    "open": "접수 중",
    "upcoming": "접수 전",
    "closed": "접수 마감",
    "unconfirmed": "접수 중인지 확인 필요",
}
GRADES = {
    Grade.STATUTE: "법령",
    Grade.NOTICE: "공고문",
    Grade.PRESS: "보도자료",
    Grade.CORROBORATED: "여러 곳에서 확인",
    Grade.SINGLE: "한 곳에서만 확인",
    Grade.UNSOURCED: "근거 없음",
}
FORMS = {
    "credit": "크레딧",
    "voucher": "바우처",
    "cash": "현금",
    "loan": "대출",
    "guarantee": "보증",
    "subsidy": "보조금",
    "refund": "환급",
    "status": "자격",
    "service": "서비스",
}


BONDS = {
    Bond.NOT_TOGETHER: "중복 지원 제한",
    Bond.SHARED_LIMIT: "한도 합산",
    Bond.ONE_PER_PERSON: "1인 1건",
    Bond.ONE_AT_A_TIME: "동시 신청 제한",
}


def current_catalog() -> Catalog:
    """Return the catalog the service runs with."""
    catalog: Catalog = current_app.extensions["catalog"]
    return catalog


def chosen(catalog: Catalog, wanted: str) -> Program:
    """Return the program with the id or name ``wanted``; exit with 2 where none has it."""
    wanted = unicodedata.normalize("NFC", wanted).strip()
    programs = catalog.programs
    names = {program.name.ko: program for program in programs.values()}
    found = programs.get(wanted) or names.get(wanted)
    if found is not None:
        return found
    near = [programs[key] for key in get_close_matches(wanted.lower(), programs, 5, 0.5)]
    near += [p for n, p in names.items() if wanted and (wanted in n or wanted in p.id)]
    near += [names[name] for name in get_close_matches(wanted, names, 5, 0.4)]
    click.echo(f"'{wanted}'에 맞는 지원사업이 없습니다.", err=True)
    for program in dict.fromkeys(near):
        click.echo(f"  혹시 {program.id} ({program.name.ko})?", err=True)
    if not near:
        click.echo(f"  있는 지원사업: {', '.join(programs)}", err=True)
    raise click.exceptions.Exit(2)


def written_day(day: date) -> str:
    """Write a date in full."""
    return f"{day.year}년 {day.month}월 {day.day}일"


def written_clock(clock: time) -> str:
    """Write a time of day, its seconds only where they count."""
    return f"{clock:%H:%M:%S}" if clock.second else f"{clock:%H:%M}"


def written_moment(moment: datetime) -> str:
    """Write a date with its time of day."""
    return f"{written_day(moment.date())} {written_clock(moment.time())}"


def period(opens: datetime | None, closes: datetime | None) -> str:
    """Write the ends of a window."""
    first = f"{written_moment(opens)}부터" if opens else "시작일 없음,"
    last = f"{written_moment(closes)}까지" if closes else "마감일 없음"
    return f"{first} {last}"


def cited(source: Source, catalog: Catalog) -> str:
    """Write a source with the title and date of its document."""
    document = catalog.documents[source.doc]
    dated = f"{written_day(document.date)}, " if document.date else ""
    return f"근거: {document.title.ko}, {source.at} ({dated}{GRADES[source.grade]})"


def amount(verdict: Verdict) -> str:
    """Write the amount one gets, as far as it is known."""
    benefit, least, most = verdict.edition.benefit, verdict.least, verdict.most
    if not most:
        return FORMS[benefit.form]
    if benefit.at_most or not least:
        doubt = ", 요건에 맞을 때" if verdict.qualifies is Qualifies.UNKNOWN else ""
        return f"{FORMS[benefit.form]} 최대 {won(most)}{doubt}"
    if least == most:
        return f"{FORMS[benefit.form]} {won(most)}"
    return f"{FORMS[benefit.form]} {won(least)}에서 {won(most)} 사이"


def reached(contact: Contact) -> list[str]:
    """Write where one applies."""
    lines = [contact.text.ko] if contact.text else []
    lines += [f"누리집: {contact.url}"] if contact.url else []
    return lines + ([f"전화: {contact.phone}"] if contact.phone else [])


def listed(title: str, lines: Sequence[str]) -> list[str]:
    """Write a titled list, nothing where it is empty."""
    return ["", f"[{title}]", *(f"- {line}" for line in lines)] if lines else []
