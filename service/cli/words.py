"""Korean words and lines that the commands share."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches

import click
from flask import current_app

from service.catalog.model import Catalog
from service.catalog.wording import won, written_day
from service.catalog.words import FORMS, GRADES
from service.engine.program import Contact, Program
from service.engine.sources import Source
from service.engine.verdict import Qualifies, Verdict


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


def cited(source: Source, catalog: Catalog) -> str:
    """Write a source with the title and date of its document."""
    document = catalog.documents[source.doc]
    dated = f"{written_day(document.date)}, " if document.date else ""
    return f"근거: {document.title.ko}, {source.at} ({dated}{GRADES[source.grade].ko})"


def amount(verdict: Verdict) -> str:
    """Write the amount one gets, as far as it is known."""
    benefit, least, most = verdict.edition.benefit, verdict.least, verdict.most
    if benefit.wording is not None:
        return f"{FORMS[benefit.form].ko} {benefit.wording.ko}"
    if not most:
        return FORMS[benefit.form].ko
    if benefit.at_most or not least:
        doubt = ", 요건에 맞을 때" if verdict.qualifies is Qualifies.UNKNOWN else ""
        return f"{FORMS[benefit.form].ko} 최대 {won(most)}{doubt}"
    if least == most:
        return f"{FORMS[benefit.form].ko} {won(most)}"
    return f"{FORMS[benefit.form].ko} {won(least)}에서 {won(most)} 사이"


def reached(contact: Contact) -> list[str]:
    """Write where one applies."""
    lines = [contact.text.ko] if contact.text else []
    lines += [f"누리집: {contact.url}"] if contact.url else []
    return lines + ([f"전화: {contact.phone}"] if contact.phone else [])


def listed(title: str, lines: Sequence[str]) -> list[str]:
    """Write a titled list, nothing where it is empty."""
    return ["", f"[{title}]", *(f"- {line}" for line in lines)] if lines else []
