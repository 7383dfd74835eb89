"""Who is forgotten can't be read any more, and every proof stays what it was: what is hashed is the sealed form."""

from __future__ import annotations

import json
from pathlib import Path

from shared.proofs import (
    Submission,
    TlogProof,
    VerifierKey,
    check_consistency,
    checkpoint_of,
    opened,
    root_of,
)
from shared.proofs.hashing import leaf_hash
from shared.proofs.notes import SignedNote
from tests.cli_kit import Cli, cli_on_server

PASSPHRASE = {"TOMONI_BACKUP_PASSPHRASE": "correct horse battery staple"}


def test_proofs_of_a_forgotten_person_stay_valid_also_in_a_restored_log(tmp_path: Path) -> None:
    with cli_on_server(tmp_path / "var") as (cli, _):
        cli.ok("person", "add", "Mari Sato", "--function", "dev", "--json")
        cli.ok("person", "add", "Ken Ito", "--function", "sales", "--json")
        cli.ok("audit", "sign", "--once")
        before = SignedNote.parse(cli.ok("audit", "checkpoint").out.encode())
        payloads = [payload for _, payload in cli.records()]
        kept = [TlogProof.parse(cli.ok("audit", "prove", each + 1).out.encode()) for each in range(len(payloads))]
        key = VerifierKey.parse(cli.ok("audit", "key").out.strip())
        sealed = next(payload for payload in payloads if b"person-joined" in payload)
        assert b"Mari" not in sealed

        cli.ok("backup", tmp_path / "backup", **PASSPHRASE)
        cli.ok("forget", "P-1", "--yes")
        cli.ok("audit", "sign", "--once")
        after = SignedNote.parse(cli.ok("audit", "checkpoint").out.encode())
        proof = Submission.parse(cli.ok("audit", "prove", "--from", len(payloads)).out.encode()).proof
        one, other = checkpoint_of(before), checkpoint_of(after)
        check_consistency(one.size, one.root, other.size, other.root, proof)
        now = [payload for _, payload in cli.records()]
        # What was proved of the record stays so, under the checkpoint of then and that of now.
        assert now[: len(payloads)] == payloads
        for each in kept:
            opened(each.checkpoint, [key])
            each.check(now[each.index])
            TlogProof.parse(cli.ok("audit", "prove", each.index + 1).out.encode()).check(payloads[each.index])
        assert cli.ok("audit", "tree", "--check", "--json").json["differences"] == []
        names = [each["name"] for each in cli.ok("people", "--json").json]
        assert "Mari Sato" not in names

    restored = Cli(tmp_path / "restored", more=PASSPHRASE)
    restored.ok("restore", tmp_path / "backup")
    restored.ok("forget", "P-1", "--yes")
    restored.ok("log", "export", tmp_path / "restored.jsonl")
    lines = (tmp_path / "restored.jsonl").read_bytes().split(b"\n")[:-1]
    assert lines[: len(payloads)] == payloads
    assert root_of(map(leaf_hash, lines[: one.size])) == one.root
    for each in kept:
        each.check(lines[each.index])
    restored.ok("audit", "sign", "--once")
    assert restored.ok("audit", "checkpoint", "--json").json["origin"] != one.origin
    assert restored.ok("audit", "tree", "--check", "--json").json["differences"] == []
    (said,) = [json.loads(line)["data"] for line in lines if b"okr.log-continued" in line]
    assert (said["former"], said["size"], said["how"]) == (one.origin, one.size, "restored")
    assert "okr.person-forgotten.v1" in [json.loads(line)["type"] for line in lines]


def test_a_copied_log_says_which_one_it_goes_on_from_and_only_if_that_is_so(tmp_path: Path) -> None:
    with cli_on_server(tmp_path / "var") as (cli, _):
        cli.ok("quarter", "plan", "2026-Q1", "2026-01-01", "2026-03-31")
        cli.ok("audit", "sign", "--once")
        (tmp_path / "checkpoint").write_text(cli.ok("audit", "checkpoint").out)
        cli.ok("log", "export", tmp_path / "events.jsonl")
        cli.refused(3, "log", "continue", tmp_path / "checkpoint", words="which can't go on from itself")
        cli.ok("quarter", "plan", "2026-Q2", "2026-04-01", "2026-06-30")
        cli.ok("audit", "sign", "--once")
        (tmp_path / "later").write_text(cli.ok("audit", "checkpoint").out)

    with cli_on_server(tmp_path / "copy") as (copy, _):
        copy.ok("log", "import", tmp_path / "events.jsonl")
        copy.refused(3, "log", "continue", tmp_path / "later", words="take an older one")
        told = copy.ok("log", "continue", tmp_path / "checkpoint", "--json").json
        assert (told["size"], told["how"]) == (1, "copied")
        copy.ok("log", "continue", tmp_path / "checkpoint")
        assert [b"okr.log-continued.v1" in payload for _, payload in copy.records()] == [False, True]
        copy.ok("audit", "sign", "--once")
        assert copy.ok("audit", "checkpoint", "--json").json["origin"] == told["origin"] != told["former"]

    with cli_on_server(tmp_path / "another") as (another, _):
        another.ok("quarter", "plan", "2027-Q1", "2027-01-01", "2027-03-31")
        words = "the first 1 records of this log aren't those that"
        another.refused(3, "log", "continue", tmp_path / "checkpoint", words=words)
