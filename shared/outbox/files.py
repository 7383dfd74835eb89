"""File channels: a line of JSON for each message. What stands there of somebody is erased when he is forgotten.

A line is overwritten where it stands, by one that is no longer and filled up with blanks: no copy of it stays behind,
and a program that reads on from where it was notices nothing. Whoever writes holds the file's lock, so that nobody
appends with a name in it what was opened before the name was forgotten.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from shared.outbox.results import Arrived, Delivery, Failed, Result

_ERASED = "(forgotten)"
_AT_ONCE = 1 << 20

Forgotten = Callable[[str], bool]
"""Whether somebody is known to be forgotten."""


def append(file: Path, delivery: Delivery, forgotten: Forgotten) -> Result:
    """Write the letter at the end of the file, unless somebody in it was forgotten since it was written. Blocks."""
    line = msgspec.json.encode(
        {"id": delivery.id, "type": f"tomoni.{delivery.kind}", "timestamp": delivery.created, "text": delivery.text}
        | {"data": delivery.data, "about": sorted(delivery.about)}
    )
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _locked(file, os.O_CREAT | os.O_APPEND) as descriptor:
            if any(map(forgotten, delivery.about)):
                return Failed("somebody in it was forgotten meanwhile; it is written anew", channel=False)
            # A line that a kill has cut short is ended first: it was never said to have arrived.
            size = os.fstat(descriptor).st_size
            torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            whole = (b"\n" if torn else b"") + line + b"\n"
            while whole:
                whole = whole[os.write(descriptor, whole) :]
            os.fsync(descriptor)
    except OSError as error:
        return Failed(f"the file can't be written ({error.strerror})")
    return Arrived()


def forget(directory: Path, people: Collection[str]) -> int:
    """Erase what stands of these people in every file of the directory; how many lines that were. Blocks.

    Of a line in which one of them is named, the text goes, and his name where it stands as data; who else was told, of
    which kind, and when, stays. What an older version wrote says less of whom it names: its text goes in any case, and
    so does a line that a kill cut short. Done again, it changes nothing. Raises OSError.
    """
    if not people or not directory.is_dir():
        return 0
    return sum(_forget(file, frozenset(people)) for file in sorted(directory.glob("*.jsonl")))


def _forget(file: Path, people: frozenset[str]) -> int:
    erased = 0
    with _locked(file) as descriptor:
        for offset, line in _lines(descriptor):
            kept = _without(line, people)
            if kept.rstrip() == line.rstrip():
                continue
            _overwrite(descriptor, offset, kept.ljust(len(line)))
            erased += 1
        if erased:
            os.fsync(descriptor)
    return erased


def _without(line: bytes, people: frozenset[str]) -> bytes:
    """The line as it may stay; never longer than it is."""
    try:
        told = msgspec.json.decode(line)
        notices: list[dict[str, Any]] = told["data"].get("notices", [])
        about, text = told.get("about"), told["text"]
    except (msgspec.DecodeError, AttributeError, KeyError, TypeError):
        # Torn, or not ours: nobody can say whom it names.
        return b"" if line.strip() else line
    if not notices or (about is not None and not people.intersection(about)):
        return line
    if text:
        told["text"] = _ERASED if len(text.encode()) >= len(_ERASED) else ""
    for each in notices:
        if each.get("person") in people:
            each["name"] = ""
    erased = msgspec.json.encode(told)
    # Only what wasn't written by this program is longer than it was.
    return erased if len(erased) <= len(line) else b""


def _lines(descriptor: int) -> Iterator[tuple[int, bytes]]:
    """Each line without its end, and where it begins."""
    begins, rest, at = 0, b"", 0
    while part := os.pread(descriptor, _AT_ONCE, at):
        at += len(part)
        *lines, rest = (rest + part).split(b"\n")
        for line in lines:
            yield begins, line
            begins += len(line) + 1
    if rest:
        yield begins, rest


def _overwrite(descriptor: int, offset: int, what: bytes) -> None:
    while what:
        written = os.pwrite(descriptor, what, offset)
        offset, what = offset + written, what[written:]


@contextmanager
def _locked(file: Path, more: int = 0) -> Iterator[int]:
    descriptor = os.open(file, os.O_RDWR | more, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)
