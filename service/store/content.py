"""Answers and outcomes as text: checked, bounded, and alike in every database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

MOST_ANSWERS = 256
LONGEST_KEY = 64
LARGEST_ANSWERS = 16 * 1024
LARGEST_OUTCOME = 32 * 1024


class TooLarge(ValueError):
    """Nobody fills in that much by hand; nothing of it was stored."""


def answers_text(answers: Mapping[Any, Any]) -> str:
    """Return answers as JSON; raise TooLarge, or TypeError for what is no answer."""
    if len(answers) > MOST_ANSWERS:
        raise TooLarge("too many answers")
    for key, value in answers.items():
        if not isinstance(key, str) or not isinstance(value, str | int | float | None):
            raise TypeError("an answer is a text, a number, a truth value or None")
        if len(key) > LONGEST_KEY:
            raise TooLarge("too long a key")
    return _text(answers, LARGEST_ANSWERS)


def outcome_text(outcome: Mapping[str, Sequence[Any]]) -> str:
    """Return an outcome as JSON; raise TooLarge."""
    return _text(outcome, LARGEST_OUTCOME)


def _text(value: Mapping[str, Any], largest: int) -> str:
    # ASCII alone: neither a NUL nor half a surrogate pair in it can upset a database. A whole
    # number of thousands of digits is Python's own ValueError.
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    if len(text) > largest:
        raise TooLarge("too much text")
    return text


def digest(answers: Mapping[str, Any], moment: datetime, rules: str, outcome: str) -> str:
    """Return what two results have in common only if all they hold is the same."""
    same = [sorted(answers.items()), moment.isoformat(), rules, outcome]
    return hashlib.sha256(json.dumps(same).encode()).hexdigest()
