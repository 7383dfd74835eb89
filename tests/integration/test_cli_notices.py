"""`tomoni notices`: what somebody chooses, the channels of the company, what was sent and what was given up."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli_kit import SAMPLE, Cli, cli_on_server


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    with cli_on_server(tmp_path_factory.mktemp("notices") / "var") as (found, _):
        found.ok("import", SAMPLE)
        found.more["TOMONI_NOTICE_INTERNAL"] = "127.0.0.1"
        yield found


def test_a_choice(cli: Cli) -> None:
    assert cli.ok("notices", "show", "--as", "P-1").out.splitlines() == [
        "muted: nothing",
        "quiet hours: none",
        "reminders: at 09:00 (the company’s time zone), once a day at most",
    ]
    cli.ok(
        "notices",
        "choose",
        *shlex.split("--mute praise --quiet 19:00-08:00 --remind-at 08:30 --zone Asia/Tokyo --as P-1"),
    )
    found = cli.ok("notices", "show", "--as", "P-1", "--json").json
    assert found == {"muted": ["praise"], "quiet": [1140, 480], "zone": "Asia/Tokyo", "remind_at": 510}
    assert cli.ok("notices", "show", "--as", "P-2", "--json").json["muted"] == []
    assert "quiet hours: 19:00-08:00" in cli.ok("notices", "show", "--as", "P-1").out
    cli.refused(3, *shlex.split("notices choose --quiet late --as P-1"), words="19:00-08:00")
    cli.refused(3, *shlex.split("notices choose --quiet 25:00-08:00 --as P-1"), words="09:00")
    cli.refused(3, *shlex.split("notices choose --mute mail --as P-1"), words="no kind of notice")
    cli.refused(3, *shlex.split("notices choose --as P-999"), words="no person")
    assert cli.run("notices", "choose").code == 2


def test_channels(cli: Cli) -> None:
    told = cli.ok("notices", "channel", "add", "log", "--file")
    assert (
        told.out
        == "log takes check-in-due, check-in-missed, experiment-overdue, praise, win-session, rotation-not-drawn\n"
    )
    assert cli.ok("notices", "channel", "test", "log").out == "log: it arrived\n"
    file = Path(cli.var) / "notices" / "log.jsonl"
    assert json.loads(file.read_text())["type"] == "tomoni.test"
    made = cli.ok(
        *shlex.split("notices channel add program --webhook http://127.0.0.1:9/hook --kind praise --json")
    ).json
    assert made["secret"].startswith("whsec_")
    told = cli.run("notices", "channel", "test", "program")
    assert (told.code, told.out) == (
        1,
        "program: no connection, or no answer within 10 s; the service's log says which\n",
    )
    cli.ok(*shlex.split("notices channel add room --slack https://hooks.slack.example/services/T0/B0/secret --lang ja"))
    rows = cli.ok("notices", "channel", "list", "--json").json
    assert [(row["name"], row["kind"], row["target"], row["state"]) for row in rows] == [
        ("log", "file", "log.jsonl", "fine"),
        ("program", "webhook", "http://127.0.0.1:9/…", "fine"),
        ("room", "slack", "https://hooks.slack.example/…", "fine"),
    ]
    assert rows[2]["kinds"] == ["praise", "win-session", "rotation-not-drawn"]
    assert "secret" not in cli.ok("notices", "channel", "list").out
    cli.refused(3, "notices", "channel", "add", "log", "--file", words="already")
    cli.refused(3, *shlex.split("notices channel add x --webhook http://example.com/"), words="https://")
    for address in ("https://169.254.169.254/", "https://10.0.0.1/", "https://[::ffff:127.0.0.2]/"):
        cli.refused(3, *shlex.split(f"notices channel add x --webhook {address}"), words="TOMONI_NOTICE_INTERNAL")
    cli.refused(3, "notices", "channel", "remove", "nowhere", words="no channel")
    assert cli.run(*shlex.split("notices channel add x --file --slack https://x.example/")).code == 2
    for name in ("log", "program", "room"):
        cli.ok("notices", "channel", "remove", name)
    assert cli.ok("notices", "channel", "list", "--json").json == []
    assert cli.ok("notices", "list", "--failed", "--json").json == []
    assert cli.ok("notices", "retry").out == "0 messages are tried again\n"
    records = b"".join(payload for _, payload in cli.records())
    assert b"whsec_" not in records
    assert b"127.0.0.1:9" not in records


def test_a_backup_brings_channels_and_messages_back(cli: Cli, tmp_path: Path) -> None:
    cli.ok(*shlex.split("notices choose --mute praise --as P-1"))
    cli.ok(*shlex.split("notices channel add safe --webhook http://127.0.0.1:9/deep --team Sales"))
    (tmp_path / "words").write_text("nobody knows these words\n")
    words = ("--passphrase-file", tmp_path / "words")
    cli.ok("backup", tmp_path / "backup", *words)
    cli.ok("notices", "channel", "remove", "safe")
    dumped = b"".join(file.read_bytes() for file in (tmp_path / "backup").iterdir())
    assert b"outbox_channels" in dumped
    assert b"9/deep" not in dumped
    other = Cli(tmp_path / "other")
    other.ok("restore", tmp_path / "backup", *words)
    (row,) = other.ok("notices", "channel", "list", "--json").json
    assert (row["name"], row["team"], row["target"]) == ("safe", "Sales", "http://127.0.0.1:9/…")
    assert other.ok("notices", "show", "--as", "P-1", "--json").json["muted"] == ["praise"]
    told = other.run("notices", "channel", "test", "safe")
    assert told.out == "safe: no connection, or no answer within 10 s; the service's log says which\n", (
        "its address and secret open with the keys"
    )
