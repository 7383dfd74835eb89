"""The programs' own logs: their two forms, and what a line is about."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from shared.events import ObjectivePublished
from shared.logs import about, facts_of, log_format, remember, start_logging
from shared.settings import load_settings
from tests.core_kit import record

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Stream(io.StringIO):
    def __init__(self, terminal: bool = False) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def begin() -> Iterator[Any]:
    """Logs as a service would; everything is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def start(stream: Stream, **settings: Any) -> Stream:
        for handler in handlers:
            # What pytest listens with stays open.
            root.removeHandler(handler)
        start_logging(load_settings(**settings), stream)
        return stream

    yield start
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_of_json(begin: Any) -> None:
    stream = begin(Stream(), log_format="json")
    logging.getLogger("a.b").info("%d of %s\nまた", 1, "two")
    (line,) = stream.lines
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "info", "logger": "a.b", "message": "1 of two\nまた"}


def test_the_facts_of_an_event(begin: Any) -> None:
    stream = begin(Stream(), log_format="json")
    event = record(ObjectivePublished(), position=7, correlation="c-1", traceparent=TRACE)
    with about(position=6), about(trace_id=None):
        remember(**facts_of(event))
        logging.getLogger().warning("within")
    logging.getLogger().warning("behind")
    logging.getLogger().warning("alone", extra=facts_of(record(ObjectivePublished())))
    within, behind, alone = stream.lines
    facts = {"event_id": event.id, "position": 7, "correlation": "c-1", "trace_id": TRACE.split("-")[1]}
    assert within.items() >= facts.items()
    assert not facts.keys() & behind.keys()
    assert facts.keys() & alone.keys() == {"event_id", "correlation"}


def test_nothing_else_gets_into_a_line(begin: Any) -> None:
    stream = begin(Stream(), log_format="json")
    with about(name="高橋 真理子"):
        logging.getLogger().warning("x", extra={"payload": {"comment": "secret"}})
    assert stream.lines[0].keys() == {"time", "level", "logger", "message"}


async def test_tasks_do_not_mix_what_they_are_about(begin: Any) -> None:
    stream = begin(Stream(), log_format="json")

    async def work(number: int) -> None:
        with about(position=number):
            await asyncio.sleep(0)
            remember(correlation=f"c-{number}")
            await asyncio.sleep(0)
            await asyncio.to_thread(logging.getLogger().warning, "%d", number)

    await asyncio.gather(*(work(number) for number in range(5)))
    assert len(stream.lines) == 5
    for line in stream.lines:
        assert line["message"] == str(line["position"]) == line["correlation"].removeprefix("c-")


def test_an_exception_is_one_line_too(begin: Any) -> None:
    stream = begin(Stream(), log_format="json")
    try:
        raise RuntimeError("boom")
    except RuntimeError:
        logging.getLogger().exception("it failed")
    (line,) = stream.lines
    assert line["exception"].startswith("Traceback")
    assert line["exception"].endswith("RuntimeError: boom")


def test_a_warning_is_a_line_too(begin: Any) -> None:
    stream = begin(Stream(), log_format="json")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    assert "DeprecationWarning: old" in stream.lines[0]["message"]


def test_text_for_a_person(begin: Any) -> None:
    stream = begin(Stream(), log_format="text")
    with about(event_id="e", position=3):
        logging.getLogger("a").warning("this")
    logging.getLogger("a").warning("that")
    this, that = stream.getvalue().splitlines()
    assert this.endswith(" WARNING a: this [event_id=e position=3]")
    assert that.endswith(" WARNING a: that")


@pytest.mark.parametrize(
    ("wished", "terminal", "chosen"),
    [(None, True, "text"), (None, False, "json"), ("JSON", True, "json"), ("text", False, "text")],
)
def test_text_in_a_terminal_json_elsewhere_unless_set(wished: str | None, terminal: bool, chosen: str) -> None:
    assert log_format(load_settings(log_format=wished), Stream(terminal)) == chosen


def test_the_level_is_the_setting_s(begin: Any) -> None:
    stream = begin(Stream(), log_format="json", log_level="error")
    logging.getLogger().warning("no")
    logging.getLogger().error("yes")
    assert [line["message"] for line in stream.lines] == ["yes"]
