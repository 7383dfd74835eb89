"""A backup is whole or isn't there; a restore does everything or nothing, and says in a sentence why not."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.cli.services import Service, views_of
from services.pairing.processed_events import ProcessedEvents, processed_events
from shared.backup import tables
from shared.backup.whole import whole_directory
from shared.events import Invalid
from shared.identity.roles import Role
from shared.identity.sign_in import create_code, sign_ins
from shared.projection import Store
from shared.sealing import FORGOTTEN
from shared.server.layout import Layout
from shared.server.running import server_pid
from tests.cli_kit import ROOT, Cli, alive, assert_one_sentence, cli_on_server
from tests.patience import PATIENCE
from tests.sheets_kit import FILES

PASSPHRASE = "correct horse battery staple"


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """A small company on a server that runs."""
    directory = tmp_path_factory.mktemp("backup")
    for name, text in FILES.items():
        (directory / name).write_text(text, encoding="utf-8")
    with cli_on_server(directory / "var") as (cli, _):
        cli.more["TOMONI_BACKUP_PASSPHRASE"] = PASSPHRASE
        cli.ok("import", directory)
        yield cli


@pytest.fixture(scope="module")
def made(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup; beside it the log as it was then, as `export`, for the company goes on."""
    directory = tmp_path_factory.mktemp("made") / "one"
    cli.ok("backup", directory)
    cli.ok("log", "export", directory.with_name("export"))
    return directory


@pytest.fixture
def empty(tmp_path: Path) -> Cli:
    """Where a restore goes."""
    return Cli(tmp_path / "restored", more={"TOMONI_BACKUP_PASSPHRASE": PASSPHRASE})


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    """A backup that may be damaged."""
    directory = tmp_path / "copy"
    subprocess.run(["cp", "-a", made, directory], check=True)
    return directory


def untouched(cli: Cli) -> None:
    assert not cli.var.exists()
    assert not list(cli.var.parent.glob(".*.restoring")), "nothing is left lying about"


def test_a_backup_comes_back(cli: Cli, made: Path, empty: Cli, tmp_path: Path) -> None:
    told = cli.ok("backup", "verify", made, "--json").json
    assert told["keys"] is True
    assert all((made / name).stat().st_mode & 0o077 == 0 for name in (*told["files"], "manifest.json"))
    restored = empty.ok("restore", made, "--json").json
    before, after = made.with_name("export"), tmp_path / "after"
    assert restored["events"] - 1 == told["events"] == len(before.read_bytes().splitlines())
    empty.ok("log", "export", after)
    # It is what it was, and one event says that it was restored.
    assert after.read_bytes().startswith(before.read_bytes())
    (last,) = after.read_bytes().removeprefix(before.read_bytes()).splitlines()
    assert json.loads(last)["type"] == "okr.access-suspended.v1"
    assert [each["name"] for each in empty.ok("people", "--json").json] == ["Hanako", "Ken"]
    assert empty.ok("streams", "verify").out == "streams and durables are as they must be\n"
    for service in Service:
        assert empty.ok("rebuild", service, "--check", "--json").json["equal"] is True
    for name in ("provisioner", "okr", "pairing", "audit"):
        assert empty.layout.credentials(name).read_bytes() != cli.layout.credentials(name).read_bytes()
    assert (empty.var / "keys" / "master.key").read_bytes() == (cli.var / "keys" / "master.key").read_bytes()
    empty.ok("quarter", "plan", "2027-Q1", "2027-01-01", "2027-03-31")
    assert len(after.read_bytes().splitlines()) + 1 == empty.ok("log", "stats", "--json").json["events"]


def test_nothing_personal_stands_open_in_a_backup(made: Path) -> None:
    content = b"".join(file.read_bytes() for file in made.iterdir())
    assert not any(word in content for word in (b"Hanako", b"between us", b"example.com", PASSPHRASE.encode()))


def test_an_existing_backup_is_never_written_over(cli: Cli, made: Path, tmp_path: Path) -> None:
    before = {file.name: file.read_bytes() for file in made.iterdir()}
    cli.refused(3, "backup", made, words="nothing is ever written over")
    assert {file.name: file.read_bytes() for file in made.iterdir()} == before
    file = tmp_path / "file"
    file.write_text("mine")
    cli.refused(3, "backup", file, words="no directory")
    (tmp_path / "empty").mkdir()
    cli.ok("backup", tmp_path / "empty")


