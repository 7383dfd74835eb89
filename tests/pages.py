"""The pages: the README and all that its map leads to, in the map's order, which is the order in which they are run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]

NO_PAGES = ("services/okr/practice/guides", "tests/contract/outside")
"""Folders whose Markdown is no page: what the product shows, and what a test compares."""

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


class Page(NamedTuple):
    """A page, by its path from the top."""

    path: str

    @property
    def text(self) -> str:
        """All that stands on it."""
        return (ROOT / self.path).read_text(encoding="utf-8")

    def blocks(self, language: str) -> list[str]:
        """What is typed or saved, in order."""
        return re.findall(rf"^```{language}\n(.*?)^```$", self.text, re.DOTALL | re.MULTILINE)

    def prose(self) -> str:
        """All but blocks of code."""
        return _CODE.sub("", self.text)

    def links(self) -> list[str]:
        """Where it leads to on this machine: a path from here, and a heading behind `#`."""
        return [link for link in _LINK.findall(self.prose()) if "://" not in link]

    def headings(self) -> set[str]:
        """Its headings as links name them, as GitHub makes them."""
        titles = re.findall(r"^#+ (.*)$", self.prose(), re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


README = Page("README.md")


def pages() -> list[Page]:
    """The README, then the pages of its map from top to end."""
    _, _, the_map = README.prose().partition("\n## The map\n")
    return [README, *(Page(link) for link in _LINK.findall(the_map))]


def all_text() -> str:
    """What all pages say, each run of white space a blank."""
    return " ".join(" ".join(page.text for page in pages()).split())


def there_are() -> Iterator[str]:
    """The path of every page in the repository."""
    for folder in ("services", "shared", "deploy", "tests"):
        for file in (ROOT / folder).rglob("*.md"):
            path = file.relative_to(ROOT).as_posix()
            if not path.startswith(NO_PAGES):
                yield path
    yield from (file.name for file in ROOT.glob("*.md"))
