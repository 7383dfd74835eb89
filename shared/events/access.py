"""A session or a token ends before its time, or holds again after a restore: on subjects that no subscriber can have.

Aggregate ``private/access/<id>``: the id is that of the session or token and says nothing of whose it is. Where
somebody ends his own, neither does anything else in the record. That a person has left or was forgotten ends all that
is his, too; that needs no event here, for `PersonLeft` says it.
"""

from __future__ import annotations

from .base import Event

__all__ = ["AccessConfirmed", "AccessEnded", "AccessSuspended"]


class AccessEnded(Event, frozen=True, kw_only=True):
    """The session or token of this id lets nobody in any more."""


class AccessSuspended(Event, frozen=True, kw_only=True):
    """The log was restored, so ends that came later may be lost: what is older ends, tokens until they are confirmed.

    It is told of one aggregate of its own, whatever is concerned by it.
    """


class AccessConfirmed(Event, frozen=True, kw_only=True):
    """The token of this id, suspended by a restore, holds again."""
