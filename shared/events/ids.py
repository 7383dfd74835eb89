"""Ids that a retry makes again: everything new derives from the command's id, by uuid5 (RFC 9562)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha1
from uuid import uuid4

__all__ = ["command_id", "derived_id", "elder_event_id", "event_id", "fresh_command_id", "keyed_command_id", "named_id"]

_TOMONI = "8f0c9a52-5d0e-5b7e-9c5b-0d0d3f5f6a11"


def command_id(actor: str, key: str) -> str:
    """The id of the command that `actor` gives under a key of his own: the same key, the same id, for ever."""
    return _uuid5(_TOMONI, _joined("command", actor, key))


def keyed_command_id(actor: str, resource: str, key: str, digest: Callable[[bytes], str]) -> str:
    """The id of the command that `actor` sends about a resource under an Idempotency-Key.

    `digest` takes a secret, so that nobody else can compute what follows from it: ids of new things above all.
    """
    return named_id("command", digest(_joined("command", actor, resource, key).encode()))


def fresh_command_id() -> str:
    """The id of a command whose sender gave no key; a retry of it is another command."""
    return str(uuid4())


@lru_cache(maxsize=1024)
def event_id(command: str, aggregate: str, index: int) -> str:
    """The id of the command's event number `index` (from 0) of an aggregate (``objective/<id>``)."""
    return _uuid5(command, f"event:{index}:{aggregate}")


@lru_cache(maxsize=1024)
def elder_event_id(command: str, index: int) -> str:
    """The same as older versions made it: one command's events of two aggregates had the same ids."""
    return _uuid5(command, f"event:{index}")


def derived_id(origin: str, name: str) -> str:
    """A new thing's id, from the command (or anything else with a uuid) that brings it into the world."""
    return _uuid5(origin, name)


def named_id(*names: str) -> str:
    """The id of something known by names from outside, such as ``("puzzle", "objective", "17")``."""
    return _uuid5(_TOMONI, _joined(*names))


def _joined(*names: str) -> str:
    # With their lengths: nobody can pass for somebody else by a colon in his key.
    return ":".join(f"{len(name)}:{name}" for name in names)


def _uuid5(space: str, name: str) -> str:
    """What ``str(uuid.uuid5(UUID(space), name))`` gives, in a fifth of its time: a command makes several."""
    digest = bytearray(sha1(bytes.fromhex(space.replace("-", "")) + name.encode()).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
