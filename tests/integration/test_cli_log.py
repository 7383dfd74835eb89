"""`tomoni log`, `streams`, `subscriber` and `rebuild`: what operators and auditors do."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli_kit import SAMPLE, Cli, cli_on_server


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    with cli_on_server(tmp_path_factory.mktemp("log") / "var") as (found, _):
        found.ok("import", SAMPLE)
        yield found


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Cli]:
    with cli_on_server(tmp_path / "other") as (found, _):
        yield found


@pytest.fixture(scope="module")
def exported(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("export") / "log.jsonl"
    assert cli.ok("log", "export", file).err == f"{len(cli.records())} events exported\n"
    return file


def test_the_last_events(cli: Cli) -> None:
    last = len(cli.records())
    lines = cli.ok("log", "tail", "-n", 3).table
    assert [int(line[0]) for line in lines] == [last - 2, last - 1, last]
    told = [json.loads(line) for line in cli.ok("log", "tail", "-n", 3, "--json").out.splitlines()]
    assert [one["type"] for one in told] == [line[2] for line in lines]
    assert cli.ok("log", "tail", "-n", 0).out == ""
    assert len(cli.ok("log", "tail").table) == 20


def test_one_event_and_an_aggregate(cli: Cli) -> None:
    _, payload = cli.records()[16]
    event = json.loads(payload)
    assert cli.ok("log", "show", 17).json == {"position": 17, **event}
    assert cli.ok("log", "show", event["id"], "--json").json == {"position": 17, **event}
    goal = cli.ok("board", "--json").json[0]
    history = cli.ok("log", "show", f"objective/{goal['id']}", "--json").json
    assert [one["version"] for one in history] == list(range(1, len(history) + 1))
    assert history[0]["type"] == "okr.objective-drafted.v1"
    table = cli.ok("log", "show", f"objective/{goal['id']}").table
    assert [int(line[0]) for line in table] == [one["position"] for one in history]
    for nothing in ("99999", "0", "objective/nothing", "nothing", "objective/*", "a b/c d", "objective/", "/"):
        cli.refused(3, "log", "show", nothing)


def test_figures(cli: Cli) -> None:
    facts = cli.ok("log", "stats", "--json").json
    events = cli.events()
    assert facts["events"] == len(events) == sum(facts["types"].values())
    assert facts["aggregates"] == len({event.aggregate for event in events})
    assert f"{len(events)} events" in cli.ok("log", "stats").out


def test_an_export_is_cloud_events_as_they_stand(cli: Cli, exported: Path) -> None:
    lines = exported.read_bytes().splitlines()
    assert lines == [payload for _, payload in cli.records()]
    assert all(json.loads(line)["specversion"] == "1.0" for line in lines)
    assert cli.ok("log", "export").out.encode() == exported.read_bytes()
    assert cli.ok("log", "export", "--after", len(lines) - 2).out.splitlines() == [line.decode() for line in lines[-2:]]
    cli.refused(2, "log", "export", exported.parent / "nowhere" / "log.jsonl")
    assert [each.name for each in exported.parent.iterdir()] == ["log.jsonl"]


def test_an_export_comes_back_byte_for_byte(cli: Cli, empty: Cli, exported: Path, tmp_path: Path) -> None:
    count = len(cli.records())
    assert empty.ok("log", "import", exported, "--json").json == {"events": count}
    again = tmp_path / "again.jsonl"
    empty.ok("log", "export", again)
    assert again.read_bytes() == exported.read_bytes()
    ours, theirs = (one.ok("board", "--json").json for one in (cli, empty))
    assert ours == theirs
    empty.ok("trios")
    assert empty.ok("rebuild", "pairing", "--check", "--json").json["equal"]
    empty.refused(3, "log", "import", exported, words=f"already holds {count} events")
    assert len(empty.records()) == count
    # The keys are no part of it: whoever has only the export reads no names.
    assert {one["name"] for one in empty.ok("people", "--json").json} == {"(forgotten)"}


def test_what_is_no_whole_export_is_refused_with_its_line(empty: Cli, exported: Path, tmp_path: Path) -> None:
    lines = exported.read_bytes().splitlines(keepends=True)
    file = tmp_path / "broken.jsonl"
    broken = {
        "line 3": [*lines[:2], lines[2][:-20] + b"\n", *lines[3:]],
        "line 5": [*lines[:2], b"\n", lines[2], b"hello\n"],
        "line 4": [*lines[:3], lines[0]],
        "line 2": [lines[0], lines[1].replace(b".v1", b".v99")],
    }
    for where, content in broken.items():
        file.write_bytes(b"".join(content))
        empty.refused(3, "log", "import", file, words=where)
    later = next(n for n, line in enumerate(lines) if json.loads(line)["version"] > 1)
    file.write_bytes(b"".join(lines[later:]))
    empty.refused(3, "log", "import", file, words="no whole export")
    empty.refused(2, "log", "import", tmp_path / "nowhere.jsonl")
    assert empty.records() == []
    file.write_bytes(b"")
    assert empty.ok("log", "import", file).out == "0 events imported\n"


def test_streams_are_applied_once_and_drift_is_named(empty: Cli) -> None:
    assert empty.ok("streams", "verify").out == "streams and durables are as they must be\n"
    assert empty.ok("streams", "apply", "--json").json == []
    told = empty.run("streams", "verify", TOMONI_LOG_MAX_BYTES="2000000")
    assert told.code == 1
    assert "max_bytes" in told.out
    assert len(empty.run("streams", "verify", "--json", TOMONI_LOG_MAX_BYTES="2000000").json) == 1
    assert empty.run("streams", "verify").code == 0
    assert "max_bytes" in empty.ok("streams", "apply", TOMONI_LOG_MAX_BYTES="2000000").out
    assert empty.ok("streams", "apply", TOMONI_LOG_MAX_BYTES="2000000").out.startswith("streams and durables")
    assert empty.run("streams", "verify").code == 1
    empty.ok("streams", "apply")
    assert empty.run("streams", "verify").code == 0


def test_services_refuse_to_start_on_drift(empty: Cli) -> None:
    told = empty.run("board", TOMONI_REPLICAS="3")
    assert told.code == 1
    assert "tomoni streams apply" in told.err


def test_subscribers(cli: Cli) -> None:
    told = cli.ok("subscriber", "add", "dashboard", "--filter", "okr.objective.*", "--json").json
    assert told["durable"] == "dashboard"
    assert Path(told["credentials"]).stat().st_mode & 0o777 == 0o600
    assert cli.ok("subscriber", "add", "dashboard", "--filter", "okr.objective.*", "--json").json == told
    assert cli.ok("subscriber", "list", "--json").json == [
        {"name": "dashboard", "filter": "okr.objective.*", "start": "all"}
    ]
    assert cli.ok("subscriber", "list").table == [["dashboard", "okr.objective.*", "all"]]
    (shown,) = cli.ok("status", "--json").json["subscribers"]
    assert (shown["subscriber"], shown["position"]) == ("dashboard", 0)
    assert shown["lag_events"] > 900
    assert "dashboard" in cli.ok("status").out
    last = len(cli.records())
    cli.ok("subscriber", "rewind", "dashboard", "--to", last)
    (shown,) = cli.ok("status", "--json").json["subscribers"]
    assert shown["lag_events"] <= 1
    assert cli.ok("subscriber", "rewind", "dashboard", "--json").json == {"durable": "dashboard", "position": 1}
    assert cli.run("streams", "verify").code == 0
    for arguments in (
        ("add", "dashboard", "--filter", "okr.person.*"),
        ("add", "okr", "--filter", "okr.objective.*"),
        ("add", "Bad Name", "--filter", "okr.objective.*"),
        ("add", "spy", "--filter", "keys.>"),
        ("add", "spy", "--filter", "$JS.API.>"),
        ("remove", "nobody"),
        ("rewind", "nobody"),
    ):
        cli.refused(3, "subscriber", *arguments)
    assert cli.run("subscriber", "rewind", "dashboard", "--to", 0).code == 2
    cli.ok("subscriber", "remove", "dashboard")
    assert cli.ok("subscriber", "list", "--json").json == []
    assert not Path(told["credentials"]).exists()


@pytest.mark.parametrize(
    ("service", "change"),
    [
        ("okr", "UPDATE okr_check_ins SET value = '4711' WHERE value IS NOT NULL"),
        ("okr", "DELETE FROM okr_objectives WHERE number = 3"),
        ("pairing", "UPDATE pairing_people SET function = 'cooking'"),
    ],
)
def test_a_store_that_somebody_changed_is_found_and_mended(cli: Cli, service: str, change: str) -> None:
    assert cli.ok("rebuild", service, "--check", "--json").json["equal"]
    (views,) = cli.var.glob(f"{service}.*.g*.sqlite")
    with sqlite3.connect(views) as database:
        assert database.execute(change).rowcount > 0
    database.close()
    told = cli.run("rebuild", service, "--check", "--json")
    assert (told.code, told.json["equal"]) == (1, False)
    assert list(told.json["different"]) == [change.split()[2 if change.startswith("DELETE") else 1]]
    plain = cli.run("rebuild", service, "--check")
    assert plain.code == 1
    assert "differs" in plain.out
    mended = cli.ok("rebuild", service, "--json").json
    assert mended["equal"] is False
    assert cli.ok("rebuild", service, "--check", "--json").json["equal"]
    assert len(list(cli.var.glob(f"{service}.*.g*.sqlite"))) == 1


def test_a_store_of_another_log_is_not_shown(cli: Cli, empty: Cli, exported: Path) -> None:
    for file in cli.var.glob("okr*.sqlite*"):
        (empty.var / file.name).write_bytes(file.read_bytes())
    empty.ok("quarter", "list", TOMONI_OKR_STORE=f"sqlite:///{empty.var / 'own.sqlite'}")
    empty.refused(6, "board", words="rebuild")
    empty.ok("rebuild", "okr")
    assert empty.ok("board", "--json").json == []
