"""`tomoni objective` and `tomoni quarter`, the end of them, on a real server: what they say, and what they refuse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.cli_kit import Cli, cli_on_server


@pytest.fixture
def cli(tmp_path: Path) -> Iterator[Cli]:
    """A quarter with an objective of each fate."""
    with cli_on_server(tmp_path / "var") as (found, _):
        for label, start, end in (("Q1", "2026-01-01", "2026-03-31"), ("Q2", "2026-04-01", "2026-06-30")):
            found.ok("quarter", "plan", label, start, end)
            found.ok("quarter", "start", label)
        for title, commitment in (("Sell", "committed"), ("Grow", "aspirational"), ("Hire", "aspirational")):
            given = found.ok("objective", "draft", title, "--quarter", "Q1", "--commitment", commitment, "--json").json
            found.ok("keyresult", "add", given["number"], f"{title} more", "--from", "0", "--to", "10")
            found.ok("objective", "publish", given["number"])
        aiko = found.ok("people", "--json").json
        assert aiko == []
        yield found


@pytest.fixture
def aiko(cli: Cli, tmp_path: Path) -> str:
    """Somebody who works here."""
    files = tmp_path / "files"
    files.mkdir()
    (files / "people.csv").write_text("person,name,function\n1,Aiko,Dev\n")
    cli.ok("import", files)
    return "P-1"


def test_the_end_of_a_quarter_names_whom_the_programme_leaves_out(cli: Cli, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    people = ["person,name,function", "1,Aiko,Dev", "2,Ben,Sales", "3,Chika,Legal"]
    (files / "people.csv").write_text("\n".join(people) + "\n")
    cli.ok("import", files)
    cli.ok("programme", "set", "--functions", "Dev,Sales")
    told = cli.ok("quarter", "end", "Q1")
    assert "the programme leaves people out, who sit in no group: Legal (1)" in told.err
    assert 'tomoni programme set --functions "Dev,Sales,Legal"' in told.err


def test_a_quarter_from_its_scores_to_what_goes_on(cli: Cli, aiko: str) -> None:
    cli.ok("checkin", "KR-1", "5", "--as", aiko)
    cli.ok("checkin", "KR-2", "10", "--as", aiko)
    told = cli.ok("objective", "score", "O-2", "0.7", "-m", "we had luck", "--as", aiko)
    assert told.out == "O-2 is scored 0.7 (proposed: 1)\n"
    assert cli.ok("quarter", "end", "Q1").out.splitlines() == [
        "Q1 has ended",
        "scored automatically: O-1, O-3",
        "never checked in: KR-3",
        "wants a post-mortem: O-1",
    ]
    assert cli.ok("objective", "post-mortem", "O-1", "-m", "too late", "--as", aiko).out == "O-1 has its post-mortem\n"
    shown = cli.ok("quarter", "report", "Q1", "--rules", "re-work/1").out.splitlines()
    assert "key results\t3" in shown
    assert "  red\t0" in shown
    assert "  yellow\t1" in shown
    assert "  never checked in\t1" in shown
    assert "mean progress of 2 metric ones\t0.75" in shown
    assert "O-1\tSell\t–\tcommitted\tscored\t50 %\t0.5\t0.5\tyellow\t0.5" in shown
    assert "O-3\tHire\t–\taspirational\tscored\t–\t–\t–\t–\t–" in shown
    assert not any(line.startswith("wants a post-mortem") for line in shown)

    verified = cli.ok("quarter", "verify", "Q1").out.splitlines()
    assert verified[0].startswith("Q1 is what was frozen: 14 events up to position ")
    assert verified[1] == "1 event came later; freeze it again to take it in"
    assert cli.ok("quarter", "freeze", "Q1").out.startswith("Q1 is frozen at position ")
    assert cli.ok("quarter", "freeze", "Q1").out == "Q1: nothing has changed since\n"

    assert cli.ok("objective", "carry-over", "O-1", "Q2", "--as", aiko).out == "O-1 goes on as O-4 in Q2\n"
    assert cli.ok("objective", "carry-over", "O-2", "backlog", "--kr", "KR-2=restart").out.endswith("in backlog\n")
    line = cli.ok("objective", "lineage", "O-4").out.splitlines()
    assert line[1:] == [
        "O-1\tSell\tQ1\tpublished\t0.5",
        "KR-1\t  Sell more\t\tcontinue\t",
        "O-4\tSell\tQ2\tdraft\t–",
        "carried once",
    ]
    new = cli.ok("objective", "show", "O-4", "--json").json[0]["key_results"][0]
    assert (new["baseline"], new["target"], new["check_ins"]) == ("5", "10", 0)
    cli.ok("objective", "close", "O-3", "--as", aiko)
    assert cli.ok("objective", "reopen", "O-3", "-m", "too early", "--as", aiko).out == "O-3 is open again\n"
    assert cli.ok("rebuild", "okr", "--check", "--json").json["equal"]


def test_refusals(cli: Cli, aiko: str) -> None:
    cli.ok("checkin", "KR-1", "5", "--as", aiko)
    before = len(cli.records())
    cli.refused(3, "objective", "score", "O-1", "1.5", "-m", "x", words="give one from 0 to 1")
    cli.refused(3, "objective", "score", "O-1", "much", words="is no number")
    cli.refused(3, "objective", "score", "O-1", "0.9", words="is not the proposed 0.5; say why in a note")
    cli.refused(3, "objective", "score", "O-3", words="nothing was ever checked in")
    cli.refused(3, "objective", "score", "O-99", words="there is no objective")
    cli.refused(3, "objective", "reopen", "O-1", "-m", "x", words="neither scored nor closed")
    cli.refused(3, "objective", "post-mortem", "O-1", "-m", "x", "--as", aiko, words="has not been scored yet")
    cli.refused(3, "objective", "carry-over", "O-1", "Q1", words="is in Q1 already")
    cli.refused(3, "objective", "carry-over", "O-1", "Q9", words="there is no quarter")
    cli.refused(3, "objective", "carry-over", "O-1", "Q2", "--kr", "KR-1=keep", words="write KR-17=drop|continue")
    cli.refused(3, "objective", "carry-over", "O-1", "Q2", "--kr", "KR-2=drop", words="no such key result")
    cli.refused(3, "objective", "lineage", "O-99", words="there is no objective")
    cli.refused(3, "quarter", "report", "Q9", words="there is no quarter")
    cli.refused(3, "quarter", "report", "Q1", "--rules", "x", words="there is no rule book 'x'")
    cli.refused(3, "quarter", "verify", "Q1", words="was never frozen")
    cli.refused(3, "quarter", "freeze", "Q1", words="has not ended yet")
    for command in (("reopen", "O-1"), ("post-mortem", "O-1")):
        assert cli.run("objective", *command).code == 2, "it needs words"
    assert len(cli.records()) == before

    cli.ok("objective", "carry-over", "O-1", "Q2")
    cli.refused(3, "objective", "carry-over", "O-1", "backlog", words="was carried over already")
    cli.ok("objective", "score", "O-1")
    cli.refused(3, "objective", "score", "O-1", words="is scored 0.5 already")
    cli.ok("quarter", "end", "Q2")
    cli.refused(3, "quarter", "end", "Q2", words="has already ended")
    cli.refused(3, "objective", "carry-over", "O-2", "Q2", words="Q2 has ended")


def test_a_store_that_was_tampered_with_is_named(cli: Cli) -> None:
    cli.ok("quarter", "end", "Q1")
    assert cli.ok("quarter", "verify", "Q1", "--json").json["agrees"] is True
    (file,) = cli.var.glob("okr.*.g*.sqlite")
    with create_engine(f"sqlite:///{file}").begin() as connection:
        connection.execute(text("UPDATE okr_objectives SET title = 'Sell nothing' WHERE number = 1"))
    told = cli.run("quarter", "verify", "Q1")
    assert told.code == 1
    assert "in okr_objectives is not what the log makes: title is Sell nothing, not Sell\n" in told.out
    assert cli.run("quarter", "verify", "Q1", "--json").json["agrees"] is False
    cli.ok("rebuild", "okr")
    assert cli.ok("quarter", "verify", "Q1", "--json").json["agrees"] is True
