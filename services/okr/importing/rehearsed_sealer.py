"""What an import seals with: for good, or in a rehearsal, which makes nobody a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from shared.events import Sealed
from shared.sealing import Sealer


class Seals(Protocol):
    """Seals personal text, and tells it apart without telling it."""

    async def seal(self, person: str, text: str) -> Sealed:
        """The text, readable only with the person's key. Raises Forgotten."""

    async def open(self, sealed: str | None) -> str | None:
        """The text again."""

    def email_index(self, email: str) -> str:
        """What finds a person by e-mail without telling it."""

    def digest(self, body: bytes) -> str:
        """What tells one body from another without telling what it says."""


class RehearsedSealer:
    """Seals only for those who have a key already; for anybody else it says what stands in the place of a text."""

    def __init__(self, sealer: Sealer, known: Callable[[str], bool]) -> None:
        self._sealer, self._known = sealer, known
        self.open, self.email_index, self.digest = sealer.open, sealer.email_index, sealer.digest

    async def seal(self, person: str, text: str) -> Sealed:
        """The text sealed, or a placeholder. Raises Forgotten."""
        return await self._sealer.seal(person, text) if self._known(person) else Sealed(f"sealed:v1:{person}:rehearsed")
