"""The service's settings, read from the environment once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

RULES = Path(__file__).resolve().parent.parent / "rules"
MAX_BODY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the tables are and how many bytes a request's body may have."""

    rules_dir: Path = RULES
    max_body: int = MAX_BODY

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read ``RULES_DIR`` and ``MAX_BODY``; raise ValueError for a size that is none."""
        values = os.environ if environ is None else environ
        size = values.get("MAX_BODY") or str(MAX_BODY)
        if not (size.isascii() and size.isdigit() and int(size)):
            raise ValueError("MAX_BODY must be a whole number of bytes above 0")
        return cls(Path(values.get("RULES_DIR") or RULES), int(size))
