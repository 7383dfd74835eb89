"""What a record says of itself when it can't be decoded: enough to know which aggregate it belongs to."""

from __future__ import annotations

import hashlib
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

__all__ = ["Label", "identity_of", "label_of"]

_Plain = Annotated[str, Meta(pattern=r"^[!-~]{1,200}$")]

_Subject = Annotated[str, Meta(pattern=r"^[a-z-]+(/[a-z-]+)?/[A-Za-z0-9_-]{1,150}$")]


class Label(Struct, frozen=True):
    """The outside of an envelope: which event of which aggregate. Plain characters only: any database takes it."""

    id: _Plain
    type: Annotated[str, Meta(pattern=r"^[ -~]{0,200}$")]
    aggregate: Annotated[str, Meta(pattern=r"^[a-z-]+(/[a-z-]+)?/[A-Za-z0-9_-]{1,150}$")] = msgspec.field(
        name="subject"
    )
    version: Annotated[int, Meta(ge=1, lt=2**31)]


class _Named(Struct, frozen=True):
    id: _Plain


_label = msgspec.json.Decoder(Label).decode
_named = msgspec.json.Decoder(_Named).decode


def label_of(payload: bytes) -> Label | None:
    """The record's label, also where its type is unknown or its data are broken; None where it has no envelope."""
    try:
        return _label(payload)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def identity_of(payload: bytes) -> str:
    """What tells this record from any other: its event id, or a digest of what isn't an event."""
    try:
        return _named(payload).id
    except (msgspec.DecodeError, ValueError, RecursionError):
        return f"sha256:{hashlib.sha256(payload).hexdigest()}"
