"""`tomoni objective` and `tomoni keyresult`: objectives from a draft to the end, every kind of measure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli_kit import SAMPLE, Cli, cli_on_server

MEASURES: list[tuple[list[str], dict[str, Any]]] = [
    (["--from", "15", "--to", "35", "--unit", "k€"], {"kind": "metric"}),
    (["--to", "35"], {"kind": "metric"}),
    (["--kind", "ordinal"], {"kind": "ordinal"}),
    (["--commit-zone", "fine"], {"kind": "ordinal"}),
    (["--at-least", "95", "--at-most", "99", "--planned", "13"], {"kind": "maintain"}),
    (["--at-most", "1", "--rule", "distance"], {"kind": "maintain"}),
    (["--kind", "binary"], {"kind": "binary"}),
    (["--milestone", "hired", "--milestone", "trained=3"], {"kind": "milestones"}),
    (["--stage", "draft", "--stage", "in review", "--stage", "out"], {"kind": "stages"}),
    (["--checkpoint", "10=0", "--checkpoint", "20=0.8", "--checkpoint", "30=1"], {"kind": "checkpoints"}),
]


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """The sample company, on a server of this module's."""
    with cli_on_server(tmp_path_factory.mktemp("objectives") / "var") as (found, _):
        found.ok("import", SAMPLE)
        yield found


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Cli]:
    """A new installation."""
    with cli_on_server(tmp_path / "var") as (found, _):
        yield found


def test_from_a_draft_to_the_end(empty: Cli) -> None:
    empty.ok("quarter", "plan", "2026-Q3", "2026-07-01", "2026-09-30")
    assert empty.ok("objective", "draft", "Be heard", "--quarter", "2026-Q3", "--team", "East").out == (
        "O-1 is drafted\n"
    )
    revised = ("objective", "revise", "O-1", "--title", "Be loud", "--commitment", "committed")
    assert empty.ok(*revised).out == "O-1 is revised\n"
    assert empty.ok(*revised, "--json").json["changed"] is False
    empty.refused(3, "objective", "publish", "O-1", words="tomoni keyresult add")
    added = empty.ok("keyresult", "add", "O-1", "Calls", "--from", "0", "--to", "100", "--weight", "25", "--json").json
    assert (added["number"], added["changed"]) == ("KR-1", True)
    assert empty.ok("objective", "publish", "O-1").out == "O-1 is published\n"
    (shown,) = empty.ok("objective", "show", "O-1", "--json").json
    assert (shown["title"], shown["status"], len(shown["key_results"])) == ("Be loud", "published", 1)
    curve = ("2026-09-30=1", "2026-08-31=20%")
    assert empty.ok("keyresult", "phase", "KR-1", *curve).out == (
        "KR-1: due are 20 % by 2026-08-31, 100 % by 2026-09-30\n"
    )
    assert empty.ok("keyresult", "phase", "KR-1", *curve, "--json").json["changed"] is False
    told = empty.run("keyresult", "phase", "KR-1", "September=20%")
    assert (told.code, "write it as 2026-08-31=20%" in told.err) == (2, True)
    assert empty.run("keyresult", "phase", "KR-1").code == 2
    assert empty.ok("keyresult", "phase", "KR-1", "--even").out == "KR-1: an even pace again\n"
    assert empty.ok("thresholds", "set", "pace-by=ratio", "ratio-on-track-from=0.95").out == (
        "set: pace-by = ratio, ratio-on-track-from = 0.95\n"
    )
    empty.refused(3, "thresholds", "set", "pace-by=luck", words="pace is told by gap or by ratio")
    assert empty.ok("keyresult", "drop", "KR-1").out == "KR-1 is dropped\n"
    assert empty.ok("objective", "close", "O-1", "--result", "successful").out == "O-1 is closed\n"
    assert empty.ok("objective", "list", "--quarter", "2026-Q3").table[0][:4] == [
        "O-1",
        "Be loud",
        "East",
        "successful",
    ]
    drafted, revision = empty.events()[1].data, empty.events()[2].data
    assert (drafted.commitment, revision.commitment) == ("aspirational", "committed")  # type: ignore[attr-defined]


