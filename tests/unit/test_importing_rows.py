"""Reading CSV files: what is a table, where a row begins, and what a cell may say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from services.okr.importing.tables import Span, calendar_quarter, times
from shared.events import Invalid
from shared.importing import BadTable, Columns, Place, Reading, Row, Table
from tests.sheets_kit import table as read


def table(content: str | bytes, required: tuple[str, ...] = ("person", "name")) -> tuple[Row, ...]:
    return read(content, required).rows


def row(**values: str) -> Row:
    return Row("people.csv", 2, values)


def test_a_row_has_its_file_its_line_and_its_values_without_blanks() -> None:
    rows = table("person,name\np1, 高橋 真理子 \n")
    assert rows == (Row("people.csv", 2, {"person": "p1", "name": "高橋 真理子"}),)


def test_no_file_has_no_rows() -> None:
    assert Place({}).table("people", Columns(("person",)), Reading()) == Table("people.csv")


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    (one,) = table(b"\xef\xbb\xbfperson,name\np1,A\n")
    assert one.text("person") == "p1"


def test_a_missing_column_is_named() -> None:
    with pytest.raises(BadTable, match=r"people\.csv lacks the column name"):
        table("person,nom\np1,A\n")


def test_without_a_header_nothing_is_guessed() -> None:
    with pytest.raises(BadTable, match="person, name"):
        table("p1,A\np2,B\n")


def test_an_empty_file_lacks_its_header() -> None:
    with pytest.raises(BadTable, match="first line"):
        table("")


def test_a_header_alone_has_no_rows() -> None:
    assert table("person,name\n") == ()


def test_a_column_given_twice_is_ambiguous() -> None:
    with pytest.raises(BadTable, match="the column name twice"):
        table("person,name,name\np1,A,B\n")


def test_lines_are_counted_through_line_breaks_in_quotes_and_blank_lines() -> None:
    rows = table('person,name\r\np1,"A\nB\nC"\r\n\r\n,\r\np2,D\r\n')
    assert [(each.line, each.values["person"]) for each in rows] == [(2, "p1"), (7, "p2")]
    assert rows[0].values["name"] == "A\nB\nC"


def test_columns_may_come_in_any_order() -> None:
    (one,) = table("more,name,person\nx,A,p1\n")
    assert (one.text("person"), one.text("name")) == ("p1", "A")


@pytest.mark.parametrize("content", ['person,name\np1,"A\n', 'person,name\np1,"A"B\n'])
def test_broken_quotes_are_refused_with_their_line(content: str) -> None:
    with pytest.raises(BadTable, match=r"people\.csv, line 2"):
        table(content)


def test_numbers_are_exact() -> None:
    assert row(value="0.10").number("value") == Decimal("0.10")
    assert row(value="").number("value") is None
    assert row().number("value") is None


@pytest.mark.parametrize("text", ["ten", "nan", "Infinity", "0x10", "1 00", "1,00,000", "-", "1.2.3", "５%"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="no number"):
        row(value=text).number("value")


def test_whole_numbers() -> None:
    assert row(confidence="7").whole("confidence") == 7
    assert row(confidence="").whole("confidence") is None
    assert row(confidence="7.0").whole("confidence") == 7
    with pytest.raises(Invalid, match="no whole number; write 8"):
        row(confidence="7.5").whole("confidence")


def test_days_and_moments() -> None:
    assert row(start="2026-07-01").day("start") == date(2026, 7, 1)
    with pytest.raises(Invalid, match="2026-07-01"):
        row(start="1.7.26").day("start")
    assert row(at="2023-07-05T08:14:35.435436").moment("at") == datetime(2023, 7, 5, 8, 14, 35, 435436, UTC)
    assert row(at="2026-07-01T09:30:00+09:00").moment("at") == datetime(2026, 7, 1, 0, 30, tzinfo=UTC)
    assert row(at="2026-07-01").moment("at") == datetime(2026, 7, 1, tzinfo=UTC)
    assert row().moment("at") is None


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "31.2.2026"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="no time"):
        row(at=text).moment("at")


@pytest.mark.parametrize(
    ("label", "first", "last"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31)),
    ],
)
def test_calendar_quarters(label: str, first: date, last: date) -> None:
    assert calendar_quarter(label) == Span(first, last)


def test_a_quarter_begins_at_midnight_and_is_over_at_the_next_one() -> None:
    span = calendar_quarter("2026-Q4")
    assert span.begins == datetime(2026, 10, 1, tzinfo=UTC)
    assert span.over == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("label", ["2026Q3", "Q3 2026", "2026-Q5", "2026-Q3 ", "2026-Q3\n", "0000-Q1", "9999-Q4", ""])
def test_other_labels_need_their_days(label: str) -> None:
    with pytest.raises(Invalid, match=r"quarters\.csv"):
        calendar_quarter(label)


def test_a_time_before_the_note_is_when_the_value_held() -> None:
    """As in 2023: the day that the value is for, and later the day on which it was typed in."""
    found = times(row(recorded_at="2023-07-05T08:14:35", modified_at="2023-07-04T22:00:00"))
    assert found == (datetime(2023, 7, 4, 22, tzinfo=UTC), datetime(2023, 7, 5, 8, 14, 35, tzinfo=UTC))


def test_a_time_after_the_note_is_when_the_value_was_known() -> None:
    """As in 2024: typed in, and overwritten later."""
    found = times(row(recorded_at="2024-03-05T08:00:00", modified_at="2024-04-01T09:00:00"))
    assert found == (datetime(2024, 3, 5, 8, tzinfo=UTC), datetime(2024, 4, 1, 9, tzinfo=UTC))


@pytest.mark.parametrize("column", ["recorded_at", "modified_at"])
def test_one_time_is_both(column: str) -> None:
    moment = datetime(2026, 7, 1, tzinfo=UTC)
    assert times(row(**{column: "2026-07-01"})) == (moment, moment)


def test_no_time_is_none() -> None:
    assert times(row(recorded_at="", value="1")) is None
