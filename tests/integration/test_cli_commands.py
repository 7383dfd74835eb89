"""The everyday commands on a real server: board, people, quarters, check-ins, rotations, meetings, tokens, status."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.events import PersonMoved, decode
from shared.events.numbers import Numbers
from shared.identity.keyfile import load_or_create_key
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from shared.settings import load_settings
from tests.cli_kit import SAMPLE, Cli, assert_one_sentence, cli_on_server


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """The sample company, on a server of this module's."""
    with cli_on_server(tmp_path_factory.mktemp("commands") / "var") as (found, _):
        found.ok("import", SAMPLE)
        yield found


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Cli]:
    """A new installation."""
    with cli_on_server(tmp_path / "var") as (found, _):
        yield found


def metric(cli: Cli) -> dict[str, object]:
    """A metric key result of the running quarter."""
    board = cli.ok("board", "--quarter", "2026-Q3", "--json").json
    return next(one for goal in board for one in goal["key_results"] if one["kind"] == "metric")


def ordinal(cli: Cli) -> dict[str, object]:
    board = cli.ok("board", "--quarter", "2026-Q3", "--json").json
    return next(one for goal in board for one in goal["key_results"] if one["kind"] == "ordinal")


def test_a_subscriber_counts_the_numbers_that_people_type(cli: Cli) -> None:
    """Whoever hears everything, and whoever goes on from what was counted before, has those of the services."""
    shown = {goal["id"]: goal["number"] for goal in cli.ok("board", "--json").json}
    shown |= {one["id"]: one["number"] for goal in cli.ok("board", "--json").json for one in goal["key_results"]}
    people = [each["id"] for each in cli.ok("people", "--json").json]
    told = cli.ok("events", "numbers").out
    heard, records = Numbers(), cli.records()
    for position, payload in records:
        heard.hear(decode(position, payload))
    late = Numbers(told)
    assert late.position == len(records)
    assert len(shown) > 100
    for id_, number in shown.items():
        assert heard.of(id_) == late.of(id_) == number
    assert sorted(people) == sorted(map(str, map(late.of, json.loads(told)["numbers"]["P"])))
    groups = list(map(late.of, json.loads(told)["numbers"]["G"]))
    assert groups == [f"G-{place}" for place in range(1, len(groups) + 1)]
    assert groups


def test_the_board(cli: Cli) -> None:
    everything = cli.ok("board", "--json").json
    quarter = cli.ok("board", "--quarter", "2026-Q3", "--json").json
    team = cli.ok("board", "--quarter", "2026-Q3", "--team", "Sales", "--json").json
    assert len(everything) == 30 > len(quarter) > len(team) > 0
    assert {goal["quarter_label"] for goal in quarter} == {"2026-Q3"}
    assert {goal["team"] for goal in team} == {"Sales"}
    header, *lines = cli.ok("board", "--quarter", "2026-Q3").out.splitlines()
    assert header.split("\t") == ["id", "objective / key result", "team", "where it stands", "progress", "confidence"]
    assert len(lines) == len(quarter) + sum(len(goal["key_results"]) for goal in quarter)
    assert all(line.startswith(("O-", "KR-")) for line in lines)
    cli.refused(3, "board", "--team", "Nobody", words="there is no team 'Nobody'; there are CS,")
    cli.refused(3, "board", "--quarter", "2031-Q1", words="2031-Q1")
    before = cli.ok("board", "--as-of", "2026-05-01", "--json").json
    assert 0 < len(before) < 30
    assert cli.run("board", "--as-of", "soon").code == 2