@pytest.mark.parametrize(("options", "wanted"), MEASURES, ids=[" ".join(options) for options, _ in MEASURES])
def test_every_kind_of_measure(cli: Cli, options: list[str], wanted: dict[str, Any]) -> None:
    added = cli.ok("keyresult", "add", "O-30", "One more", *options, "--json").json
    goal = cli.ok("objective", "show", "O-30", "--json").json[0]
    shown = next(one for one in goal["key_results"] if one["id"] == added["id"])
    assert wanted.items() <= shown.items()
    assert shown["progress"] is None


def test_who_does_it(cli: Cli) -> None:
    actors = []
    for options, environment in (((), {}), (("--as", "P-3"), {}), ((), {"TOMONI_PERSON": "P-4"})):
        cli.ok("objective", "draft", "Whose", *options, **environment)
        actors.append(cli.events()[-1].actor)
    people = {one["id"]: one["person"] for one in cli.ok("people", "--json").json}
    assert actors == ["system:operator", people["P-3"], people["P-4"]]
    cli.refused(3, "objective", "draft", "Whose", "--as", "P-99", words="P-99")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "say how it is measured"),
        (["--unit", "kg"], "say how it is measured"),
        (["--to", "9", "--stage", "a"], "several kinds (metric, stages)"),
        (["--kind", "binary", "--to", "9"], "--to says nothing"),
        (["--from", "9"], "from where to where"),
        (["--to", "far"], "no number"),
        (["--checkpoint", "12"], "says no progress"),
        (["--checkpoint", "12=much"], "no number"),
        (["--kind", "vibes"], "vibes"),
        (["--to", "9", "--weight", "much"], "no number"),
    ],
)
def test_options_that_make_no_measure(cli: Cli, options: list[str], words: str) -> None:
    told = cli.run("keyresult", "add", "O-30", "One more", *options)
    assert told.code == 2
    assert words in " ".join(told.err.split())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from", "5", "--to", "5"], "baseline and target are both 5"),
        (["--to", "1e40"], "at most 28"),
        (["--to", "9", "--weight", "-1"], "the weight is -1; give 0 to 100"),
        (["--to", "9", "--weight", "101"], "the weight is 101; give 0 to 100"),
        (["--at-most", "0", "--rule", "distance"], "the upper bound is 0"),
        (["--at-least", "9", "--at-most", "8"], "swap them"),
        (["--at-least", "9", "--planned", "0"], "a number from 1 to 1000"),
        (["--at-least", "9", "--rule", "latest", "--planned", "9"], "for a measure that counts them"),
        (["--rule", "latest"], "nothing says what is to be kept"),
        (["--kind", "milestones"], "there are 0 milestones"),
        (["--milestone", "a=0"], "no milestone weighs anything"),
        (["--milestone", "a=-1"], "give 0 or more"),
        (["--milestone", "a", "--milestone", "a"], "the same name"),
        (["--stage", "a"], "there are 1 stages; give 2"),
        (["--stage", "a=0.5", "--stage", "b"], "for all of them, or for none"),
        (["--stage", "a=0.5", "--stage", "b=0.5"], "more than the one before it"),
        (["--stage", "a=0.5", "--stage", "b=2"], "give 0 to 1"),
        (["--checkpoint", "1=0"], "there are 1 checkpoints"),
        (["--checkpoint", "1=0", "--checkpoint", "1=1"], "must rise, or fall"),
        (["--checkpoint", "1=1", "--checkpoint", "2=0"], "more than the one before it"),
    ],
)
def test_measures_that_are_none(cli: Cli, options: list[str], words: str) -> None:
    before = len(cli.records())
    cli.refused(3, "keyresult", "add", "O-30", "One more", *options, words=words)
    assert len(cli.records()) == before


def test_what_is_refused_of_objectives(cli: Cli) -> None:
    assert cli.run("objective", "revise", "O-30").code == 2
    assert cli.run("objective", "draft", "x", "--commitment", "maybe").code == 2
    cli.refused(3, "objective", "draft", " ", words="the title is empty")
    cli.refused(3, "objective", "draft", "x", "--quarter", "2031-Q1", words="2031-Q1")
    cli.refused(3, "objective", "publish", "O-99", words="O-99")
    cli.refused(3, "objective", "show", "O-99", words="O-99")
    cli.refused(3, "keyresult", "drop", "KR-9999", words="KR-9999")
