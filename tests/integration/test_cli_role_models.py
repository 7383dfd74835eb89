"""`tomoni rolemodel`: what it says, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli_kit import SAMPLE, Cli, cli_on_server

DAYS = ("--from", "2026-10-01", "--until", "2027-04-01")


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    with cli_on_server(tmp_path_factory.mktemp("cli") / "var") as (found, _):
        found.ok("import", SAMPLE)
        yield found


def test_from_an_offer_to_the_measures(cli: Cli) -> None:
    assert cli.ok("rolemodel", "list").out.startswith("nobody offers to be a role model yet")
    assert cli.ok("rolemodel", "offer", "P-1", "--places", "2", "--topic", "Abroad").out == (
        "P-1 offers 2 place(s) as a role model\n"
    )
    cli.ok("rolemodel", "offer", "P-2", "--topic", "leading")
    assert [row[0] for row in cli.ok("rolemodel", "list").table] == ["P-1", "P-2"]
    assert [row["topics"] for row in cli.ok("rolemodel", "list", "--json").json] == [["Abroad"], ["leading"]]
    cli.refused(3, "rolemodel", "draft", "2026-H2", *DAYS, words="nobody seeks")
    assert cli.ok("rolemodel", "seek", "P-4", "--wish", "P-1", "--wish", "P-2").out == "P-4 seeks a role model\n"
    cli.ok("rolemodel", "seek", "P-5", "--topic", "LEADING")
    cli.ok("rolemodel", "seek", "P-6", "--topic", "golf")
    # His manager can't be his role model, whatever he wishes.
    cli.ok("rolemodel", "seek", "P-3", "--wish", "P-1")
    drawn = cli.ok("rolemodel", "draft", "2026-H2", *DAYS)
    lines = drawn.out.splitlines()
    assert lines[0] == "2026-H2: drafted, 2 of 4 have a role model"
    assert lines[1].endswith("least total rank 2 for 2 (proved)")
    assert [line.split("\t")[2] for line in lines[3:]] == ["–", "1", "1", "–"]
    assert all("nobody fits the wishes and topics" in lines[row] for row in (3, 6))
    cli.ok("rolemodel", "seek", "P-6", "--stop")
    cli.refused(3, "rolemodel", "confirm", "2026-H2", words="draw it again")
    cli.ok("rolemodel", "draft", "2026-H2", *DAYS, "--method", "least-rank")
    assert cli.ok("rolemodel", "confirm", "2026-H2").out == "2026-H2 is confirmed\n"
    shown = cli.ok("rolemodel", "show", "2026-H2", "--json").json
    assert (shown["stage"], shown["method"], len(shown["couples"])) == ("confirmed", "least-rank", 3)
    assert cli.ok("rolemodel", "measures", "2026-H2").table == [
        ["role models", "2"],
        ["places", "3"],
        ["seekers", "–"],
        ["placed", "–"],
        ["mean rank", "–"],
        ["least mean rank", "–"],
        ["first wish granted", "–"],
    ]
    assert cli.ok("rolemodel", "end", "2026-H2").out == "2026-H2 is over\n"
    assert cli.ok("rolemodel", "terms").table[0][:4] == ["2026-H2", "2026-10-01", "2027-04-01", "ended"]
    cli.ok("rolemodel", "draft", "2027-H1", "--from", "2027-04-01", "--until", "2027-10-01")
    assert cli.ok("rolemodel", "discard", "2027-H1", "--json").json == {"term": "2027-H1", "stage": "discarded"}
    assert cli.ok("rolemodel", "withdraw", "P-2", "--json").json["new"] is True


def test_what_is_refused(cli: Cli) -> None:
    cli.refused(3, "rolemodel", "offer", "P-1", "--places", "0", words="offer from 1 to 50 places")
    cli.refused(3, "rolemodel", "offer", "P-999", words="nobody P-999")
    cli.refused(3, "rolemodel", "seek", "P-1", "--wish", "P-1", words="his own role model")
    cli.refused(3, "rolemodel", "seek", "P-3", "--wish", "P-9", words="P-9 doesn't offer")
    cli.refused(3, "rolemodel", "seek", "P-3", "--wish", "P-1", "--stop", words="not both")
    cli.refused(3, "rolemodel", "draft", "x", "--from", "soon", "--until", "2027-01-01", words="'soon' is no day")
    cli.refused(3, "rolemodel", "show", "never", words="no term never")
    cli.refused(3, "rolemodel", "measures", "never", words="no term never")
