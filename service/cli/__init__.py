"""The terminal's doors: ``flask --app wsgi rules`` for the tables, ``store`` for the database."""

from __future__ import annotations

import click

from service.cli.ask import ask_command
from service.cli.check import check_command
from service.cli.database import check_store, purge_store, upgrade_store
from service.cli.show import show_command

rules = click.Group(
    "rules",
    commands=[check_command, show_command, ask_command],
    help="지원사업 표를 검사하고, 읽고, 물어봅니다.",
)
store = click.Group(
    "store",
    commands=[upgrade_store, purge_store, check_store],
    help="적어 둔 답과 결과 코드의 데이터베이스를 돌봅니다.",
)
