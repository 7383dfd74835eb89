"""Whose pages may act with somebody's session: one's own, and those of the sibling service where its origin is set."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_PLAIN_COOKIE = "tomoni_session"
_HOST_COOKIE = f"__Host-{_PLAIN_COOKIE}"


def is_safe(method: str) -> bool:
    """Whether a request of this method changes nothing."""
    return method in _SAFE_METHODS


@dataclass(frozen=True, slots=True)
class Origins:
    """Where browsers reach this service and its sibling, as far as that is set."""

    own: str | None = None
    sibling: str | None = None

    def secure(self, request: Request) -> bool:
        """Whether the browser has asked over TLS, also where a proxy in between has ended it."""
        return request.url.scheme == "https" or (self.own or "").startswith("https://")

    def cookie(self, request: Request) -> str:
        """The session cookie's name. Under TLS it is one that no other host, and no page without TLS, can plant."""
        return _HOST_COOKIE if self.secure(request) else _PLAIN_COOKIE

    def of(self, request: Request) -> str:
        """Where browsers reach this service."""
        return self.own or f"{request.url.scheme}://{request.headers.get('host', '')}"

    def may_act(self, request: Request) -> bool:
        """Whether the browser says that one of our own pages sent this, or that somebody came here by a link.

        SameSite alone doesn't do: all ports of a host are one site, so any other local server's page would pass.
        """
        site = request.headers.get("sec-fetch-site")
        if is_safe(request.method):
            return site in (None, "same-origin", "same-site", "none") or _is_visit(request)
        sent = request.headers.getlist("origin")
        if site == "cross-site" or len(sent) != 1:
            return False
        if self.sibling is not None and sent[0] == self.sibling:
            return True
        return site in (None, "none", "same-origin") and self._is_own(sent[0], request)

    def may_begin(self, request: Request) -> bool:
        """Whether somebody may be signed in by this: no page but ours may do that to him, unasked."""
        if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            return False
        return all(self._is_own(each, request) for each in request.headers.getlist("origin"))

    def _is_own(self, origin: str, request: Request) -> bool:
        if self.own is not None:
            return origin == self.own
        # Not the scheme: where nothing is set, who knows whether a proxy ends TLS.
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and parts.netloc == request.headers.get("host")


def _is_visit(request: Request) -> bool:
    """Whether a link in a mail or a chat was followed: the whole page becomes ours, and no other reads it."""
    headers = request.headers
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
