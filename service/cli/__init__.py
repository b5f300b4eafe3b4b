"""The terminal's door: ``flask --app wsgi rules``, for those who keep the tables."""

from __future__ import annotations

import click

from service.cli.ask import ask_command
from service.cli.check import check_command
from service.cli.show import show_command

rules = click.Group(
    "rules",
    commands=[check_command, show_command, ask_command],
    help="지원사업 표를 검사하고, 읽고, 물어봅니다.",
)
