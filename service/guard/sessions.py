"""Signed cookies for pages; none for programs, and no time spent on them."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from service.guard.headers import for_machine


class PagesOnly(SecureCookieSessionInterface):
    """Flask's own sessions, outside ``/api/``.

    A cookie is signed, not secret: it holds random ids, never an answer.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return no session for a program."""
        return None if for_machine(request.path) else super().open_session(app, request)
