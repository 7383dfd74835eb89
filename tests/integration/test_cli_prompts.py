"""Commands in a terminal that ask for what wasn't said: `tomoni checkin` about each of mine in turn, `tomoni day`."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli_kit import ROOT, Cli, cli_on_server

ANSWERS = "many\n7,5\n80\n8\ntwo deals closed\n\nhired\n\n\n"
"""Of KR-1 value, confidence and what changed, two of them not at once; KR-2 is passed over; of KR-3 what is done."""


def test_mine_one_after_the_other(tmp_path: Path) -> None:
    with cli_on_server(tmp_path / "var") as (cli, _):
        (tmp_path / "people.csv").write_text("person,name,function\nken,Ken,dev\n")
        cli.ok("import", tmp_path)
        cli.ok("objective", "draft", "Be heard", "--owner", "P-1")
        cli.ok("keyresult", "add", "O-1", "Calls", "--to", "10")
        cli.ok("objective", "publish", "O-1")
        cli.ok("keyresult", "add", "O-1", "Office", "--kind", "binary")
        cli.ok("keyresult", "add", "O-1", "Team", "--milestone", "hired", "--milestone", "trained")
        told = _in_a_terminal(cli, ANSWERS, "checkin", "--as", "P-1")
        assert "KR-1 Calls (never checked in)" in told
        assert "the value is 'many', no number" in told
        assert "understood: 7.5" in told
        assert "'80' is no confidence; give a whole number from 0" in told
        assert "checked in on 2 of 2" in told
        (goal,) = cli.ok("objective", "show", "O-1", "--json").json
        shown = [(each["value"], each["reached"], each["confidence"]) for each in goal["key_results"]]
        assert shown == [("7.5", None, 8), (None, None, None), (None, ["hired"], None)]
        (said,) = cli.ok("checkins", "list", "KR-1", "--json").json
        assert said["comment"] == "two deals closed"
        # In the same story: his day, for one of these key results.
        told = _in_a_terminal(cli, "Call three firms\n\nRead\n\n\n", "day", "open", "--kr", "KR-1", "--as", "P-1")
        assert "KR-1 Calls" in told
        assert "for which key result (enter: KR-1)" in told
        assert "your day is open: 2 things to do" in told
        told = _in_a_terminal(cli, "Talked with two\nMornings are better\n", "day", "close", "--as", "P-1")
        assert "your day is closed" in told
        (day,) = cli.ok("day", "show", "--as", "P-1", "--json").json
        intents = [(each["text"], each["key_result"]) for each in day["intents"]]
        assert intents == [("Call three firms", "KR-1"), ("Read", None)]
        assert (day["happened"], day["learned"]) == ("Talked with two", "Mornings are better")


def _in_a_terminal(cli: Cli, answers: str, *arguments: str) -> str:
    """What the command told somebody who gave these answers at a terminal."""
    here, there = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "services.cli.main", *arguments],
        cwd=ROOT,
        env=cli.environment(),
        stdin=there,
        stdout=there,
        stderr=there,
        close_fds=True,
    )
    os.close(there)
    told, left, ends = "", iter(answers.splitlines(keepends=True)), time.monotonic() + 60
    try:
        while time.monotonic() < ends:
            try:
                told += os.read(here, 4096).decode(errors="replace")
            except OSError:
                # The terminal is gone with the process.
                break
            if told.rstrip(" ").endswith(":") and (answer := next(left, None)) is not None:
                os.write(here, answer.encode())
        else:
            pytest.fail(f"it never ended: {told}")
    finally:
        os.close(here)
        process.kill()
        process.wait()
    return told
