"""Private objectives on the command line, and what `--as` lets whom do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli_kit import SAMPLE, Cli, cli_on_server

HIDDEN = "there is no such objective"


@pytest.fixture
def cli(tmp_path: Path) -> Iterator[Cli]:
    """The sample company, on a server of its own."""
    with cli_on_server(tmp_path / "var") as (found, _):
        found.ok("import", SAMPLE)
        yield found


def test_a_private_objective(cli: Cli) -> None:
    draft = ("objective", "draft", "Buy the rival", "--private", "--share", "P-3", "--as", "P-1")
    drafted = cli.ok(*draft, "--json").json["id"]
    assert drafted.startswith("po-")
    added = cli.ok("keyresult", "add", drafted, "Letters", "--from", "0", "--to", "10", "--as", "P-1", "--json").json
    assert cli.ok("objective", "publish", drafted, "--as", "P-1").out == f"{drafted} is published\n"
    cli.ok("checkin", added["id"], "4", "-c", "7", "-m", "two signed", "--as", "P-3")
    (shown,) = cli.ok("objective", "show", drafted, "--as", "P-3", "--json").json
    assert (shown["title"], shown["number"], shown["progress"]) == ("Buy the rival", drafted, 40)
    (said,) = cli.ok("checkins", "list", added["id"], "--as", "P-3", "--json").json
    assert (said["comment"], said["value"]) == ("two signed", "4")
    assert cli.ok("checkins", "correct", said["check_in"], "5", "--as", "P-3").out == "corrected\n"
    assert [each["id"] for each in cli.ok("objective", "list", "--private", "--as", "P-3", "--json").json] == [drafted]
    cli.refused(3, "objective", "share", drafted, "P-5", "--as", "P-3", words="you may not say who sees")
    assert cli.ok("objective", "share", drafted, "P-5", "--as", "P-1").out == f"{drafted} is shared with P-5\n"

    for who in (("--as", "P-3"), ()):
        cli.refused(3, "objective", "show", drafted, *who, words=HIDDEN)
        cli.refused(3, "checkins", "list", added["id"], *who, words=HIDDEN)
        cli.refused(3, "objective", "close", drafted, *who, words=HIDDEN)
        assert cli.ok("objective", "list", "--private", *who, "--json").json == []
    cli.refused(3, "checkin", added["id"], "6", "--as", "P-3", words=HIDDEN)
    assert drafted not in cli.ok("tree", "--json").out
    assert "Buy the rival" not in "".join(str(event) for event in cli.events())
    scored = cli.ok("objective", "score", drafted, "--as", "P-1", "--json").json
    assert scored["score"] == "0.5"
    explained = cli.ok("explain", added["id"], "--as", "P-5").out
    assert explained.startswith(f"{added['id']} Letters, on ")
    retargeted = ("keyresult", "retarget", added["id"], "--to", "20", "--reason", "more", "--as", "P-1")
    assert cli.ok(*retargeted).out == f"{added['id']} is measured otherwise from now on\n"
    assert cli.run("objective", "draft", "Public", "--share", "P-3").code == 2


def test_the_operator_is_an_admin_and_a_person_is_himself(cli: Cli) -> None:
    cli.ok("objective", "draft", "Mine", "--owner", "P-1", "--as", "P-2")
    mine = cli.ok("objective", "list", "--json").json[-1]["number"]
    cli.ok("keyresult", "add", mine, "Calls", "--to", "10", "--as", "P-1")
    cli.refused(3, "objective", "publish", mine, "--as", "P-2", words="the objective's owner or an owner's manager may")
    cli.ok("objective", "publish", mine, "--as", "P-1")
    cli.ok("objective", "close", mine)
