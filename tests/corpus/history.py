"""CSV files to import: a former system's history in generated figures, and the sample company, cut short."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

Row = dict[str, str]

_FIRST = {"2023-Q3": datetime(2023, 7, 5, 8, 14, 35, 435436), "2026-Q4": datetime(2026, 10, 5, 8, 14, 35, 435436)}


def write_history(directory: Path) -> None:
    """An ended and a running quarter in another tool: numbers without names, both clocks, zones, values that fall."""
    directory.mkdir()
    objectives = [
        {"objective": str(1 + n), "team": str(1 + n % 2), "quarter": quarter, "state": state}
        for n, (quarter, state) in enumerate(
            (("2023-Q3", "successful"), ("2023-Q3", "notsuccessful"), ("2026-Q4", "ongoing"), ("2026-Q4", "ongoing"))
        )
    ]
    key_results, check_ins = list[Row](), list[Row]()
    for number in range(1, 11):
        ordinal = number % 4 == 0
        key_results.append(
            {
                "key_result": str(number),
                "objective": str(1 + number % 4),
                "kind": "ordinal" if ordinal else "metric",
                "baseline": "" if number % 3 else str(number * 7),
                "stretch": "" if ordinal else str(100 + 37 * number),
            }
        )
        begin = _FIRST[objectives[number % 4]["quarter"]]
        for week in range(4):
            recorded = begin + timedelta(days=14 * week, minutes=number * 11)
            check_ins.append(
                {
                    "check_in": str(len(check_ins) + 1),
                    "key_result": str(number),
                    "recorded_at": recorded.isoformat(),
                    "modified_at": (recorded - timedelta(hours=10 * (week % 2) + 1)).isoformat(),
                    "value": "" if ordinal else str((number * 31 + week * week * 17 - (week == 2) * 40) % 400),
                    "zone": ("fail", "commit", "target", "stretch")[week] if ordinal else "",
                    "confidence": str((number + week) % 11),
                }
            )
    for name, rows in (("objectives", objectives), ("key_results", key_results), ("check_ins", check_ins)):
        _write(directory / f"{name}.csv", rows)


def cut_sample(whole: Path, directory: Path, *, people: int, every: int, latest: bool) -> None:
    """So many of the sample company's people with all that is theirs; of check-ins and meetings one in `every`.

    `latest`: only the goals of its last quarter. Its fourth quarter runs.
    """
    directory.mkdir()
    named = {row["person"] for row in _read(whole / "people.csv")[:people]}
    goals = {
        row["objective"]
        for row in _read(whole / "objectives.csv")
        if row["owner"] in named and (row["quarter"] == "2026-Q3" or not latest)
    }
    measures = {
        row["key_result"]
        for row in _read(whole / "key_results.csv")
        if row["objective"] in goals and row["owner"] in named
    }
    kept: dict[str, Callable[[int, Row], bool]] = {
        "people": lambda _, row: row["person"] in named,
        "quarters": lambda _, row: True,
        "objectives": lambda _, row: row["objective"] in goals,
        "key_results": lambda _, row: row["key_result"] in measures,
        "check_ins": lambda at, row: row["key_result"] in measures and row["by"] in named and at % every == 0,
        "buddy_groups": lambda _, row: row["person"] in named,
        "buddy_meetings": lambda at, row: at % every == 0,
    }
    for name, keeps in kept.items():
        rows = [row for at, row in enumerate(_read(whole / f"{name}.csv")) if keeps(at, row)]
        _write(directory / f"{name}.csv", [row | _running(row) for row in rows])


def _running(row: Row) -> Row:
    return {"state": "started"} if row.get("state") == "planned" else {}


def _read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _write(file: Path, rows: list[Row]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
