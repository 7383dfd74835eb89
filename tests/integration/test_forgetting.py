"""Somebody is forgotten: his key leaves the disk, his words are gone everywhere, the log stays what it was."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from collections.abc import AsyncIterator

import pytest

from services.okr.app import erasing
from services.okr.views import VIEWS
from services.pairing.app import open_pairing
from services.pairing.views import VIEWS as PAIRING_VIEWS
from shared.eventlog import FastReader
from shared.events import WrongState, decode
from shared.identity.roles import Role
from shared.projection import rebuild
from shared.sealing import (
    FORGOTTEN,
    Forgotten,
    Keyring,
    Sealer,
    Stored,
    erasure,
    read_master_key,
)
from shared.settings import Settings
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit
from tests.patience import PATIENCE


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as made:
        yield made


async def person_with_words(kit: OkrKit) -> tuple[str, str]:
    """Somebody with a name, an e-mail and a comment; his id and the check-in's key result."""
    joined = await kit.done("/people", {"name": "山田 花子", "function": "Dev", "email": "Hanako@example.com"})
    quarter = await kit.running_quarter()
    _, key_result = await kit.running_key_result(quarter)
    await kit.done(
        f"/key-results/{key_result}/check-ins",
        {"value": "3", "comment": "between us"},
        subject=joined.id,
        role=Role.MEMBER,
    )
    return joined.id, key_result


async def stored(server: NatsServer, person: str) -> Stored:
    provisioner = await server.connect("provisioner")
    ask = json.dumps({"last_by_subj": f"keys.person.{person}"}).encode()
    found = json.loads((await provisioner.request("$JS.API.STREAM.MSG.GET.KEYS", ask, timeout=3)).data)
    if "message" not in found:
        return Stored()
    raw = json.loads(b64decode(found["message"]["data"]))
    return Stored(b64decode(raw["wrapped"]) if "wrapped" in raw else None, raw.get("forgotten", False))


async def wrapped_text(server: NatsServer, person: str) -> bytes:
    """The key as it stands in the stream, in its letters."""
    provisioner = await server.connect("provisioner")
    ask = json.dumps({"last_by_subj": f"keys.person.{person}"}).encode()
    found = json.loads((await provisioner.request("$JS.API.STREAM.MSG.GET.KEYS", ask, timeout=3)).data)
    return str(json.loads(b64decode(found["message"]["data"]))["wrapped"]).encode()


def on_disk(server: NatsServer, *needles: bytes) -> bool:
    files = [path for path in server.layout.jetstream_dir.rglob("*") if path.is_file()]
    return any(needle in path.read_bytes() for path in files for needle in needles)


async def payloads(kit: OkrKit) -> list[bytes]:
    log = kit.okr.runtime.log
    last = (await log.info()).state.last_seq
    return [payload async for batch in log.range(0, last) for _, payload in batch]


async def test_the_key_leaves_the_disk_and_nothing_opens_any_more(kit: OkrKit, nats_server: NatsServer) -> None:
    person, _ = await person_with_words(kit)
    sealed = decode(1, (await payloads(kit))[0]).data.name  # type: ignore[attr-defined]
    letters = await wrapped_text(nats_server, person)
    raw = b64decode(letters)
    assert on_disk(nats_server, letters)
    await kit.done(f"/people/{person}/forget")
    assert not on_disk(nats_server, letters, raw), "while the server runs"
    master = read_master_key(kit.okr.runtime.settings.master_key_path)
    ring = Keyring(kit.okr.runtime.client, master)
    assert await Sealer(ring, master).open(sealed) == FORGOTTEN
    assert await ring.key_of(person) is None
    await nats_server.close_clients()
    await nats_server.server.stop()
    assert not on_disk(nats_server, letters, raw), "after it has stopped"
    await nats_server.server.start()
    assert not on_disk(nats_server, letters, raw), "after it has started again"
    assert (await stored(nats_server, person)).forgotten


