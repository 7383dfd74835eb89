"""`tomoni pause`, `resume` and `cadence`: what they say, and what they refuse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from shared.events import CadenceSet, MemberPaused, MemberResumed
from tests.cli_kit import SAMPLE, Cli, cli_on_server

LATER = str(date.today() + timedelta(days=30))


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    with cli_on_server(tmp_path_factory.mktemp("cli") / "var") as (found, _):
        found.ok("import", SAMPLE)
        yield found


def test_pause_and_resume(cli: Cli) -> None:
    assert cli.ok("pause", "P-3", "--until", LATER).out == f"P-3 is left out of draws until {LATER}\n"
    told = {"person": "P-3", "paused": True, "until": LATER, "new": False}
    assert cli.ok("pause", "p-3", "--until", LATER, "--json").json == told | {"person": "p-3"}
    assert cli.ok("pause", "P-3").out == "P-3 is left out of draws\n"
    assert cli.ok("resume", "P-3", "--json").json["new"] is True
    assert cli.ok("resume", "P-3", "--json").json["new"] is False
    kinds = [type(event.data) for event in cli.events() if isinstance(event.data, MemberPaused | MemberResumed)]
    assert kinds == [MemberPaused, MemberPaused, MemberResumed]


def test_away_and_back(cli: Cli) -> None:
    assert cli.ok("away", "--as", "P-3").out == "you aren't away, and haven't said that you will be\n"
    assert cli.ok("away", "--until", LATER, "--as", "P-3").out == f"you are away until {LATER}; nobody else is told\n"
    assert "away_until" not in cli.ok("people").out
    assert cli.ok("away", "--until", LATER, "--show", "--json", TOMONI_PERSON="P-3").json["changed"] is True
    assert cli.ok("away", "--as", "P-3", "--json").json["shown"] is True
    (row,) = [row for row in cli.ok("people", "--json").json if row["away_until"]]
    assert (row["id"], row["away_until"]) == ("P-3", LATER)
    assert cli.ok("back", "--as", "P-3").out == "you are here again\n"
    assert cli.ok("back", "--as", "P-3").out == "you weren't away\n"
    cli.refused(3, "away", "--until", "tomorrow", "--as", "P-3", words="'tomorrow' is no day")
    assert cli.run("away", "--show", "--as", "P-3").code == 2
    assert cli.ok("away", "--until", "+14", "--as", "P-3", "--json").json["changed"] is True


def test_pauses_that_are_refused(cli: Cli) -> None:
    cli.refused(3, "pause", "P-999", words="nobody P-999")
    cli.refused(3, "pause", "P-3", "--until", "2020-01-01", words="over already")
    cli.refused(3, "pause", "P-3", "--until", "tomorrow", words="'tomorrow' is no day")
    cli.refused(3, "resume", "G-1", words="nobody G-1")


def test_cadences(cli: Cli) -> None:
    assert cli.ok("cadence", "set", "--team", "Sales", "--every", "week", "--weekday", "4", "--grace", "1").out == (
        "Sales: a check-in every week\n"
    )
    assert cli.ok("cadence", "set", "--person", "P-3", "--every", "never").out == "P-3: none\n"
    rows = cli.ok("cadence", "list", TOMONI_CHECK_IN_EVERY="month", TOMONI_CHECK_IN_GRACE_DAYS="0").table
    assert [row[:4] for row in rows] == [
        ["(everybody else)", "month", "5", "0"],
        ["Sales", "week", "4", "1"],
        ["P-3", "never", "5", "2"],
    ]
    assert len([event for event in cli.events() if isinstance(event.data, CadenceSet)]) == 2


def test_cadences_that_are_refused(cli: Cli) -> None:
    both = ("--team", "Sales", "--person", "P-3")
    for whose in ((), both):
        cli.refused(3, "cadence", "set", *whose, "--every", "week", words="name one of the two")
    cli.refused(3, "cadence", "set", "--team", "Sales", "--every", "week", "--weekday", "9", words="weekday is 9")
    cli.refused(3, "cadence", "set", "--team", "Sales", "--every", "week", "--grace", "9", words="give 0 to 6")
    cli.refused(3, "cadence", "set", "--person", "P-999", "--every", "week", words="no person")
    assert cli.run("cadence", "set", "--team", "Sales", "--every", "day").code == 2
    cli.refused(2, "cadence", "list", TOMONI_CHECK_IN_WEEKDAY="0", words="TOMONI_CHECK_IN_WEEKDAY")
