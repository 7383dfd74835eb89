"""The same program on PostgreSQL, chosen by URL alone: the board is the same, and the stores equal the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.okr.views import VIEWS
from shared.identity.roles import Role
from shared.identity.sign_in import SignInUsed, create_code, redeem
from shared.projection import Store
from tests.cli_kit import SAMPLE, Cli, cli_on_server


@pytest.fixture
def cli(tmp_path: Path) -> Iterator[Cli]:
    with cli_on_server(tmp_path / "var") as (found, _):
        yield found


def test_the_sample_company_on_postgresql(cli: Cli, postgres_url: str) -> None:
    stores = {"TOMONI_OKR_STORE": postgres_url, "TOMONI_PAIRING_STORE": postgres_url}
    assert cli.ok("import", SAMPLE, "--json", **stores).json["rejects"] is None
    assert not list(cli.var.glob("*.sqlite"))
    _tied_together(cli, stores)
    _practised(cli, stores)
    for arguments in (
        ("tree",),
        ("tree", "--team", "Sales"),
        ("tree", "KR-50"),
        ("board",),
        ("board", "--as-of", "2026-05-31"),
        ("trios",),
        ("people",),
        ("quarter", "list"),
        ("win", "list"),
        ("win", "show", "--session", "W-1"),
        ("win", "strongest", "--quarter", "2026-Q3"),
        ("week", "show", "--team", "Sales"),
        ("experiment", "list"),
        ("experiment", "learnings", "answer"),
        ("day", "show", "--as", "P-3"),
        ("ideal", "show", "--team", "Sales"),
        ("ideal", "gaps", "--on", "2026-08-15"),
        ("support", "list"),
    ):
        assert cli.ok(*arguments, "--json", **stores).json == cli.ok(*arguments, "--json").json, arguments
    for service in ("okr", "pairing"):
        assert cli.ok("rebuild", service, "--check", "--json", **stores).json["equal"]
        assert cli.ok("rebuild", service, "--json", **stores).json["equal"]
    assert cli.ok("import", SAMPLE, "--json", **stores).json["events"] == 0
    cli.ok("checkin", "KR-50", "81", "--as", "P-1", **stores)
    assert cli.ok("board", "--json", **stores).json == cli.ok("board", "--json").json
    okr, _ = (store["position"] for store in cli.ok("status", "--json", **stores).json["stores"])
    assert okr == len(cli.records())


def _tied_together(cli: Cli, stores: dict[str, str]) -> None:
    """Let objectives and key results serve each other, so that every column of the tree is in use."""
    first, second, *_ = cli.ok("board", "--quarter", "2026-Q3", "--json", **stores).json
    cli.ok("align", second["number"], "--to", first["key_results"][0]["number"], **stores)
    cli.ok("keyresult", "override", first["key_results"][0]["number"], "40%", "--reason", "a guess", **stores)
    added = [
        cli.ok("keyresult", "add", first["number"], f"Part {part}", "--to", "10", "--unit", "parts", "--json", **stores)
        for part in range(2)
    ]
    whole, part = (told.json["number"] for told in added)
    cli.ok("keyresult", "link", whole, part, **stores)
    cli.ok("checkin", part, "4", "--as", _owner(cli, first["owner"], **stores), **stores)


def _practised(cli: Cli, stores: dict[str, str]) -> None:
    """A month of a team, so that the tables of the practice hold something."""
    for command in (
        ("experiment", "start", "KR-50", "Ask", "--know-by", "They answer", "--until", "+14"),
        ("experiment", "conclude", "E-1", "kept", "They answer"),
        ("win", "prepare", "--facilitator", "P-1"),
        ("win", "share", "We met", "--as", "P-3"),
        ("win", "praise", "1", "Well done", "--to", "P-5", "--as", "P-3"),
        ("win", "open", "--as", "P-1"),
        ("win", "close", "-m", "Until next time", "--as", "P-1"),
        ("week", "fill", "--team", "Sales", "-p", "KR-50 Call", "--health", "team=green"),
        ("week", "mark", "1", "--kept", "--team", "Sales"),
        ("day", "open", "Call", "--kr", "KR-50", "--as", "P-3"),
        ("day", "close", "Called", "--learned", "Mornings", "--as", "P-3"),
        ("day", "mentor", "invite", "P-1", "--as", "P-3"),
        ("ideal", "set", "sessions-held=100", "buddy-meetings-held=80"),
        ("support", "give", "sessions-held", "--guide", "win-session", "--as", "P-1"),
        ("notices", "choose", "--mute", "praise", "--as", "P-3"),
    ):
        cli.ok(*command, **stores)


def _owner(cli: Cli, person: str, **stores: str) -> str:
    people = cli.ok("people", "--json", **stores).json
    return str(next(row["id"] for row in people if row["person"] == person))


def test_a_one_time_code_is_redeemed_once(postgres_url: str) -> None:
    store, now = Store(postgres_url, "okr", VIEWS), datetime.now(UTC)
    try:
        with store.keep() as connection:
            code = create_code(connection, "operator", Role.ADMIN, now, 60)
        with store.keep() as connection:
            assert redeem(connection, code, now + timedelta(minutes=1)).role is Role.ADMIN
        with pytest.raises(SignInUsed), store.keep() as connection:
            redeem(connection, code, now + timedelta(minutes=2))
    finally:
        store.close()
