"""When something that failed is tried again, and when it is given up."""

from __future__ import annotations

from datetime import timedelta

FIRST = 5.0
LONGEST = 3 * 3600.0
"""Seconds until the next attempt: at first, and at most."""

JITTER = 0.2
"""The part by which it is made longer or shorter by chance, so that not all come at once."""

GIVEN_UP_AFTER = timedelta(days=3)
"""A message that could not be delivered for so long is given up; it can be sent again by hand."""


def delay(failures: int, chance: float, asked: float | None = None) -> float:
    """Seconds until the next attempt after so many failures in a row (1 or more): 5, 10, 20 … up to 3 hours.

    `chance` from 0 to 1 moves it by a fifth either way. What the other side `asked` for is kept to, within the 3 hours.
    """
    wait = min(FIRST * 2.0 ** min(failures - 1, 30), LONGEST)
    wait *= 1 - JITTER + 2 * JITTER * chance
    return wait if asked is None else max(wait, min(asked, LONGEST))
