"""`tomoni checkin`, `checkins`, `mine` and `help-wanted` on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.events import CheckInAcknowledged, CheckInCorrected, CheckInRetracted, ProgressUpdated
from tests.cli_kit import Cli, cli_on_server

KINDS = (
    ("Calls", ("--to", "10")),
    ("Wait", ("--at-most", "5", "--rule", "latest", "--unit", "h")),
    ("Office", ("--kind", "binary")),
    ("Team", ("--milestone", "hired", "--milestone", "trained=3")),
    ("Deal", ("--stage", "offer", "--stage", "in review", "--stage", "signed")),
    ("Curve", ("--checkpoint", "0=0", "--checkpoint", "100=0.8", "--checkpoint", "400=1")),
    ("Mood", ("--commit-zone", "fine")),
)

PEOPLE = "person,name,function,manager\nken,Ken,dev,aiko\naiko,Aiko,dev,\nmia,Mia,cs,\n"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """Three people, an objective of P-1 (whose manager is P-2) with a key result of every kind, KR-1 to KR-7."""
    with cli_on_server(tmp_path_factory.mktemp("check-ins") / "var") as (found, _):
        files = found.var.parent / "company"
        files.mkdir()
        (files / "people.csv").write_text(PEOPLE)
        found.ok("import", files)
        found.ok("objective", "draft", "Be heard", "--owner", "P-1", "--team", "East")
        for title, options in KINDS:
            found.ok("keyresult", "add", "O-1", title, *options)
        found.ok("objective", "publish", "O-1")
        yield found


def standing(cli: Cli, number: str) -> dict[str, Any]:
    (goal,) = cli.ok("objective", "show", "O-1", "--json").json
    return next(one for one in goal["key_results"] if one["number"] == number)


@pytest.mark.parametrize(
    ("number", "words", "progress", "stands"),
    [
        ("KR-1", ("-2.50",), -25, "-2.50 (0 → 10)"),
        ("KR-1", ("12.5", "-c", "7", "-m", "two deals closed"), 125, "12.5 (0 → 10)"),
        ("KR-2", ("5",), 100, "5 h (at most 5)"),
        ("KR-3", ("done",), 100, "done"),
        ("KR-3", ("not done",), 0, "not done"),
        ("KR-4", ("--done", "trained"), 75, "trained (of 2)"),
        ("KR-4", ("hired, trained",), 100, "hired, trained (of 2)"),
        ("KR-5", ("in review",), 67, "in review (→ signed)"),
        ("KR-6", ("250",), 90, "250 (0 → 400)"),
        ("KR-7", ("Commit",), 30, "commit"),
    ],
)
def test_one_command_is_enough(company: Cli, number: str, words: tuple[str, ...], progress: int, stands: str) -> None:
    company.ok("checkin", number, *words, "--as", "P-1")
    assert standing(company, number)["progress"] == progress
    row = next(line for line in company.ok("objective", "show", "O-1").table if line[0] == number)
    assert row[3:5] == [stands, f"{progress} %"]


def test_all_that_can_be_said(company: Cli) -> None:
    told = company.ok(
        "checkin", "KR-1", "4", "-c", "6", "-m", "slow", "--blocker", "no time", "--next", "ask Aiko",
        "--help-wanted", "a designer", "--as", "P-1", "--json",
    ).json  # fmt: skip
    (shown,) = company.ok("checkins", "list", "KR-1", "-n", "1", "--json").json
    assert shown["check_in"] == told["check_in"]
    assert [shown[name] for name in ("value", "confidence", "comment", "blocker", "next_step", "help_wanted")] == [
        "4",
        6,
        "slow",
        "no time",
        "ask Aiko",
        "a designer",
    ]
    (asked,) = company.ok("help-wanted", "--json").json
    assert (asked["id"], asked["by"], asked["help_wanted"], asked["team"]) == ("KR-1", "Ken", "a designer", "East")
    company.refused(3, "help-wanted", "--team", "West", words="no team 'West'; did you mean East?")
    company.ok("checkin", "KR-1", "5", "--as", "P-2")
    assert company.ok("help-wanted", "--json").json == []
    said = [each.data for each in company.events() if isinstance(each.data, ProgressUpdated)]
    assert not any("designer" in str(each) for each in said)


def test_on_another_day(company: Cli) -> None:
    goal = company.ok("objective", "draft", "Be quick", "--owner", "P-2", "--json").json["number"]
    company.ok("keyresult", "add", goal, "Days to answer", "--from", "9", "--to", "0")
    company.ok("objective", "publish", goal)
    number = company.ok("objective", "show", goal, "--json").json[0]["key_results"][0]["number"]
    # Midnight may come meanwhile: no day here is today.
    days = [datetime.now(UTC).date() + timedelta(days=away) for away in (-4, -3, -2)]

    def said_on(day: date, value: str) -> str:
        company.ok("checkin", number, value, "--as", "P-2", "--on", day)
        assert company.events()[-1].time.date() == day
        return str(company.ok("objective", "show", goal, "--json").json[0]["key_results"][0]["value"])

    assert said_on(days[1], "5") == "5"
    assert said_on(days[0], "6") == "5"
    assert said_on(days[2], "4") == "4"
    old, ahead = days[0] - timedelta(days=40), days[0] + timedelta(days=7)
    company.refused(3, "checkin", number, "6", "--as", "P-2", "--on", old, words="more than 28 days back")
    company.refused(3, "checkin", number, "6", "--as", "P-2", "--on", ahead, words="is to come")
    company.refused(3, "checkin", number, "6", "--as", "P-2", "--on", "soon", words="is no time")


def test_put_right_taken_back_and_acknowledged(company: Cli) -> None:
    one = company.ok("checkin", "KR-4", "hired", "-c", "5", "--as", "P-1", "--json").json["check_in"]
    assert company.ok("checkins", "correct", one, "trained", "-m", "mixed up", "--as", "P-1").out == "corrected\n"
    again = company.ok("checkins", "correct", one, "--done", "trained", "--as", "P-1").out
    assert again == "nothing changed: it says so already\n"
    assert (standing(company, "KR-4")["reached"], standing(company, "KR-4")["confidence"]) == (["trained"], 5)
    assert company.ok("checkins", "list", "KR-4", "-n", "1", "--json").json[0]["state"] == "corrected"
    company.refused(3, "checkins", "ack", one, "--as", "P-1", words="nobody acknowledges his own")
    company.refused(3, "checkins", "ack", one, "--as", "P-3", words="an owner's manager may")
    assert company.ok("checkins", "ack", one, "--as", "P-2").out == "acknowledged\n"
    assert company.ok("checkins", "ack", one, "--as", "P-2").out == "it had been acknowledged before\n"
    company.refused(3, "checkins", "retract", one, "--as", "P-3", words="whoever made it may")
    assert company.ok("checkins", "retract", one, "-m", "wrong key result").out == "retracted\n"
    assert company.ok("checkins", "retract", one).out == "it had been retracted before\n"
    company.refused(3, "checkins", "correct", one, "hired", "--as", "P-1", words="has been retracted")
    company.refused(3, "checkins", "ack", one, words="nothing to acknowledge")
    company.refused(3, "checkins", "correct", "nothing", "1", words="no check-in 'nothing'")
    assert standing(company, "KR-4")["reached"] == ["hired", "trained"]
    changes = [each.data for each in company.events()][-3:]
    assert [type(each) for each in changes] == [CheckInCorrected, CheckInAcknowledged, CheckInRetracted]


def test_mine(company: Cli) -> None:
    company.ok("checkin", "KR-3", "not done", "--as", "P-1")
    mine = company.ok("mine", "--as", "P-1", "--json").json
    assert [each["key_result"]["number"] for each in mine] == [f"KR-{number}" for number in range(1, 8)]
    assert company.ok("mine", TOMONI_PERSON="P-1").table[2][:5] == ["KR-3", "Office", "O-1 Be heard", "–", "not done"]
    assert company.ok("mine", "--as", "P-3").out == "nothing here is yours to update\n"
    assert company.ok("mine", "--as", "P-3", "--json").json == []
    assert company.run("mine").code == 2


def test_several_from_a_file(company: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(
        "key_result,value,done,confidence,comment,next_step\n"
        'KR-1,7,,8,"good, so far",call more\n'
        'KR-4,,"hired,trained",,,\n'
        "KR-5,in review,,,,\n"
        "KR-7,commit,,3,,\n",
        encoding="utf-8",
    )
    assert company.ok("checkin", "--file", file, "--as", "P-1").out == "checked in on 4 of 4\n"
    assert [standing(company, number)["progress"] for number in ("KR-1", "KR-4", "KR-5", "KR-7")] == [70, 100, 67, 30]
    before = company.ok("checkins", "list", "KR-1", "--json").json
    assert company.ok("checkin", "--file", file, "--as", "P-1").out == "checked in on 4 of 4, 4 of them before\n"
    assert company.ok("checkins", "list", "KR-1", "--json").json == before
    file.write_text("key_result,value\nKR-1,8\nKR-99,1\nKR-7,12\nKR-5,moon\nKR-1,9\n", encoding="utf-8")
    told = company.run("checkin", "--file", file, TOMONI_PERSON="P-1")
    assert (told.code, told.out) == (1, "checked in on 2 of 5\n")
    assert [line.split(":")[0] for line in told.err.splitlines()] == ["KR-99", "KR-7", "KR-5"]
    assert "give a zone and no value" in told.err
    assert standing(company, "KR-1")["value"] == "9"
    assert "refused" in company.run("checkin", "--file", file, "--as", "P-1", "--json").json[1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("kr,value\nKR-1,2\n", "mine.csv lacks the column key_result"),
        ("key_result,confidence\nKR-1,2\n", "needs the columns key_result and value"),
        ('key_result,value\n"KR-1,2\n', "mine.csv, line 2"),
        (b"key_result,value\nKR-1,\xff\n", "mine.csv is not UTF-8 (byte 22)"),
    ],
)
def test_files_that_are_none(company: Cli, tmp_path: Path, content: str | bytes, words: str) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    before = len(company.records())
    company.refused(3, "checkin", "--file", file, "--as", "P-1", words=words)
    assert len(company.records()) == before


def test_a_row_that_cannot_be_made_stops_no_other(company: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(
        "key_result,value,confidence,colour\nKR-1\nKR-1,2,3,red,more\n,2,,\nKR-1,3,much,\nKR-1,31%,,\nKR-1,4,,\n",
        encoding="utf-8",
    )
    told = company.run("checkin", "--file", file, "--as", "P-1")
    assert (told.code, told.out) == (1, "checked in on 1 of 6\n")
    assert told.err.splitlines() == [
        "mine.csv: left out, for no such column is known: colour",
        "KR-1: mine.csv, line 2: the row has 1 fields and the header 4; write one for each column, empty ones too",
        "KR-1: mine.csv, line 3: the row has 5 fields and the header 4; put a value that holds , in double quotes",
        "mine.csv, line 4: mine.csv, line 4: the key result is empty; name one",
        "KR-1: mine.csv, line 5: confidence is 'much', no number; write it in digits, such as 1234.5",
        "KR-1: the value is '31%', no number; write 31",
    ]
    assert standing(company, "KR-1")["value"] == "4"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("KR-1", "done"), "the value is 'done', no number; write it in digits"),
        (("KR-1", "commit"), "give a value and no zone"),
        (("KR-1", "1", "--done", "hired"), "done names milestones or a stage, and this key result has neither"),
        (("KR-1", "NaN"), "no number; write it in digits"),
        (("KR-1", "1", "-c", "11"), "the confidence is 11"),
        (("KR-1", "1", "--blocker", " "), "the blocker is empty"),
        (("KR-3", "2"), "give 1 for done, 0 for not"),
        (("KR-4", "fired"), "there is no milestone 'fired'; give one of hired, trained"),
        (("KR-5", "offer, signed"), "a check-in names one stage"),
        (("KR-5", ""), "a check-in names one stage"),
        (("KR-7", "7"), "give a zone and no value"),
        (("KR-99", "7"), "KR-99"),
    ],
)
def test_what_a_key_result_does_not_take(company: Cli, words: tuple[str, ...], told: str) -> None:
    before = len(company.records())
    company.refused(3, "checkin", *words, "--as", "P-1", words=told)
    assert len(company.records()) == before


def test_what_is_missing(company: Cli, tmp_path: Path) -> None:
    for words, told in (
        (("KR-1", "1"), "say who does it"),
        (("--as", "P-1"), "say which key result"),
        (("KR-1", "--as", "P-1"), "say where KR-1 stands"),
        (("KR-1", "--as", "P-1", "--file", tmp_path / "x.csv"), "not both"),
    ):
        refused = company.run("checkin", *words)
        assert refused.code == 2
        assert told in " ".join(refused.err.split())
    assert company.run("checkin", "--file", tmp_path / "absent.csv", "--as", "P-1").code == 2
