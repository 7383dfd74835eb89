"""The guides: one for each measure, in two languages that agree, short, and with commands that exist."""

from __future__ import annotations

import io
import re
from importlib.resources import files

import pytest
import typer
from rich.console import Console
from rich.markdown import Markdown

from services.cli.main import tomoni
from services.okr.practice.domain.measures import MEASURES
from services.okr.practice.guides import GUIDE_FOR, LANGUAGES, guide, guides, language
from shared.events import Invalid, NotFound

WIDTH, LINES = 80, 36
"""The terminal that a guide is to fit in."""

EVERY = [(name, lang) for name in GUIDE_FOR.values() for lang in LANGUAGES]


def test_there_is_one_for_each_measure_in_each_language_and_no_other_file() -> None:
    assert list(GUIDE_FOR) == list(MEASURES)
    stored = {file.name for file in files("services.okr.practice.guides").iterdir() if file.name.endswith(".md")}
    assert stored == {f"{name}.{lang}.md" for name, lang in EVERY}


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_guide_says_what_it_is(name: str, lang: str) -> None:
    found = guide(name, language(lang))
    assert (found.guide, found.lang, GUIDE_FOR[found.measure]) == (name, lang, name)
    assert found.version >= 1
    assert found.text.startswith(f"# {found.title}\n")
    assert guide(found.measure, found.lang) is found


@pytest.mark.parametrize("name", GUIDE_FOR.values())
def test_both_languages_are_of_one_version_and_one_shape(name: str) -> None:
    en, ja = (guide(name, lang) for lang in LANGUAGES)
    assert en.version == ja.version
    assert _commands(en.text) == _commands(ja.text)
    shapes = [[line[:3] for line in one.text.splitlines() if line.startswith(("#", ">", "- "))] for one in (en, ja)]
    assert len(shapes[0]) == len(shapes[1])
    assert en.text.count("\n1. ") == ja.text.count("\n1. ") == 1
    assert re.findall(r"^\d\. ", en.text, re.M) == re.findall(r"^\d\. ", ja.text, re.M)
    assert not re.search("[ぁ-ん]", en.text)
    assert re.search("[ぁ-ん]", ja.text)


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_guide_fits_on_one_screen(name: str, lang: str) -> None:
    out = io.StringIO()
    Console(file=out, width=WIDTH).print(Markdown(guide(name, language(lang)).text))
    assert len(out.getvalue().splitlines()) <= LINES


@pytest.mark.parametrize("name", GUIDE_FOR.values())
def test_its_commands_exist(name: str) -> None:
    commands = typer.main.get_command(tomoni)
    for line in _commands(guide(name).text):
        node = commands
        for word in line.split()[1:]:
            children = getattr(node, "commands", None)
            if not children:
                break
            assert word in children, f"{line}: there is no {word}"
            node = children[word]


def test_what_is_not_there_is_refused_with_what_is() -> None:
    assert [one.guide for one in guides("ja")] == list(GUIDE_FOR.values())
    with pytest.raises(NotFound, match="no guide 'cheese'; there are check-ins, owners, "):
        guide("cheese")
    with pytest.raises(NotFound):
        guide("../reading")
    with pytest.raises(Invalid, match="'fr' is no language of the guides; choose en or ja"):
        language("fr")


def _commands(text: str) -> list[str]:
    return [each for each in re.findall(r"`([^`]+)`", text) if each.startswith("tomoni ")]
