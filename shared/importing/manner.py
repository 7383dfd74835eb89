"""How one file writes numbers, days and times: what somebody says of it, what its cells prove, what stays open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from types import MappingProxyType
from typing import TypeVar

from shared.importing.days import DayOrder, orders_of
from shared.importing.numerals import Style, styles_of

T = TypeVar("T")

POINT_ALONE: Mapping[str, Style] = MappingProxyType({".": "point"})
"""Of a number that may be read in two ways, such as ``1.234``: its point is a decimal point."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How numbers and days are written. None leaves it to each cell: what has two meanings is refused.

    `alone` says what a separator means in a cell that has two meanings, in a file that says nothing else. A time
    without a zone is `zone`'s.
    """

    numbers: Style | None = None
    days: DayOrder | None = None
    zone: tzinfo = UTC
    zone_is_assumed: bool = True
    alone: Mapping[str, Style] = field(default_factory=lambda: POINT_ALONE)


PLAIN = Manner()
"""What nobody has said anything of."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A cell that can be read in one way only."""

    line: int
    text: str


def number_style(cells: Iterable[tuple[int, str]]) -> tuple[Style | None, Proof | None]:
    """The style that cells with one meaning prove, with the first of them; none where they prove nothing, or both."""
    return _proved(cells, styles_of)


def day_order(cells: Iterable[tuple[int, str]]) -> tuple[DayOrder | None, Proof | None]:
    """The order of day and month that cells with one meaning prove; none where they prove nothing, or both."""
    return _proved(cells, orders_of)


def _proved(cells: Iterable[tuple[int, str]], meanings: Callable[[str], frozenset[T]]) -> tuple[T | None, Proof | None]:
    proofs: dict[T, Proof] = {}
    for line, text in cells:
        found = meanings(text)
        if len(found) == 1:
            proofs.setdefault(next(iter(found)), Proof(line, text))
    return next(iter(proofs.items())) if len(proofs) == 1 else (None, None)


def language_style(environment: Mapping[str, str]) -> Style | None:
    """How the reader's language writes decimals, as LC_ALL, LC_NUMERIC or LANG name it; None where they name none."""
    named = next((environment[name] for name in ("LC_ALL", "LC_NUMERIC", "LANG") if environment.get(name)), "")
    tag = named.partition(".")[0].partition("@")[0].replace("-", "_")
    language, _, country = tag.partition("_")
    if len(language) not in (2, 3) or not language.isalpha():
        return None
    if language.lower() not in _COMMA_LANGUAGES or (language.lower(), country.upper()) in _POINT_COUNTRIES:
        return "point"
    return "comma"


_COMMA_LANGUAGES = frozenset(
    {"af", "az", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fo", "fr", "gl", "hr", "hu"}
    | {"hy", "id", "is", "it", "ka", "kk", "kl", "ky", "lt", "lv", "mk", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru"}
    | {"sk", "sl", "sq", "sr", "sv", "tr", "uk", "uz", "vi"}
)
# Where CLDR has another decimal sign than the language's.
_POINT_COUNTRIES = frozenset(
    {("de", "CH"), ("de", "LI"), ("it", "CH"), ("es", "MX"), ("es", "US"), ("es", "PR"), ("es", "GT"), ("es", "HN")}
    | {("es", "NI"), ("es", "PA"), ("es", "PE"), ("es", "SV"), ("es", "DO"), ("es", "CU")}
)
