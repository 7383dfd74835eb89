"""Ids are uuid5 as the standard library makes it, whatever makes them faster."""

from __future__ import annotations

from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from shared.events import command_id, derived_id, event_id, named_id

SPACE = UUID("8f0c9a52-5d0e-5b7e-9c5b-0d0d3f5f6a11")


@given(st.uuids(), st.text())
def test_derived_ids(origin: UUID, name: str) -> None:
    assert derived_id(str(origin), name) == str(uuid5(origin, name))
    assert event_id(str(origin), 3) == str(uuid5(origin, "event:3"))


@given(st.text(), st.text())
def test_named_ids(one: str, other: str) -> None:
    assert named_id(one, other) == str(uuid5(SPACE, f"{len(one)}:{one}:{len(other)}:{other}"))
    assert command_id(one, other) == str(uuid5(SPACE, f"7:command:{len(one)}:{one}:{len(other)}:{other}"))
    assert UUID(named_id(one, other)).version == 5
