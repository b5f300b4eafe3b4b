"""The service's settings, read from the environment once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from service.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "rules"
MAX_BODY = 64 * 1024
DATABASE = f"sqlite:///{quote(str(ROOT / 'var' / 'merchants.db'))}"
_SHORTEST_KEY = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service is run; the README tells each setting's name and meaning."""

    rules_dir: Path = RULES
    max_body: int = MAX_BODY
    database_url: str = field(default=DATABASE, repr=False)
    draft_life: timedelta = timedelta(hours=2)
    code_life: timedelta = timedelta(days=30)
    secret_key: str | None = field(default=None, repr=False)
    official: bool = False
    https: bool = False
    proxies: int = 0
    pages_per_minute: int = 600
    misses_per_hour: int = 20
    api_per_minute: int = 0

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the environment; raise SettingError for what is wrong or lacking."""
        given = _Given(os.environ if environ is None else environ)
        made = cls(
            rules_dir=Path(given.text("RULES_DIR") or RULES),
            max_body=given.whole("MAX_BODY", MAX_BODY, least=1),
            database_url=given.text("DATABASE_URL") or DATABASE,
            draft_life=timedelta(minutes=given.whole("DRAFT_MINUTES", 120, least=1)),
            code_life=timedelta(days=given.whole("CODE_DAYS", 30, least=1)),
            secret_key=given.text("SECRET_KEY") or None,
            official=given.truth("OFFICIAL_SERVICE"),
            https=given.truth("HTTPS"),
            proxies=given.whole("PROXIES", 0),
            pages_per_minute=given.whole("PAGES_PER_MINUTE", 600),
            misses_per_hour=given.whole("MISSES_PER_HOUR", 20),
            api_per_minute=given.whole("API_PER_MINUTE", 0),
        )
        made._need_key()
        return made

    def _need_key(self) -> None:
        if self.secret_key is not None:
            if len(self.secret_key) < _SHORTEST_KEY:
                raise SettingError(f"SECRET_KEY must have at least {_SHORTEST_KEY} characters")
        elif self.official:
            raise SettingError("SECRET_KEY must be set when OFFICIAL_SERVICE is")
        elif not self.database_url.startswith("sqlite"):
            # A server's database is shared by several machines, or outlives this one: so must
            # the sessions.
            raise SettingError("SECRET_KEY must be set when DATABASE_URL is not SQLite's")


class _Given:
    """The environment's values, checked."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        return self._values.get(name, "").strip()

    def whole(self, name: str, default: int, *, least: int = 0) -> int:
        text = self.text(name) or str(default)
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least):
            raise SettingError(f"{name} must be a whole number of at least {least}")
        return int(text)

    def truth(self, name: str) -> bool:
        text = self.text(name).lower() or "false"
        if text not in ("true", "false"):
            raise SettingError(f"{name} must be true or false")
        return text == "true"
