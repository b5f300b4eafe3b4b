"""The headers that tell a browser what a page may do: nothing but what it needs."""

from __future__ import annotations

_MACHINES = ("/api/", "/livez", "/readyz")

_POLICY = (
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
)
_PAGES = {
    "Content-Security-Policy": "; ".join(_POLICY),
    # Not even to ourselves: an address may hold a code.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR = 365 * 24 * 60 * 60


def for_machine(path: str) -> bool:
    """Tell whether a program asks, not a browser."""
    return path.startswith(_MACHINES)


def for_pages(*, https: bool) -> dict[str, str]:
    """Return the headers of every page."""
    # Over http it would be ignored, or lock out a machine that has no certificate.
    return {**_PAGES, "Strict-Transport-Security": f"max-age={_YEAR}"} if https else dict(_PAGES)