def test_the_way_to_say_it(cli: Cli, made: Path, tmp_path: Path) -> None:
    cli.refused(3, "backup", "veryfy", made, words="backup verify")
    cli.refused(3, "backup", tmp_path / "x", TOMONI_BACKUP_PASSPHRASE="short", words="12 at least")
    assert not (tmp_path / "x").exists()
    del cli.more["TOMONI_BACKUP_PASSPHRASE"]
    try:
        unasked = cli.spawn("backup", tmp_path / "x")
    finally:
        cli.more["TOMONI_BACKUP_PASSPHRASE"] = PASSPHRASE
    assert unasked.code == 3
    assert "passphrase" in unasked.err
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_passphrase(cli: Cli, made: Path, empty: Cli, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong horse battery staple\n")
    empty.refused(3, "restore", made, "--passphrase-file", wrong, words="the passphrase doesn't open the keys")
    cli.refused(3, "backup", "verify", made, "--passphrase-file", wrong, words="doesn't open")
    wrong.write_bytes(b"\xff\xfe")
    empty.refused(3, "restore", made, "--passphrase-file", wrong, words="holds no text")
    empty.refused(2, "restore", made, "--passphrase-file", tmp_path / "none", words="none")
    untouched(empty)


@pytest.mark.parametrize("name", ["log.snapshot", "keys.sealed", "manifest.json", "pairing.tables.jsonl"])
@pytest.mark.parametrize("damage", ["flipped", "cut", "longer", "gone"])
def test_damage_is_told_before_anything_is_done(copied: Path, empty: Cli, name: str, damage: str) -> None:
    file = copied / name
    content = bytearray(file.read_bytes())
    match damage:
        case "flipped" if content:
            content[len(content) // 2] ^= 1
            file.write_bytes(content)
        case "cut" if content:
            file.write_bytes(content[:-10])
        case "gone":
            file.unlink()
        case _:
            file.write_bytes(bytes(content) + b"more")
    code = 3 if (name, damage) == ("manifest.json", "gone") else 6
    told = empty.refused(code, "restore", copied)
    assert name in told.err
    assert empty.refused(code, "backup", "verify", copied).err == told.err
    untouched(empty)


def test_what_is_no_backup(empty: Cli, tmp_path: Path) -> None:
    empty.refused(3, "restore", tmp_path / "nowhere", words="there is no backup at")
    (tmp_path / "thing").mkdir()
    empty.refused(3, "restore", tmp_path / "thing", words="no finished backup")
    untouched(empty)


def test_a_restore_needs_an_empty_place(cli: Cli, made: Path, empty: Cli) -> None:
    told = empty.run("restore", made, TOMONI_NATS_URL=cli.url)
    assert told.code == 3
    assert "TOMONI_NATS_URL" in told.err
    untouched(empty)
    empty.var.mkdir()
    (empty.var / "something").write_text("mine")
    empty.refused(3, "restore", made, words="not empty (it holds something)")
    assert [path.name for path in empty.var.iterdir()] == ["something"]
    (empty.var / "something").unlink()
    empty.ok("restore", made)


KILLED = """
import os, signal, sys
from services.cli.main import run
import {module} as module

async def killed(*arguments, **named):
    {before}
    os.kill(os.getpid(), signal.SIGKILL)

module.{name} = killed
run()
"""


def killed(cli: Cli, module: str, name: str, *arguments: object, before: str = "pass") -> None:
    """Run a command that is killed when it comes to this function."""
    code = KILLED.format(module=module, name=name, before=before)
    command = [sys.executable, "-c", code, *(str(each) for each in arguments)]
    done = subprocess.run(command, cwd=ROOT, env=cli.environment(), capture_output=True, timeout=PATIENCE, check=False)
    assert done.returncode == -signal.SIGKILL, done


def test_a_backup_that_is_killed_half_way(cli: Cli, empty: Cli, tmp_path: Path) -> None:
    directory = tmp_path / "half"
    half = "open(arguments[2], 'wb').write(b'half of it')"
    killed(cli, "shared.backup.snapshot", "save", "backup", directory, before=half)
    assert not directory.exists()
    for words in (("restore", directory), ("backup", "verify", directory)):
        empty.refused(3, *words, words="one that was broken off: make it again")
    untouched(empty)
    cli.ok("backup", directory)
    assert [path.name for path in tmp_path.iterdir()] == ["half"], "what was half written is gone"
    empty.ok("restore", directory)


def test_a_restore_that_is_killed_half_way(made: Path, empty: Cli) -> None:
    killed(empty, "shared.backup.streams", "write_keys", "restore", made)
    assert not empty.var.exists()
    aside = Layout(empty.var.with_name(f".{empty.var.name}.restoring"))
    orphan = server_pid(aside)
    assert orphan is not None, "its server runs on"
    empty.ok("restore", made)
    assert not alive(orphan)
    assert not aside.var.exists()
    assert [each["name"] for each in empty.ok("people", "--json").json] == ["Hanako", "Ken"]


def test_without_keys_nothing_personal_comes_back(cli: Cli, empty: Cli, tmp_path: Path) -> None:
    directory = tmp_path / "bare"
    told = cli.ok("backup", directory, "--without-keys")
    assert "names and comments can never be read" in told.err
    empty.refused(3, "restore", directory, words="made without keys")
    untouched(empty)
    empty.ok("restore", directory, "--without-keys")
    shown = [each["name"] for each in empty.ok("people", "--json").json]
    assert shown == [FORGOTTEN] * len(cli.ok("people", "--json").json)


def test_an_empty_installation(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "var", more={"TOMONI_BACKUP_PASSPHRASE": PASSPHRASE}).begun()
    assert cli.ok("backup", tmp_path / "one", "--json").json["events"] == 0
    there = Cli(tmp_path / "there", more=cli.more)
    there.ok("restore", tmp_path / "one")
    there.ok("quarter", "plan", "2027-Q1", "2027-01-01", "2027-03-31")


def test_who_was_forgotten_stays_so_whatever_is_older(tmp_path: Path) -> None:
    """Older keys with a newer log, and an older log with newer keys."""
    source = tmp_path / "source"
    source.mkdir()
    for name, text in FILES.items():
        (source / name).write_text(text, encoding="utf-8")
    with cli_on_server(tmp_path / "var") as (cli, _):
        cli.more["TOMONI_BACKUP_PASSPHRASE"] = PASSPHRASE
        cli.ok("import", source)
        cli.ok("backup", tmp_path / "older")
        person = cli.ok("forget", "P-1", "--yes", "--json").json["person"]
        cli.ok("backup", tmp_path / "newer")
    one = Cli(tmp_path / "one", more=cli.more)
    one.ok("restore", tmp_path / "newer", "--keys", tmp_path / "older" / "keys.sealed")
    other = Cli(tmp_path / "other", more=cli.more)
    told = other.ok("restore", tmp_path / "older", "--keys", tmp_path / "newer" / "keys.sealed", "--json").json
    assert told["forgotten_again"] == 1
    for each in (one, other):
        assert [row["name"] for row in each.ok("people", "--json").json] == ["Ken"]
        types = each.ok("log", "stats", "--json").json["types"]
        assert types["okr.person-forgotten.v1"] == 1
        assert each.ok("forget", person, "--yes", "--json").json["new"] is False
        assert "was forgotten" in each.ok("import", source, "--rejects", tmp_path / "rejects.csv").out + (
            tmp_path / "rejects.csv"
        ).read_text("utf-8")


def test_a_backup_while_others_write(cli: Cli, empty: Cli, tmp_path: Path) -> None:
    writing = cli.start("import", ROOT / "services" / "cli" / "sample", "--source", "sample")
    taken = []
    while writing.poll() is None:
        taken.append(tmp_path / f"b{len(taken)}")
        cli.ok("backup", taken[-1])
    _, err = writing.communicate()
    assert writing.returncode == 0, err
    assert len(taken) > 1
    cli.ok("log", "export", tmp_path / "all")
    middle = taken[len(taken) // 2]
    position = cli.ok("backup", "verify", middle, "--json").json["position"]
    assert empty.ok("restore", middle, "--json").json["position"] == position + 1
    empty.ok("log", "export", tmp_path / "part")
    part = (tmp_path / "part").read_bytes()
    # All but the event that says that it was restored.
    assert (tmp_path / "all").read_bytes().startswith(part[: part.rindex(b"\n", 0, -1) + 1])
    assert FORGOTTEN not in json.dumps(empty.ok("people", "--json").json, ensure_ascii=False), "every name has its key"


def test_the_tables_that_are_no_views(tmp_path: Path) -> None:
    now = datetime(2026, 7, 1, 9, 30, 15, 250, tzinfo=UTC)

    def rows(store: Store) -> dict[str, list[Any]]:
        with store.keep() as connection:
            return {table.name: [tuple(row) for row in connection.execute(table.select())] for table in kept}

    kept = tables.kept_tables()
    assert {processed_events, sign_ins} <= set(kept)
    one, other = (Store(f"sqlite:///{tmp_path}/{name}.sqlite", "okr", views_of("okr")) for name in ("one", "other"))
    try:
        ProcessedEvents(one).set("rule", "event-1", now)
        with one.keep() as connection:
            create_code(connection, "admin", Role.ADMIN, now, 5)
            assert tables.dump(connection, tmp_path / "rows.jsonl") == 2
        with other.keep() as connection:
            assert tables.load(connection, tmp_path / "rows.jsonl") == 2
        assert rows(one) == rows(other)
        with other.keep() as connection, pytest.raises(ValueError, match="empty database"):
            tables.load(connection, tmp_path / "rows.jsonl")
    finally:
        one.close()
        other.close()


def test_stores_on_postgresql(cli: Cli, made: Path, empty: Cli, tmp_path: Path, postgres_url: str) -> None:
    stores = {"TOMONI_OKR_STORE": postgres_url, "TOMONI_PAIRING_STORE": postgres_url}
    empty.ok("restore", made, **stores)
    assert not list(empty.var.glob("*.sqlite"))
    assert [each["name"] for each in empty.ok("people", "--json", **stores).json] == ["Hanako", "Ken"]
    now = datetime(2026, 7, 1, 9, 30, 15, 250, tzinfo=UTC)
    store = Store(postgres_url, "pairing", views_of("pairing"))
    try:
        ProcessedEvents(store).set("rule", "event-1", now)
    finally:
        store.close()
    empty.ok("backup", tmp_path / "two", **stores)
    other = Cli(tmp_path / "other", more=empty.more)
    other.refused(3, "restore", tmp_path / "two", words="restore into an empty database", **stores)
    untouched(other)
    other.ok("restore", tmp_path / "two")
    store = Store(f"sqlite:///{other.var}/pairing.sqlite", "pairing", views_of("pairing"))
    try:
        with store.keep() as connection:
            assert [tuple(row) for row in connection.execute(processed_events.select())] == [("rule", "event-1", now)]
    finally:
        store.close()


def test_every_table_that_lasts_is_in_a_backup(made: Path, cli: Cli) -> None:
    assert made
    for service in Service:
        with sqlite3.connect(cli.var / f"{service}.sqlite") as connection:
            names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        connection.close()
        assert names - {"projection_generation", "projection_edition"} == {table.name for table in tables.kept_tables()}


def test_another_installation_s_master_key(cli: Cli, tmp_path: Path) -> None:
    missing = tmp_path / "missing.key"
    cli.refused(3, "backup", tmp_path / "x", TOMONI_MASTER_KEY_FILE=str(missing), words="the master key is missing")
    assert not missing.exists(), "no key is made that opens nothing"
    missing.write_bytes(bytes(32))
    missing.chmod(0o600)
    cli.refused(6, "backup", tmp_path / "x", TOMONI_MASTER_KEY_FILE=str(missing), words="doesn't open the key")
    assert not (tmp_path / "x").exists()


async def test_two_at_once_and_one_that_fails(tmp_path: Path) -> None:
    target, part = tmp_path / "target", tmp_path / "target.part"
    async with whole_directory(target, part, busy="somebody is at it") as into:
        (into / "file").write_text("whole")
        with pytest.raises(Invalid, match="somebody is at it"):
            async with whole_directory(target, part, busy="somebody is at it"):
                pass
        assert not target.exists()
    assert (target / "file").read_text() == "whole"
    other = tmp_path / "other"

    async def fail() -> None:
        async with whole_directory(other, part, busy="") as into:
            (into / "file").write_text("half")
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        await fail()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["target"]


def test_one_line_for_a_person(empty: Cli, tmp_path: Path) -> None:
    told = empty.spawn("restore", tmp_path / "none")
    assert_one_sentence(told.err)
    assert os.listdir(tmp_path) == []


def test_a_token_of_before_holds_only_once_it_is_confirmed_and_no_link_of_before_does(
    cli: Cli, empty: Cli, tmp_path: Path
) -> None:
    """Where the key of tokens lies elsewhere: else a restore makes another one, and none of before is genuine."""
    elsewhere = {"TOMONI_TOKEN_KEY_FILE": str(tmp_path / "token.pem")}
    told = cli.ok("token", "make", "backup-watch", "--role", "auditor", "--json", **elsewhere).json
    store = Store(f"sqlite:///{cli.var}/okr.sqlite", "okr", views_of("okr"))
    with store.keep() as connection:
        create_code(connection, "operator", Role.ADMIN, datetime.now(UTC), 15)
    store.close()
    cli.ok("backup", tmp_path / "kept", **elsewhere)
    empty.ok("restore", tmp_path / "kept", **elsewhere)

    def state() -> str:
        listed = empty.ok("token", "list", "--json", **elsewhere).json
        (found,) = [each["state"] for each in listed if each["id"] == told["id"]]
        return str(found)

    assert "only when an administrator confirms it" in state()
    empty.ok("token", "confirm", told["id"], **elsewhere)
    assert state() == "holds"
    restored = Store(f"sqlite:///{empty.var}/okr.sqlite", "okr", views_of("okr"))
    with restored.keep() as connection:
        assert connection.execute(sign_ins.select()).all() == []
    restored.close()
