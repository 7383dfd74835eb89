"""Reads the guides. Each file begins with what it is: its id, its version, its measure, its title.

The version grows with every change of what a guide says, in both languages at once: support that was given names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, get_args

from services.okr.practice.domain.practice import known_measure
from shared.events import Invalid, NotFound, PracticeMeasure

Language = Literal["en", "ja"]

LANGUAGES: tuple[Language, ...] = get_args(Language)

GUIDE_FOR: Mapping[PracticeMeasure, str] = MappingProxyType(
    {
        "check-ins-on-time": "check-ins",
        "key-results-owned": "owners",
        "objectives-aligned": "alignment",
        "sessions-held": "win-session",
        "experiments-learned": "experiments",
        "buddy-meetings-held": "buddy-meetings",
    }
)
"""Which guide helps with which measure, in the order in which they are listed."""

_RULE = "---\n"


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide in one language; `text` is Markdown."""

    guide: str
    version: int
    measure: PracticeMeasure
    lang: Language
    title: str
    text: str


def guides(lang: Language = "en") -> tuple[Guide, ...]:
    """All of them, in the order of the measures."""
    return tuple(_read(name, lang) for name in GUIDE_FOR.values())


def guide(name: str, lang: Language = "en") -> Guide:
    """The guide of this id, or of this measure. Raises NotFound, with all ids."""
    wanted = name.strip().lower()
    for measure, known in GUIDE_FOR.items():
        if wanted in (known, measure):
            return _read(known, lang)
    raise NotFound(f"there is no guide {name[:60]!r}; there are {', '.join(GUIDE_FOR.values())}")


def language(text: str) -> Language:
    """The language of this code. Raises Invalid."""
    for lang in LANGUAGES:
        if text.strip().lower() == lang:
            return lang
    raise Invalid(f"{text[:60]!r} is no language of the guides; choose {' or '.join(LANGUAGES)}")


@cache
def _read(name: str, lang: Language) -> Guide:
    whole = files(__package__).joinpath(f"{name}.{lang}.md").read_text(encoding="utf-8")
    _, header, text = whole.split(_RULE, 2)
    said = dict(line.split(": ", 1) for line in header.splitlines())
    return Guide(said["guide"], int(said["version"]), known_measure(said["measure"]), lang, said["title"], text)
