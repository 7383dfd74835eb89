"""Whom one believes (c2sp.org/tlog-policy): which logs, which witnesses, and how many of them there must be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.proofs.checkpoints import Checkpoint, checkpoint_of
from shared.proofs.errors import Malformed, Unproven
from shared.proofs.keys import COSIGNATURE, NOTE, VerifierKey
from shared.proofs.notes import SignedNote, opened
from shared.proofs.numbers import number_from_text

_NONE = "none"
_SPACES = re.compile(r"[ \t]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Known:
    """A log by its key, and where it is."""

    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness by the policy's own name for it, its key, and where it is asked."""

    name: str
    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Has witnessed once so many of its members have."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A checkpoint that may be believed: which of the policy's witnesses stand for it."""

    checkpoint: Checkpoint
    log: VerifierKey
    witnesses: tuple[Witness, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """`quorum` names a witness, a group or none."""

    logs: tuple[Known, ...]
    witnesses: tuple[Witness, ...]
    groups: Mapping[str, Group]
    quorum: str

    @classmethod
    def parse(cls, text: str) -> Policy:
        """Raises Malformed, with the line."""
        return _Reading().whole(text)

    def judge(self, note: SignedNote) -> Judged:
        """Raises Unproven unless one of the logs signed under its own name and the quorum stands for it."""
        told = checkpoint_of(note)
        keys = [each.key for each in self.logs if each.key.name == told.origin]
        if not keys:
            raise Unproven(f"the checkpoint is of the log {told.origin}, which isn't trusted here")
        log = opened(note, keys)[0]
        witnesses = self.witnessed(note)
        if not self.suffices(witnesses):
            names = ", ".join(each.name for each in witnesses) or "nobody"
            told_by = f"the checkpoint of {told.size} leaves was witnessed by {names}"
            raise Unproven(f"{told_by}, and that isn't enough for the quorum {self.quorum}")
        return Judged(told, log, witnesses)

    def witnessed(self, note: SignedNote) -> tuple[Witness, ...]:
        """The witnesses whose valid cosignatures it carries. Raises Unproven where one is forged."""
        named = [each for each in self.witnesses if any(line.by(each.key) for line in note.signatures)]
        signed = opened(note, [each.key for each in named]) if named else ()
        return tuple(each for each in named if each.key in signed)

    def suffices(self, witnesses: Sequence[Witness]) -> bool:
        """Whether these are enough."""
        return self.quorum == _NONE or self._witnessed(self.quorum, frozenset(each.name for each in witnesses))

    def _witnessed(self, name: str, by: frozenset[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in by
        return sum(self._witnessed(member, by) for member in group.members) >= group.needed


class _Reading:
    """A policy while it is read: a line may name only what stands above it."""

    def __init__(self) -> None:
        self._logs: list[Known] = []
        self._witnesses: dict[str, Witness] = {}
        self._groups: dict[str, Group] = {}
        self._members: set[str] = set()
        self._quorum: str | None = None

    def whole(self, text: str) -> Policy:
        if _CONTROL.search(text):
            raise Malformed("a policy holds no control characters but tab and newline")
        for number, line in enumerate(text.split("\n"), start=1):
            words = _SPACES.split(line.strip(" \t"))
            if words != [""] and not words[0].startswith("#"):
                try:
                    self._line(*words)
                except Malformed as error:
                    raise Malformed(f"line {number} of the policy: {error}") from None
        if self._quorum is None:
            raise Malformed("the policy has no quorum line; without witnesses it is: quorum none")
        return Policy(tuple(self._logs), tuple(self._witnesses.values()), self._groups, self._quorum)

    def _line(self, word: str, *rest: str) -> None:
        match word, rest:
            case "log", [key, *url] if len(url) <= 1:
                self._log(VerifierKey.parse(key), *url)
            case "witness", [name, key, *url] if len(url) <= 1:
                self._witness(name, VerifierKey.parse(key), *url)
            case "group", [name, needed, *members] if members:
                self._group(name, needed, members)
            case "quorum", [name]:
                self._set_quorum(name)
            case _:
                raise Malformed(f"{' '.join((word, *rest))!r} is no log, witness, group or quorum line")

    def _log(self, key: VerifierKey, url: str | None = None) -> None:
        if key.algorithm != NOTE:
            raise Malformed(f"the key of the log {key.name} is one for cosignatures")
        if any(each.key.public == key.public for each in self._logs):
            raise Malformed(f"the key of the log {key.name} stands there already")
        self._logs.append(Known(key, url))

    def _witness(self, name: str, key: VerifierKey, url: str | None = None) -> None:
        self._new(name)
        if key.algorithm != COSIGNATURE:
            raise Malformed(f"the key of the witness {name} isn't one for cosignatures (type 4)")
        if any(each.key.public == key.public for each in self._witnesses.values()):
            raise Malformed(f"the key of the witness {name} is already that of another one")
        self._witnesses[name] = Witness(name, key, url)

    def _group(self, name: str, needed: str, members: list[str]) -> None:
        self._new(name)
        for member in members:
            if member not in self._witnesses and member not in self._groups:
                raise Malformed(f"the group {name} names {member}, which isn't defined above")
            if member in self._members:
                raise Malformed(f"{member} is already a member of a group")
            self._members.add(member)
        count = {"any": 1, "all": len(members)}.get(needed)
        if count is None:
            count = number_from_text(needed, "number of members")
        if not 1 <= count <= len(members):
            raise Malformed(f"the group {name} takes any, all or a number from 1 to {len(members)}, not {needed}")
        self._groups[name] = Group(count, tuple(members))

    def _set_quorum(self, name: str) -> None:
        if self._quorum is not None:
            raise Malformed("there is a quorum line already")
        if name != _NONE and name not in self._witnesses and name not in self._groups:
            raise Malformed(f"the quorum names {name}, which isn't defined above")
        self._quorum = name

    def _new(self, name: str) -> None:
        if name == _NONE or name in self._witnesses or name in self._groups:
            raise Malformed(f"the name {name} is taken")
