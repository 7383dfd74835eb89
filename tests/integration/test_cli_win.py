"""`tomoni win`: on the sample company, from one command that prepares a session to its minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.events import WinAgendaPrepared
from tests.cli_kit import SAMPLE, Cli, cli_on_server

SOON = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT16:00")
SINCE = ("--since", "2026-08-25")


@pytest.fixture
def cli(tmp_path: Path) -> Iterator[Cli]:
    """The sample company, on a server of its own."""
    with cli_on_server(tmp_path / "var") as (found, _):
        found.ok("import", SAMPLE)
        yield found


def test_a_session_from_its_agenda_to_its_minutes(cli: Cli, tmp_path: Path) -> None:
    assert "led by nobody yet: name somebody by tomoni win schedule" in cli.ok("win", "prepare", *SINCE).out
    cli.ok("win", "schedule", "--facilitator", "P-2", "--at", SOON)
    prepared = cli.ok("win", "prepare", *SINCE, "--json").json
    first, second = prepared["items"][0], prepared["items"][1]
    assert prepared["number"] == "W-1"
    owner = first["people"][0]["number"]
    other = next(each for each in ("P-4", "P-5") if each != owner)
    cli.refused(3, "win", "praise", "1", "--as", owner, words="this win is your own work, and nobody praises himself")
    assert cli.ok("win", "praise", "1", "すごい", "--as", other).out.startswith(
        f"{first['people'][0]['name']}: praised for"
    )
    assert cli.ok("win", "edit", "1", "# We did", "--as", owner).out.startswith("item 1 of W-1 of the company on ")
    assert cli.ok("win", "withdraw", "2").out.startswith("item 2 is off the agenda of W-1 of the company on ")
    told = cli.ok("win", "share", "A new desk", "--kr", "KR-3", "--as", "P-5", "--json").json
    assert told["place"] == len(prepared["items"])
    cli.refused(
        3, "win", "arrange", f"{told['place']}=9", words="minutes together, and the session takes 60; give some less"
    )
    arranged = cli.ok("win", "arrange", f"{told['place']}=2", "--json").json["items"]
    assert [(each["place"], each["kind"], each["minutes"]) for each in arranged[:2]] == [
        (1, "told", 2),
        (2, first["kind"], 3),
    ]
    assert second["item"] not in {each["item"] for each in arranged}
    assert cli.ok("win", "open").out.endswith(" is open\n")
    cli.refused(3, "win", "open", words="the session of the company is open already, and two are never open at once")
    closed = cli.ok("win", "close", "-m", "Bring cake", "--as", "P-2").out
    assert "was held; sessions in a row: 1; W-2 follows on 2" in closed
    file = tmp_path / "minutes.md"
    assert cli.ok("win", "minutes", "--output", file, "--lang", "ja").err == f"{file} is written\n"
    text = file.read_text()
    assert text.startswith("# ウィンセッション：全社\n")
    assert "> \\# We did — " in text
    assert text.endswith("> Bring cake\n")
    assert cli.ok("win", "minutes").out.startswith("# Win session of the company\n")
    assert [(row[0], row[3], row[6]) for row in cli.ok("win", "list").table] == [
        ("W-1", "held", "1"),
        ("W-2", "scheduled", "1"),
    ]
    assert cli.ok("win", "list", "--team", "Dev", "--json").json == []


def test_sessions_are_scheduled_moved_cancelled_and_prepared(cli: Cli) -> None:
    cli.refused(3, "win", "schedule", "--team", "Dev", words="a win session needs a facilitator who leads through it")
    cli.refused(3, "win", "show", "--team", "Dev", words="no win session of Dev is scheduled; prepare one")
    cli.refused(3, "win", "show", "--team", "Def", words="there is no team 'Def'; did you mean Dev?")
    said = ("--team", "Dev", "--facilitator", "P-2")
    cli.refused(3, "win", "schedule", *said, "--at", "tomorrow", words="--at 'tomorrow' is no time; write 2026-")
    cli.refused(3, "win", "schedule", *said, "--at", "2026-01-09T10:00", words="2026-01-09 10:00 UTC is over")
    moved = cli.ok("win", "schedule", *said, "--at", SOON, "--every", "quarter", "--minutes", "30").out
    assert moved == f"W-1 of Dev on {SOON.replace('T', ' ')}, every quarter, led by 岡田 隼人\n"
    cancelled = cli.ok("win", "cancel", "--team", "Dev", "-m", "a fire drill", "--json").json
    assert cancelled["next"] == "W-2"
    cli.ok("win", "schedule", "--team", "Dev", "--every", "never")
    assert cli.ok("win", "cancel", "--team", "Dev").out.endswith(" is cancelled; none follows\n")
    assert "a fire drill" in cli.ok("win", "show", "--session", "W-1", "--json").out
    assert cli.run("win", "arrange", "1=x").code == 2

    # One command prepares a session, and schedules it where none is.
    first, since, *_ = cli.ok("win", "prepare", "--as", "P-2", "--team", "Dev").out.splitlines()
    assert first.startswith("W-3 of Dev on ")
    assert first.endswith("(UTC), scheduled, 30 minutes, led by 岡田 隼人")
    # The sample company's history ends in September; a first agenda that would be empty begins with the quarter.
    assert since.startswith("wins since 2026-07-01 00:00")
    shown = cli.ok("win", "show", "--team", "Dev", "--json").json
    assert [item["place"] for item in shown["items"]] == list(range(1, len(shown["items"]) + 1))
    assert shown["items"]
    (prepared,) = [each.data for each in cli.events() if isinstance(each.data, WinAgendaPrepared)]
    assert {win.item for win in prepared.items} == {item["item"] for item in shown["items"]}
    by_id = {each.id: each for each in cli.events()}
    for win in prepared.items:
        assert by_id[win.source].recorded >= prepared.since
