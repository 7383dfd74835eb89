"""The three forms of an answer, and the moments that options name."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import typer

from services.cli.cells import percent
from services.cli.instants import instant
from services.cli.output import answer, note, show, show_json, show_table

COLUMNS = ("id", "title", "progress")
ROWS = [("KR-1", "高橋\tさん\nhere", "12 %"), ("KR-17", None, percent(None))]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_piped_tables_are_lines_of_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    show_table(COLUMNS, ROWS)
    assert capsys.readouterr().out == "id\ttitle\tprogress\nKR-1\t高橋 さん here\t12 %\nKR-17\t–\t–\n"


def test_an_empty_table_is_nothing_to_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    show_table(COLUMNS, [])
    assert capsys.readouterr().out == ""


def test_a_terminal_gets_a_ruled_table(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")
    show_table(COLUMNS, ROWS, title="Board")
    shown = screen.getvalue()
    assert "Board" in shown
    assert "KR-17" in shown
    assert "┃" in shown
    assert "\x1b[" in shown


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_is_higher_than_the_terminal_is_shown_by_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    screen, pages = Terminal(), list[str]()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr("click.echo_via_pager", lambda text, color: pages.append(text))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    show_table(("id",), [(f"KR-{number}",) for number in range(10)])
    assert (pages, "KR-9" in screen.getvalue()) == ([], True)
    show_table(("id",), [(f"KR-{number}",) for number in range(30)])
    assert "KR-29" in pages[0]
    assert "KR-29" not in screen.getvalue()


def test_people_read_moments_in_the_company_s_zone_to_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("TOMONI_TIME_ZONE", "Asia/Tokyo")
    show_table(("when",), [(datetime(2026, 7, 1, 15, 30, 12, tzinfo=UTC),)])
    assert "2026-07-02 00:30 " in screen.getvalue()


def test_markup_in_a_title_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "80")
    show_table(("title",), [("Win [bold]all[/bold] [/deals]",)])
    assert "[bold]all[/bold] [/deals]" in screen.getvalue()


@dataclass
class Fact:
    value: Decimal
    at: datetime
    day: date


def test_json_keeps_decimals_and_times(capsys: pytest.CaptureFixture[str]) -> None:
    show_json([Fact(Decimal("0.10"), datetime(2026, 7, 1, 9, tzinfo=UTC), date(2026, 7, 1))])
    assert json.loads(capsys.readouterr().out) == [{"value": "0.10", "at": "2026-07-01T09:00:00Z", "day": "2026-07-01"}]


def test_an_answer_is_a_sentence_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    answer("it runs", {"phase": "started"}, False)
    answer("it runs", {"phase": "started"}, True)
    sentence, _, rest = capsys.readouterr().out.partition("\n")
    assert sentence == "it runs"
    assert json.loads(rest) == {"phase": "started"}


def test_notes_stay_out_of_the_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    note("by the way")
    show("the answer")
    assert capsys.readouterr() == ("the answer\n", "by the way\n")


def test_percent() -> None:
    assert [percent(value) for value in (0, -230, 112, None)] == ["0 %", "-230 %", "112 %", "–"]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-09-30", date(2026, 9, 30)),
        ("2026-09-30T12:00:00Z", datetime(2026, 9, 30, 12, tzinfo=UTC)),
        ("2026-09-30T12:00", datetime(2026, 9, 30, 12)),
        ("2026-09-30T12:00:00+09:00", datetime(2026, 9, 30, 3, tzinfo=UTC)),
    ],
)
def test_a_day_stays_a_day_and_a_time_without_a_zone_the_companys(text: str, when: date | datetime) -> None:
    assert instant("--as-of", text) == when


def test_no_moment() -> None:
    assert instant("--as-of", None) is None


@pytest.mark.parametrize("text", ["soon", "2026-9-30", "2026-02-30", "0001-01-01T00:00:00+14:00", "20260930x"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="--as-of"):
        instant("--as-of", text)
