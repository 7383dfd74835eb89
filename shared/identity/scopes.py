"""What a program may do: the scopes that its token names, each with the permissions that it gives.

A check-in may be bound to key results or teams: ``check-in:KR-17``, ``check-in:team=East``. A token of a program that
was made before there were scopes names none at all and may do what the role allows; one that names an empty list may
do nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from shared.identity.roles import Permission

_LONGEST = 120
_MOST = 40
_TEAM = "team="


class Scope(StrEnum):
    """A thing that a program is let do."""

    READ = "read"
    CHECK_IN = "check-in"
    MANAGE_PEOPLE = "manage-people"


GIVES: Mapping[Scope, frozenset[Permission]] = MappingProxyType(
    {
        Scope.READ: frozenset({Permission.READ, Permission.READ_CHECKPOINTS}),
        Scope.CHECK_IN: frozenset({Permission.CHECK_IN}),
        Scope.MANAGE_PEOPLE: frozenset({Permission.MANAGE_PEOPLE}),
    }
)
"""The permissions that each scope gives, as far as the role has them."""


class ScopeRefused(ValueError):
    """A text that is no scope; the message is one sentence that says what would be."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """On what a program may check in: these key results, and those of these teams' objectives, each as it was named."""

    key_results: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scopes:
    """All that a token lets a program do."""

    named: tuple[str, ...]

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Scopes:
        """The scopes that these texts name, each once and in order. Raises ScopeRefused."""
        named = tuple(dict.fromkeys(texts))
        if len(named) > _MOST:
            raise ScopeRefused(f"A token names at most {_MOST} scopes; bind the check-ins to a team instead.")
        for text in named:
            _check(text)
        return cls(named)

    def give(self, permission: Permission) -> bool:
        """Whether one of them gives the permission."""
        return any(permission in GIVES[Scope(text.partition(":")[0])] for text in self.named)

    def bounds(self) -> Bounds | None:
        """On what check-ins are bound; None where they aren't."""
        bound = [text.partition(":")[2] for text in self.named if text.partition(":")[0] == Scope.CHECK_IN]
        if "" in bound:
            return None
        teams = frozenset(each.removeprefix(_TEAM) for each in bound if each.startswith(_TEAM))
        return Bounds(frozenset(each for each in bound if not each.startswith(_TEAM)), teams)


def _check(text: str) -> None:
    name, colon, bound = text.partition(":")
    if name not in list(Scope) or (colon and (name != Scope.CHECK_IN or not bound.removeprefix(_TEAM))):
        raise ScopeRefused(
            f"There is no scope {text[:60]!r}; give one of {', '.join(Scope)}, check-in:KR-17 or check-in:team=East."
        )
    if len(text) > _LONGEST or not text.isprintable():
        raise ScopeRefused(f"A scope has at most {_LONGEST} characters, none of them a line break.")
