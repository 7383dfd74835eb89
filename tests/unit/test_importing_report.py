"""What becomes of rows: counts, rejects, and orders that a second run makes again."""

from __future__ import annotations

import csv
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.cli.import_summary import summary
from shared.importing import History, Report, Row

NOW = datetime(2026, 8, 3, 9, tzinfo=UTC)


def row(line: int, file: str = "people.csv", **values: str) -> Row:
    return Row(file, line, values)


def history(now: datetime = NOW) -> History:
    return History("puzzle", now, lambda body: hashlib.sha256(body).hexdigest())


def test_what_is_read_is_taken_or_rejected() -> None:
    report = Report()
    report.take(row(2), 2)
    report.take(row(3), 0)
    report.reject(row(4), "name is empty")
    report.reject(row(2, "check_ins.csv"), "no number")
    assert report.read == {"people.csv": 3, "check_ins.csv": 1}
    assert report.taken == {"people.csv": 2}
    assert report.rejected == {"people.csv": 1, "check_ins.csv": 1}
    assert report.events == 2
    assert all(read == report.taken.get(name, 0) + report.rejected[name] for name, read in report.read.items())


def test_the_summary_says_so_for_programs(tmp_path: Path) -> None:
    report = Report()
    report.take(row(2), 2)
    report.warn(row(2), "the baseline is missing and taken as 0")
    assert summary(report, tmp_path / "rejects.csv") == {
        "rows": {"people.csv": {"read": 1, "taken": 1, "rejected": 0}},
        "events": 2,
        "warnings": ["people.csv, line 2: the baseline is missing and taken as 0"],
        "assumed": [],
        "ignored": {},
        "said": [],
        "undrawn": [],
        "changes": [],
        "dry_run": False,
        "rejects": None,
    }


def test_the_rejects_file_tells_file_line_reason_and_row(tmp_path: Path) -> None:
    report = Report()
    report.reject(row(7, name="高橋, 真理子"), "person is empty")
    file = tmp_path / "new" / "rejects.csv"
    report.write_rejects(file)
    with file.open(encoding="utf-8", newline="") as lines:
        assert list(csv.reader(lines)) == [
            ["file", "line", "reason", "row"],
            ["people.csv", "7", "person is empty", '{"name": "高橋, 真理子"}'],
        ]


def test_without_rejects_an_old_file_goes(tmp_path: Path) -> None:
    file = tmp_path / "rejects.csv"
    file.write_text("old")
    Report().write_rejects(file)
    Report().write_rejects(file)
    assert not file.exists()


def test_the_same_row_makes_the_same_order_at_any_time() -> None:
    then = NOW - timedelta(days=90)
    one = history().order("join p1", row(2, person="p1"), effective=then)
    again = history(NOW + timedelta(days=1)).order("join p1", row(9, person="p1"), effective=then)
    assert (one.command, one.digest) == (again.command, again.digest)
    assert (one.effective, one.recorded, one.imported_from, one.actor) == (then, then, "puzzle", "system:import")


def test_another_row_another_step_and_another_system_differ() -> None:
    one = history().order("join p1", row(2, person="p1"), effective=NOW)
    changed = history().order("join p1", row(2, person="p1", name="A"), effective=NOW)
    assert changed.command == one.command
    assert changed.digest != one.digest
    assert history().order("join p2", row(2, person="p1"), effective=NOW).command != one.command
    other = History("other", NOW, lambda body: "")
    assert other.order("join p1", None, effective=NOW).command != one.command
    assert other.id_of("person", "p1") != history().id_of("person", "p1")


def test_nothing_imported_lies_in_the_future() -> None:
    order = history().order("join p1", None, effective=NOW + timedelta(days=30))
    assert (order.effective, order.recorded) == (NOW, NOW)


def test_when_it_was_noted_may_be_later_than_when_it_held() -> None:
    order = history().order("c1", None, effective=NOW - timedelta(days=2), recorded=NOW - timedelta(days=1), actor="me")
    assert (order.effective, order.recorded, order.actor) == (NOW - timedelta(days=2), NOW - timedelta(days=1), "me")
