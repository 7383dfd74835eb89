"""What comes of trying to deliver a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as it leaves: a sentence or several for people, and the same as data for programs.

    `created` is when there came to be something to tell: at each attempt the same, as the id is. `about` is everybody
    who is named in it, or whose words it holds.
    """

    id: str
    kind: str
    text: str
    data: dict[str, Any]
    created: datetime
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Arrived:
    """The other side has taken it."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It is to be tried again. `channel`: what failed isn't this message's fault, so all others to it wait, too.

    `after` is for how many seconds the other side asked to be left alone.
    """

    why: str
    channel: bool = True
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """The other side wants nothing any more."""

    why: str


Result = Arrived | Failed | Gone