def test_a_check_in_and_its_refusals(cli: Cli) -> None:
    one, zones = metric(cli), ordinal(cli)
    told = cli.ok("checkin", one["number"], "12.50", "--as", "P-3", "-c", 8, "-m", "大口の商談が動いた", "--json").json
    assert told["aggregate"] == f"objective/{one['objective']}"
    now = next(
        each for goal in cli.ok("board", "--json").json for each in goal["key_results"] if each["id"] == one["id"]
    )
    assert (now["value"], now["confidence"], now["check_in"]) == ("12.50", 8, told["check_in"])
    (event,) = [
        each for each in cli.events() if each.aggregate == told["aggregate"] and each.version == told["version"]
    ]
    assert "大口" not in str(event)
    understood = cli.ok("checkin", zones["number"], "TARGET", "--as", "P-3").out
    assert understood == f"checked in on {zones['number']}: target\n"
    before = len(cli.records())
    cli.refused(3, "checkin", "KR-4711", "1", "--as", "P-3", words="KR-4711")
    cli.refused(3, "checkin", one["number"], "target", "--as", "P-3", words="give a value and no zone")
    cli.refused(3, "checkin", zones["number"], "7", "--as", "P-3", words="give a zone and no value")
    cli.refused(3, "checkin", one["number"], "seven", "--as", "P-3", words="no number; write it in digits")
    cli.refused(3, "checkin", one["number"], "nan", "--as", "P-3", words="the value is 'nan', no number")
    cli.refused(3, "checkin", one["number"], "7", "--as", "P-3", "-c", 11, words="0 (not at all) to 10")
    cli.refused(3, "checkin", one["number"], "7", "--as", "P-99", words="P-99")
    goal = cli.ok("board", "--quarter", "2026-Q2", "--json").json[0]
    ended = goal["key_results"][0]["number"]
    cli.refused(3, "checkin", ended, "7", "--as", goal["owner"], words="closed")
    cli.refused(3, "checkin", ended, "7", "--as", "P-3", words="you may not check in; an admin, the objective's owner")
    assert cli.run("checkin", one["number"], "7").code == 2
    assert cli.run("checkin", one["number"]).code == 2
    assert len(cli.records()) == before


def test_people(cli: Cli) -> None:
    shown = cli.ok("people", "--json").json
    assert [one["id"] for one in shown] == [f"P-{number}" for number in range(1, 43)]
    assert shown[0]["name"] == "高橋 真理子"
    assert cli.ok("people").table[0] == [
        str(shown[0][column]) for column in ("id", "name", "function", "team", "person")
    ]


def test_nobody(empty: Cli) -> None:
    assert empty.ok("people", "--json").json == []
    assert empty.ok("people").out == ""


def test_quarters_from_plan_to_end(empty: Cli) -> None:
    planned = empty.ok("quarter", "plan", "2026-Q3", "2026-07-01", "2026-09-30").out
    assert planned == "2026-Q3 is planned, 2026-07-01 to 2026-09-30\n"
    empty.refused(3, "quarter", "plan", "2026-Q3", "2027-07-01", "2027-09-30", words="already planned")
    empty.refused(3, "quarter", "plan", "Summer", "2026-08-01", "2026-08-31", words="overlaps 2026-Q3")
    empty.refused(3, "quarter", "plan", "2026-Q4", "2026-12-31", "2026-10-01", words="swap the two days")
    empty.refused(3, "quarter", "plan", "2026-Q4", "1.10.2026", "2026-12-31", words="no day")
    empty.refused(3, "quarter", "plan", "backlog", "2026-10-01", "2026-12-31", words="another label")
    empty.refused(3, "quarter", "end", "2026-Q3", words="not started")
    empty.refused(3, "quarter", "start", "2026-Q4", words="2026-Q4")
    assert empty.ok("quarter", "start", "2026-Q3", "--json").json == {"quarter": "2026-Q3", "phase": "started"}
    assert empty.ok("quarter", "end", "2026-Q3").out == "2026-Q3 has ended\n"
    empty.refused(3, "quarter", "end", "2026-Q3", words="already ended")
    empty.refused(3, "quarter", "start", "2026-Q3", words="already ended")
    assert empty.ok("quarter", "list", "--json").json == [
        {"quarter": "2026-Q3", "start": "2026-07-01", "end": "2026-09-30", "phase": "ended", "buddy_meetings": 0}
    ]
    assert [event.type for event in empty.events()] == [
        f"okr.quarter-{what}.v1" for what in ("planned", "started", "ended", "frozen")
    ]


