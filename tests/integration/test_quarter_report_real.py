"""The report of each quarter of the real history, beside the same figures worked out from its CSV files alone."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from shared.events import ObjectiveScored
from tests.cli_kit import REAL, Cli, cli_on_server

pytestmark = pytest.mark.skipif(not REAL.exists(), reason=f"the real history is not here: {REAL}")

QUARTERS = ("2023-Q3", "2024-Q2", "2024-Q3")
ZONES = {"fail": Fraction(0), "commit": Fraction(3, 10), "target": Fraction(7, 10), "stretch": Fraction(1)}


@dataclass
class Figures:
    """What the files say of a quarter."""

    key_results: int = 0
    never: int = 0
    below: int = 0
    above: int = 0
    bands: Counter[str] = field(default_factory=Counter)
    zones: Counter[str] = field(default_factory=Counter)
    clamped: list[Fraction] = field(default_factory=list)


def rows(name: str) -> list[dict[str, str]]:
    with (REAL / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def from_the_files() -> dict[str, Figures]:
    """Every quarter's figures. One key result has its target for a baseline: it has no progress and is left out."""
    quarter_of = {row["objective"]: row["quarter"] for row in rows("objectives")}
    said: dict[str, dict[str, str]] = {}
    # Sorted by the moment that the value is for; Python keeps the order of the file where two are equal.
    for row in sorted(rows("check_ins"), key=lambda row: min(row["recorded_at"], row["modified_at"] or "9")):
        said[row["key_result"]] = row
    found = {quarter: Figures() for quarter in QUARTERS}
    for row in rows("key_results"):
        figures = found.get(quarter_of[row["objective"]])
        metric = row["kind"] == "metric"
        start, end = Fraction(row["baseline"] or 0), Fraction(row["stretch"] or 0)
        if figures is None or (metric and start == end):
            continue
        figures.key_results += 1
        last = said.get(row["key_result"])
        if last is None:
            figures.never += 1
            continue
        part = (Fraction(last["value"]) - start) / (end - start) if metric else ZONES[last["zone"]]
        within = max(Fraction(0), min(Fraction(1), part))
        tenths = (within * 10 + Fraction(1, 2)).__floor__()
        figures.bands["red" if tenths <= 3 else "yellow" if tenths <= 6 else "green"] += 1
        figures.zones[max((zone for zone in ZONES if within >= ZONES[zone]), key=lambda zone: ZONES[zone])] += 1
        if metric:
            figures.below += part < 0
            figures.above += part > 1
            figures.clamped.append(within)
    return found


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    with cli_on_server(tmp_path_factory.mktemp("real") / "var") as (found, _):
        found.ok("import", REAL)
        yield found


def report(cli: Cli, quarter: str) -> Any:
    return cli.ok("quarter", "report", quarter, "--json").json


def test_every_quarter_of_the_files_is_reported() -> None:
    assert {row["quarter"] for row in rows("objectives")} - {""} == set(QUARTERS)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_report_says_what_the_files_say(cli: Cli, quarter: str) -> None:
    told, wanted = report(cli, quarter), from_the_files()[quarter]
    assert told["key_results"] == wanted.key_results > 0
    assert {name: number for name, number in told["bands"].items() if number} == dict(wanted.bands)
    assert {name: number for name, number in told["zones"].items() if number} == dict(wanted.zones)
    assert (told["below_baseline"], told["above_stretch"]) == (wanted.below, wanted.above)
    assert len(told["never_checked_in"]) == wanted.never
    assert told["metrics"] == len(wanted.clamped)
    mean = sum(wanted.clamped, Fraction(0)) / len(wanted.clamped)
    assert abs(Fraction(told["metric_mean"]) - mean) <= Fraction(5, 100_000)


def test_the_history_has_what_makes_it_real() -> None:
    found = from_the_files().values()
    assert sum(each.below for each in found) > 0
    assert sum(each.above for each in found) > 0
    assert sum(each.never for each in found) > 0


def test_what_another_system_ended_is_scored_by_nobody_here(cli: Cli) -> None:
    assert not any(isinstance(event.data, ObjectiveScored) for event in cli.events())
    told = report(cli, "2023-Q3")
    assert (told["phase"], told["automatic"], told["frozen"]) == ("ended", [], None)
    assert all(one["score"] is None for one in told["objectives"])
    assert any(one["proposed"] is not None for one in told["objectives"])
    cli.refused(3, "quarter", "end", "2023-Q3", words="has already ended")
    cli.refused(3, "quarter", "verify", "2023-Q3", words="was never frozen")


def test_what_another_system_ended_can_be_frozen(cli: Cli) -> None:
    assert cli.ok("quarter", "freeze", "2024-Q2", "--json").json["new"] is True
    assert not any(isinstance(event.data, ObjectiveScored) for event in cli.events())
    verified = cli.ok("quarter", "verify", "2024-Q2", "--json").json
    assert verified["agrees"] is True
    assert verified["events"] > 100
    assert cli.ok("quarter", "freeze", "2024-Q2").out == "2024-Q2: nothing has changed since\n"
