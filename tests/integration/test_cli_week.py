"""`tomoni week`: a team's four boxes on the command line, in the sample company."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from shared.events import iso_week
from tests.cli_kit import SAMPLE, Cli, cli_on_server


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    with cli_on_server(tmp_path_factory.mktemp("week") / "var") as (cli, _):
        cli.ok("import", SAMPLE)
        yield cli


def test_a_week_on_one_page(cli: Cli) -> None:
    week = iso_week(datetime.now(UTC).date())
    empty = cli.ok("week", "show", "--team", "Mobile", TOMONI_ZONE="UTC")
    assert "not filled yet: tomoni week fill" in empty.out
    given = ("--team", "Mobile", "-p", "KR-17 通知を減らす", "-p", "Hire", "-n", "Trade fair", "--health", "team=green")
    told = cli.ok("week", "fill", *given, "--health", "code=red flaky tests", TOMONI_ZONE="UTC")
    assert told.out == f"Mobile's boxes of {week} are filled, with 2 priorities\n"
    marked = cli.ok("week", "mark", "1", "--kept", "--team", "Mobile", TOMONI_ZONE="UTC")
    assert marked.out == f"{week}, 1. 通知を減らす: kept\n"
    shown = cli.ok("week", "show", "--team", "Mobile", TOMONI_ZONE="UTC").out
    for line in (
        "  1. KR-17 通知を減らす (kept)",
        "  2. Hire (not said)",
        "  - Trade fair",
        "  green  team",
        "  red    code: flaky tests",
    ):
        assert line in shown.splitlines()
    page = cli.ok("week", "show", "--team", "Mobile", "--json", TOMONI_ZONE="UTC").json
    assert page["week"] == week
    standing = [
        one for goal in cli.ok("board", "--json").json if goal["team"] == "Mobile" for one in goal["key_results"]
    ]
    sure = {one["number"]: one["confidence"] for one in standing if one["confidence"] is not None}
    assert {one["number"]: one["confidence"] for one in page["confidence"]}.items() <= sure.items()


def test_the_coming_week_shows_what_was_meant_this_week(cli: Cli) -> None:
    today = datetime.now(UTC).date()
    coming = iso_week(today + timedelta(days=7))
    cli.ok("week", "fill", "--team", "CS", "-p", "Answer faster", TOMONI_ZONE="UTC")
    told = cli.ok("week", "fill", "--team", "CS", "-p", "Answer well", "--week", coming, TOMONI_ZONE="UTC")
    assert f"of {iso_week(today)}, 1 of 1 are not said to be kept or not: tomoni week mark" in told.out
    told = cli.ok("week", "mark", "1", "--not-kept", "--team", "CS", TOMONI_ZONE="UTC")
    assert "1. Answer faster: not kept" in told.out, "the coming week has not begun"
    shown = cli.ok("week", "show", "--team", "CS", "--week", coming, TOMONI_ZONE="UTC").out
    assert "  1. Answer faster (not kept)" in shown.splitlines()
    cli.refused(3, "week", "mark", "1", "--kept", "--team", "CS", "--week", coming, words="has not begun")


def test_what_is_refused(cli: Cli) -> None:
    cli.refused(3, "week", "show", "--team", "Nobody", words="there is no team 'Nobody'")
    cli.refused(3, "week", "fill", "--team", "Dev", "-p", "KR-999 Do it", words="there is no key result")
    cli.refused(3, "week", "fill", "--team", "Dev", "-p", "a", "--health", "team", words="write it as team=green")
    cli.refused(3, "week", "fill", "--team", "Dev", "-p", "a", "--as", "P-3", words="you may not fill")
    cli.refused(3, "week", "mark", "1", "--kept", "--team", "Dev", words="Dev has filled no boxes yet")
    assert cli.run("week", "mark", "1", "--team", "Dev").code == 2
