"""Sessions that a test makes up, signed as the service signs its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from service.store import Store

KEY = "0123456789abcdef0123456789abcdef"
"""The ``SECRET_KEY`` of a server that takes them."""


def session_of(store: Store, answers: dict[str, Any], now: datetime) -> str:
    """Return the cookie of somebody who has given ``answers``."""
    draft = store.start(now)
    store.merge(draft, answers, now)
    app = Flask(__name__)
    app.secret_key = KEY
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer
    signed: str = serializer.dumps({"draft": draft, "csrf_token": "0" * 40})
    return signed
