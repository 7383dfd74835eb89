"""`tomoni pairing cadence`, `notices`, `ics` and `brief` on a real server, with the sample company."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli_kit import SAMPLE, Cli, cli_on_server


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """The sample company, on a server of this module's."""
    with cli_on_server(tmp_path_factory.mktemp("meetings") / "var") as (found, _):
        found.ok("import", SAMPLE)
        yield found


def group_and_people(cli: Cli) -> tuple[str, list[str], str]:
    """A group that exists, what people type for its members, and for somebody else."""
    group: dict[str, Any] = cli.ok("trios", "--json").json[0]
    codes = {one["person"]: one["id"] for one in cli.ok("people", "--json").json}
    inside = [codes[member["person"]] for member in group["members"]]
    return group["group"], inside, next(code for code in codes.values() if code not in inside)


def test_a_member_chooses_the_cadence(cli: Cli) -> None:
    group, (one, other, *_), outsider = group_and_people(cli)
    assert cli.ok("pairing", "cadence", group, "2", "--as", one).out == f"{group} meets every 2 weeks\n"
    assert cli.ok("pairing", "cadence", group, "2", "--as", other, "--json").json["new"] is False
    cli.refused(3, "pairing", "cadence", group, "9", "--as", one, words="choose every 1 to 8 weeks")
    cli.refused(3, "pairing", "cadence", group, "3", "--as", outsider, words="only a member of the group")
    cli.refused(3, "pairing", "cadence", "G-4711", "3", "--as", one, words="G-4711")
    cli.refused(3, "pairing", "cadence", group, "3", "--as", "P-4711", words="P-4711")
    assert cli.run("pairing", "cadence", group, "3").code == 2, "nobody is named"
    assert "INTERVAL=2" in cli.ok("pairing", "ics", group).out
    cli.ok("pairing", "cadence", group, "1", "--as", other)


def test_the_calendar_file(cli: Cli) -> None:
    group, _, _ = group_and_people(cli)
    file = cli.ok("pairing", "ics", group).out
    assert file.startswith("BEGIN:VCALENDAR")
    assert f"SUMMARY:Buddy group {group}" in file
    cli.refused(3, "pairing", "ics", "G-4711", words="there is no group G-4711")


def test_the_brief_is_for_members(cli: Cli) -> None:
    group, (one, *_), outsider = group_and_people(cli)
    english = cli.ok("pairing", "brief", group, "--as", one, "--json").json
    assert (english["group"], len(english["openers"])) == (group, 3)
    japanese = cli.ok("pairing", "brief", group, "--as", one, "--lang", "ja").out.splitlines()
    assert japanese[0].startswith(f"{group}, 20")
    assert len(japanese) == 1 + len(english["lines"]) + 3
    cli.refused(3, "pairing", "brief", group, "--as", outsider, words="only the members of a group see its brief")
    cli.refused(3, "pairing", "brief", group, "--as", one, "--lang", "fr", words="choose ja or en")


def test_notices_of_somebody_who_was_told_nothing(cli: Cli) -> None:
    _, (one, *_), _ = group_and_people(cli)
    assert cli.ok("pairing", "notices", "--as", one, "--json").json == []
