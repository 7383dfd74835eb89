"""What a readiness check may answer besides "all is well" and a reason not to be ready."""

from __future__ import annotations


class Notice(str):
    """A sentence that operators must see, about something that keeps nobody from being served."""

    __slots__ = ()
