"""Moments at which tests look at the service."""

from datetime import datetime

SPRING = datetime.fromisoformat("2026-03-02T10:00")
"""The voucher of 2026 is open, the credit of 2025 has ended."""
