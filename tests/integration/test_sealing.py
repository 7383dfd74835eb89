"""Personal text is readable with the person's key and in no other way; who is forgotten is gone."""

from __future__ import annotations

import asyncio
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from shared.eventlog import LogClient, LogUnavailable
from shared.events import Sealed
from shared.sealing import (
    FORGOTTEN,
    Forgotten,
    Keyring,
    MasterKeyWrong,
    Sealer,
    keyring as keyring_module,
    read_master_key,
)
from tests.core_kit import ServerThread, new_id, server_thread

MASTER = bytes(range(32))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    with server_thread(tmp_path_factory.mktemp("sealing") / "var") as server:
        yield server


@pytest.fixture
async def okr(server: ServerThread) -> AsyncIterator[LogClient]:
    async with server.client("okr") as client:
        yield client


@pytest.fixture
async def pairing(server: ServerThread) -> AsyncIterator[LogClient]:
    async with server.client("pairing") as client:
        yield client


def sealer(client: LogClient, master: bytes = MASTER) -> Sealer:
    """As after a restart: nothing is remembered."""
    return Sealer(Keyring(client, master), master)


async def erase(client: LogClient, person: str) -> None:
    asked = json.dumps({"last_by_subj": f"keys.person.{person}"}).encode()
    found = json.loads((await client.request("$JS.API.STREAM.MSG.GET.KEYS", asked, timeout=3)).data)
    deletion = json.dumps({"seq": found["message"]["seq"]}).encode()
    answer = json.loads((await client.request("$JS.API.STREAM.MSG.DELETE.KEYS", deletion, timeout=3)).data)
    assert answer["success"] is True


async def test_what_is_sealed_opens_again_also_after_a_restart(okr: LogClient) -> None:
    person, one = new_id(), sealer(okr)
    texts = ["佐藤 愛", "a", "", "x" * 5000, "colons : and : more", "🙂"]
    sealed = [await one.seal(person, text) for text in texts]
    for each, text in zip(sealed, texts, strict=True):
        assert each.startswith(f"sealed:v1:{person}:")
        assert not text or text not in each.removeprefix(f"sealed:v1:{person}:") or len(text) < 3
    for each in (one, sealer(okr)):
        assert await each.open_all([*sealed, None]) == [*texts, None]


async def test_the_same_text_never_looks_the_same(okr: LogClient) -> None:
    person, one = new_id(), sealer(okr)
    assert len({await one.seal(person, "same") for _ in range(20)}) == 20


async def test_another_persons_key_does_not_open(okr: LogClient) -> None:
    one, other, us = new_id(), new_id(), sealer(okr)
    sealed = await us.seal(one, "mine")
    await us.seal(other, "to have a key")
    assert await us.open(Sealed(sealed.replace(one, other))) == FORGOTTEN


async def test_under_another_name_it_tells_nobody_whose_it_is(okr: LogClient) -> None:
    one, other, us = new_id(), new_id(), sealer(okr)
    sealed = await us.seal_as("veil", one, "mine")
    assert sealed.startswith("sealed:v1:veil:")
    assert one not in sealed
    await us.seal(other, "to have a key")
    assert [await us.open_as(person, sealed) for person in (one, other, "veil")] == ["mine", FORGOTTEN, FORGOTTEN]
    assert await us.open(sealed) == FORGOTTEN
    assert await us.open_as(one, None) is None
    assert await us.open_as(one, "plain text") == FORGOTTEN
    await us.erase(one)
    assert await sealer(okr).open_as(one, sealed) == FORGOTTEN
    with pytest.raises(Forgotten):
        await us.seal_as("veil", one, "more")


async def test_what_was_tampered_with_is_not_shown(okr: LogClient) -> None:
    person, us = new_id(), sealer(okr)
    sealed = await us.seal(person, "secret")
    head, _, secret = sealed.rpartition(":")
    raw = bytearray(urlsafe_b64decode(secret))
    for index in (0, 12, len(raw) - 1):
        changed = bytes(byte ^ (1 if place == index else 0) for place, byte in enumerate(raw))
        assert await us.open(Sealed(f"{head}:{urlsafe_b64encode(changed).decode()}")) == FORGOTTEN
    for cut in ("", secret[:-4], secret[:8], secret[:-1], "?", "not base64 at all", "日本"):
        assert await us.open(Sealed(f"{head}:{cut}")) == FORGOTTEN


@pytest.mark.parametrize(
    "text",
    ["", "plain text", "sealed:v1:", "sealed:v1:nobody", "sealed:v1:*:AAAA", "sealed:v1:a b:AAAA", "sealed:v2:p:x"],
)
async def test_what_is_no_sealed_text_is_not_shown(okr: LogClient, text: str) -> None:
    assert await sealer(okr).open(text) == FORGOTTEN