def test_rotations_and_meetings(cli: Cli) -> None:
    before = cli.ok("trios", "--json").json
    assert {one["quarter"] for one in before} == {"2026-Q3"}
    assert sorted(member["person"] for one in before for member in one["members"]) == sorted(
        one["person"] for one in cli.ok("people", "--json").json
    )
    group, member = before[0]["group"], before[0]["members"][0]["person"]
    told = cli.ok("meeting", group, "--as", member, "--json").json
    assert told["new"] is True
    assert "known already" in cli.ok("meeting", group, "--as", member).out
    assert cli.ok("trios", "--json").json[0]["meetings"] == before[0]["meetings"] + 1
    stranger = before[1]["members"][0]["person"]
    cli.refused(3, "meeting", group, "--as", stranger)
    cli.refused(3, "meeting", "G-99", "--as", member, words="G-99")
    cli.refused(3, "meeting", group, "--as", member, "--week", "2026-W99", words="2026-W99")
    cli.refused(3, "meeting", group, "--as", member, "--week", "2031-W01")
    drawn = cli.ok("rotation", "draft", "--after", "2026-Q3", "--json").json
    assert (drawn["stage"], drawn["new"]) == ("drafted", True)
    assert (
        cli.ok("rotation", "draft", "--after", "2026-Q3").out == f"{drawn['id']}: drafted (it had been drawn before)\n"
    )
    cli.ok("rotation", "discard", drawn["id"])
    cli.refused(3, "rotation", "confirm", drawn["id"])
    other = cli.ok("rotation", "draft", "--after", "2026-Q3", "--json").json
    assert other["id"] != drawn["id"]
    assert cli.ok("rotation", "confirm", other["id"], "--json").json["stage"] == "confirmed"
    cli.refused(3, "rotation", "discard", other["id"])
    cli.refused(3, "rotation", "confirm", "R-99", words="R-99")
    cli.refused(3, "rotation", "draft", "--after", "2031-Q1", words="2031-Q1")
    # Its groups are formed by the reactions of the service, which does not run here.
    assert cli.ok("trios", "--quarter", "2026-Q4").out.startswith("no buddy groups yet")
    assert len(cli.ok("trios", "--quarter", "2026-Q2").table) > 5
    assert cli.ok("trios", "--quarter", "2026‐q2").out == cli.ok("trios", "--quarter", "2026-Q2").out
    cli.refused(3, "trios", "--quarter", "2026-Qs2", words="there is no quarter '2026-Qs2'; did you mean 2026-Q")


def test_tokens(cli: Cli) -> None:
    verifier = TokenIssuer(load_or_create_key(load_settings(var=cli.var).token_key_path)).verifier()
    assert verifier.verify(cli.ok("token").out.strip(), datetime.now(UTC)).role is Role.ADMIN
    told = cli.ok("token", "P-3", "--role", "member", "--hours", 2, "--json").json
    person = cli.ok("people", "--json").json[2]["person"]
    assert verifier.verify(told["token"], datetime.now(UTC)).subject == person
    cli.refused(3, "token", "--role", "member", words="names a person")
    cli.refused(3, "token", "P-99", "--role", "member", words="P-99")
    assert cli.run("token", "--role", "emperor").code == 2
    assert cli.run("token", "--hours", 0).code == 2
    assert cli.run("token", "--hours", 9601).code == 2
    cli.refused(3, "sign-in", words="doesn't run here")
    cli.refused(3, "sign-in", "--as", "P-3", words="doesn't run here")


def test_a_programs_token_says_what_it_may_do(cli: Cli) -> None:
    verifier = TokenIssuer(load_or_create_key(load_settings(var=cli.var).token_key_path)).verifier()
    program = ("token", "meter", "--role", "service")
    made = cli.ok(*program, "--scope", "read", "--scope", "check-in:KR-1", "--scope", "check-in:team=Sales").out.strip()
    scopes = verifier.verify(made, datetime.now(UTC)).scopes
    assert scopes is not None
    assert scopes.named == ("read", "check-in:KR-1", "check-in:team=Sales")
    cli.refused(3, *program, words="--scope of its own")
    cli.refused(3, *program, "--scope", "everything", words="There is no scope 'everything'")
    cli.refused(3, *program, "--scope", "check-in:KR-9999", words="KR-9999")
    cli.refused(3, *program, "--scope", "check-in:team=Slaes", words="did you mean Sales")
    cli.refused(3, "token", "P-3", "--role", "member", "--scope", "read", words="scopes bind programs")


