"""What became of what this process last sent to be stored: the best there is to tell whether a log is well."""

from __future__ import annotations

import time
from collections.abc import Callable

from shared.eventlog.errors import LogAway, LogUnavailable


class Fate:
    """Told by whoever writes. Times are monotonic, in seconds; `now` tells them."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self.known: float | None = None
        """When anything was last known; None before the first attempt."""
        self.stored: float | None = None
        """When something was last stored."""
        self.trouble: LogUnavailable | None = None
        """Why the last attempt came to nothing; None where it was stored, or where that counts for nothing any more."""
        self.since = 0.0
        """When the trouble was met first."""
        self.connection = 0
        """By how many reconnections the connection had come to be what it was then."""

    def fared_well(self) -> None:
        """It was stored."""
        self.known = self.stored = self._now()
        self.trouble = None

    def failed(self, error: LogUnavailable, connection: int = 0) -> None:
        """It wasn't, or nobody knows. A connection that is down says nothing about the log."""
        if isinstance(error, LogAway):
            return
        self.known = self._now()
        if self.trouble is None:
            self.since = self.known
        self.trouble, self.connection = error, connection

    def forget(self) -> None:
        """The trouble is over, as somebody else has seen."""
        self.trouble = None
