"""Keyed commands over both services: what an older version carried out is not done again, and no id comes twice."""

from __future__ import annotations

from pathlib import Path

from shared.events import RoleModelOffered, decode
from tests.ids_kit import check_ids
from tests.keyed_kit import FORMER, both_of, restore, tell
from tests.nats_fixture import NatsServer

_NAMED = (
    "/people",
    "/quarters",
    "/objectives",
    "/key-results",
    "/check-ins",
    "/experiments",
    "/private",
    "/role-models",
)


async def test_what_an_older_version_did_under_a_key_is_not_done_again(nats_server: NatsServer, tmp_path: Path) -> None:
    sent = await restore(nats_server)
    assert len(sent) > 100
    async with both_of(nats_server, tmp_path) as both:
        before = await both.log()
        answers = []
        for one in sent:
            answer = await both.again(one)
            assert await both.log() == before, f"{one.method} {one.path} was carried out again"
            answers.append((one, answer))
        for one, answer in answers:
            if one.path.startswith(_NAMED) and not one.path.endswith("/move"):
                assert answer.status_code == one.status, answer.text
                assert answer.json()["id"] == one.answer["id"], f"{one.method} {one.path} names another thing"
        # A key result that has moved has nowhere to be moved to; somebody who left comes in no more.
        refused = {(one.path.rpartition("/")[2], answer.status_code) for one, answer in answers if answer.is_error}
        assert refused == {("move", 422), ("pulse", 401)}


async def test_reactions_the_clock_and_an_import_do_not_begin_again_either(
    nats_server: NatsServer, tmp_path: Path
) -> None:
    sent = await restore(nats_server)
    async with both_of(nats_server, tmp_path) as both:
        before = await both.log()
        both.turn_to(sent[-1].at)
        # The marks of what was reacted to are gone with the old stores.
        async with both.pairing.reacting():
            await both.pairing.until_handled()
        await both.tick()
        assert await both.bring_in(FORMER) == 0
        assert await both.log() == before


async def test_no_two_events_and_no_two_things_share_an_id_though_keys_are_used_again(
    nats_server: NatsServer, tmp_path: Path
) -> None:
    async with both_of(nats_server, tmp_path) as both, both.pairing.reacting():
        await tell(both, FORMER)
        await both.pairing.until_handled()
        await both.tick()
        events = [decode(position, payload) for position, payload in enumerate(await both.log(), 1)]
    check_ids(events)
    offers = [event for event in events if isinstance(event.data, RoleModelOffered)]
    assert len(offers) == len({event.correlation for event in offers}) == len({event.digest for event in offers}) == 2
