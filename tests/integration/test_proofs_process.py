"""The signer as a process, with its window; what it leaves when it is killed, and when the disk is full."""

from __future__ import annotations

import random
import resource
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from services.proofs import durable
from services.proofs.comparing import compared
from services.proofs.extracts import consistency_of
from shared.identity.keyfile import load_or_create_key
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from shared.proofs import (
    Submission,
    TileHashes,
    TlogProof,
    VerifierKey,
    check_consistency,
    checkpoint_of,
    entries_of,
    opened,
    root,
    tile_path,
    tiles_of,
)
from shared.proofs.notes import SignedNote
from shared.settings import load_settings
from tests.cli_kit import Cli, cli_on_server
from tests.nats_fixture import NatsServer
from tests.patience import PATIENCE
from tests.proofs_kit import House, house_on
from tests.up_kit import free_ports


@pytest.fixture
async def house(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[House]:
    async with house_on(nats_server, tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    with cli_on_server(tmp_path_factory.mktemp("proofs") / "var") as (found, _):
        for number in range(1, 8):
            found.ok("quarter", "plan", f"20{20 + number}-Q1", f"20{20 + number}-01-01", f"20{20 + number}-03-31")
        yield found


@contextmanager
def signer(cli: Cli) -> Iterator[str]:
    """`tomoni audit sign` at work; its address."""
    (port,) = free_ports(1)
    process = cli.start("audit", "sign", "--port", port)
    url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE
    try:
        while not ready(url):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, "Traceback" in err) == (0, False), err


def ready(url: str) -> bool:
    try:
        return bool(httpx.get(f"{url}/readyz", trust_env=False).json()["ready"])
    except httpx.HTTPError:
        return False


def get(cli: Cli, url: str, role: str = "auditor") -> httpx.Response:
    issuer = TokenIssuer(load_or_create_key(load_settings(var=cli.var).token_key_path))
    token = issuer.issue("somebody", Role(role), 1, datetime.now(UTC))
    return httpx.get(url, headers={"Authorization": f"Bearer {token}"}, trust_env=False)


def until_signed(cli: Cli, url: str) -> SignedNote:
    deadline = time.monotonic() + PATIENCE
    while (answer := get(cli, f"{url}/checkpoint")).status_code != 200:
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.1)
    return SignedNote.parse(answer.content)


def test_an_auditor_gets_all_that_it_takes_to_check_the_log(cli: Cli) -> None:
    with signer(cli) as url:
        note = until_signed(cli, url)
        head, payloads = checkpoint_of(note), [payload for _, payload in cli.records()]
        key = VerifierKey.parse(cli.ok("audit", "key").out.strip())
        assert opened(note, [key]) == (key,)
        assert head.size == len(payloads)

        # As any client of tlog-tiles would: the tiles lead to the root, the records to the tiles.
        held = {tile: get(cli, f"{url}/{tile_path(tile)}").content for tile in tiles_of(head.size)}
        assert root(TileHashes(held.__getitem__, head.size)) == head.root
        answer = get(cli, f"{url}/tile/entries/000.p/{head.size}")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert "immutable" in answer.headers["cache-control"]
        assert entries_of(answer.content) == payloads

        proof = TlogProof.parse(get(cli, f"{url}/proof/3").content)
        proof.check(payloads[2])
        assert proof.checkpoint == note
        asked = Submission.parse(get(cli, f"{url}/consistency?old=4").content)
        assert (asked.old, asked.note) == (4, note)
        assert get(cli, f"{url}/checkpoints/{head.size}").content == note.encode()

        for path, status in (
            ("tile/0/000.p/99", 404),
            ("tile/0/001", 404),
            ("tile/0/0", 404),
            ("tile/entries/000", 404),
            ("proof/99", 404),
            ("proof/0", 422),
            ("consistency?old=99", 422),
            ("checkpoints/99", 404),
        ):
            assert get(cli, f"{url}/{path}").status_code == status, path

        told = get(cli, f"{url}/metrics", role="admin").text
        assert f'tomoni_proofs_published_records{{service="proofs"}} {head.size}.0' in told
        assert 'tomoni_proofs_refusals_total{reason="other-history",service="proofs"} 0.0' in told

        # One signer for a log; the one that is at work can be asked to sign now.
        cli.refused(3, "audit", "sign", words="another signer is at work")
        cli.ok("quarter", "plan", "2030-Q1", "2030-01-01", "2030-03-31")
        assert (
            cli.ok("audit", "sign", "--once").out
            == f"a checkpoint of {head.size + 1} records is signed and published\n"
        )
        cli.refused(3, "audit", "tree", "--rebuild", words="stop it first")
        assert cli.ok("status", "--json").json["signer"] == {
            "signed": head.size + 1, "published": head.size + 1, "state": "well",
        }  # fmt: skip
    assert cli.ok("status", "--json").json["signer"]["state"] == "It isn't running now."