def test_tokens_are_listed_and_end(cli: Cli) -> None:
    told = cli.ok("token", "make", "P-4", "--role", "member", "--json").json

    def listed() -> dict[str, Any]:
        return {each["id"]: each for each in cli.ok("token", "list", "--json").json}

    row = listed()[told["id"]]
    assert (row["role"], row["seen"], row["state"]) == ("member", None, "holds")
    assert told["token"] not in cli.ok("token", "list", "--json").out
    assert cli.ok("token", "revoke", told["id"], "--json").json["changed"] is True
    assert cli.ok("token", "revoke", told["id"], "--json").json["changed"] is False
    assert told["id"] not in listed()
    cli.refused(3, "token", "revoke", "no-such-token", words="list them")
    cli.refused(3, "token", "confirm", told["id"], words="stays so")


def test_status(cli: Cli) -> None:
    facts = cli.ok("status", "--json").json
    assert facts["running"] is False
    assert [stream["stream"] for stream in facts["streams"]] == ["EVENTS", "KEYS"]
    assert facts["streams"][0]["messages"] == len(cli.records())
    assert [store["state"] for store in facts["stores"]] == ["not running", "not running"]
    cli.ok("checkin", metric(cli)["number"], "1", "--as", "P-3")
    time.sleep(0.2)
    (okr, pairing) = cli.ok("status", "--json").json["stores"]
    assert pairing["lag_events"] > 0 or okr["lag_events"] > 0
    assert 0 < max(okr["lag_seconds"], pairing["lag_seconds"]) < 60
    assert "lag seconds" in cli.ok("status").out


def test_status_asks_services_that_run_apart(cli: Cli) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    process = cli.start("serve", "okr", TOMONI_OKR_PORT=port)
    try:
        deadline = time.monotonic() + 60
        while (okr := cli.ok("status", "--json", TOMONI_OKR_PORT=port).json["stores"][0])["state"] != "ready":
            assert time.monotonic() < deadline, okr
            assert process.poll() is None, process.communicate()
        facts = cli.ok("status", "--json", TOMONI_OKR_PORT=port).json
        assert (facts["running"], facts["stores"][1]["state"]) == (True, "not running")
        assert "services run apart" in cli.ok("status", TOMONI_OKR_PORT=port).out
        # Somebody else's service, or none, at the usual address is no word of this one.
        elsewhere = cli.ok("status", "--json", TOMONI_OKR_PORT="1").json["stores"][0]["state"]
        assert elsewhere == "runs, and does not answer at http://127.0.0.1:1"
    finally:
        process.terminate()
        process.communicate(timeout=60)


