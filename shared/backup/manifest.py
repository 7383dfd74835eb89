"""What a backup consists of, and whether it is whole: `manifest.json` beside its files.

The manifest is the last file written, into a directory that gets its name only then: what has a name is whole.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from shared.events import Invalid
from shared.files import naming
from shared.server.registry import Subscriber

FORMAT = 1
NAME = "manifest.json"
LOG = "log.snapshot"
KEYS = "keys.sealed"
CHECKPOINT = "checkpoint"
"""What was signed of the log last, where it is signed on this machine."""
PART = ".part"
"""Put behind the name of a backup while it is being written."""

_CHUNK = 1024 * 1024


class BackupDamaged(Exception):
    """A backup isn't what its manifest says; the text names the file. Nothing was done with it."""


class FileFacts(msgspec.Struct, frozen=True):
    """A file's size and SHA-256."""

    bytes: int
    sha256: str


class LogFacts(msgspec.Struct, frozen=True):
    """The log as it stands in the backup: its configuration, its state, and the SHA-256 of its last record."""

    config: dict[str, Any]
    state: dict[str, Any]
    last_record: str | None

    @property
    def last(self) -> int:
        """The last position, 0 for an empty log."""
        return int(self.state["last_seq"])


class SubscriberFacts(msgspec.Struct, frozen=True):
    """A subscriber, and the position up to which he had acknowledged everything."""

    subscriber: Subscriber
    acknowledged: int


class Manifest(msgspec.Struct, frozen=True):
    """Everything that a restore must know before it begins. `digest` is of the manifest itself, without it."""

    format: int
    made: datetime
    version: str
    log: LogFacts
    subscribers: tuple[SubscriberFacts, ...]
    files: dict[str, FileFacts]
    digest: str = ""


def facts_of(file: Path) -> FileFacts:
    """Size and digest of a file, read in pieces. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as content:
        while piece := content.read(_CHUNK):
            digest.update(piece)
            size += len(piece)
    return FileFacts(size, digest.hexdigest())


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Write it, with its own digest."""
    whole = msgspec.structs.replace(manifest, digest=_digest(manifest))
    with naming(directory / NAME):
        (directory / NAME).write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n")


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a finished backup. Raises Invalid where there is none, BackupDamaged where it can't be right."""
    if not directory.is_dir():
        part = directory.with_name(directory.name + PART)
        half = f"; {part} is one that was broken off: make it again" if part.is_dir() else ""
        raise Invalid(f"there is no backup at {directory}{half}")
    try:
        content = (directory / NAME).read_bytes()
    except FileNotFoundError:
        raise Invalid(f"{directory} is no finished backup: it has no {NAME}; make it again") from None
    try:
        number = msgspec.json.decode(content, type=dict[str, Any]).get("format")
        if number != FORMAT:
            raise Invalid(f"{directory} is a backup in format {number}, this program reads {FORMAT}; use another one")
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BackupDamaged(f"{directory / NAME} is damaged ({error}); use another backup") from error
    if manifest.digest != _digest(manifest):
        raise BackupDamaged(f"{directory / NAME} is damaged: its digest is another one; use another backup")
    return manifest


def check(directory: Path, *, without_keys: bool = False) -> Manifest:
    """The manifest, once every file is what it says; with `without_keys`, the file of the keys may be missing.

    Raises Invalid, BackupDamaged.
    """
    manifest = read_manifest(directory)
    for name, facts in manifest.files.items():
        file = directory / name
        if not file.is_file():
            if name == KEYS and without_keys:
                continue
            kept = "; if it is kept elsewhere, put it back or say --without-keys" if name == KEYS else ""
            raise BackupDamaged(f"{file} is missing{kept}")
        found = facts_of(file)
        if found.bytes != facts.bytes:
            raise BackupDamaged(f"{file} is damaged: it has {found.bytes} bytes of {facts.bytes}; use another backup")
        if found.sha256 != facts.sha256:
            raise BackupDamaged(f"{file} is damaged: its digest is another one; use another backup")
    return manifest


def _digest(manifest: Manifest) -> str:
    bare = msgspec.structs.replace(manifest, digest="")
    return hashlib.sha256(msgspec.json.encode(bare, order="deterministic")).hexdigest()