async def test_the_log_before_is_the_beginning_of_the_log_after(kit: OkrKit) -> None:
    person, _ = await person_with_words(kit)
    before = await payloads(kit)
    told = await kit.done(f"/people/{person}/forget")
    after = await payloads(kit)
    assert after[: len(before)] == before
    types = [decode(0, payload).type for payload in after[len(before) :]]
    assert types == ["okr.person-left.v1", "okr.person-forgotten.v1"]
    assert told.body["version"] == 3


async def test_forgetting_again_changes_nothing(kit: OkrKit) -> None:
    person, _ = await person_with_words(kit)
    await kit.done(f"/people/{person}/leave")
    first = await kit.done("/people/P-1/forget", key="once")
    again = await kit.done("/people/P-1/forget", key="once")
    anew = await kit.done(f"/people/{person}/forget")
    assert (first.body["changed"], again.body["repeated"], anew.body["changed"]) == (True, True, False)
    (await kit.post("/people/P-9/forget")).refused(404, "not-found", "no person")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.AUDITOR, Role.SERVICE])
async def test_only_an_admin_forgets(kit: OkrKit, role: Role) -> None:
    person, _ = await person_with_words(kit)
    (await kit.post(f"/people/{person}/forget", subject=person, role=role)).refused(403, "not-allowed", "forget people")
    assert (await kit.get("/people/P-1")).body["name"] == "山田 花子"


async def test_the_placeholder_stands_everywhere_also_after_a_rebuild(kit: OkrKit, nats_server: NatsServer) -> None:
    _, key_result = await person_with_words(kit)
    runtime = kit.okr.runtime
    await kit.done("/people/P-1/forget")

    async def check() -> None:
        shown = (await kit.get("/people/P-1")).body
        assert (shown["name"], shown["email"]) == (FORGOTTEN, None)
        assert shown["left"] is not None
        people = (await kit.get("/people", params={"former": True})).body["items"]
        assert [each["name"] for each in people] == [FORGOTTEN]
        told = (await kit.get(f"/key-results/{key_result}/check-ins")).body["items"]
        assert [each["comment"] for each in told] == [FORGOTTEN]
        board = (await kit.get("/board")).response.text
        assert "花子" not in board
        assert "between us" not in board
        with runtime.store.read() as connection:
            row = connection.exec_driver_sql("SELECT email, email_index FROM okr_people").one()
        assert tuple(row) == (None, None)

    await check()
    reader = FastReader(runtime.client, "okr-rebuild")
    _, comparison = await rebuild(runtime.store, runtime.log, reader, VIEWS, lambda done, total: None)
    assert comparison.equal, comparison
    await check()


async def test_pairing_shows_the_placeholder_as_soon_as_it_knows_of_the_event(
    kit: OkrKit, nats_server: NatsServer
) -> None:
    person, _ = await person_with_words(kit)
    settings = Settings.model_validate({"var": nats_server.layout.var})
    async with (
        open_pairing(settings, url=nats_server.url) as pairing,
        open_pairing(settings, url=nats_server.url) as standby,
    ):
        assert await pairing.runtime.runner.wait_for(f"person/{person}", 1, PATIENCE)
        assert not standby.runtime.runner.active
        name = str(decode(1, (await payloads(kit))[0]).data.name)  # type: ignore[attr-defined]
        for each in (pairing, standby):
            assert await each.runtime.sealer.open(name) == "山田 花子", "its key is remembered from now on"
        done = await kit.done("/people/P-1/forget")
        assert await pairing.runtime.runner.wait_for(f"person/{person}", done.body["version"], PATIENCE)
        assert await pairing.runtime.sealer.open(name) == FORGOTTEN
        await asyncio.sleep(erasure.EVERY + 1)
        assert await standby.runtime.sealer.open(name) == FORGOTTEN, "one that stands by learns it within a second"
        with pairing.runtime.store.read() as connection:
            assert connection.exec_driver_sql("SELECT present FROM pairing_people").scalar_one() == 0
        reader = FastReader(pairing.runtime.client, "pairing-rebuild")
        runtime = pairing.runtime
        _, same = await rebuild(runtime.store, runtime.log, reader, PAIRING_VIEWS, lambda done, total: None, swap=False)
        assert same.equal


