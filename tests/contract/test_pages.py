"""The pages hang together: the map leads to all of them, no link leads nowhere, and their tables are the code's."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from tests.contract.outside import HERE
from tests.pages import README, ROOT, Page, all_text, pages, there_are
from tests.readme_tables import tables, with_tables

PAGES = pages()


def test_the_map_leads_to_every_page_once() -> None:
    assert sorted(page.path for page in PAGES) == sorted(there_are()), "add it to the map, where its commands can run"


def test_who_opens_the_readme_or_the_glossary_reads_it_to_the_end() -> None:
    assert len(README.text.splitlines()) <= 200
    assert len(Page("services/GLOSSARY.md").text.splitlines()) <= 60


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_every_block_of_code_ends(page: Page) -> None:
    assert "```" not in page.prose(), "what is typed in a block without an end is run by nobody"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_every_link_leads_somewhere(page: Page) -> None:
    for link in page.links():
        path, _, heading = link.partition("#")
        file = (ROOT / page.path).parent / path if path else ROOT / page.path
        assert file.exists(), link
        if heading:
            assert heading in Page(PurePosixPath(file.resolve().relative_to(ROOT)).as_posix()).headings(), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_tables_are_the_code_s(page: Page) -> None:
    assert with_tables(page.text) == page.text, "run: make readme"


@pytest.mark.parametrize("name", tables())
def test_each_table_stands_on_one_page(name: str) -> None:
    assert sum(page.text.count(f"<!-- {name} -->\n") for page in PAGES) == 1


def test_every_command_that_prose_names_is_there() -> None:
    usages = re.findall(r"^\$ tomoni (.*?) ?--help\n\nUsage: .*?(COMMAND)?(?: \[ARGS\]\.\.\.)?$", HELP, re.MULTILINE)
    groups = {name for name, group in usages if group}
    names = {name for name, _ in usages}
    named = re.findall(r"`(?:\w+=\S+ )?tomoni ((?:[a-z][a-z-]* ?)+)", all_text())
    assert len(named) > 40
    for words in (each.split() for each in named):
        path = ""
        while path in groups and words:
            path = f"{path} {words.pop(0)}".strip()
            assert path in names, f"there is no tomoni {path}"


HELP = (HERE / "help.txt").read_text(encoding="utf-8")
