"""Rows in terminals of every width: nothing cut, no word broken that has room, Japanese broken where it may be."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given, strategies as st
from rich.cells import cell_len
from rich.console import Console

from services.cli.tables import broken, laid_out

COLUMNS = ("id", "title", "who", "progress", "person")
TITLE = "海外の有料顧客を2社から25社へ / Paying customers outside Japan"
ROWS = [
    ("KR-46", TITLE, "Nguyen Thi Lan", "65 %", "9debee61-3243-5c74-809e-a86a90da466e"),
    ("KR-4", "  短い", "–", "104 %", "02ab4a40-13c7-5757-992e-b4dc72c00f6b"),
]


def drawn(width: int, rows: list[tuple[str, ...]] = ROWS) -> str:
    screen = io.StringIO()
    Console(file=screen, width=width, color_system=None).print(laid_out(COLUMNS, rows, width))
    return screen.getvalue()


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120])
def test_all_of_it_is_shown_at_every_width(width: int) -> None:
    shown = drawn(width)
    assert all(cell_len(line) <= width for line in shown.splitlines())
    for part in ("KR-46", "Paying", "customers", "Nguyen", "65 %", "104 %"):
        assert part in shown


def test_an_id_that_nobody_types_is_no_column_of_a_terminal() -> None:
    assert "9debee61" not in drawn(200)
    assert "person" not in drawn(200)
    assert "title" in drawn(200)


def test_where_columns_would_break_words_each_row_is_a_list_that_leaves_out_what_says_nothing() -> None:
    shown = drawn(40)
    assert "┃" not in shown
    assert re.search(r"^  progress  65 %", shown, re.M)
    assert shown.count("who") == 1


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("progress as planned", 8, ["progress", "as", "planned"]),
        ("progress", 5, ["progr", "ess"]),
        ("顧客推奨度（NPS）を17から32へ", 12, ["顧客推奨度", "（NPS）を17", "から32へ"]),
        ("金曜の会が根づいた。", 18, ["金曜の会が根づい", "た。"]),
        ("キャッシュ", 6, ["キャッ", "シュ"]),
        ("  under it, in two lines", 14, ["  under it, in", "  two lines"]),
        ("", 5, [""]),
        ("안녕 여러분", 6, ["안녕", "여러분"]),
    ],
)
def test_a_line_ends_where_the_language_lets_it(text: str, width: int, lines: list[str]) -> None:
    assert broken(text, width) == lines


@given(st.text(alphabet="ab 、。「」日本ッー(),.", max_size=60), st.integers(2, 30))
def test_breaking_loses_nothing_and_stays_within_the_width(text: str, width: int) -> None:
    lines = broken(text.strip(), width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)
