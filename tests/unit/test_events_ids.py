"""Ids are uuid5 as the standard library makes it, whatever makes them faster."""

from __future__ import annotations

import hmac
from uuid import UUID, uuid5

from hypothesis import given, strategies as st

from shared.events import command_id, derived_id, elder_event_id, event_id, keyed_command_id, named_id

SPACE = UUID("8f0c9a52-5d0e-5b7e-9c5b-0d0d3f5f6a11")


@given(st.uuids(), st.text())
def test_derived_ids(origin: UUID, name: str) -> None:
    assert derived_id(str(origin), name) == str(uuid5(origin, name))
    assert elder_event_id(str(origin), 3) == str(uuid5(origin, "event:3"))
    assert event_id(str(origin), name, 3) == str(uuid5(origin, f"event:3:{name}"))


@given(st.text(), st.text())
def test_named_ids(one: str, other: str) -> None:
    assert named_id(one, other) == str(uuid5(SPACE, f"{len(one)}:{one}:{len(other)}:{other}"))
    assert command_id(one, other) == str(uuid5(SPACE, f"7:command:{len(one)}:{one}:{len(other)}:{other}"))
    assert UUID(named_id(one, other)).version == 5


@given(st.text(), st.text(), st.text(), st.binary(min_size=1, max_size=8))
def test_a_keyed_command_s_id_takes_actor_resource_key_and_a_secret(
    actor: str, resource: str, key: str, secret: bytes
) -> None:
    def digest(body: bytes) -> str:
        return hmac.new(secret, body, "sha256").hexdigest()

    def other(body: bytes) -> str:
        return hmac.new(secret + b"x", body, "sha256").hexdigest()

    own = keyed_command_id(actor, resource, key, digest)
    assert own == keyed_command_id(actor, resource, key, digest)
    others = {
        keyed_command_id(f"{actor}.", resource, key, digest),
        keyed_command_id(actor, f"{resource}.", key, digest),
        keyed_command_id(actor, resource, f"{key}.", digest),
        keyed_command_id(actor, resource, key, other),
        command_id(actor, key),
    }
    assert len(others | {own}) == 6


_AGGREGATES = st.sampled_from(["objective/a", "objective/b", "role-model/a", "private/day/a"])


@given(st.lists(st.tuples(st.uuids(), _AGGREGATES, st.integers(0, 999)), unique=True))
def test_no_two_events_share_an_id_whatever_commands_share(made: list[tuple[UUID, str, int]]) -> None:
    ids = [event_id(str(command), aggregate, index) for command, aggregate, index in made]
    assert len(set(ids)) == len(made)
