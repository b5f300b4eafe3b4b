"""The shipped tables, loaded once for all tests."""

from pathlib import Path

from service.catalog.load import load

RULES = Path(__file__).parent.parent / "rules"
CATALOG = load(RULES)
