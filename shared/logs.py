"""The programs' own logs: lines for a person, or one JSON object a line, with what an event is known by.

A line never holds an event's data or anything that a person wrote: ids, positions and types only. Facts come from
`about`, which holds for everything that is logged within its block, and from `remember`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TextIO

import msgspec

from shared.events import Event, Recorded
from shared.settings import Settings
from shared.traceparent import trace_id

TEXT, JSON = "text", "json"

FACTS = ("event_id", "position", "correlation", "trace_id")
"""What a line may say beside its sentence, each where it is known."""

_NONE: Mapping[str, str | int] = MappingProxyType({})
_known: ContextVar[Mapping[str, str | int]] = ContextVar("what the lines are about", default=_NONE)


@contextmanager
def about(**facts: str | int | None) -> Iterator[None]:
    """Everything logged within the block is about this; further facts that come up in it end with it."""
    token = _known.set({**_known.get(), **_present(facts)})
    try:
        yield
    finally:
        _known.reset(token)


def remember(**facts: str | int | None) -> None:
    """Everything logged from here to the end of the block of `about`, or of the task, is about this too."""
    _known.set({**_known.get(), **_present(facts)})


def facts_of(event: Recorded[Event]) -> dict[str, str | int | None]:
    """What lines about an event say: for ``about(**facts_of(event))`` and for ``extra=`` of a single line."""
    return {
        "event_id": event.id,
        "position": event.position or None,
        "correlation": event.correlation,
        "trace_id": trace_id(event.traceparent),
    }


def start_logging(settings: Settings, stream: TextIO) -> None:
    """Send every line of this process to the stream, in the form that is set."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if log_format(settings, stream) == JSON else TextLines())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)


def log_format(settings: Settings, stream: TextIO) -> str:
    """`text` or `json`: as set, else text where a person reads along."""
    return settings.log_format or (TEXT if stream.isatty() else JSON)


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, the known facts, and the traceback of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= _facts(record)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line).decode()


class TextLines(logging.Formatter):
    """A line for a person, with the known facts in brackets at its end."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line without the traceback."""
        facts = " ".join(f"{name}={value}" for name, value in _facts(record).items())
        line = super().formatMessage(record)
        return f"{line} [{facts}]" if facts else line


def _facts(record: logging.LogRecord) -> dict[str, object]:
    known: dict[str, object] = {**_known.get()}
    own = {name: value for name in FACTS if (value := getattr(record, name, None)) is not None}
    return {name: value for name, value in (known | own).items() if name in FACTS}


def _present(facts: Mapping[str, str | int | None]) -> dict[str, str | int]:
    return {name: value for name, value in facts.items() if value is not None}
