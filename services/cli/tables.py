"""Rows in a terminal of any width: ruled columns where they fit, else each row as a list of its fields.

Nothing is ever cut, and no word is broken while there is room for it in a line of its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from uuid import UUID

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from services.cli.cells import NONE

_READABLE = 14
"""A column that has more to say is at least so wide."""

_NOT_FIRST = frozenset(
    "、。，．・：；？！）」』】〕〉》〟’”…‥ーヽヾゝゞ々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％℃)]},.:;?!%"
)
_NOT_LAST = frozenset("（「『【〔〈《〝‘“([{¥￥$＄")
"""Characters that begin or end no line of Japanese."""


def laid_out(
    columns: Sequence[str], rows: Sequence[Sequence[str]], width: int, *, title: str | None = None
) -> RenderableType:
    """Rows of texts for a terminal of this width (in cells). A column of ids that nobody types is left out."""
    kept = [index for index in range(len(columns)) if not (index and _untypable(rows, index))]
    names, texts = [columns[index] for index in kept], [[row[index] for index in kept] for row in rows]
    widths = _widths(names, texts, width)
    if widths is not None:
        return _ruled(names, texts, widths, title)
    listed = _listed(names, texts, width)
    return Group(Text(title, style="bold"), listed) if title else listed


def broken(text: str, width: int) -> list[str]:
    """The text in lines of so many cells: broken at blanks and between Japanese characters, elsewhere only if it must.

    What can't begin a line (a closing bracket, a small kana) stays with what is before it. Blanks at a paragraph's
    beginning indent all of its lines.
    """
    lines = []
    for paragraph in text.split("\n"):
        line = paragraph.lstrip()
        indent = paragraph[: len(paragraph) - len(line)]
        lines += [indent + one for one in _filled(line, max(width - cell_len(indent), 1))]
    return lines


def _filled(paragraph: str, width: int) -> list[str]:
    lines, now = [], ""
    for unit in _units(paragraph):
        if now and cell_len((now + unit).rstrip()) > width:
            lines.append(now.rstrip())
            now = ""
        now += unit
        while cell_len(now.rstrip()) > width:
            head = _head(now, width)
            lines.append(head)
            now = now[len(head) :]
    return [*lines, now.rstrip()]


def _units(line: str) -> list[str]:
    """What is never broken: words with the blanks behind them, and single Japanese characters with what clings to them.

    >>> _units("a bc（日本）")
    ['a ', 'bc', '（日', '本）']
    """
    units: list[str] = []
    for one in line:
        last = units[-1][-1] if units else ""
        if not units or (last.isspace() and not one.isspace()):
            units.append(one)
        elif one.isspace() or one in _NOT_FIRST or last in _NOT_LAST or not (_stands_alone(one) or _stands_alone(last)):
            units[-1] += one
        else:
            units.append(one)
    return units


def _stands_alone(character: str) -> bool:
    """Whether a line may be broken before and after it; Korean is broken between words."""
    return unicodedata.east_asian_width(character) in ("W", "F") and not "\uac00" <= character <= "\ud7a3"


def _head(text: str, width: int) -> str:
    """As much of it as fits, and something in any case."""
    head = text[:1]
    for one in text[1:]:
        if cell_len(head + one) > width:
            break
        head += one
    return head


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """How wide each column is, so that all fit into `width`; None where that would break words."""
    room = width - (3 * len(columns) + 1)
    cells = [[column, *(row[index] for row in rows)] for index, column in enumerate(columns)]
    wanted = [max(cell_len(line) for cell in column for line in cell.split("\n")) for column in cells]
    if sum(wanted) <= room:
        return wanted
    longest = [
        max((cell_len(word.rstrip()) for cell in column for word in _units(cell)), default=0) for column in cells
    ]
    least = [max(need, min(wish, _READABLE)) for need, wish in zip(longest, wanted, strict=True)]
    spare, lacking = room - sum(least), sum(wanted) - sum(least)
    if spare < 0:
        return None
    return [need + (wish - need) * spare // lacking for need, wish in zip(least, wanted, strict=True)]


def _ruled(columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], title: str | None) -> Table:
    # Text, or somebody's [brackets] would be taken for markup.
    table = Table(title=Text(title) if title else None, title_justify="left", header_style="bold")
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(_numeric(row[index]) for row in rows)
        table.add_column(
            Text("\n".join(broken(column, widths[index]))),
            justify="right" if numeric else "left",
            width=widths[index],
            no_wrap=True,
        )
    for row in rows:
        table.add_row(*(Text("\n".join(broken(cell, width))) for cell, width in zip(row, widths, strict=True)))
    return table


def _listed(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Group:
    """A row as its first field, and each further one that says something on lines of its own."""
    label = max(map(cell_len, columns[1:]), default=0)
    shown: list[RenderableType] = []
    for row in rows:
        shown.append(Text("\n".join(broken(row[0], width)), style="bold"))
        fields = Table.grid(padding=(0, 2))
        fields.add_column(width=label, no_wrap=True, style="dim")
        room = max(width - label - 6, 1)
        fields.add_column(width=room, no_wrap=True)
        for column, cell in zip(columns[1:], row[1:], strict=True):
            if cell not in (NONE, ""):
                fields.add_row(Text(column), Text("\n".join(broken(cell, room))))
        shown.append(Padding(fields, (0, 0, 0, 2)))
    return Group(*shown)


def _untypable(rows: Sequence[Sequence[str]], index: int) -> bool:
    cells = [row[index] for row in rows if row[index] != NONE]
    return bool(cells) and all(map(_is_uuid, cells))


def _is_uuid(text: str) -> bool:
    try:
        return len(text) == 36 and bool(UUID(text))
    except ValueError:
        return False


def _numeric(text: str) -> bool:
    return text == NONE or text.removesuffix(" %").replace(".", "", 1).replace("-", "", 1).replace(",", "").isdigit()
