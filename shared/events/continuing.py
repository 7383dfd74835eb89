"""That this log goes on from another one, which it begins with: it was restored from a backup, or copied.

Aggregate: ``log/<id>``, the id made from the former log's name. A restored log is another log: the former one may have
gone further, and witnesses remember how far, so what is signed from here on has a name of its own.
"""

from __future__ import annotations

from typing import Literal

from .base import Event

__all__ = ["LogContinued"]


class LogContinued(Event, frozen=True, kw_only=True):
    """The first `size` records of this log are those of the log `former`, whose tree of that size has this `root`.

    `root` is a hash in base64, as a checkpoint (c2sp.org/tlog-checkpoint) spells it; `origin` is the name under which
    this log is signed.
    """

    former: str
    size: int
    root: str
    origin: str
    how: Literal["restored", "copied"]
