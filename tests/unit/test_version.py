"""The program, the packages' metadata, the changelog and git say one and the same version."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.cli.main import tomoni

TOP = Path(__file__).parents[2]


def declared() -> str:
    with (TOP / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def test_the_program_says_the_declared_version() -> None:
    told = CliRunner().invoke(tomoni, ["--version"])
    assert (told.exit_code, told.output) == (0, f"tomoni {declared()}\n")


def test_the_changelog_begins_with_it_and_goes_back_in_order() -> None:
    told = re.findall(r"^## (\S+)$", (TOP / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert told[0] == declared()
    numbers = [tuple(map(int, version.split("."))) for version in told]
    assert numbers == sorted(set(numbers), reverse=True)


def test_the_nearest_tag_is_of_this_version_or_of_an_older_one() -> None:
    told = subprocess.run(
        ["git", "describe", "--tags", "--match", "v[0-9]*"], cwd=TOP, capture_output=True, text=True, check=False
    )
    if told.returncode != 0:
        pytest.skip("no tag of a version can be reached from this commit, or this is no git checkout")
    tagged, *since = told.stdout.strip().removeprefix("v").split("-")
    if since:
        assert tuple(map(int, tagged.split("."))) <= tuple(map(int, declared().split(".")))
    else:
        assert tagged == declared()
