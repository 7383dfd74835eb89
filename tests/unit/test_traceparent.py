"""W3C trace context: what is accepted, and what a reaction's commands carry on."""

from __future__ import annotations

import pytest

from shared.events import named_id
from shared.traceparent import accepted, child, trace_id

TRACE = "0af7651916cd43dd8448eb211c80319c"
SPAN = "b7ad6b7169203331"
GIVEN = f"00-{TRACE}-{SPAN}-01"


def test_a_well_formed_one_is_taken_as_it_is() -> None:
    assert accepted(GIVEN) == GIVEN
    assert trace_id(GIVEN) == TRACE


def test_a_later_version_is_read_as_the_one_known_here() -> None:
    assert accepted(f"cc-{TRACE}-{SPAN}-01-what-the-future-adds") == GIVEN


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "nonsense",
        GIVEN.upper(),
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"{GIVEN}-more",
        f"{GIVEN}\n",
        f" {GIVEN}",
        f"{GIVEN}, {GIVEN}",
        f"01-{TRACE}-{SPAN}-01-{'x' * 600}",
    ],
)
def test_any_other_is_ignored(header: str | None) -> None:
    assert accepted(header) is None
    assert child(header, named_id("command")) is None


def test_a_child_is_of_the_same_trace_with_a_span_of_its_command() -> None:
    one, other = child(GIVEN, named_id("one")), child(GIVEN, named_id("other"))
    assert one is not None
    assert one == child(GIVEN, named_id("one"))
    assert one != other
    assert one.split("-")[:2] == ["00", TRACE]
    assert one.split("-")[2] not in (SPAN, "0" * 16)
    assert accepted(one) == one
