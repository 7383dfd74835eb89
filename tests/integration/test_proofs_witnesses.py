"""Witnesses: what they cosign, what they refuse, and what the signer makes of it."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.proofs.publishing import proofs_app
from services.proofs.signer import Signer
from services.proofs.tree import hashes_in
from services.proofs.witness.remembering import Witness, key_of
from services.proofs.witness.server import application
from shared.events import Invalid, NotFound
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from shared.proofs import (
    EMPTY_ROOT,
    NOTE,
    Checkpoint,
    Growth,
    Policy,
    SignedNote,
    SigningKey,
    Submission,
    TileHashes,
    Unproven,
    checkpoint_of,
    consistency,
    cosign,
    cosigned_at,
    leaf_hash,
    opened,
    root_of,
    sign,
)
from shared.settings import load_settings
from tests.nats_fixture import NatsServer
from tests.pages import Page
from tests.proofs_kit import House, house_on, record, transport_of, watched

LOG = SigningKey("audit.example/log", NOTE, b"\1" * 32)
LEAVES = [leaf_hash(b"%d" % each) for each in range(20)]
OTHERS = [*LEAVES[:4], leaf_hash(b"edited"), *LEAVES[5:]]


@pytest.fixture
async def house(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[House]:
    async with house_on(nats_server, tmp_path) as found:
        yield found


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return opened_again(tmp_path / "w")


def opened_again(directory: Path, when: int = 1_800_000_000) -> Witness:
    directory.mkdir(exist_ok=True)
    return Witness(directory, key_of(directory, "witness.example/w"), [LOG.verifier], lambda: when)


def submission(
    old: int, new: int, leaves: list[bytes] = LEAVES, *, key: SigningKey = LOG, origin: str = LOG.name
) -> bytes:
    """A checkpoint of so many of the leaves, with the proof from the old size."""
    head = Checkpoint(origin, new, root_of(leaves[:new]))
    note = SignedNote(head.text, (sign(head.text, key),))
    return Submission(old, tuple(proof(old, new, leaves)), note).encode()


def proof(old: int, new: int, leaves: list[bytes]) -> list[bytes]:
    growth = Growth()
    growth.add_leaves(leaves[:new])
    held = dict(growth.tiles())
    return consistency(TileHashes(held.__getitem__, new), old) if old <= new else []


def test_what_goes_on_is_cosigned_and_remembered(witness: Witness, tmp_path: Path) -> None:
    for old, new in ((0, 5), (5, 5), (5, 13), (13, 20)):
        reply = witness.add(submission(old, new))
        assert (reply.status, reply.content_type) == (200, "text/plain; charset=utf-8")
    note = SignedNote.parse(witness.seen(sha256(LOG.name.encode()).hexdigest()) or b"")
    assert opened(note, [LOG.verifier, witness.verifier]) == (LOG.verifier, witness.verifier)
    assert checkpoint_of(note).size == 20
    assert cosigned_at(note.signatures[1]) == 1_800_000_000
    assert opened_again(tmp_path / "w").add(submission(5, 20)).status == 409


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"", 400, "begins with a line"),
        (submission(9, 5), 400, "larger than that of the checkpoint"),
        (submission(8, 12), 409, "7\n"),
        (submission(0, 12), 409, "7\n"),
        (submission(7, 12, OTHERS), 422, "leaves"),
        (submission(7, 7, OTHERS), 422, "two roots for the tree of 7 leaves"),
        (submission(7, 12, key=SigningKey(LOG.name, NOTE, b"\2" * 32)), 403, "none of the keys"),
        (submission(7, 12).replace(b"\n12\n", b"\n13\n"), 403, "isn't over this text"),
        (submission(7, 12, origin="audit.example/other"), 404, "no log of the name audit.example/other"),
    ],
)
def test_what_a_witness_refuses(witness: Witness, body: bytes, status: int, words: str) -> None:
    assert witness.add(submission(0, 7)).status == 200
    reply = witness.add(body)
    assert reply.status == status
    assert words in reply.text
    assert (reply.content_type == "text/x.tlog.size") == (status == 409)
    assert witness.add(submission(7, 9)).status == 200


def test_the_empty_tree_has_one_root(witness: Witness) -> None:
    wrong = Checkpoint(LOG.name, 0, LEAVES[0])
    right = Checkpoint(LOG.name, 0, EMPTY_ROOT)
    for head, status in ((wrong, 422), (right, 200)):
        note = SignedNote(head.text, (sign(head.text, LOG),))
        assert witness.add(Submission(0, (), note).encode()).status == status


def test_from_nothing_there_is_nothing_to_prove(witness: Witness) -> None:
    head = Checkpoint(LOG.name, 5, root_of(LEAVES[:5]))
    note = SignedNote(head.text, (sign(head.text, LOG),))
    assert witness.add(Submission(0, (LEAVES[0],), note).encode()).status == 422


def test_what_was_seen_and_is_damaged_is_never_taken_for_nothing(witness: Witness, tmp_path: Path) -> None:
    witness.add(submission(0, 5))
    (path,) = (tmp_path / "w").glob("*.checkpoint")
    for content in (b"", path.read_bytes().replace(b"\n5\n", b"\n4\n")):
        path.write_bytes(content)
        with pytest.raises(ValueError, match="nothing is cosigned"):
            opened_again(tmp_path / "w").add(submission(0, 5))


def test_a_witness_that_lost_its_key_does_not_begin_anew(witness: Witness, tmp_path: Path) -> None:
    witness.add(submission(0, 5))
    (tmp_path / "w" / "key").unlink()
    with pytest.raises(NotFound, match="is gone, and checkpoints were cosigned with it"):
        key_of(tmp_path / "w", None)
    with pytest.raises(Invalid, match="needs a name"):
        key_of(tmp_path / "new", None)


async def test_two_at_once_never_roll_it_back(witness: Witness) -> None:
    """The race of the specification: many checkpoints, all from the size that the witness has."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application(witness)), base_url="http://w") as http:
        await http.post("/add-checkpoint", content=submission(0, 2))
        answers = await asyncio.gather(
            *(http.post("/add-checkpoint", content=submission(2, new)) for new in range(20, 2, -1))
        )
        assert [each.status_code for each in answers].count(200) == 1
        assert {each.status_code for each in answers} == {200, 409}
        seen = await http.get(f"/{sha256(LOG.name.encode()).hexdigest()}/checkpoint")
        told = next(each for each in answers if each.status_code == 409)
        assert told.headers["content-type"] == "text/x.tlog.size"
        assert int(told.text) == checkpoint_of(SignedNote.parse(seen.content)).size
        assert (await http.get("/abc/checkpoint")).status_code == 404
        assert (await http.post("/add-checkpoint", content=b"x" * 70_000)).status_code == 413


