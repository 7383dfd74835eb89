"""What the users of a service meet while an event of one aggregate can't be applied: a 503 there, nothing elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from shared.events import ObjectiveRevised, encode
from tests.core_kit import record
from tests.nats_fixture import NatsServer
from tests.okr_kit import NOW, Answer, OkrKit, okr_kit
from tests.patience import PATIENCE


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as made:
        made.app.state.wait_for_seconds = 0.3
        yield made


def version_of(answer: Answer) -> int:
    return int(answer.response.headers["etag"].strip('"'))


async def put_newer(server: NatsServer, kit: OkrKit, objective: str) -> int:
    """An event of a newer program, as that would append it; its position."""
    version = version_of(await kit.get(f"/objectives/{objective}")) + 1
    event = record(ObjectiveRevised(title="From the future"), aggregate=f"objective/{objective}", version=version)
    payload = encode(event).replace(b"objective-revised.v1", b"objective-revised.v9")
    provisioner = await server.connect("provisioner")
    ack = await provisioner.jetstream().publish(f"okr.objective.{objective}", payload)
    assert await kit.okr.runtime.runner.wait_for_position(ack.seq, PATIENCE)
    return ack.seq


async def test_commands_on_an_aggregate_with_newer_events_are_answered_503(
    kit: OkrKit, nats_server: NatsServer
) -> None:
    objective, key_result = await kit.running_key_result()
    other, other_key_result = await kit.running_key_result()
    await put_newer(nats_server, kit, objective)
    for _ in range(2):  # with what the cache knew, and without
        for path, body in (
            (f"/objectives/{objective}/close", {"result": "successful"}),
            (f"/key-results/{key_result}/check-ins", {"value": "3"}),
        ):
            answer = await kit.post(path, body)
            answer.refused(503, "newer-log", "upgrade this program")
            assert answer.response.headers["retry-after"]
    await kit.done(f"/key-results/{other_key_result}/check-ins", {"value": "3"})
    await kit.done(f"/objectives/{other}/close", {"result": "successful"})


async def test_queries_show_what_is_known_and_tell_nobody_that_it_is_current(
    kit: OkrKit, nats_server: NatsServer
) -> None:
    objective, _ = await kit.running_key_result()
    shown = await kit.get(f"/objectives/{objective}")
    version = version_of(shown)
    await put_newer(nats_server, kit, objective)
    kit._known = None
    assert (await kit.get(f"/objectives/{objective}")).body == shown.body
    waiting = await kit.get(f"/objectives/{objective}", params={"wait_for": f"objective/{objective}@{version + 1}"})
    assert (waiting.status, waiting.body["known_version"]) == (202, version)
    ready = await kit.get("/readyz")
    assert (ready.status, ready.body["ready"]) == (200, True)
    told = {check["name"]: (check["ok"], check["reason"]) for check in ready.body["checks"]}
    assert told["projection"] == (True, "1 event is parked and not shown; see: tomoni parked list okr.")


async def test_the_board_of_another_time_goes_on_without_it(kit: OkrKit, nats_server: NatsServer) -> None:
    objective, _ = await kit.running_key_result()
    await put_newer(nats_server, kit, objective)
    other, _ = await kit.running_key_result()
    kit._known = None
    later = (NOW + timedelta(days=1)).isoformat().replace("+00:00", "Z")
    then = await kit.get("/board", params={"as_of": later})
    assert {row["id"] for row in then.body} == {objective, other}
    assert "From the future" not in then.response.text


async def test_a_halted_projection_is_not_ready_and_says_why(kit: OkrKit, nats_server: NatsServer) -> None:
    event = record(ObjectiveRevised(title="Nobody's"), aggregate="objective/nobody", version=7)
    provisioner = await nats_server.connect("provisioner")
    await provisioner.jetstream().publish("okr.objective.nobody", encode(event))
    async with asyncio.timeout(PATIENCE):
        while (ready := await kit.get("/readyz")).status == 200:
            await asyncio.sleep(0.05)
    (told,) = [check["reason"] for check in ready.body["checks"] if not check["ok"]]
    assert "The projection has halted: objective/nobody goes from version 0 to 7 at position 1" in told
    assert "tomoni rebuild okr" in told