@pytest.mark.parametrize("person", ["*", ">", "a.b", "", "a b", "a/b", "日本"])
async def test_only_an_id_can_have_a_key(okr: LogClient, person: str) -> None:
    """A wildcard would find somebody else's key."""
    await sealer(okr).seal(new_id(), "so that there is a key to find")
    for use in (Keyring(okr, MASTER).key_of, Keyring(okr, MASTER).make_key_of):
        with pytest.raises(ValueError, match="no person's id"):
            await use(person)


async def test_a_forgotten_person_is_gone_for_every_new_keyring(okr: LogClient, pairing: LogClient) -> None:
    gone, stays, us = new_id(), new_id(), sealer(okr)
    secret, other = await us.seal(gone, "forget me"), await us.seal(stays, "keep me")
    await erase(okr, gone)
    for client in (okr, pairing):
        assert await sealer(client).open_all([secret, other]) == [FORGOTTEN, "keep me"]


async def test_a_forgotten_person_is_gone_for_a_running_keyring_within_half_a_minute(
    okr: LogClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keyring_module._SECONDS <= 30
    monkeypatch.setattr(keyring_module, "_SECONDS", 0.05)
    person, us = new_id(), sealer(okr)
    secret = await us.seal(person, "forget me")
    await erase(okr, person)
    await asyncio.sleep(0.06)
    assert await us.open(secret) == FORGOTTEN


async def test_the_bytes_of_an_erased_key_leave_the_disk(okr: LogClient, server: ServerThread) -> None:
    person = new_id()
    await sealer(okr).seal(person, "forget me")
    asked = json.dumps({"last_by_subj": f"keys.person.{person}"}).encode()
    found = json.loads((await okr.request("$JS.API.STREAM.MSG.GET.KEYS", asked, timeout=3)).data)
    wrapped = json.loads(urlsafe_b64decode(found["message"]["data"].replace("+", "-").replace("/", "_")))["wrapped"]

    def on_disk() -> bool:
        files = [path for path in server.layout.jetstream_dir.rglob("*") if path.is_file()]
        return any(wrapped.encode() in path.read_bytes() for path in files)

    assert on_disk()
    await erase(okr, person)
    assert not on_disk()


async def test_two_that_make_a_key_at_once_make_one(server: ServerThread) -> None:
    async with server.client() as one, server.client() as other:
        for _ in range(10):
            person = new_id()
            rings = [Keyring(client, MASTER) for client in (one, other, one, other)]
            assert len(set(await asyncio.gather(*(ring.make_key_of(person) for ring in rings)))) == 1


async def test_pairing_opens_but_neither_makes_nor_erases_keys(okr: LogClient, pairing: LogClient) -> None:
    person = new_id()
    secret = await sealer(okr).seal(person, "readable")
    theirs = sealer(pairing)
    assert await theirs.open(secret) == "readable"
    ring = Keyring(pairing, MASTER)
    ring._log.timeout = 0.5
    with pytest.raises(LogUnavailable):
        await ring.make_key_of(new_id())
    with pytest.raises(Exception, match=r"(?i)no responders|timeout"):
        await pairing.request("$JS.API.STREAM.MSG.DELETE.KEYS", b'{"seq":1}', timeout=0.5)
    await pairing.publish(f"keys.person.{person}", b"garbage")
    await pairing.flush()
    assert await sealer(okr).open(secret) == "readable"


async def test_another_master_key_is_told_as_such(okr: LogClient) -> None:
    person = new_id()
    secret = await sealer(okr).seal(person, "text")
    with pytest.raises(MasterKeyWrong, match=person):
        await sealer(okr, bytes(32)).open(secret)
    with pytest.raises(MasterKeyWrong, match="master key of this installation"):
        await sealer(okr, bytes(32)).seal(person, "more")


async def test_the_email_index_is_keyed_and_blind_to_case(okr: LogClient) -> None:
    us = sealer(okr)
    index = us.email_index("Ai.Sato@example.com")
    assert us.email_index("  ai.sato@EXAMPLE.com ") == index
    assert us.email_index("ai.sato2@example.com") != index
    assert sealer(okr, bytes(32)).email_index("ai.sato@example.com") != index
    assert "ai" not in index
    assert us.digest(b"body") == sealer(okr).digest(b"body") != us.digest(b"Body")
    assert us.digest(b"ai.sato@example.com") != index


def test_a_master_key_that_others_may_open_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    read_master_key(path)
    path.chmod(0o644)
    with pytest.raises(PermissionError, match=r"open to others \(mode 644\); run: chmod 600 .*master\.key"):
        read_master_key(path)


def test_a_master_key_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    key = read_master_key(path)
    assert len(key) == 32
    assert read_master_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(os.urandom(31))
    with pytest.raises(ValueError, match="31 bytes"):
        read_master_key(path)
