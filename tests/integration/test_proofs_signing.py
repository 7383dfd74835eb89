"""The signer on a real log: what it signs, and that it signs nothing else."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.proofs.comparing import compared, rebuilt
from services.proofs.extracts import consistency_of, inclusions, published_of
from services.proofs.memory import remembered
from services.proofs.place import Place
from services.proofs.signing import OtherHistory
from services.proofs.tree import Tree, hashes_in, reached_in
from shared.proofs import (
    EMPTY_ROOT,
    Tile,
    check_consistency,
    leaf_hash,
    opened,
    root,
    root_of,
)
from tests.nats_fixture import NatsServer
from tests.proofs_kit import House, house_on, record


@pytest.fixture
async def house(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[House]:
    async with house_on(nats_server, tmp_path) as found:
        yield found


def silent(_: int) -> None:
    """Nobody looks."""


async def test_what_the_log_holds_is_signed_and_proved(house: House) -> None:
    await house.log.fill(600)
    first = await house.signed()
    assert first.size == 600
    assert first.root == root_of(map(leaf_hash, await house.log.payloads()))
    assert first.origin.startswith("audit.example/tomoni/")
    opened(house.note, [house.memory.key.verifier])
    await house.log.fill(300, first=601)
    second = await house.signed()
    assert second.size == 900
    proof = consistency_of(house.place, 600, house.note)
    check_consistency(600, first.root, 900, second.root, proof)
    payloads = await house.log.payloads()
    for each in inclusions(house.place, 1, 900, house.note):
        each.check(payloads[each.index])
    assert published_of(house.place, 500).text == first.text
    assert published_of(house.place, 601).text == second.text


async def test_an_empty_log_is_signed_as_empty(house: House) -> None:
    head = await house.signed()
    assert (head.size, head.root) == (0, EMPTY_ROOT)


async def test_nothing_is_signed_twice_where_nothing_happened(house: House) -> None:
    await house.log.fill(3)
    await house.signed()
    note = house.note
    await house.signed()
    assert house.note == note


async def test_a_quarter_that_ended_is_signed_at_once(house: House) -> None:
    await house.log.fill(3)
    signer = house.signer()
    await signer.look()
    await house.log.fill(1, first=4)
    await signer.look()
    assert signer.standing.signed == 3
    await house.log.append(b'{"id":"q","type":"okr.quarter-ended.v1","data":{}}')
    await signer.look()
    assert signer.standing.signed == 5


async def test_the_log_cut_is_not_signed(house: House) -> None:
    await house.log.fill(300)
    await house.signed()
    await house.log.rewrite((await house.log.payloads())[:299])
    reason, sentence = await house.refused()
    assert reason == "log-changed"
    assert sentence == ("Nothing is signed: the log went back: it ends at position 299, and the tree has 300 records.")


async def test_a_record_edited_is_not_signed(house: House) -> None:
    await house.log.fill(300)
    await house.signed()
    payloads = await house.log.payloads()
    payloads[299] = record(300, "better")
    await house.log.rewrite([*payloads, record(301)])
    reason, sentence = await house.refused()
    assert reason == "log-changed"
    assert "the record at position 300 isn't the one that was hashed" in sentence


async def test_a_record_edited_long_ago_is_found_by_comparing(house: House) -> None:
    await house.log.fill(300)
    await house.signed()
    payloads = await house.log.payloads()
    payloads[16] = record(17, "better")
    await house.log.rewrite(payloads)
    found = await compared(house.place, house.log.reader, silent)
    assert found.differences[0] == (
        "the record at position 17 isn't what tile/0/000 was made from: the log was changed, or the tile was"
    )
    with pytest.raises(OtherHistory, match="history was rewritten: the first 300 records"):
        await rebuilt(house.place, remembered(house.place), house.log.reader, silent)


async def test_two_records_swapped_are_found_by_comparing(house: House) -> None:
    await house.log.fill(300)
    await house.signed()
    payloads = await house.log.payloads()
    payloads[9], payloads[10] = payloads[10], payloads[9]
    await house.log.rewrite(payloads)
    found = await compared(house.place, house.log.reader, silent)
    assert found.differences[0].startswith("2 records from position 10 to 11 aren't what tile/0/000 was made from")


async def test_a_tree_made_anew_from_another_history_is_not_signed(house: House) -> None:
    """The operator has every key, edits a record, and makes the tiles anew by hand."""
    await house.log.fill(300)
    await house.signed()
    payloads = await house.log.payloads()
    payloads[16] = record(17, "better")
    await house.log.rewrite([*payloads, record(301)])
    another = Place(house.place.directory.with_name("another"))
    tree = Tree.opened(another)
    await tree.follow(house.log.reader)
    await tree.flush()
    shutil.rmtree(house.place.public / "tile")
    shutil.copytree(another.public / "tile", house.place.public / "tile")
    shutil.copy(another.tree, house.place.tree)
    reason, sentence = await house.refused()
    assert reason == "other-history"
    assert "history was rewritten: the first 300 records of the log aren't those that were signed" in sentence


@pytest.mark.parametrize("damage", ["missing", "short", "flipped"])
@pytest.mark.parametrize("tile", [Tile(0, 0), Tile(0, 1, 44), Tile(1, 0, 1)])
async def test_a_damaged_tile_is_named_and_nothing_is_signed_until_it_is_made_anew(
    house: House, tile: Tile, damage: str
) -> None:
    await house.log.fill(300)
    first = await house.signed()
    path = house.place.tile(tile)
    held = path.read_bytes()
    match damage:
        case "missing":
            path.unlink()
        case "short":
            path.write_bytes(held[:-1])
        case _:
            path.write_bytes(bytes([held[0] ^ 1]) + held[1:])
    await house.log.fill(1, first=301)
    reason, sentence = await house.refused()
    assert reason == "tile-wrong"
    assert "tomoni audit tree --rebuild" in sentence
    assert await rebuilt(house.place, remembered(house.place), house.log.reader, silent) == 301
    second = await house.signed()
    check_consistency(300, first.root, 301, second.root, consistency_of(house.place, 300, house.note))


async def test_without_its_key_nothing_is_signed(house: House) -> None:
    await house.log.fill(3)
    await house.signed()
    key = house.place.key.read_bytes()
    house.place.key.unlink()
    reason, sentence = await house.refused()
    assert reason == "key-gone"
    assert "bring it back" in sentence
    house.place.key.write_bytes(key)
    house.place.key.chmod(0o600)
    await house.signed()


async def test_with_another_key_nothing_is_signed(house: House, tmp_path: Path, nats_server: NatsServer) -> None:
    await house.log.fill(3)
    await house.signed()
    async with house_on(nats_server, tmp_path / "other") as other:
        await other.signed()
        house.place.key.write_bytes(other.place.key.read_bytes())
    assert (await house.refused())[0] == "key-replaced"


async def test_a_key_that_others_can_read_signs_nothing(house: House) -> None:
    await house.signed()
    house.place.key.chmod(0o644)
    reason, sentence = await house.refused()
    assert (reason, "chmod 600" in sentence) == ("key-replaced", True)


@pytest.mark.parametrize("content", [None, b"", b"nonsense"])
async def test_without_memory_nothing_is_signed(house: House, content: bytes | None) -> None:
    await house.log.fill(3)
    await house.signed()
    if content is None:
        house.place.signed.unlink()
    else:
        house.place.signed.write_bytes(content)
    reason, sentence = await house.refused()
    assert reason == "memory-gone"
    assert "each witness has" in sentence
    house.place.signed.write_bytes(house.place.checkpoint.read_bytes())
    await house.signed()


async def test_a_log_that_is_away_is_waited_for(house: House) -> None:
    await house.log.fill(3)
    await house.signed()
    await house.log.server.server.stop()
    assert (await house.refused())[0] == "log-away"
    await house.log.server.server.start_again()
    assert (await house.signed()).size == 3


async def test_the_tree_says_what_the_log_says(house: House) -> None:
    await house.log.fill(600)
    await house.signed()
    found = await compared(house.place, house.log.reader, silent)
    assert (found.records, found.differences) == (600, [])
    assert root(hashes_in(house.place, 600)) == reached_in(house.place).root


async def test_a_hole_is_found(house: House) -> None:
    await house.log.fill(2)
    await house.signed()
    await house.log.fill(3, first=3)
    await house.log.lose(4)
    reason, sentence = await house.refused()
    assert reason == "log-changed"
    assert "the log has a hole: the record at position 4 is gone" in sentence