COMMANDS = [
    ("board",),
    ("trios",),
    ("people",),
    ("quarter", "list"),
    ("log", "tail"),
    ("log", "show", "1"),
    ("log", "stats"),
    ("rebuild", "okr", "--check"),
    ("status",),
    ("streams", "apply"),
    ("streams", "verify"),
    ("subscriber", "list"),
    ("token",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_answer_is_plain_and_as_json(cli: Cli, command: tuple[str, ...]) -> None:
    plain = cli.ok(*command)
    assert "\x1b" not in plain.out + plain.err
    told = cli.ok(*command, "--json")
    assert "\x1b" not in told.out + told.err
    for text in [told.out] if command[:2] != ("log", "tail") else told.out.splitlines():
        json.loads(text)


def test_every_command_offers_json_and_help(cli: Cli) -> None:
    single = ["import", "board", "trios", "people", "checkin", "meeting", "rebuild", "status", "sign-in"]
    inner = {
        "quarter": ["list", "plan", "start", "end", "report", "freeze", "verify"],
        "objective": ["score", "reopen", "post-mortem", "carry-over", "lineage"],
        "rotation": ["draft", "confirm", "discard"],
        "log": ["tail", "show", "stats", "import"],
        "streams": ["apply", "verify"],
        "subscriber": ["add", "list", "remove", "rewind"],
        "token": ["make", "list", "revoke", "confirm"],
    }
    for command in [[name] for name in single] + [[group, name] for group, names in inner.items() for name in names]:
        shown = cli.ok(*command, "--help").out
        assert "--json" in shown, command
    for command in (["up"], ["demo"], ["serve"], ["log", "export"]):
        assert "Usage: tomoni" in cli.ok(*command, "--help").out


def test_settings_that_cannot_be_used(cli: Cli) -> None:
    for command in (
        ["board"],
        ["import", SAMPLE],
        ["subscriber", "list"],
        ["up"],
        ["demo"],
        ["token"],
        ["log", "tail"],
    ):
        cli.refused(2, *command, TOMONI_OKR_PORT="abc", words="TOMONI_OKR_PORT can't be used")
    cli.refused(2, "board", TOMONI_NATS_URL="localhost", words="TOMONI_NATS_URL")
    told = cli.refused(2, "board", TOMONI_OKR_STORE="mysql://root:secret@db/x", words="TOMONI_OKR_STORE")
    assert "secret" not in told.err


def test_what_cannot_be_reached(cli: Cli, tmp_path: Path) -> None:
    nowhere = {"TOMONI_NATS_URL": "nats://127.0.0.1:1"}
    for command in (["board"], ["status"], ["log", "tail"], ["import", SAMPLE], ["rebuild", "okr"]):
        cli.refused(4, *command, **nowhere, words="no NATS server answers at nats://127.0.0.1:1")
    gone = "postgresql+psycopg://tomoni:secret@127.0.0.1:1/tomoni"
    told = cli.refused(4, "board", TOMONI_OKR_STORE=gone, words="the database can't be used")
    assert "secret" not in told.err
    file = tmp_path / "file"
    file.write_text("")
    Cli(file / "var").refused(3, "board", words="no installation in")


def test_an_interrupted_command_is_a_process_that_says_nothing_odd(cli: Cli) -> None:
    told = cli.spawn("board", TOMONI_NATS_URL="nats://127.0.0.1:1")
    assert told.code == 4
    assert_one_sentence(told.err)
    assert cli.spawn("nonsense").code == 2
    told = cli.spawn("board", TOMONI_OKR_PORT="abc")
    assert told.code == 2
    assert_one_sentence(told.err)


def test_people_are_kept_current_by_command(empty: Cli) -> None:
    assert empty.ok("person", "add", "山田 花子", "--function", "sales", "--email", "h@x.example").out == (
        "P-1 belongs to the company\n"
    )
    added = empty.ok("person", "add", "Ken", "--function", "dev", "--team", "Core", "--manager", "P-1", "--json").json
    assert (added["number"], added["version"], added["changed"]) == ("P-2", 1, True)
    assert empty.ok("person", "move", "P-2", "--function", "cs").out == "P-2 has moved\n"
    assert empty.ok("person", "move", "P-2", "--function", "cs").out == "P-2 is there already\n"
    moved = [event.data for event in empty.events() if isinstance(event.data, PersonMoved)]
    boss = empty.ok("people", "--json").json[0]["person"]
    assert moved == [PersonMoved(function="cs", team="Core", manager=boss)]
    empty.ok("person", "move", "P-2", "--team", "", "--manager", "")
    assert empty.ok("person", "rename", "P-2", "Ken Sato", "--email", "ken@x.example").out == "P-2 is known so\n"
    assert empty.ok("person", "rename", "P-2", "Ken Sato").out == "P-2 is known so already\n"
    assert [row[1:4] for row in empty.ok("people").table] == [["山田 花子", "sales", "–"], ["Ken Sato", "cs", "–"]]
    empty.refused(3, "person", "rename", "P-2", "--email", "H@x.example", words="has this e-mail address already")
    empty.refused(3, "person", "move", "P-9", "--team", "Core", words="P-9")
    for words in (("move", "P-2"), ("rename", "P-2"), ("add", "Nobody")):
        assert empty.run("person", *words).code == 2
    assert empty.ok("person", "leave", "P-2").out == "P-2 has left\n"
    assert empty.ok("person", "leave", "P-2").out == "P-2 had left already\n"
    empty.ok("person", "add", "Ken Sato", "--function", "dev", "--back", "P-2")
    assert [row[0] for row in empty.ok("people").table] == ["P-1", "P-2"]
    assert all(b"Ken" not in payload for _, payload in empty.records())
    assert empty.ok("rebuild", "okr", "--check", "--json").json["equal"]
    assert "no buddy groups yet" in empty.ok("trios").out
    assert empty.ok("rebuild", "pairing", "--check", "--json").json["equal"]
