"""`tomoni forget`, and what an import and an export make of somebody who was forgotten."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli_kit import ROOT, Cli, cli_on_server
from tests.patience import PATIENCE
from tests.sheets_kit import FILES


@pytest.fixture
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    with cli_on_server(tmp_path_factory.mktemp("forget") / "var") as (cli, _):
        yield cli


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("company")
    for name, text in FILES.items():
        (directory / name).write_text(text, encoding="utf-8")
    return directory


def test_forgetting_from_a_command_to_an_import(cli: Cli, company: Path, tmp_path: Path) -> None:
    cli.ok("import", company)
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    cli.ok("log", "export", before)

    cli.refused(3, "forget", "P-9", "--yes", words="no person 'P-9'")
    told = cli.ok("forget", "P-1", "--yes", "--json").json
    assert told["new"] is True
    again = cli.ok("forget", told["person"], "--yes").out
    assert "that was done before" in again

    cli.ok("log", "export", after)
    assert after.read_bytes().startswith(before.read_bytes())
    assert len(after.read_bytes().splitlines()) == len(before.read_bytes().splitlines()) + 2
    assert [each["name"] for each in cli.ok("people", "--json").json] == ["Ken"]
    for service in ("okr", "pairing"):
        assert cli.ok("rebuild", service, "--json").json["equal"] is True

    # The same files again, and one more check-in with words of his.
    rejects = tmp_path / "rejects.csv"
    (company / "check_ins.csv").write_text(FILES["check_ins.csv"] + "c2,k1,4,2026-07-17,more of us,p1\n", "utf-8")
    summary = cli.ok("import", company, "--rejects", rejects, "--json").json
    assert summary["rows"]["people.csv"] == {"read": 2, "taken": 1, "rejected": 1}
    assert summary["rows"]["check_ins.csv"]["rejected"] == summary["rows"]["key_results.csv"]["rejected"] == 0
    assert summary["events"] == 1, "the value of the new check-in, without its words"
    text = rejects.read_text(encoding="utf-8")
    assert "was forgotten, for good" in text
    assert "anako" not in text, "a rejected row of somebody forgotten is not written down anew"
    assert [each["name"] for each in cli.ok("people", "--json").json] == ["Ken"]
    assert b"more of us" not in b"".join(payload for _, payload in cli.records())


def test_nobody_is_forgotten_unasked(cli: Cli) -> None:
    told = cli.spawn("forget", "P-1")
    assert told.code == 3
    assert "--yes" in told.err


def answered(cli: Cli, answer: str, *arguments: str) -> tuple[int, str]:
    """The command in a terminal, where somebody answers so; its exit code and what stands on the screen."""
    ours, its = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "services.cli.main", *arguments],
        cwd=ROOT,
        env=cli.environment(),
        stdin=its,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    os.close(its)
    os.write(ours, f"{answer}\n".encode())
    screen, _ = process.communicate(timeout=PATIENCE)
    os.close(ours)
    return process.returncode, screen


def test_in_a_terminal_it_asks_first(cli: Cli) -> None:
    number = "P-1"
    cli.ok("person", "add", "Mika", "--function", "cs")
    code, screen = answered(cli, "n", "forget", number)
    assert code == 1
    assert f"Forget {number}, Mika, for good" in screen
    assert [each["name"] for each in cli.ok("people", "--json").json] == ["Mika"]
    code, screen = answered(cli, "y", "forget", number)
    assert code == 0, screen
    assert f"{number} is forgotten" in screen
    assert cli.ok("people", "--json").json == []