async def test_a_checkpoint_is_published_with_what_witnesses_said(house: House) -> None:
    await house.log.fill(5)
    await watched(house, "w1", "w2", quorum="w1")
    await house.log.fill(5, first=6)
    await house.signed()
    keys = [each.verifier for each in house.witnesses.values()]
    assert set(opened(house.note, keys)) == set(keys)
    policy = Policy.parse(
        f"log {house.memory.key.verifier.text}\n"
        + "".join(f"witness {name} {each.verifier.text}\n" for name, each in house.witnesses.items())
        + "group both all w1 w2\nquorum both\n"
    )
    assert [each.name for each in policy.judge(house.note).witnesses] == ["w1", "w2"]


async def test_without_a_quorum_nothing_is_published(house: House) -> None:
    await house.log.fill(5)
    first = await house.signed()
    await watched(house, "w1", "w2", quorum="w1")
    transport_of(house).away.add("w1")
    await house.log.fill(1, first=6)
    signer = house.signer()
    await signer.look(now=True)
    assert house.published == first
    assert signer.standing.not_witnessed == (
        "The checkpoint of 6 records isn't published, for too few witnesses agree: witness w1: nobody answers at w1."
    )
    transport_of(house).away.clear()
    assert (await house.signed()).size == 6


async def test_one_that_was_away_for_long_catches_up(house: House) -> None:
    await house.log.fill(5)
    await watched(house, "w1", "w2")
    await house.signed()
    transport_of(house).away.add("w2")
    for number in range(6, 9):
        await house.log.fill(1, first=number)
        signer = house.signer()
        await signer.look(now=True)
        assert "is published, but witness w2: nobody answers" in str(signer.standing.not_witnessed)
        assert signer.standing.witnesses["w2"].size == 5
        assert not signer.standing.contradicted
    transport_of(house).away.clear()
    await house.signed()
    assert len(house.note.signatures) == 3


