"""Files as people have them: encodings, separators, headers, workbooks; recognised where certain, refused where not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from services.cli.cells import text
from services.okr.kernel import rules
from services.okr.objectives.cli.check_in_files import wishes_in
from shared.events import Invalid
from shared.importing import BadTable, Reading, place_of, reading
from shared.importing.manner import language_style
from tests.sheets_kit import table, workbook

NAMES = "person,name\np1,高橋 真理子\n"
JAPANESE = "person,name,function\np1,高橋 真理子,営業\np2,ﾀﾅｶ,カスタマーサクセス\n"
GERMAN = "person;name\np1;Jürgen Groß\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_an_encoding_that_is_certain_is_recognised(encoding: str) -> None:
    (one,) = table(NAMES.encode(encoding)).rows
    assert (one.line, one.text("person"), one.text("name")) == (2, "p1", "高橋 真理子")


@pytest.mark.parametrize(
    ("text", "encoding", "looks"),
    [
        (JAPANESE, "cp932", "it looks like CP932; say --encoding cp932"),
        (JAPANESE.replace("ﾀﾅｶ", "田中"), "euc_jp", "it looks like EUC-JP; say --encoding euc_jp"),
        (NAMES, "iso2022_jp", "looks like ISO-2022-JP; say --encoding iso2022_jp"),
        (GERMAN, "cp1252", "it looks like Windows-1252; say --encoding cp1252"),
    ],
)
def test_another_one_is_refused_with_what_it_looks_like_and_read_when_it_is_said(
    text: str, encoding: str, looks: str
) -> None:
    with pytest.raises(BadTable, match=r"^people\.csv ") as refused:
        table(text.encode(encoding))
    assert looks in str(refused.value)
    read, wanted = table(text.encode(encoding), reading=Reading(encoding=encoding)), table(text)
    assert [row.values for row in read.rows] == [row.values for row in wanted.rows]


def test_an_encoding_that_is_said_and_wrong_is_refused() -> None:
    with pytest.raises(BadTable, match="is not utf-8 throughout"):
        table(NAMES.encode("cp932"), reading=Reading(encoding="utf-8"))
    with pytest.raises(Invalid, match="'klingon' is no encoding; say one such as"):
        table(NAMES, reading=Reading(encoding="klingon"))
    with pytest.raises(Invalid, match="'rot13' is no encoding"):
        table(NAMES, reading=Reading(encoding="rot13"))


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BadTable, match="null bytes"):
        table(bytes(range(256)))


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_separator_is_recognised_by_the_columns(sign: str) -> None:
    found = table(f"person{sign}name\np1{sign}A, B; C\n".replace("A, B; C", "A" if sign in ",;" else "A, B; C"))
    assert found.rows[0].text("person") == "p1"
    assert bool(found.said) is (sign != ",")


def test_a_first_line_may_say_the_separator() -> None:
    found = table("sep=,\r\nperson,name\r\np1,A\r\np1,B\r\n", key="person")
    assert (found.rows[0].line, found.rows[0].text("name")) == (3, "A")
    assert found.rejected[0][1] == "person p1 is in line 3 already; each is in one row only"
    assert table("sep=#\nperson#name\np1#A;B,C\n").rows[0].text("name") == "A;B,C"


def test_a_separator_may_be_said() -> None:
    assert table("person#name\np1#A\n", reading=reading(delimiter="#")).rows[0].text("name") == "A"
    assert table("person\tname\np1\tA\n", reading=reading(delimiter="tab")).rows[0].text("name") == "A"
    with pytest.raises(Invalid, match="no delimiter"):
        reading(delimiter="::")


def test_a_refusal_says_what_was_found() -> None:
    with pytest.raises(BadTable, match=r"lacks the column name; .* it holds: person, nom, separated by ;"):
        table("person;nom\np1;A\n")


@pytest.mark.parametrize("header", ["Person,NAME", " person , Name ", "ｐｅｒｓｏｎ,name", "PERSON,name"])
def test_the_header_s_case_and_width_make_no_difference(header: str) -> None:
    assert table(f"{header}\np1,A\n").rows[0].values == {"person": "p1", "name": "A"}


def test_words_of_a_header_may_be_set_apart_in_any_way() -> None:
    for header in ("key_result", "Key Result", "key-result", "KEY  RESULT"):
        assert table(f"{header}\nk1\n", ("key_result",)).rows[0].text("key_result") == "k1"


@pytest.mark.parametrize("row", ["p1,A", "p1,A,sales,more", "p1,A,sales,"])
def test_a_row_that_has_other_fields_than_the_header_is_rejected(row: str) -> None:
    found = table(f"person,name,function\np0,Z,cs\n{row}\np2,B,dev\n", ("person", "name", "function"))
    assert [each.text("person") for each in found.rows] == ["p0", "p2"]
    ((rejected, reason),) = found.rejected
    assert (rejected.line, len(found)) == (3, 3)
    assert f"the row has {row.count(',') + 1} fields and the header 3" in reason


def test_an_unquoted_comma_changes_no_figure() -> None:
    found = table("key_result,unit,stretch\nsk1,¥,1,200,000\nsk2,¥,12,5\n", ("key_result",), "unit", "stretch")
    assert found.rows == ()
    assert all("in double quotes" in reason for _, reason in found.rejected)


def test_lines_without_anything_are_no_rows() -> None:
    assert [row.line for row in table("person,name\n\n,\n,,,\np1,A\n").rows] == [5]


def test_columns_that_say_nothing_are_told() -> None:
    found = table("person,Location,name,\np1,Kyoto,A,note\n", ("person", "name"))
    assert found.ignored == ("Location", "(what stands of column 4, which has no name)")
    # They are part of what was imported: without them, another import of the same file would be another one.
    assert found.rows[0].values == {"person": "p1", "Location": "Kyoto", "name": "A", "": "note"}
    assert table("person,name,\np1,A,\n").ignored == ()


def test_an_id_is_in_one_row_only() -> None:
    found = table("person,name\np1,A\np2,B\np1,A\n", key="person")
    assert [row.line for row in found.rows] == [2, 3]
    assert found.rejected[0][1] == "person p1 is in line 2 already; each is in one row only"


def test_other_names_of_columns_and_words_are_said_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "names.toml"
    file.write_text(
        '[people]\n"Employee ID" = "person"\n"Full name" = "name"\n[people.function]\n"Engineering" = "dev"\n',
        encoding="utf-8",
    )
    content = "EMPLOYEE ID;full name;Function\n17;A;Engineering\n18;B;cs\n"
    found = table(content, ("person", "name", "function"), reading=reading(map_file=file))
    assert [row.values for row in found.rows] == [
        {"person": "17", "name": "A", "function": "dev"},
        {"person": "18", "name": "B", "function": "cs"},
    ]
    for wrong in ("people", "a = 1", "[people]\nname = 3"):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(Invalid, match=r"\[people\] and below it"):
            reading(map_file=file)


def test_a_workbook_is_read_like_a_csv_file(tmp_path: Path) -> None:
    file = tmp_path / "People.xlsx"
    file.write_bytes(
        workbook(
            Tabelle=[["Person", "Name", "joined_on", "size", "rate"], ["p1", "高橋", ("date", 46204), 12.0, 1.2e6], []]
        )
    )
    place = place_of(tmp_path, frozenset({"people"}))
    assert place.ignored == ()
    sheet = place.sheets["people"]
    assert sheet.file == "People.xlsx"
    assert sheet.content == [
        (1, ["Person", "Name", "joined_on", "size", "rate"]),
        (2, ["p1", "高橋", "2026-07-01", "12", "1200000"]),
    ] + ([(3, [""] * 5)] if len(sheet.content) == 3 else [])


def test_the_sheets_of_one_workbook_are_tables(tmp_path: Path) -> None:
    file = tmp_path / "company.xlsx"
    people, others = [["person", "name"], ["p1", "A"]], [["x"], ["y"]]
    file.write_bytes(workbook(People=people, Notes=others))
    place = place_of(file, frozenset({"people", "objectives"}))
    assert (list(place.sheets), place.ignored) == (["people"], ("company.xlsx (Notes)",))
    (tmp_path / "people.csv").write_text("person\n")
    (tmp_path / "people.xlsx").write_bytes(workbook(People=people, Notes=others))
    file.unlink()
    with pytest.raises(BadTable, match=r"people\.csv and people\.xlsx are both of people"):
        place_of(tmp_path, frozenset({"people"}))
    (tmp_path / "people.csv").unlink()
    assert list(place_of(tmp_path, frozenset({"people"})).sheets) == ["people"]
    (tmp_path / "people.xlsx").write_bytes(b"PK\x03\x04 and nothing else")
    with pytest.raises(BadTable, match=r"people\.xlsx can't be read as a workbook"):
        place_of(tmp_path, frozenset({"people"}))


def test_files_that_are_of_no_table_are_told(tmp_path: Path) -> None:
    for name in ("people.csv", "salaries.csv", "README.md", ".hidden.csv", "~$people.xlsx"):
        (tmp_path / name).write_text("person,name\n")
    assert place_of(tmp_path, frozenset({"people"})).ignored == ("salaries.csv",)


def numbers(*texts: str, sign: str = ",", **how: object) -> list[object]:
    """What a file makes of these cells of a column of numbers."""
    lines = "".join(f'k{n}{sign}"{text}"\n' for n, text in enumerate(texts))
    found = table(
        f"key_result{sign}stretch\n{lines}",
        ("key_result",),
        "stretch",
        numbers=frozenset({"stretch"}),
        reading=Reading(**how),  # type: ignore[arg-type]
    )
    told: list[object] = []
    for row in found.rows:
        try:
            told.append(str(row.number("stretch")))
        except Invalid as refused:
            told.append(refused)
    return told


def test_numbers_with_one_meaning_are_read() -> None:
    assert numbers("1.5", "1,234,567", "1 000", "1'234.5", "-0.25", "１２", "−3", "1.2E+06", ".5", "007") == [
        "1.5",
        "1234567",
        "1000",
        "1234.5",
        "-0.25",
        "12",
        "-3",
        "1200000",
        "0.5",
        "7",
    ]
    assert numbers("12,5", "1.234.567,8", "0,125", "1 234,5") == ["12.5", "1234567.8", "0.125", "1234.5"]


def test_what_one_cell_proves_holds_for_the_whole_file() -> None:
    assert numbers("1.234", "12,5") == ["1234", "12.5"]
    assert numbers("1,234", "12.5") == ["1234", "12.5"]


def test_what_can_be_read_in_two_ways_is_refused_with_both() -> None:
    (refused,) = numbers("1,234")
    assert "may be 1234 or 1.234; write it so, or say which with --numbers" in str(refused)
    both = numbers("12,5", "1.5", "1,234")
    assert both[:2] == ["12.5", "1.5"]
    assert "may be 1234 or 1.234" in str(both[2])
    (refused,) = numbers("1.234", sign=";")
    assert "may be 1.234 or 1234" in str(refused)
    # The format that the README describes: a point, in a file with commas between the fields.
    assert numbers("1.234") == ["1.234"]


def test_the_style_may_be_said() -> None:
    assert numbers("1,234", "1.234", numbers="comma") == ["1.234", "1234"]
    assert numbers("1,234", "1.234", numbers="point") == ["1234", "1.234"]
    (refused,) = numbers("1.5", numbers="comma")
    assert str(refused) == "stretch is '1.5', no number with a decimal comma; write 1,5"


def test_the_reader_s_language_decides_what_the_file_leaves_open() -> None:
    assert numbers("1,234", language="comma") == ["1.234"]
    assert "may be" in str(numbers("1.234", language="comma")[0])
    assert numbers("1,234", "1.5", language="comma") == ["1234", "1.5"]
    assert [
        language_style(each)
        for each in (
            {"LANG": "de_DE.UTF-8"},
            {"LANG": "de_CH.UTF-8"},
            {"LANG": "ja_JP.UTF-8"},
            {"LANG": "C.UTF-8"},
            {"LC_ALL": "fr_FR", "LANG": "en_US.UTF-8"},
            {},
        )
    ] == ["comma", "point", "point", None, "comma", None]


@pytest.mark.parametrize(
    ("text", "write"),
    [("31%", "write 31"), ("¥1,200", "write it in digits, such as 1234.5"), ("about 7", "write 7"), ("x", "1234.5")],
)
def test_every_refusal_of_a_number_shows_one_that_would_be_taken(text: str, write: str) -> None:
    (refused,) = numbers(text)
    assert write in str(refused)


def days(*texts: str, **how: object) -> list[object]:
    lines = "".join(f"p{n},{text}\n" for n, text in enumerate(texts))
    found = table(
        f"person,joined_on\n{lines}",
        ("person",),
        "joined_on",
        times=frozenset({"joined_on"}),
        reading=Reading(**how),  # type: ignore[arg-type]
    )
    told: list[object] = []
    for row in found.rows:
        try:
            told.append(row.moment("joined_on"))
        except Invalid as refused:
            told.append(refused)
    return told


def test_days_with_one_meaning_are_read_and_prove_the_order_of_the_others() -> None:
    july, first = datetime(2026, 7, 25, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    assert days("2026/7/25", "2026年7月1日") == [july, first]
    assert days("25.7.2026", "1.7.2026") == [july, first]
    assert days("7/25/2026", "7/1/2026 9:30 PM") == [july, datetime(2026, 7, 1, 21, 30, tzinfo=UTC)]
    assert days("1/7/2026", days="dmy") == [first]


def test_a_day_with_two_meanings_is_refused_with_both() -> None:
    (refused,) = days("1/7/2026")
    assert "it may be 2026-01-07 or 2026-07-01; write it so, or say which with --dates" in str(refused)
    (wrong,) = days("25.7.2026", days="mdy")
    assert "write it as 2026-07-01" in str(wrong)
    assert "from 1970 to 2200, such as" in str(days("0026-07-01")[0])


def test_a_time_without_a_zone_is_of_the_zone_that_is_said() -> None:
    tokyo = days("2026-07-01T09:00", "2026-07-01T09:00Z", zone=ZoneInfo("Asia/Tokyo"))
    assert tokyo == [datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 1, 9, tzinfo=UTC)]


def test_check_ins_of_a_file_are_read_by_the_same_rule(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes(
        "sep=;\r\nKey Result;Value;Confidence;Comment;on;colour\r\nKR-1;12,5;7;gut;25.7.2026;red\r\n;;;;;\r\n"
        "KR-2;1,2E+06;;;;\r\nKR-3;3\r\nKR-4;commit;much;;;\r\n;4;;;;\r\n".encode("utf-16")
    )
    wishes = wishes_in(file)
    found = [(wish.key_result, wish.value, wish.confidence, wish.on, reason) for wish, reason in wishes.found]
    assert found[:2] == [("KR-1", "12.5", 7, "2026-07-25", None), ("KR-2", "1200000", None, None, None)]
    assert [each[0] for each in found[2:]] == ["KR-3", "KR-4", "mine.csv, line 8"]
    assert "the row has 2 fields and the header 6" in str(found[2][-1])
    assert "'much', no number" in str(found[3][-1])
    assert "the key result is empty" in str(found[4][-1])
    assert wishes.said == [
        "mine.csv is read as UTF-16, separated by ;",
        "mine.csv has decimal commas (line 3: '12,5' is read as 12.5)",
        "mine.csv writes the day first (line 3: '25.7.2026')",
        "mine.csv: left out, for no such column is known: colour",
    ]


def test_days_of_a_file_are_days() -> None:
    found = table("quarter,start\nQ1,25.12.2026\n", ("quarter",), "start", times=frozenset({"start"}))
    assert found.rows[0].day("start") == date(2026, 12, 25)
    assert Decimal(str(numbers("7")[0])) == 7


def test_a_number_is_shown_as_a_person_writes_it() -> None:
    assert text(Decimal("1.2E+06")) == "1200000"
    assert [text(Decimal(each)) for each in ("12.50", "-3", "0.000001", "1E-9")] == [
        "12.50",
        "-3",
        "0.000001",
        "0.000000001",
    ]
    assert str(rules.decimal(Decimal("1.2E+06"), "value")) == "1200000"
    assert str(rules.decimal(Decimal("0.10"), "value")) == "0.10"
