"""Commands on a real server: nothing lost, nothing twice, and nobody is told what isn't so."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from msgspec import structs

from shared.eventlog import (
    Conflict,
    EventLog,
    FastReader,
    KeyReused,
    LogDamaged,
    LogUnavailable,
    NewerLog,
    TooLarge,
    VersionMismatch,
    repository as repository_module,
)
from shared.eventlog.loading import records_of
from shared.events import CONTENT_TYPE, Event, Invalid, KeyResultAdded, Sealed, decode, encode, event_id, nats_subject
from shared.proofs import ENTRY_BYTES, encode_entries, entries_of
from tests.core_kit import (
    NOW,
    Refuse,
    ServerThread,
    Toy,
    birth,
    cluster_thread,
    new_id,
    order,
    progress,
    put,
    record,
    revised,
    server_thread,
    toy,
)
from tests.samples_kit import golden


@pytest.fixture(scope="module", params=[server_thread, cluster_thread], ids=["one-server", "three-servers"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    with request.param(tmp_path_factory.mktemp("writing") / "var") as server:
        yield server


async def payload_of(log: EventLog, aggregate_id: str) -> bytes:
    """The only record of an objective."""
    ((_, payload),) = await records_of(log, f"okr.objective.{aggregate_id}", time.monotonic() + 10)
    return payload


async def stored(log: EventLog, aggregate_id: str) -> list[tuple[int, str]]:
    """Version and event id of everything that the leader holds of an objective; a replica may lag behind it."""
    records = await records_of(log, f"okr.objective.{aggregate_id}", time.monotonic() + 10)
    events = [decode(position, payload) for position, payload in records]
    assert [event.version for event in events] == list(range(1, len(events) + 1))
    return [(event.version, event.id) for event in events]


async def test_many_writers_on_two_connections_lose_nothing(server: ServerThread) -> None:
    """Ten writers on each side, each repeating itself after a conflict: one order, no hole, every event once."""
    async with server.log() as one, server.log() as other:
        repositories = [toy(one), toy(other)]
        objective, accepted = new_id(), list[str]()

        async def write(repository: Toy, count: int) -> None:
            for _ in range(count):
                mine = order()
                while True:
                    try:
                        outcome = await repository.handle(objective, [progress("k")], mine)
                    except Conflict:
                        continue
                    accepted.append(outcome.events[0].id)
                    break

        await asyncio.gather(*(write(repositories[number % 2], 5) for number in range(20)))
        assert sorted(accepted) == sorted(id_ for _, id_ in await stored(one, objective))
        assert len(set(accepted)) == 100
        told = sum(repository.conflicts for repository in repositories)
        assert told == sum(log.metrics.conflicts["objective"] for log in (one, other)) > 0


async def test_a_batch_among_single_writers_stays_together(server: ServerThread) -> None:
    async with server.log() as one, server.log() as other:
        objective = new_id()
        kept: list[list[str]] = []

        async def write(repository: Toy, size: int) -> None:
            for _ in range(8):
                mine = order()
                while True:
                    try:
                        outcome = await repository.handle(objective, [progress("k") for _ in range(size)], mine)
                    except Conflict:
                        continue
                    kept.append([event.id for event in outcome.events])
                    break

        await asyncio.gather(write(toy(one), 3), write(toy(other), 1), write(toy(other), 3))
        ids = [id_ for _, id_ in await stored(one, objective)]
        assert len(ids) == 8 * 7
        for command in kept:
            start = ids.index(command[0])
            assert ids[start : start + len(command)] == command


CONFLICT = b'{"error": {"code": 400, "err_code": 10071, "description": "wrong last sequence"}}'


class Disturbed(EventLog):
    """A log in which somebody else always is a little faster, or whose answers are lost."""

    rivals = 0
    lose_answer = 0
    lose_request = 0
    say_conflict = 0
    hold = 0
    subject = ""

    async def request(self, subject: str, payload: bytes, headers: dict[str, str] | None = None) -> bytes:
        if subject.startswith("$JS") or (headers or {}).get("Nats-Batch-Sequence") not in (None, self.last_of_batch):
            return await super().request(subject, payload, headers)
        if self.rivals:
            self.rivals -= 1
            await toy(EventLog(self.client)).handle(subject.rpartition(".")[2], [progress("rival")], order())
        if self.hold:
            self.hold -= 1
            return CONFLICT
        if self.lose_request:
            self.lose_request -= 1
            raise LogUnavailable("lost on the way there")
        answer = await super().request(subject, payload, headers)
        if self.lose_answer:
            self.lose_answer -= 1
            raise LogUnavailable("lost on the way back")
        if self.say_conflict:
            self.say_conflict -= 1
            return CONFLICT
        return answer

    last_of_batch: str | None = None


async def test_a_conflict_is_retried_three_times_then_told_with_the_version(server: ServerThread) -> None:
    async with server.client() as client:
        log, objective = Disturbed(client), new_id()
        repository = toy(log)
        log.rivals = 3
        assert (await repository.handle(objective, [progress("k")], order())).version == 4
        log.rivals = 4
        with pytest.raises(Conflict) as told:
            await repository.handle(objective, [progress("k")], order())
        assert told.value.version == 8
        assert "version 8" in str(told.value)
        assert len(await stored(log, objective)) == 8


@pytest.mark.parametrize("size", [1, 3])
async def test_a_lost_answer_to_a_stored_command_is_success(server: ServerThread, size: int) -> None:
    async with server.client() as client:
        log, objective = Disturbed(client), new_id()
        log.last_of_batch = str(size)
        repository = toy(log)
        await repository.handle(objective, [revised("a")], order())
        log.lose_answer = 1
        outcome = await repository.handle(objective, [progress("k") for _ in range(size)], order("k", digest="d"))
        assert (outcome.version, outcome.repeated, repository.unknown_outcomes) == (1 + size, False, 1)
        assert log.metrics.unknown_outcomes == {"objective": 1}
        assert log.metrics.publish.cumulated()[-1] == 2
        held = await stored(log, objective)
        assert [(event.version, event.id) for event in outcome.events] == held[1:]
        for event in outcome.events:
            assert event == decode(event.position, await log.at(event.position) or b"")
        again = await repository.handle(objective, [progress("k")], order("k", digest="d"))
        assert (again.repeated, again.version) == (True, 1 + size)


@pytest.mark.parametrize("size", [1, 3])
async def test_a_command_that_was_not_stored_is_sent_again(server: ServerThread, size: int) -> None:
    async with server.client() as client:
        log, objective = Disturbed(client), new_id()
        log.last_of_batch = str(size)
        repository = toy(log)
        log.lose_request = 2
        outcome = await repository.handle(objective, [progress("k") for _ in range(size)], order())
        assert outcome.version == size
        assert len(await stored(log, objective)) == size


@pytest.mark.parametrize("size", [1, 3])
async def test_a_conflict_told_of_a_stored_command_is_success(server: ServerThread, size: int) -> None:
    """A resumed stale leader answered one so: own ids in the log mean success."""
    async with server.client() as client:
        log, objective = Disturbed(client), new_id()
        log.last_of_batch = str(size)
        repository = toy(log)
        log.say_conflict = 1
        outcome = await repository.handle(objective, [progress("k") for _ in range(size)], order())
        assert (outcome.version, outcome.repeated, repository.conflicts) == (size, False, 0)
        assert [(event.version, event.id) for event in outcome.events] == await stored(log, objective)


@pytest.mark.parametrize("size", [1, 3])
async def test_a_conflict_with_nobody_is_waited_for(
    server: ServerThread, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """A leader that waits for the others answers so while it holds this very event: it may be stored after all."""
    async with server.client() as client:
        log, objective = Disturbed(client), new_id()
        log.last_of_batch = str(size)
        repository = toy(log)
        log.hold = 4
        outcome = await repository.handle(objective, [progress("k") for _ in range(size)], order())
        assert (outcome.version, repository.conflicts) == (size, 0)
        monkeypatch.setattr(repository_module, "_PATIENCE", 0.3)
        log.hold = 1000
        with pytest.raises(LogUnavailable, match="not settled yet"):
            await repository.handle(objective, [progress("k") for _ in range(size)], order())
        log.hold = 0
        assert len(await stored(log, objective)) == size


async def test_a_refusal_is_never_told_from_a_stale_cache(server: ServerThread) -> None:
    async with server.log() as one, server.log() as other:
        stale, fresh, objective = toy(one), toy(other), new_id()
        with pytest.raises(Invalid):
            await stale.handle(objective, Refuse(until=2), order())
        await stale.handle(objective, [progress("k")], order())
        await fresh.handle(objective, [progress("k")], order())
        assert (await stale.handle(objective, Refuse(until=2), order())).version == 3


async def test_nothing_changed_is_never_told_from_a_stale_cache(server: ServerThread) -> None:
    async with server.log() as one, server.log() as other:
        stale, fresh, objective = toy(one), toy(other), new_id()
        await stale.handle(objective, [revised("a")], order())
        same = await stale.handle(objective, [revised("a")], order())
        assert (same.version, same.events, same.repeated) == (1, (), False)
        await fresh.handle(objective, [revised("b")], order())
        assert (await stale.handle(objective, [revised("a")], order())).version == 3


async def test_if_match_holds_and_is_never_refused_from_a_stale_cache(server: ServerThread) -> None:
    async with server.log() as one, server.log() as other:
        stale, fresh, objective = toy(one), toy(other), new_id()
        await stale.handle(objective, [progress("k")], order(expected_version=0))
        await fresh.handle(objective, [progress("k")], order(expected_version=1))
        # The caller knows more than the cache.
        assert (await stale.handle(objective, [progress("k")], order(expected_version=2))).version == 3
        # The cache is as old as the caller.
        with pytest.raises(VersionMismatch, match="at version 3, not 2") as told:
            await fresh.handle(objective, [progress("k")], order(expected_version=2))
        assert told.value.version == 3


async def test_a_thousand_events_go_in_at_once_or_not_at_all(server: ServerThread) -> None:
    async with server.log() as log, server.log() as other:
        objective = new_id()
        outcome = await toy(log).handle(objective, [progress("k", n) for n in range(1000)], order())
        positions = [event.position for event in outcome.events]
        assert positions == list(range(positions[0], positions[0] + 1000))
        assert outcome.version == len(await stored(log, objective)) == 1000
        assert await toy(other).load(objective) == (tuple(event.data for event in outcome.events), 1000)
        with pytest.raises(TooLarge, match="1001 events"):
            await toy(log).handle(objective, [progress("k") for _ in range(1001)], order())
        assert len(await stored(log, objective)) == 1000


@pytest.mark.parametrize("size", [3, 1000])
async def test_a_batch_that_comes_too_late_leaves_nothing_behind(server: ServerThread, size: int) -> None:
    async with server.client() as client:
        log, objective = Disturbed(client), new_id()
        log.last_of_batch = str(size)
        log.rivals = 4
        with pytest.raises(Conflict):
            await toy(log).handle(objective, [progress("k") for _ in range(size)], order())
        assert len(await stored(log, objective)) == 4


async def test_a_batch_that_breaks_off_leaves_nothing_behind(server: ServerThread) -> None:
    async with server.client() as client, server.log() as other:
        log, objective = Disturbed(client), new_id()
        log.last_of_batch, log.lose_request = "3", 1
        command = toy(log).handle(objective, [progress("k") for _ in range(3)], order())
        broken = asyncio.create_task(command)
        await asyncio.sleep(0.02)
        assert len(await stored(other, objective)) in (0, 3)
        assert (await broken).version == 3


async def test_the_same_key_is_carried_out_once_even_after_a_restart(server: ServerThread) -> None:
    async with server.log() as log, server.log() as later:
        objective = new_id()
        first = await toy(log).handle(objective, birth("k"), order("key", digest="body"))
        assert (first.version, first.repeated) == (2, False)
        await toy(log).handle(objective, [progress("k")], order())
        for repository in (toy(log), toy(later)):
            for _ in range(2):
                again = await repository.handle(objective, birth("k"), order("key", digest="body"))
                assert (again.version, again.events, again.repeated) == (2, (), True)
            with pytest.raises(KeyReused):
                await repository.handle(objective, birth("other"), order("key", digest="another body"))
        assert len(await stored(log, objective)) == 3


async def test_the_same_key_through_two_instances_at_once(server: ServerThread) -> None:
    async with server.log() as one, server.log() as other:
        objective = new_id()
        repositories = [toy(one), toy(other)]
        for repository in repositories:
            await repository.handle(objective, [progress("k")], order())
        outcomes = await asyncio.gather(
            *(repository.handle(objective, birth("k"), order("twice", digest="d")) for repository in repositories * 3)
        )
        assert {outcome.version for outcome in outcomes} == {4}
        assert len(await stored(one, objective)) == 4


async def test_the_same_key_with_another_body_is_refused_from_a_stale_cache_too(server: ServerThread) -> None:
    """The stale instance decides, sends the same event ids, and learns of the other body only from the log."""
    async with server.log() as one, server.log() as other:
        stale, fresh, objective = toy(one), toy(other), new_id()
        await stale.handle(objective, [progress("k")], order())
        await fresh.handle(objective, [progress("k", 5)], order("key", digest="five"))
        with pytest.raises(KeyReused):
            await stale.handle(objective, [progress("k", 6)], order("key", digest="six"))
        assert len(await stored(one, objective)) == 2


async def test_the_same_command_decided_on_another_state_is_told_as_it_was_carried_out(server: ServerThread) -> None:
    async with server.log() as one, server.log() as other:
        stale, fresh, objective = toy(one), toy(other), new_id()
        await stale.handle(objective, [revised("a")], order())
        await fresh.handle(objective, [revised("b")], order())
        mine: list[Event] = [revised("b"), progress("k")]
        await fresh.handle(objective, mine, order("key", digest="d"))
        # Stale, this is two events; carried out, it was one.
        told = await stale.handle(objective, mine, order("key", digest="d"))
        assert (told.version, told.repeated, told.events) == (3, True, ())


async def test_an_event_that_is_too_large_is_refused_and_nothing_is_stored(server: ServerThread) -> None:
    async with server.log() as log:
        objective = new_id()
        for events in ([revised("x" * 66_000)], [revised("short"), revised("私" * 22_000)]):
            with pytest.raises(TooLarge, match="exceeds 65535"):
                await toy(log).handle(objective, list(events), order())
        assert await stored(log, objective) == []
        assert (await toy(log).handle(objective, [revised("x" * 64_000)], order())).version == 1


async def test_a_record_is_as_long_as_a_bundle_for_auditors_can_hold_and_no_longer(server: ServerThread) -> None:
    async with server.log() as log:
        first, second = new_id(), new_id()
        await toy(log).handle(first, [revised("x" * 60_000)], order())
        fitting = 60_000 + ENTRY_BYTES - len(await payload_of(log, first))
        with pytest.raises(TooLarge, match="of 65536 bytes exceeds 65535"):
            await toy(log).handle(second, [revised("x" * (fitting + 1))], order())
        await toy(log).handle(second, [revised("x" * fitting)], order())
        payload = await payload_of(log, second)
        assert entries_of(encode_entries([payload])) == [payload]


async def test_what_stands_in_the_log(server: ServerThread) -> None:
    async with server.client() as client:
        log, objective = EventLog(client), new_id()
        trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        mine = replace(
            order("k", digest="d"),
            effective=NOW - timedelta(days=3),
            recorded=NOW - timedelta(days=2),
            imported_from="puzzle",
            correlation="chain",
            causation="cause",
            traceparent=trace,
        )
        data = progress("k", "1.500")
        outcome = await toy(log).handle(objective, [data], mine)
        asked = json.dumps({"seq": outcome.events[0].position}).encode()
        answer = await client.request("$JS.API.DIRECT.GET.EVENTS", asked, timeout=3)
        while "Nats-Subject" not in (answer.headers or {}):
            # Of three servers any answers, also one that is a moment behind the leader.
            await asyncio.sleep(0.05)
            answer = await client.request("$JS.API.DIRECT.GET.EVENTS", asked, timeout=3)
        assert answer.headers is not None
        assert answer.headers["Nats-Subject"] == f"okr.objective.{objective}"
        assert answer.headers["Content-Type"] == CONTENT_TYPE
        assert answer.headers["Tomoni-Type"] == "okr.progress-updated.v1"
        assert "Nats-Msg-Id" not in answer.headers
        assert json.loads(answer.data) == {
            "specversion": "1.0",
            "id": event_id(mine.command, f"objective/{objective}", 0),
            "source": "/tomoni/okr",
            "type": "okr.progress-updated.v1",
            "subject": f"objective/{objective}",
            "time": "2026-05-01T09:30:15.123456Z",
            "recordedtime": "2026-05-02T09:30:15.123456Z",
            "version": 1,
            "actor": "me",
            "correlationid": "chain",
            "causationid": "cause",
            "importedfrom": "puzzle",
            "traceparent": trace,
            "commanddigest": "d",
            "data": {"check_in": data.check_in, "key_result": "k", "value": "1.500"},
        }


async def test_without_a_chain_the_command_is_its_own(server: ServerThread) -> None:
    async with server.log() as log:
        mine = order()
        (event,) = (await toy(log).handle(new_id(), [progress("k")], mine)).events
        assert (event.correlation, event.causation) == (mine.command, mine.command)
        assert (event.time, event.recorded) == (NOW, NOW)


async def test_an_aggregate_of_a_newer_program_is_not_decided_on(server: ServerThread) -> None:
    async with server.client("provisioner") as provisioner, server.log() as log:
        for aggregate_id, error, broken in ((new_id(), NewerLog, False), (new_id(), LogDamaged, True)):
            aggregate = f"objective/{aggregate_id}"
            written = record(progress("k"), aggregate=aggregate, version=2)
            await toy(log).handle(aggregate_id, [progress("k")], order())
            unknown = encode(written).replace(b"progress-updated.v1", b"progress-updated.v9")
            await put(provisioner, aggregate, b"garbage" if broken else unknown)
            with pytest.raises(error, match=r"position \d" if broken else "upgrade this program"):
                await toy(log).handle(aggregate_id, [progress("k")], order())
            with pytest.raises(error):
                await toy(log).load(aggregate_id)


async def test_an_aggregate_that_skips_a_version_is_damaged(server: ServerThread) -> None:
    async with server.client("provisioner") as provisioner, server.log() as log:
        objective = new_id()
        await toy(log).handle(objective, [progress("k")], order())
        await put(
            provisioner, f"objective/{objective}", encode(record(progress("k"), aggregate="objective/x", version=3))
        )
        with pytest.raises(LogDamaged, match="from version 1 to 3"):
            await toy(log).load(objective)


async def test_version_1_loads_as_todays_event(server: ServerThread) -> None:
    """An old record is the new event on the way of a command, and of the fast reader."""
    old, new = golden("okr.key-result-added.v1"), golden("okr.key-result-added.v2")
    states = []
    async with server.client("provisioner") as provisioner, server.log() as log:
        position = (await log.info()).state.last_seq
        for payload in (old, new):
            objective = new_id()
            # Its first event; the subject alone says whose it is.
            await put(provisioner, f"objective/{objective}", payload.replace(b'"version":4', b'"version":1'))
            states.append(await toy(log).load(objective))
            assert (await toy(log).handle(objective, [progress("k")], order())).version == 2
        seen: list[Event] = []
        reader = FastReader(log.client, "okr-rebuild").follow(position)
        async for batch in reader:
            seen += [decode(*each).data for each in batch]
            if len(seen) == 4:
                break
        await reader.aclose()
    assert states[0] == states[1]
    assert isinstance(states[0][0][0], KeyResultAdded)
    assert seen[0] == seen[2] == states[0][0][0]


async def test_a_subject_of_many_records_is_read_whole(server: ServerThread) -> None:
    """More than one batched direct get holds, and from the middle on."""
    async with server.log() as log:
        objective = new_id()
        repository = toy(log)
        for size in (1000, 1000, 3):
            await repository.handle(objective, [progress("k") for _ in range(size)], order())
        records = await records_of(log, nats_subject("okr", f"objective/{objective}"), time.monotonic() + 10)
        assert len(records) == 2003
        assert all(one < other for (one, _), (other, _) in pairwise(records))
        after = await log.of_subject(nats_subject("okr", f"objective/{objective}"), after=records[1500][0])
        assert after == records[1501:]
        last = (await log.info()).state.last_seq
        whole = [each async for batch in log.range(0, last) for each in batch]
        assert [position for position, _ in whole] == list(range(1, last + 1))
        assert await log.at(last + 1) is None
        assert await log.at(records[7][0]) == records[7][1]


async def test_an_unknown_aggregate_is_at_version_0(server: ServerThread) -> None:
    async with server.log() as log:
        assert await toy(log).load(new_id()) == ((), 0)


async def test_sealed_text_goes_in_as_it_is(server: ServerThread) -> None:
    async with server.log() as log:
        objective, data = new_id(), replace_comment("sealed:v1:p:xyz")
        await toy(log).handle(objective, [data], order())
        assert (await toy(log).load(objective))[0] == (data,)


def replace_comment(text: str) -> Event:
    return structs.replace(progress("k"), comment=Sealed(text))
