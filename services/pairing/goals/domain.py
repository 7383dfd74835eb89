"""What pairing knows of a goal: a public key result, and where it stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Where a key result stood at a moment, in words, and the sealed text of what help is wanted."""

    at: datetime
    said: str | None
    help_wanted: str | None = None


@dataclass(frozen=True, slots=True)
class PublicKeyResult:
    """A public key result of somebody, its objective's title, and its last check-ins in order."""

    owner: str
    title: str
    objective: str
    added: datetime
    check_ins: tuple[CheckIn, ...] = ()
