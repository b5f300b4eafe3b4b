"""``rules check``: every fault of every table, and every case that comes out differently."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from service.catalog.load import load
from service.catalog.model import Catalog
from service.catalog.trial import differences
from service.config import Settings
from service.errors import TableError


@click.command(
    "check", help="DIR(기본: 서비스의 rules)의 표를 모두 검사하고 사례를 모두 돌려 봅니다."
)
@click.argument(
    "directory",
    metavar="[DIR]",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@with_appcontext
def check_command(directory: Path | None) -> None:
    """Check the tables; exit with 1 where anything is wrong."""
    root = directory or Settings.from_env().rules_dir
    try:
        # resolved, as faults name files by the directory's own name
        catalog = load(root.resolve())
    except TableError as error:
        click.echo(str(error))
        raise click.exceptions.Exit(1) from None
    failing = _failing(catalog)
    for lines in failing:
        click.echo("\n    - ".join(lines))
    if failing:
        click.echo(f"사례 {len(catalog.cases)}개 가운데 {len(failing)}개가 기대와 다릅니다.")
        raise click.exceptions.Exit(1)
    click.echo(f"표에 오류가 없습니다: {_counts(catalog)}")


def _failing(catalog: Catalog) -> list[list[str]]:
    """Return for each failing case where it stands, then what differs."""
    failing = []
    for case in catalog.cases:
        if found := differences(case, catalog.programs):
            failing.append([f"{case.file}:{case.line}: {case.name}", *found])
    return failing


def _counts(catalog: Catalog) -> str:
    editions = [edition for program in catalog.programs.values() for edition in program.editions]
    conditions = sum(
        len(edition.requirements) + sum(len(option.requirements) for option in edition.options)
        for edition in editions
    )
    return (
        f"지원사업 {len(catalog.programs)}개, 회차 {len(editions)}개, "
        f"요건 {conditions}개, 사례 {len(catalog.cases)}개"
    )
