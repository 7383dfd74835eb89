"""`tomoni day` and `tomoni experiment` on the sample company: what they say, and what they refuse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cli_kit import SAMPLE, Cli, cli_on_server

TODAY = datetime.now(UTC).date()
LATER = str(TODAY + timedelta(days=14))


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    with cli_on_server(tmp_path_factory.mktemp("cli") / "var") as (found, _):
        found.ok("import", SAMPLE)
        yield found


def mine(cli: Cli) -> tuple[str, str]:
    """Somebody of the sample who answers for a key result in what runs, and that key result."""
    for number in range(1, 43):
        found = cli.ok("mine", "--as", f"P-{number}", "--json").json
        if found:
            return f"P-{number}", found[0]["key_result"]["number"]
    pytest.fail("nobody answers for anything")


def test_a_day(cli: Cli) -> None:
    who, key_result = mine(cli)
    opened = cli.ok("day", "open", "三社に電話する", "Read", "--kr", key_result, "--as", who)
    assert opened.out == "your day is open: 2 things to do\n"
    assert cli.ok("day", "close", "二社と話した", "--learned", "午前が良い", "--as", who).out == "your day is closed\n"
    lines = cli.ok("day", "show", "--as", who).out.splitlines()
    assert date.fromisoformat(lines[0]) in {TODAY, TODAY + timedelta(days=1)}
    assert lines[1] == "  三社に電話する"
    assert lines[2].startswith(f"    {key_result} ")
    assert " → O-" in lines[2]
    assert lines[3:] == ["  Read", "  What happened: 二社と話した", "  What I learned: 午前が良い"]
    other = "P-2" if who != "P-2" else "P-3"
    cli.refused(3, "day", "show", "--of", who, "--as", other, words="ask him to invite you")
    assert cli.ok("day", "mentor", "invite", other, "--as", who).out == f"{other} may read your days\n"
    assert cli.ok("day", "show", "--of", who, "--as", other).out.splitlines() == lines
    assert [row[0] for row in cli.ok("day", "mentees", "--as", other).table] == [who]
    assert [row[0] for row in cli.ok("day", "mentor", "list", "--as", who).table] == [other]
    assert cli.ok("day", "mentor", "dismiss", other, "--as", who).out == f"{other} may not read your days\n"
    cli.refused(3, "day", "show", "--of", who, "--as", other, words="ask him to invite you")
    assert cli.ok("day", "show", "--as", other).out.startswith("no day was opened")
    assert cli.ok("day", "kept", "--json").json == []
    assert cli.ok("day", "kept").out.startswith("no week can be told of yet")


def test_days_that_are_refused(cli: Cli) -> None:
    cli.refused(3, "day", "close", "Much", "--as", "P-40", words="was not opened; open it first")
    cli.refused(3, "day", "open", "Much", "--day", "2026-01-01", "--as", "P-40", words="is not today")
    cli.refused(3, "day", "open", "Much", "--day", "soon", "--as", "P-40", words="'soon' is no day")
    cli.refused(3, "day", "open", "Much", "--kr", "KR-999", "--as", "P-40", words="no key result")
    cli.refused(3, "day", "mentor", "invite", "P-40", "--as", "P-40", words="everybody reads his own days")
    for arguments in (("open",), ("close",), ("open", "One", "--kr", "KR-1", "--kr", "KR-2")):
        assert cli.run("day", *arguments, "--as", "P-40").code == 2
    assert "TOMONI_PERSON" in cli.run("day", "open", "Much").err
    assert cli.ok("day", "show", "--as", "P-40").out.startswith("no day was opened"), "nothing half done"


def test_an_experiment(cli: Cli) -> None:
    who, key_result = mine(cli)
    what, know = "朝会を立って / Stand-ups standing", "十分で終わる / Over in ten minutes"
    begun = cli.ok("experiment", "start", key_result, what, "--know-by", know, "--until", LATER, "--as", who)
    assert begun.out == f"E-1 runs until {LATER}\n"
    assert cli.ok("experiment", "list", "--state", "running").table == [
        ["E-1", key_result, what, know, LATER, who, "running"]
    ]
    begun = cli.ok("experiment", "start", key_result, what, "--know-by", know, "--until", "+7", "--as", who)
    assert begun.out.startswith("E-2 runs until 20")
    assert [row[0] for row in cli.ok("experiment", "list", "--owner", who).table] == ["E-1", "E-2"]
    assert cli.ok("experiment", "list", "--owner", "P-40").out == ""
    cli.refused(3, "experiment", "extend", "E-2", "+9999", "--as", who, words="more than a year away")
    assert cli.run("experiment", "conclude", "E-2", "won", "Much", "--as", who).code == 2
    longer = str(TODAY + timedelta(days=21))
    assert cli.ok("experiment", "extend", "E-1", longer, "--as", who).out == f"E-1 runs until {longer}\n"
    learned = "朝は早いほど良い / The earlier the better"
    assert cli.ok("experiment", "conclude", "E-1", "kept", learned, "--as", who).out == "E-1 is concluded: kept\n"
    shown = cli.ok("experiment", "show", "e-1").out.splitlines()
    assert shown[0].startswith(f"E-1 for {key_result} ")
    assert shown[0].endswith(": kept")
    assert shown[1:] == [
        f"What we try: {what}",
        f"How we will know: {know}",
        f"Until: {longer}",
        f"Owner: {who}",
        f"What we learned: {learned}",
    ]
    (found,) = cli.ok("experiment", "learnings", "朝", "EARLIER").table
    assert (found[0], found[-2:]) == ("E-1", ["kept", learned])
    assert cli.ok("experiment", "learnings", "昼", "--json").json == []
    assert cli.ok("experiment", "list", "--kr", key_result, "--state", "overdue").out == ""


def test_experiments_that_are_refused(cli: Cli) -> None:
    who, key_result = mine(cli)
    start = ("experiment", "start", key_result, "Try")
    cli.refused(3, *start, "--know-by", " ", "--until", LATER, "--as", who, words="needs a way to know")
    cli.refused(3, *start, "--until", LATER, "--as", who, words="say what you will see if it works")
    cli.refused(3, *start, "--know-by", "So", "--until", "2026-01-01", "--as", who, words="is over already")
    cli.refused(3, *start, "--know-by", "So", "--until", "soon", "--as", who, words="'soon' is no day")
    cli.refused(3, "experiment", "show", "E-99", words="no experiment 'E-99'")
    cli.refused(3, "experiment", "conclude", "E-99", "kept", "Much", "--as", who, words="no experiment")