async def test_nothing_is_sealed_for_somebody_forgotten_and_he_does_not_come_back(kit: OkrKit) -> None:
    person, key_result = await person_with_words(kit)
    await kit.done("/people/P-1/forget")
    comment = {"value": "4", "comment": "still here"}
    path = f"/key-results/{key_result}/check-ins"
    refused = await kit.post(path, comment, subject=person, role=Role.MEMBER)
    refused.refused(409, "wrong-state", "was forgotten, for good")
    with pytest.raises(WrongState, match="was forgotten"):
        await kit.okr.people.join(kit.order(), name="Hanako", function="Dev", person=person)
    async with erasing(kit.okr):
        with pytest.raises(Forgotten):
            await kit.okr.runtime.sealer.seal(person, "x")
    # The e-mail is free for the person who joins anew.
    await kit.done("/people", {"name": "Hanako", "function": "Dev", "email": "hanako@example.com"})


class Broken(RuntimeError):
    pass


async def test_what_breaks_off_between_the_two_steps_is_completed(
    kit: OkrKit, nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, _ = await person_with_words(kit)
    sealer = kit.okr.runtime.sealer

    async def broken(self: Sealer, who: str) -> bool:
        raise Broken

    with monkeypatch.context() as patch:
        patch.setattr(type(sealer), "erase", broken)
        with pytest.raises(Broken):
            await kit.okr.people.forget(kit.order(), person=person)
    assert (await stored(nats_server, person)).wrapped is not None, "the log says forgotten, the key is still there"
    async with erasing(kit.okr):
        assert (await stored(nats_server, person)).forgotten, "a start of the service completes it"


async def test_a_running_service_completes_what_another_process_broke_off(
    kit: OkrKit, nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, _ = await person_with_words(kit)
    async with erasing(kit.okr):
        with monkeypatch.context() as patch:
            patch.setattr(kit.okr.people, "_sealer", _Unerasing())
            await kit.okr.people.forget(kit.order(), person=person)
        async with asyncio.timeout(PATIENCE):
            while not (await stored(nats_server, person)).forgotten:
                await asyncio.sleep(0.1)


class _Unerasing:
    async def erase(self, person: str) -> bool:
        return False


async def test_older_keys_brought_back_are_erased_again_at_the_next_start(kit: OkrKit, nats_server: NatsServer) -> None:
    person, _ = await person_with_words(kit)
    runtime = kit.okr.runtime
    letters = await wrapped_text(nats_server, person)
    await kit.done("/people/P-1/forget")
    provisioner = await nats_server.connect("provisioner")
    await provisioner.request(f"keys.person.{person}", b'{"wrapped":"' + letters + b'"}', timeout=3)
    assert on_disk(nats_server, letters)
    async with erasing(kit.okr):
        assert not on_disk(nats_server, letters)
        assert (await stored(nats_server, person)).forgotten
        assert await Keyring(runtime.client, read_master_key(runtime.settings.master_key_path)).key_of(person) is None


async def test_a_key_that_is_made_while_another_is_erased_is_erased_too(nats_server: NatsServer) -> None:
    async with okr_kit(nats_server) as kit:
        runtime = kit.okr.runtime
        master = read_master_key(runtime.settings.master_key_path)
        person = (await kit.done("/people", {"name": "Ken", "function": "Dev"})).id
        rings = [Keyring(runtime.client, master) for _ in range(4)]

        async def use(ring: Keyring) -> None:
            for _ in range(50):
                try:
                    await ring.make_key_of(person)
                except Forgotten:
                    return
                ring._known.clear()

        await asyncio.gather(*(use(ring) for ring in rings), Keyring(runtime.client, master).erase(person))
        assert (await stored(nats_server, person)).forgotten
        for ring in rings:
            with pytest.raises(Forgotten):
                await Keyring(ring._log.client, master).make_key_of(person)
