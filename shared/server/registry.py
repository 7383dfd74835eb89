"""The registry of subscribers: a JSON file that says who may read what. Credentials lie apart from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from shared.server.errors import ServerError
from shared.server.files import write_whole
from shared.server.layout import Layout

Start = Literal["all", "new"]


class Subscriber(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One who reads the log through a durable of his own, named like himself."""

    name: str
    filter: str
    start: Start = "all"


class _Registry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    subscribers: tuple[Subscriber, ...] = ()


def load(layout: Layout) -> tuple[Subscriber, ...]:
    """All subscribers in order of name; none when there is no registry yet.

    Raises ServerError when the file can't be read as a registry.
    """
    try:
        content = layout.subscribers.read_bytes()
    except FileNotFoundError:
        return ()
    try:
        return msgspec.json.decode(content, type=_Registry).subscribers
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ServerError(f"{layout.subscribers} is no registry of subscribers ({error}): restore it") from error


def save(layout: Layout, subscribers: Sequence[Subscriber]) -> None:
    """Replace the registry."""
    registry = _Registry(tuple(sorted(subscribers, key=lambda subscriber: subscriber.name)))
    text = msgspec.json.format(msgspec.json.encode(registry), indent=2).decode()
    write_whole(layout.subscribers, text + "\n")


def find(layout: Layout, name: str) -> Subscriber | None:
    """The subscriber of this name, or None."""
    return next((subscriber for subscriber in load(layout) if subscriber.name == name), None)
