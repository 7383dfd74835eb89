"""`tomoni rotation`, `programme` and `pairing`: what an organiser does with a draft, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.events import ExclusionLifted, ExclusionSet, MemberOptedIn, MemberOptedOut, WishesStated
from tests.cli_kit import SAMPLE, Cli, cli_on_server


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    with cli_on_server(tmp_path_factory.mktemp("cli") / "var") as (found, _):
        found.ok("import", SAMPLE)
        yield found


def test_from_a_draft_to_its_confirmation(cli: Cli) -> None:
    cli.refused(3, "rotation", "draft", "--after", "2026-Q3", "--pin", "P-1,P-999", words="nobody P-999")
    assert cli.ok("rotation", "draft", "--after", "2026-Q3").out == "R-1: drafted\n"
    shown = cli.ok("rotation", "show", "R-1")
    assert shown.out.startswith("R-1 for 2026-Q4: drafted; nobody meets anybody again\n")
    assert shown.table[1][2].startswith("never met")
    assert cli.ok("rotation", "draw", "R-1", "--pin", "P-4,P-20", "--forbid", "P-5,P-6").out == (
        "R-2 takes the place of R-1: drafted\n"
    )
    found = cli.ok("rotation", "show", "R-2", "--json").json
    assert (found["run"], found["stale"], found["absent"], found["newcomers"]) == (2, False, 0, [])
    assert len(found["why"]) == len(found["groups"])
    swap = cli.ok("rotation", "swap-cost", "R-2", "P-4", "P-3", "--json").json
    assert {"one": "P-4", "other": "P-3"}.items() <= swap.items()
    cli.refused(3, "rotation", "draw", "R-1", words="only a draft can be drawn again")
    cli.ok("pairing", "optout", "P-9")
    assert "tomoni rotation draw R-2" in cli.ok("rotation", "show", "R-2").out
    cli.refused(3, "rotation", "confirm", "R-2", words="out of date")
    assert cli.ok("rotation", "draw", "R-2", "--anew", "--json").json["id"] == "R-3"
    assert "not in it though they are there: 1" in cli.ok("rotation", "show", "R-3").out
    cli.ok("rotation", "confirm", "R-3")
    cli.refused(3, "rotation", "swap-cost", "R-3", "P-4", "P-3", words="only in a draft")
    assert cli.ok("pairing", "optin", "P-9", "--json").json["new"] is True
    assert len([event for event in cli.events() if isinstance(event.data, MemberOptedOut | MemberOptedIn)]) == 2


def test_exclusions_and_wishes(cli: Cli) -> None:
    assert cli.ok("pairing", "exclusions").out == "nobody is on the organisers' list\n"
    assert cli.ok("pairing", "exclude", "P-10", "P-11").out == "P-10 and P-11 are kept apart\n"
    assert sorted(cli.ok("pairing", "exclusions").table[0]) == ["P-10", "P-11"]
    assert cli.ok("pairing", "exclude", "P-11", "P-10", "--lift", "--json").json["new"] is True
    cli.refused(3, "pairing", "exclude", "P-10", "P-10", words="name two people")
    cli.refused(3, "pairing", "exclude", "P-10", "P-999", words="nobody P-999")
    cli.ok("pairing", "wishes", "P-10", "--hours", "22:00-06:00", "--office", "Tokyo", "--languages", "ja,en")
    cli.refused(3, "pairing", "wishes", "P-10", "--hours", "nine to five", words="as 00:00-09:00")
    cli.refused(3, "pairing", "wishes", "P-10", "--hours", "09:00-09:00", words="two different times")
    kinds = (ExclusionSet, ExclusionLifted, WishesStated)
    assert [type(event.data) for event in cli.events() if isinstance(event.data, kinds)] == list(kinds)


def test_the_programme(cli: Cli) -> None:
    shown = cli.ok("programme", "show")
    setting, functions = shown.table[1]
    assert (setting, sorted(functions.split(", "))) == ("functions", ["cs", "dev", "sales"])
    assert shown.err == "", "never configured, it leaves nobody out"
    cli.refused(3, "programme", "set", "--functions", "", words="needs at least one function")
    cli.ok("programme", "set", "--functions", "sales,dev")
    told = cli.ok("programme", "show")
    assert "the programme leaves people out, who sit in no group: cs (" in told.err
    assert 'tomoni programme set --functions "sales,dev,cs"' in told.err
    assert told.err == cli.ok("trios").err
    assert list(cli.ok("programme", "show", "--json").json["left_out"]) == ["cs"]
    cli.ok("programme", "set", "--functions", "sales,dev,cs")
    assert cli.ok("programme", "set", "--every", "4", "--teams-apart", "--wishes", "office").out == (
        "so it is from the next draw on\n"
    )
    found = cli.ok("programme", "show", "--json").json
    assert (found["every_weeks"], found["teams_apart"], found["wishes"]) == (4, True, ["office"])
    assert cli.ok("programme", "set", "--every", "4").out == "so it is already\n"
    cli.ok("programme", "set", "--every", "quarter", "--teams-together", "--wishes", "none")
    assert cli.ok("programme", "set", "--near", "2").out == "so it is from the next draw on\n"
    assert cli.ok("programme", "show", "--json").json["near"] == 2
    cli.refused(3, "programme", "set", "--near", "101", words="from 0 to 100")
    cli.refused(3, "programme", "set", "--size", "5", words="from 2 to 4")
    cli.refused(3, "programme", "set", "--functions", "sales,ops", words="nobody works in ops")
    cli.refused(3, "programme", "set", "--wishes", "sports", words="is no wish")
    assert cli.run("programme", "set", "--every", "month").code == 2


def test_a_simulation_writes_nothing(cli: Cli) -> None:
    before = len(cli.events())
    rows = cli.ok("pairing", "simulate", "--quarters", "3", "--churn", "5").table
    assert [row[0] for row in rows] == ["1", "2", "3"]
    cli.refused(3, "pairing", "simulate", "--quarters", "0", words="choose 1 to 40")
    cli.refused(3, "pairing", "simulate", "--churn", "120", words="0 to 100 %")
    assert len(cli.events()) == before