async def test_a_signer_that_forgot_how_far_a_witness_is_is_told(house: House) -> None:
    await house.log.fill(5)
    await watched(house, "w1", quorum="w1")
    await house.signed()
    house.place.witnesses.unlink()
    await house.log.fill(300, first=6)
    assert (await house.signed()).size == 305


@pytest.mark.parametrize("lie", ["another checkpoint", "another key", "nonsense", "no end", "a size that changes"])
async def test_what_a_witness_answers_wrongly_is_believed_of_nobody(house: House, lie: str) -> None:
    await house.log.fill(5)
    await watched(house, "w1")
    liar = house.witnesses["w1"]
    head = Checkpoint(house.memory.origin, 5, LEAVES[0])

    async def answer(scope, receive, send):  # type: ignore[no-untyped-def]
        status = 200
        match lie:
            case "another checkpoint":
                body = cosign(head.text, liar._key, 1).text.encode()
            case "another key":
                body = cosign(house.published.text, SigningKey("x", 4, b"\3" * 32), 1).text.encode()
            case "nonsense":
                body = b"\xff\0"
            case "no end":
                body = b"x" * 100_000
            case _:
                status, body = 409, b"3\n"
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": body})

    transport_of(house).applications["w1"] = httpx.ASGITransport(answer)
    signer = house.signer()
    await signer.look(now=True)
    assert signer.standing.not_witnessed is not None
    assert "witness w1: " in signer.standing.not_witnessed
    assert signer.standing.contradicted == (lie == "another checkpoint")
    assert [each.name for each in house.note.signatures] == [house.memory.origin]


async def test_a_witness_that_does_not_know_the_key_says_so(house: House) -> None:
    await house.log.fill(5)
    await watched(house, "w1")
    directory = house.place.directory.with_name("w1")
    stranger = Witness(directory, key_of(directory, None), [LOG.verifier], lambda: 1)
    transport_of(house).applications["w1"] = httpx.ASGITransport(application(stranger))
    signer = house.signer()
    await signer.look(now=True)
    assert "it doesn't know this log or its key (404); give its operator: tomoni audit key" in str(
        signer.standing.not_witnessed
    )


# The operator has every key and every disk, and rewrites history. What he doesn't have is the witness's memory.


async def test_a_record_edited_and_everything_signed_anew_is_refused_by_the_witness(house: House) -> None:
    await house.log.fill(300)
    await watched(house, "w1", quorum="w1")
    first = await house.signed()
    payloads = await house.log.payloads()
    payloads[16] = record(17, "better")
    await house.log.rewrite([*payloads, record(301)])
    await forged(house)
    signer = house.signer()
    await signer.look(now=True)
    assert signer.standing.refused is None, "his own signer knows nothing any more"
    assert signer.standing.contradicted
    assert "it has seen another history: its first 300 records aren't those of this log now" in str(
        signer.standing.not_witnessed
    )
    assert house.published == first


async def test_the_tail_cut_and_signed_anew_is_refused_by_the_witness(house: House) -> None:
    await house.log.fill(300)
    await watched(house, "w1", quorum="w1")
    await house.signed()
    await house.log.rewrite((await house.log.payloads())[:290])
    await forged(house)
    signer = house.signer()
    await signer.look(now=True)
    assert signer.standing.contradicted
    assert "it has seen 300 records of this log, which has 290 now: it was cut" in str(signer.standing.not_witnessed)


async def test_an_older_backup_that_went_on_is_refused_by_the_witness(house: House) -> None:
    """Log and signer as they were a while ago, then other records: longer than what the witness saw."""
    await house.log.fill(200)
    await watched(house, "w1", quorum="w1")
    await house.signed()
    backup, payloads = house.copied(), await house.log.payloads()
    await house.log.fill(100, first=201)
    await house.signed()
    await house.log.rewrite([*payloads, *(record(each, "anew") for each in range(201, 351))])
    house.put_back(backup)
    signer = house.signer()
    await signer.look(now=True)
    assert signer.standing.refused is None
    assert signer.standing.contradicted
    assert "it has seen another history: its first 300 records" in str(signer.standing.not_witnessed)
    assert house.published.size == 200


