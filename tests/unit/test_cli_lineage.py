"""The tree of what caused what."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, strategies as st

from services.operations.lineage import Command, Happened, Link, trees

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def link(id_: str, cause: str, correlation: str = "c") -> Link:
    return Link(id_, "okr.x.v1", "x/1", 1, NOW, f"actor of {id_}", correlation, cause)


def shape(part: Command | Happened) -> object:
    name = part.command if isinstance(part, Command) else part.id
    return {name: [shape(each) for each in part.caused]} if part.caused else name


def test_events_stand_below_what_caused_them() -> None:
    found = trees(enumerate([link("a", "c"), link("b", "c"), link("d", "a"), link("e", "d"), link("f", "a")], 1))
    assert [shape(one) for one in found] == [{"c": [{"a": [{"d": ["e"]}, "f"]}, "b"]}]
    assert found[0].actor == "actor of a"
    assert [event.position for event in found[0].caused] == [1, 2]


def test_what_was_caused_from_outside_stands_below_its_command() -> None:
    found = trees([(5, link("b", "elsewhere")), (1, link("a", "c"))])
    assert [shape(one) for one in found] == [{"c": ["a"]}, {"elsewhere": ["b"]}]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_every_event_stands_in_it_exactly_once_whatever_the_causes(pairs: list[tuple[int, int]]) -> None:
    """Also where they go round in circles, or an id comes twice."""
    links = [link(str(own), str(cause)) for own, cause in pairs]
    waiting: list[Command | Happened] = [*trees(enumerate(links, 1))]
    positions = []
    while waiting:
        part = waiting.pop()
        if isinstance(part, Happened):
            positions.append(part.position)
        waiting += part.caused
    assert sorted(positions) == list(range(1, len(links) + 1))