def test_a_token_that_was_ended_shows_nothing(cli: Cli) -> None:
    made = cli.ok("token", "watcher", "--role", "auditor", "--json").json
    headers = {"Authorization": f"Bearer {made['token']}"}
    with signer(cli) as url:
        until_signed(cli, url)
        assert httpx.get(f"{url}/checkpoint", headers=headers, trust_env=False).status_code == 200
        cli.ok("token", "revoke", made["id"])
        refused = httpx.get(f"{url}/checkpoint", headers=headers, trust_env=False)
        assert (refused.status_code, "was ended" in refused.text) == (401, True)


def test_who_may_see_what(cli: Cli) -> None:
    """How long the log is everybody may know, and which record stands where only who may read it."""
    with signer(cli) as url:
        until_signed(cli, url)
        for path in ("checkpoint", "consistency?old=1", "checkpoints/1"):
            assert httpx.get(f"{url}/{path}", trust_env=False).status_code == 401
            for role in ("admin", "auditor", "member", "service", "monitor"):
                assert get(cli, f"{url}/{path}", role).status_code == 200
        for path in ("tile/0/000.p/1", "tile/entries/000.p/1", "proof/1"):
            assert httpx.get(f"{url}/{path}", trust_env=False).status_code == 401
            for role in ("member", "service", "monitor"):
                assert get(cli, f"{url}/{path}", role).status_code == 403
            for role in ("admin", "auditor"):
                assert get(cli, f"{url}/{path}", role).status_code == 200, path


def test_proofs_from_the_command_line(cli: Cli, tmp_path: Path) -> None:
    told = cli.ok("audit", "sign", "--once")
    size = cli.ok("audit", "checkpoint", "--json").json["size"]
    assert told.out == f"a checkpoint of {size} records is signed and published\n"
    note, payloads = cli.ok("audit", "checkpoint").out.encode(), [payload for _, payload in cli.records()]
    proof = TlogProof.parse(cli.ok("audit", "prove", 2).out.encode())
    assert proof.checkpoint.encode() == note
    proof.check(payloads[1])
    cli.ok("audit", "prove", 1, "--upto", size, "-o", tmp_path / "all")
    for position, payload in enumerate(payloads, 1):
        TlogProof.parse((tmp_path / "all" / f"{position}.tlog-proof").read_bytes()).check(payload)
    assert Submission.parse(cli.ok("audit", "prove", "--from", 3).out.encode()).old == 3
    assert cli.ok("audit", "tree", "--check", "--json").json["differences"] == []
    assert f"{size} records" in cli.ok("audit", "tree").out
    cli.refused(3, "audit", "prove", words="name a position")
    cli.refused(3, "audit", "prove", 2, "--from", 1, words="name a position")
    cli.refused(3, "audit", "prove", 1, "--upto", 3, words="several proofs need a directory")
    cli.refused(3, "audit", "prove", size + 1, words="doesn't reach position")
    cli.refused(3, "audit", "tree", "--check", "--rebuild", words="not both")
    words = "TOMONI_WITNESS_POLICY can't be used"
    cli.refused(2, "audit", "sign", "--once", words=words, TOMONI_WITNESS_POLICY="nowhere")