async def test_two_histories_for_two_readers_have_two_heads_of_one_size_and_one_cosignature(house: House) -> None:
    await house.log.fill(200)
    await watched(house, "w1", quorum="w1")
    await house.signed()
    backup, payloads = house.copied(), await house.log.payloads()
    await house.log.fill(100, first=201)
    shown = await house.signed()
    await house.log.rewrite([*payloads, *(record(each, "for you") for each in range(201, 301))])
    house.put_back(backup)
    signer = house.signer()
    await signer.look(now=True)
    other = checkpoint_of(house.memory.note)
    assert (other.size, other.root != shown.root) == (300, True)
    key = house.witnesses["w1"].verifier
    with pytest.raises(Unproven):
        opened(house.memory.note, [key])
    assert "another history" in str(signer.standing.not_witnessed)
    assert hashes_in(house.place, 300).size == 300


async def test_readiness_and_figures_say_what_a_witness_refuses(house: House) -> None:
    await house.log.fill(300)
    await watched(house, "w1")
    await house.signed()
    await house.log.rewrite((await house.log.payloads())[:290])
    await forged(house)
    signer = house.signer()
    await signer.look(now=True)
    answer = await asked_of(house, signer, "/readyz")
    assert answer.status_code == 503
    (check,) = [each for each in answer.json()["checks"] if not each["ok"]]
    assert check["name"] == "witnesses"
    assert "it has seen 300 records of this log, which has 290 now" in check["reason"]
    told = (await asked_of(house, signer, "/metrics")).text
    assert 'tomoni_proofs_witness_refuses{service="proofs",witness="w1"} 1.0' in told
    assert 'tomoni_proofs_signed_records{service="proofs"} 290.0' in told
    assert 'tomoni_ready{check="witnesses",service="proofs"} 0.0' in told
    named = set(re.findall(r"tomoni_proofs_[a-z_]+[a-z]", Page("deploy/METRICS.md").text))
    assert len(named) > 5
    assert named <= set(re.findall(r"^(tomoni_proofs_[a-z_]+)", told, re.MULTILINE))


async def test_a_witness_that_is_only_away_keeps_nobody_from_being_served(house: House) -> None:
    await house.log.fill(3)
    await watched(house, "w1")
    transport_of(house).away.add("w1")
    signer = house.signer()
    await signer.look(now=True)
    answer = await asked_of(house, signer, "/readyz")
    assert answer.status_code == 200
    assert "nobody answers at w1" in str(answer.json())


async def test_an_edited_record_is_not_handed_out_as_one_that_was_signed(house: House) -> None:
    await house.log.fill(300)
    await house.signed()
    assert (await asked_of(house, house.signer(), "/tile/entries/000")).status_code == 200
    payloads = await house.log.payloads()
    payloads[16] = record(17, "better")
    await house.log.rewrite(payloads)
    answer = await asked_of(house, house.signer(), "/tile/entries/000")
    assert answer.status_code == 503
    assert "the record at position 17 isn't the one that was hashed" in answer.text
    assert (await asked_of(house, house.signer(), "/tile/entries/001.p/44")).status_code == 200


async def asked_of(house: House, signer: Signer, path: str) -> httpx.Response:
    """The signer's window, asked by an administrator."""
    issuer = TokenIssuer(Ed25519PrivateKey.generate())
    token = issuer.issue("root", Role.ADMIN, 1, datetime.now(UTC))
    app = proofs_app(load_settings(), issuer.verifier(), house.place, house.log.reader, signer)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://proofs") as http:
        return await http.get(path, headers={"Authorization": f"Bearer {token}"})


async def forged(house: House) -> None:
    """Make the signer forget what it signed, but for its key, as only its operator could."""
    key = house.memory.key
    empty = Checkpoint(key.name, 0, EMPTY_ROOT)
    house.place.signed.write_bytes(SignedNote(empty.text, (sign(empty.text, key),)).encode())
    shutil.rmtree(house.place.public / "tile")
    house.place.tree.unlink()
    house.place.witnesses.unlink(missing_ok=True)
