"""How files shall be read, as far as somebody says it; and from a mapping file to other names of columns."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.events import Invalid
from shared.importing.days import DayOrder
from shared.importing.delimited import delimiter_named
from shared.importing.numerals import Style

Names = Mapping[str, Mapping[str, str]]
"""By table what other systems call its columns, with the names here."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody says of his files; None leaves it to the files, and what they leave open is refused.

    `language` is how the reader's language writes decimals. `names` are columns, `words` what stands in them
    (by table, column and text), each as others call it with the name here.
    """

    encoding: str | None = None
    delimiter: str | None = None
    numbers: Style | None = None
    days: DayOrder | None = None
    zone: tzinfo | None = None
    language: Style | None = None
    names: Names = field(default_factory=lambda: _NOTHING)
    words: Mapping[str, Names] = field(default_factory=lambda: _NOTHING)


def reading(
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    numbers: str | None = None,
    dates: str | None = None,
    zone: str | None = None,
    map_file: Path | None = None,
    language: Style | None = None,
) -> Reading:
    """What the options say. Raises Invalid for one that says nothing known."""
    names, words = _mapped(map_file) if map_file is not None else (_NOTHING, _NOTHING)
    return Reading(
        encoding=encoding,
        delimiter=None if delimiter is None else delimiter_named(delimiter),
        numbers=cast("Style | None", _one_of("--numbers", numbers, get_args(Style))),
        days=cast("DayOrder | None", _one_of("--dates", dates, get_args(DayOrder))),
        zone=None if zone is None else _zone(zone),
        language=language,
        names=names,
        words=words,
    )


def _one_of(option: str, text: str | None, known: tuple[str, ...]) -> str | None:
    if text is not None and text not in known:
        raise Invalid(f"{option} is {text!r}; say one of {', '.join(known)}")
    return text


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(f"--zone is {name!r}, no time zone; say one such as Asia/Tokyo") from None


def _mapped(file: Path) -> tuple[Names, Mapping[str, Names]]:
    """Columns and words of a TOML file: ``"Full name" = "name"`` in ``[people]``, words in ``[people.function]``."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"{file} is no mapping in TOML ({error}); write {_EXAMPLE}") from None
    names: dict[str, dict[str, str]] = {}
    words: dict[str, dict[str, dict[str, str]]] = {}
    for table, entries in tables.items():
        if not isinstance(entries, dict):
            raise Invalid(f"{file}: {table} stands outside any table; write {_EXAMPLE}")
        for theirs, ours in entries.items():
            if isinstance(ours, str):
                names.setdefault(table, {})[theirs] = ours
            elif isinstance(ours, dict) and all(isinstance(word, str) for word in ours.values()):
                words.setdefault(table, {})[theirs] = ours
            else:
                raise Invalid(f"{file}: {table}.{theirs} is neither a column nor words; write {_EXAMPLE}")
    return names, words


_EXAMPLE = '[people] and below it "Full name" = "name"'