def test_without_a_signature_there_is_nothing_to_show(tmp_path: Path) -> None:
    empty = Cli(tmp_path / "var").begun()
    empty.refused(3, "audit", "key", words="tomoni audit sign begins")
    empty.refused(3, "audit", "checkpoint", words="tomoni audit sign makes the first")


def test_a_witness_as_a_process_of_its_own(cli: Cli, tmp_path: Path) -> None:
    cli.ok("audit", "sign", "--once")
    key, (port,) = cli.ok("audit", "key").out.strip(), free_ports(1)
    process = cli.start("witness", tmp_path / "seen", "--name", "witness.example/w", "--log", key, "--port", port)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        (tmp_path / "policy").write_text(f"{line.replace('witness.example/w', 'W', 1)}quorum W\n")
        cli.ok("audit", "sign", "--once", TOMONI_WITNESS_POLICY=str(tmp_path / "policy"))
        assert cli.ok("audit", "checkpoint", "--json").json["signatures"][1] == "witness.example/w"
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    told = cli.run("audit", "sign", "--once", TOMONI_WITNESS_POLICY=str(tmp_path / "policy"))
    assert told.code == 1
    assert "for too few witnesses agree: witness W: " in told.err
    # Without the policy nobody is asked, and it is published again.
    cli.ok("audit", "sign", "--once")


# Killed at every write there is, the signer goes on with what it had, or with what it was about to have.


class Killed(BaseException):
    """As if the process had ended here."""


async def test_killed_at_any_write_it_goes_on_from_what_it_signed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.log.fill(250)
    before = await house.signed()
    put_in_place, left, number = durable._put_in_place, 0, 251

    def killed(draft: Path, path: Path) -> None:
        nonlocal left
        if left == 0:
            # What is torn is the draft, never the file.
            draft.write_bytes(draft.read_bytes()[: draft.stat().st_size // 2])
            raise Killed
        left -= 1
        put_in_place(draft, path)

    for point in range(40):
        await house.log.fill(7, first=number)
        number += 7
        left = point
        monkeypatch.setattr(durable, "_put_in_place", killed)
        monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
        died = False
        try:
            await house.signer().look(now=True)
        except Killed:
            died = True
        monkeypatch.undo()
        after = await house.signed()
        proof = consistency_of(house.place, before.size, house.note)
        check_consistency(before.size, before.root, after.size, after.root, proof)
        assert after.size == number - 1
        before = after
        if not died:
            break
    else:
        pytest.fail("it writes so often that no end is seen")
    assert point >= 6
    found = await compared(house.place, house.log.reader, lambda _: None)
    assert found.differences == []


def test_killed_for_real_at_any_moment_it_goes_on(tmp_path: Path) -> None:
    chance = random.Random(7)
    with cli_on_server(tmp_path / "var") as (cli, _):
        cli.ok("audit", "sign", "--once")
        before = checkpoint_of(SignedNote.parse(cli.ok("audit", "checkpoint").out.encode()))
        for number in range(1, 5):
            cli.ok("quarter", "plan", f"20{20 + number}-Q1", f"20{20 + number}-01-01", f"20{20 + number}-03-31")
            process = cli.start("audit", "sign")
            time.sleep(chance.uniform(0.5, 3))
            process.kill()
            process.communicate()
            cli.ok("audit", "sign", "--once")
            after = checkpoint_of(SignedNote.parse(cli.ok("audit", "checkpoint").out.encode()))
            proof = Submission.parse(cli.ok("audit", "prove", "--from", before.size).out.encode()).proof
            check_consistency(before.size, before.root, after.size, after.root, proof)
            before = after
        assert cli.ok("audit", "tree", "--check", "--json").json["differences"] == []


async def test_a_disk_that_is_full_in_the_middle_of_a_tile(house: House) -> None:
    await house.log.fill(100)
    first = await house.signed()
    await house.log.fill(200, first=101)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, hard))
    try:
        reason, sentence = await house.refused()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, former)
    assert reason == "disk"
    assert "tile/0/000: File too large" in sentence
    assert house.published == first
    assert not list(house.place.directory.rglob("*.draft"))
    assert (await house.signed()).size == 300
