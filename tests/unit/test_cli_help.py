"""Help: every command has an example that it takes itself, no line is too long, and no word of it is a type's name."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from services.cli.commands import GROUPS
from services.cli.examples import EXAMPLES, examples_of
from services.cli.help_texts import first_sentence
from services.cli.main import tomoni
from services.okr.reports.comparison.cli import told
from services.okr.reports.comparison.domain import Difference, Moved


def commands(group: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command, with how it is called."""
    yield path, group
    if isinstance(group, TyperGroup):
        for name in group.list_commands(None):  # type: ignore[arg-type]
            yield from commands(group.get_command(None, name), (*path, name))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def every() -> dict[tuple[str, ...], Any]:
    return dict(commands(get_command(tomoni), ("tomoni",)))


def help_of(command: Any, path: tuple[str, ...], width: int) -> str:
    context = command.context_class(command, info_name=" ".join(path), terminal_width=width, max_content_width=width)
    return str(command.get_help(context))


def test_every_command_has_an_example(every: dict[tuple[str, ...], Any]) -> None:
    for path, command in every.items():
        if not isinstance(command, TyperGroup):
            shown = examples_of(" ".join(path))
            assert shown, path
            text = help_of(command, path, 80).splitlines()
            assert text[-len(shown) - 1 :] == ["  Examples:", *(f"    {each}" for each in shown)]


def test_every_example_is_one_that_the_command_takes(every: dict[tuple[str, ...], Any]) -> None:
    for example in EXAMPLES:
        words = shlex.split(example.partition(" > ")[0])
        path = tuple(words)
        while path not in every or isinstance(every[path], TyperGroup):
            path = path[:-1]
            assert path, example
        every[path].make_context(" ".join(path), list(words[len(path) :]))


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_of_help_is_longer_than_the_terminal(every: dict[tuple[str, ...], Any], width: int) -> None:
    for path, command in every.items():
        for line in help_of(command, path, width).splitlines():
            assert len(line) <= width, (path, line)


def test_the_list_of_commands_has_a_line_for_each_in_a_narrow_terminal_too(every: dict[tuple[str, ...], Any]) -> None:
    text = help_of(every["tomoni",], ("tomoni",), 80)
    for title, group in GROUPS.items():
        listed = text.partition(f"\n{title}:\n")[2].partition("\n\n")[0].splitlines()
        assert [line.split()[0] for line in listed] == list(group)
        assert [" ".join(line.split()[1:]) for line in listed] == [each.told for each in group.values()]


def test_help_speaks_of_no_types_and_cuts_no_sentence(every: dict[tuple[str, ...], Any]) -> None:
    for path, command in every.items():
        text = help_of(command, path, 80)
        assert not re.search(r"<(str|int|float|path|int range)>|<list", text), path
        assert "..." not in text.partition("message and exit.")[2], path
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", text), path


def test_a_summary_is_the_first_sentence() -> None:
    assert first_sentence("Run one service. A port that is taken: another.") == "Run one service"
    assert first_sentence("Say what\n  it is, e.g. this; ok.\n\nMore.") == "Say what it is, e.g. this; ok"


def test_what_moved_is_told_goal_by_goal_within_the_width() -> None:
    changes = (
        Difference(what="progress", before="0.12", after="0.55", moved="0.43"),
        Difference(what="owner", before="a", after=None),
    )
    title = "十月末までに主要顧客二十社と更新契約を結び、来年の見通しをつける"
    moved = Moved(
        id="k",
        number="KR-17",
        title=title,
        kind="key result",
        kind_of_change="changed",
        changes=changes,
        by=("a",),
        events=0,
        movers=(),
    )
    lines = told(moved, {"a": "P-3"}, 40)
    assert lines[-3:] == ["  progress: 0.12 → 0.55 (0.43)", "  owner: P-3 → –", "  by P-3"]
    assert all(len(line) <= 40 for line in lines)
    assert "".join(line.strip() for line in lines[:2]).removeprefix("KR-17  ").replace(" ", "") == title
