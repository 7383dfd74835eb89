"""The registry of subscribers: a JSON file that says who may read what. Credentials lie apart from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from shared.server.errors import ServerError
from shared.server.files import write_whole
from shared.server.layout import Layout

Start = Literal["all", "new"]


class Subscriber(msgspec.Struct, frozen=True):
    """One who reads the log through a durable of his own, named like himself; `filters` as he asked for them."""

    name: str
    filters: tuple[str, ...]
    start: Start = "all"


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A subscriber in the file: one filter stands alone, as it did when there could be no more."""

    name: str
    filter: str | None = None
    filters: tuple[str, ...] = ()
    start: Start = "all"


class _Registry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    subscribers: tuple[_Kept, ...] = ()


def load(layout: Layout) -> tuple[Subscriber, ...]:
    """All subscribers in order of name; none when there is no registry yet.

    Raises ServerError when the file can't be read as a registry.
    """
    try:
        content = layout.subscribers.read_bytes()
    except FileNotFoundError:
        return ()
    try:
        kept = msgspec.json.decode(content, type=_Registry).subscribers
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ServerError(f"{layout.subscribers} is no registry of subscribers ({error}): restore it") from error
    found = tuple(Subscriber(one.name, (one.filter,) if one.filter else one.filters, one.start) for one in kept)
    if nothing := [one.name for one in found if not one.filters]:
        raise ServerError(
            f"{layout.subscribers} is no registry of subscribers ({nothing[0]} has no filter): restore it"
        )
    return found


def save(layout: Layout, subscribers: Sequence[Subscriber]) -> None:
    """Replace the registry."""
    registry = _Registry(tuple(map(_kept, sorted(subscribers, key=lambda subscriber: subscriber.name))))
    text = msgspec.json.format(msgspec.json.encode(registry), indent=2).decode()
    write_whole(layout.subscribers, text + "\n")


def _kept(subscriber: Subscriber) -> _Kept:
    name, filters, start = subscriber.name, subscriber.filters, subscriber.start
    return _Kept(name, filters[0], start=start) if len(filters) == 1 else _Kept(name, filters=filters, start=start)


def find(layout: Layout, name: str) -> Subscriber | None:
    """The subscriber of this name, or None."""
    return next((subscriber for subscriber in load(layout) if subscriber.name == name), None)
