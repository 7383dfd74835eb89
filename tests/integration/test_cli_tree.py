"""`tomoni tree`, `tomoni align` and the links of key results on a real server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from services.okr.objectives.views.standing import BoardKeyResult, BoardObjective
from services.okr.reports.board import cli_tree as tree_command
from tests.cli_kit import SAMPLE, Cli, cli_on_server


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """The sample company, on a server of this module's."""
    with cli_on_server(tmp_path_factory.mktemp("tree") / "var") as (found, _):
        found.ok("import", SAMPLE)
        yield found


def running(cli: Cli) -> list[dict[str, Any]]:
    """The objectives of the running quarter."""
    found: list[dict[str, Any]] = cli.ok("board", "--quarter", "2026-Q3", "--json").json
    return found


def test_a_tree_is_made_and_shown(cli: Cli) -> None:
    top, child, grandchild = running(cli)[:3]
    metric = top["key_results"][0]
    told = cli.ok("align", child["number"], "--to", metric["number"]).out
    assert told == f"{child['number']} serves {metric['number']}\n"
    cli.ok("align", grandchild["number"], "--to", child["number"], "--reason", "it helps", "--json")
    shown = cli.ok("tree", "--quarter", "2026-Q3", "--json").json
    assert [(each["number"], each["level"]) for each in shown[:3]] == [
        (top["number"], 0),
        (child["number"], 1),
        (grandchild["number"], 2),
    ]
    lines = cli.ok("tree", top["number"]).table
    assert [line[0] for line in lines[:3]] == [top["number"], metric["number"], child["number"]]
    assert lines[2][1].startswith("    ")
    assert f"serves {metric['number']}" in lines[2][-1]
    assert [each["number"] for each in cli.ok("tree", metric["number"], "--json").json] == [
        top["number"],
        child["number"],
        grandchild["number"],
    ]
    cli.refused(3, "align", top["number"], "--to", grandchild["number"], words="would close a circle")
    cli.refused(3, "align", top["number"], "--to", top["number"], words="can't serve itself")
    cli.refused(3, "align", top["number"], "--to", "KR-4711", words="KR-4711")
    cli.refused(3, "align", child["number"], "--to", "nothing", words="give a reason")
    cli.refused(
        3,
        "align",
        child["number"],
        "--to",
        "nothing",
        "--reason",
        "x",
        "--as",
        "P-42",
        words="you may not align the objective",
    )
    cli.refused(3, "tree", "O-4711", words="O-4711")
    cli.refused(3, "tree", "--person", "P-4711", words="P-4711")
    assert cli.run("tree", "--as-of", "soon").code == 2
    cli.refused(3, "tree", "--team", "Nobody", words="there is no team 'Nobody'; there are CS,")
    before = cli.ok("tree", top["number"], "--as-of", "2026-08-01", "--json").json
    assert [each["number"] for each in before] == [top["number"]]
    cli.ok("align", grandchild["number"], "--to", "nothing", "--reason", "it does not")


def test_what_is_set_by_hand_and_linked(cli: Cli) -> None:
    key_result = next(one for goal in running(cli) for one in goal["key_results"] if one["kind"] == "metric")["number"]

    def shown() -> dict[str, Any]:
        board = cli.ok("board", "--json").json
        return next(one for goal in board for one in goal["key_results"] if one["number"] == key_result)

    before = shown()
    cli.ok("keyresult", "override", key_result, "40%", "--reason", "the figure is late")
    assert (shown()["progress"], shown()["made_of"]) == (40, "override")
    assert shown()["otherwise"] is not None
    cli.ok("keyresult", "adopt", key_result)
    assert shown()["made_of"] != "override"
    assert shown()["progress"] == (before["progress"] if before["otherwise"] is None else before["otherwise"])
    assert cli.run("keyresult", "override", key_result, "much", "--reason", "x").code == 2
    cli.refused(3, "keyresult", "override", key_result, "140%", "--reason", "x", words="give 0 (nothing) to 1")
    cli.refused(3, "keyresult", "override", key_result, "40%", words="give a reason")
    cli.refused(3, "keyresult", "link", key_result, key_result, words="can't be linked to itself")
    other = next(
        one
        for goal in running(cli)
        for one in goal["key_results"]
        if one["kind"] == "metric" and one["unit"] != before["unit"]
    )
    cli.refused(3, "keyresult", "link", key_result, other["number"], words="their values can't be summed up")


def test_the_tree_in_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cli: Cli) -> None:
    """Bars and names are drawn; nobody's [brackets] are taken for markup."""
    goals = cli.ok("tree", "--quarter", "2026-Q3", "--json").json

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    made = [_objective(each) for each in goals]
    made[0].title = "[bold]Be heard[/bold]"
    tree_command.show_tree(made)
    drawn = capsys.readouterr().out
    assert "[bold]Be heard[/bold]" in drawn
    assert made[0].number in drawn
    assert "━" in drawn


def _objective(shown: dict[str, Any]) -> BoardObjective:
    parts = tuple(BoardKeyResult(**one) for one in shown["key_results"])
    return BoardObjective(**(shown | {"key_results": parts}))
