"""Reading CSV files: what is a table, where a row begins, and what a cell may say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from services.okr.importing.tables import Span, calendar_quarter, times
from shared.events import Invalid
from shared.importing import BadTable, Row, read_table


def table(directory: Path, content: str | bytes, required: tuple[str, ...] = ("person", "name")) -> list[Row]:
    data = content if isinstance(content, bytes) else content.encode()
    (directory / "people.csv").write_bytes(data)
    return read_table(directory, "people", required)


def row(**values: str) -> Row:
    return Row("people.csv", 2, values)


def test_a_row_has_its_file_its_line_and_its_values_without_blanks(tmp_path: Path) -> None:
    rows = table(tmp_path, "person,name\np1, 高橋 真理子 \n")
    assert rows == [Row("people.csv", 2, {"person": "p1", "name": "高橋 真理子"})]


def test_no_file_has_no_rows(tmp_path: Path) -> None:
    assert read_table(tmp_path, "people", ("person",)) == []


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    (one,) = table(tmp_path, b"\xef\xbb\xbfperson,name\np1,A\n")
    assert one.text("person") == "p1"


@pytest.mark.parametrize("encoding", ["shift_jis", "utf-16", "utf-16-le", "euc_jp", "iso2022_jp"])
def test_another_encoding_is_refused_with_the_file_s_name(tmp_path: Path, encoding: str) -> None:
    if encoding == "iso2022_jp":
        # Seven bits, so it is valid UTF-8 that says something else; a control character in a name is refused later.
        (one,) = table(tmp_path, "person,name\np1,高橋\n".encode(encoding))
        assert "\x1b" in one.text("name")
        return
    with pytest.raises(BadTable, match=r"people\.csv"):
        table(tmp_path, "person,name\np1,高橋 真理子\n".encode(encoding))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match=r"people\.csv lacks the column name"):
        table(tmp_path, "person,nom\np1,A\n")


def test_without_a_header_nothing_is_guessed(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="person, name"):
        table(tmp_path, "p1,A\np2,B\n")


def test_an_empty_file_lacks_its_header(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="first line"):
        table(tmp_path, "")


def test_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    assert table(tmp_path, "person,name\n") == []


def test_a_column_given_twice_is_ambiguous(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="the column name twice"):
        table(tmp_path, "person,name,name\np1,A,B\n")


def test_lines_are_counted_through_line_breaks_in_quotes_and_blank_lines(tmp_path: Path) -> None:
    rows = table(tmp_path, 'person,name\r\np1,"A\nB\nC"\r\n\r\n,\r\np2,D\r\n')
    assert [(each.line, each.values["person"]) for each in rows] == [(2, "p1"), (7, "p2")]
    assert rows[0].values["name"] == "A\nB\nC"


def test_a_short_row_lacks_its_last_columns_and_further_ones_are_ignored(tmp_path: Path) -> None:
    short, long = table(tmp_path, "person,name,team\np1\np2,B,T,what,else\n")
    assert short.optional("name") is None
    with pytest.raises(Invalid, match="name is empty"):
        short.text("name")
    assert long.values == {"person": "p2", "name": "B", "team": "T"}


def test_columns_may_come_in_any_order(tmp_path: Path) -> None:
    (one,) = table(tmp_path, "more,name,person\nx,A,p1\n")
    assert (one.text("person"), one.text("name")) == ("p1", "A")


@pytest.mark.parametrize("content", ['person,name\np1,"A\n', 'person,name\np1,"A"B\n'])
def test_broken_quotes_are_refused_with_their_line(tmp_path: Path, content: str) -> None:
    with pytest.raises(BadTable, match=r"people\.csv, line 2"):
        table(tmp_path, content)


def test_numbers_are_exact() -> None:
    assert row(value="0.10").number("value") == Decimal("0.10")
    assert row(value="").number("value") is None
    assert row().number("value") is None


@pytest.mark.parametrize("text", ["1,5", "ten", "nan", "Infinity", "0x10", "1 000"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="no number"):
        row(value=text).number("value")


def test_whole_numbers() -> None:
    assert row(confidence="7").whole("confidence") == 7
    assert row(confidence="").whole("confidence") is None
    with pytest.raises(Invalid, match="no whole number"):
        row(confidence="7.5").whole("confidence")


def test_days_and_moments() -> None:
    assert row(start="2026-07-01").day("start") == date(2026, 7, 1)
    with pytest.raises(Invalid, match="2026-07-01"):
        row(start="1.7.2026").day("start")
    assert row(at="2023-07-05T08:14:35.435436").moment("at") == datetime(2023, 7, 5, 8, 14, 35, 435436, UTC)
    assert row(at="2026-07-01T09:30:00+09:00").moment("at") == datetime(2026, 7, 1, 0, 30, tzinfo=UTC)
    assert row(at="2026-07-01").moment("at") == datetime(2026, 7, 1, tzinfo=UTC)
    assert row().moment("at") is None


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "0001-01-01T00:00:00+14:00"])
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
