"""`tomoni pairing measures, pulse, pulses, share` and `tomoni insights`: what they say, and what they refuse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.events import GroupFormed, InsightShared, PulsesGathered
from tests.cli_kit import SAMPLE, Cli, cli_on_server


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    with cli_on_server(tmp_path_factory.mktemp("cli") / "var") as (found, _):
        found.ok("import", SAMPLE)
        yield found


@pytest.fixture(scope="module")
def present(cli: Cli) -> list[str]:
    return [row["id"] for row in cli.ok("people", "--json").json]


def groups(cli: Cli) -> list[tuple[str, list[str]]]:
    """The present groups, by what people type: the group, and its members."""
    codes = {row["person"]: row["id"] for row in cli.ok("people", "--json").json}
    rows = cli.ok("trios", "--json").json
    return [(row["group"], [codes[one["person"]] for one in row["members"] if one["person"] in codes]) for row in rows]


def test_measures_of_the_sample(cli: Cli) -> None:
    found = cli.ok("pairing", "measures", "--json").json
    formed = [event.data for event in cli.events() if isinstance(event.data, GroupFormed)]
    now = [data for data in formed if data.label == found["quarter"]]
    assert found["groups"] == len(now)
    assert found["people"] == len({person for data in now for person in data.members})
    assert found["too_few"] is False
    for pair in found["coverage"]:
        assert 0 <= (pair["met"] or 0) <= pair["assigned"] <= pair["ceiling"]
    assert -1 <= found["ei_index"] <= 1
    assert 0 <= found["gini"] < 1
    plain = cli.ok("pairing", "measures", "--quarter", found["quarter"]).out
    assert plain.startswith(f"{found['quarter']}: {found['people']} people in {found['groups']} groups\n")
    assert "functions\tpairs assigned\tmet\tat most\n" in plain
    assert f"how unevenly (Gini)\t{found['gini']}\n" in plain


def test_measures_that_are_refused(cli: Cli) -> None:
    cli.refused(3, "pairing", "measures", "--quarter", "2031-Q1", words="there is no quarter '2031-Q1'")


def test_a_pulse(cli: Cli, present: list[str]) -> None:
    assert cli.ok("pairing", "pulses").out == "no month has five answers yet\n"
    for number, person in enumerate(present[:6]):
        told = cli.ok("pairing", "pulse", 1 + number % 5, "--as", person).out
        assert told.endswith("; nobody can tell that it was you\n")
    (shown,) = cli.ok("pairing", "pulses", "--json").json
    assert (shown["answers"], shown["mean"], shown["counts"]) == (5, 3.0, [1, 1, 1, 1, 1])
    assert cli.ok("pairing", "pulses").table == [[shown["month"], "5", "3.0", "1", "1", "1", "1", "1"]]
    cli.refused(3, "pairing", "pulse", 4, "--as", present[0], words="answered for")
    assert len([event for event in cli.events() if isinstance(event.data, PulsesGathered)]) == 1


def test_pulses_that_are_refused(cli: Cli, present: list[str]) -> None:
    last = present[-1]
    cli.refused(3, "pairing", "pulse", 6, "--as", last, words="from 1 (badly) to 5 (very well)")
    cli.refused(3, "pairing", "pulse", 0, "--as", last, words="from 1 (badly) to 5 (very well)")
    cli.refused(3, "pairing", "pulse", 4, "--as", last, "--month", "2099-01", words="lies in the future")
    cli.refused(3, "pairing", "pulse", 4, "--as", last, "--month", "2020-01", words="is over")
    cli.refused(3, "pairing", "pulse", 4, "--as", last, "--month", "soon", words="'soon' is no month")
    cli.refused(3, "pairing", "pulse", 4, "--as", "P-999", words="no person 'P-999'")
    assert cli.run("pairing", "pulse", "well", "--as", last).code == 2


def test_an_insight(cli: Cli) -> None:
    (group, members), (_, others) = groups(cli)[:2]
    assert cli.ok("insights").out == "no buddy group has told anything yet\n"
    text = "毎週話す / We talk each week"
    told = ("pairing", "share", group, text, "--as", members[0], "--objective", "O-1")
    assert cli.ok(*told).out == f"{group} has told everybody\n"
    (shown,) = cli.ok("insights", "--json").json
    assert (shown["text"], shown["objective_code"]) == (text, "O-1")
    assert [row[1:] for row in cli.ok("insights").table] == [["O-1", text]]
    cli.refused(3, "insights", "--quarter", "2031-Q1", words="no quarter '2031-Q1'")
    cli.refused(3, "pairing", "share", group, text, "--as", others[0], words="only a member of the group")
    cli.refused(3, "pairing", "share", group, " ", "--as", members[0], words="is empty")
    cli.refused(3, "pairing", "share", group, "x" * 1001, "--as", members[0], words="1001 characters")
    cli.refused(3, "pairing", "share", "G-999", text, "--as", members[0], words="no group 'G-999'")
    cli.refused(3, *told[:-1], "O-999", words="no objective 'O-999'")
    assert len([event for event in cli.events() if isinstance(event.data, InsightShared)]) == 1
