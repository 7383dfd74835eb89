"""The rendered configuration holds exactly the table of accounts, and nothing that opens a way round it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from shared.server import accounts, registry
from shared.server.accounts import AUDIT, OKR, PAIRING, account_hash, account_of_subscriber, all_grants, imports_of
from shared.server.configuration import render_accounts, render_server, write_accounts
from shared.server.errors import ServerError
from shared.server.layout import Layout
from shared.server.nkeys import ensure_seed, public_key, read_seed
from shared.server.registry import Subscriber

KEYS = {name: f"U{name.upper()}" for name in ("provisioner", "okr", "pairing", "audit", "dash-board")}


def subjects(account: str, subscribers: tuple[str, ...] = ()) -> set[str]:
    return {grant.subject for grant in imports_of(account, all_grants(subscribers))}


def test_nothing_that_makes_or_removes_is_ever_granted() -> None:
    for grant in all_grants(("dash-board",)):
        for forbidden in ("CREATE", "STREAM.DELETE", "CONSUMER.DELETE", "UPDATE", "PURGE", "SNAPSHOT", "RESTORE"):
            assert forbidden not in grant.subject
    deletes = [grant for grant in all_grants() if "DELETE" in grant.subject]
    assert [(grant.subject, grant.accounts) for grant in deletes] == [("$JS.API.STREAM.MSG.DELETE.KEYS", (OKR,))]


def test_wildcards_stand_only_at_the_end_of_a_grant() -> None:
    for grant in all_grants(("dash-board",)):
        assert "*" not in grant.subject.removesuffix(".*")
        assert ">" not in grant.subject.removesuffix(".>")


def test_each_service_appends_under_its_own_name_and_only_okr_writes_keys() -> None:
    assert [name for name in ("okr.>", "pairing.>") if name in subjects(OKR)] == ["okr.>"]
    assert [name for name in ("okr.>", "pairing.>") if name in subjects(PAIRING)] == ["pairing.>"]
    assert "keys.person.*" in subjects(OKR)
    assert not any(name.startswith("keys.") for name in subjects(PAIRING))
    assert "$JS.API.DIRECT.GET.KEYS" in subjects(PAIRING)


def test_each_service_tries_the_disk_under_its_own_name_and_nobody_else_does() -> None:
    of_health = [(grant.subject, grant.accounts) for grant in all_grants(("dash-board",)) if "ealth" in grant.subject]
    assert of_health == [("health.okr", (OKR,)), ("health.pairing", (PAIRING,))]
    assert not any("HEALTH" in grant.subject for grant in all_grants(("dash-board",)))


def test_an_auditor_reads_the_log_and_knows_no_keys() -> None:
    assert all(name.startswith("$JS.API.") and "KEYS" not in name for name in subjects(AUDIT))


def test_a_subscriber_imports_its_own_durable_and_nothing_else() -> None:
    assert subjects(account_of_subscriber("dash-board"), ("dash-board", "other")) == {
        "$JS.API.CONSUMER.INFO.EVENTS.dash-board",
        "$JS.API.CONSUMER.RESET.EVENTS.dash-board",
        "$JS.API.CONSUMER.MSG.NEXT.EVENTS.dash-board",
        "$JS.ACK.EVENTS.dash-board.>",
        f"$JS.ACK._.{account_hash('STORE')}.EVENTS.dash-board.>",
    }


def test_only_the_store_has_jetstream_and_only_the_provisioner_is_in_it() -> None:
    text = render_accounts(KEYS, ["dash-board"])
    assert text.count("jetstream") == 1
    store = text[text.index("  STORE:") : text.index("  OKR:")]
    assert "jetstream: enabled" in store
    assert store.count("nkey:") == 1
    assert "UPROVISIONER" in store


def test_a_missing_key_is_an_error_not_an_account_without_a_user() -> None:
    with pytest.raises(KeyError):
        render_accounts({**KEYS, "okr": "x"} | {}, ["unknown"])


def test_the_server_listens_on_loopback_and_writes_through(tmp_path: Path) -> None:
    text = render_server(Layout(tmp_path), port=4333)
    assert "listen: 127.0.0.1:4333" in text
    assert "sync_interval: always" in text
    assert "max_payload: 128KB" in text
    assert "http" not in text
    assert "http: 127.0.0.1:8333" in render_server(Layout(tmp_path), port=4333, http_port=8333)


def test_seeds_are_private_and_survive(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "var")
    layout.prepare()
    registry.save(layout, [Subscriber("dash-board", ("okr.objective.*",))])
    write_accounts(layout)
    before = layout.accounts_config.read_text()
    for name in (*accounts.ACCOUNT_OF_USER, "dash-board"):
        seed = layout.credentials(name)
        assert stat.S_IMODE(seed.stat().st_mode) == 0o600
        assert read_seed(seed).startswith("SU")
        assert public_key(seed).startswith("U")
        assert public_key(seed) in before
    write_accounts(layout)
    assert layout.accounts_config.read_text() == before


@pytest.mark.parametrize("content", ["", "SAAB", "SUAB"])
def test_a_damaged_seed_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "okr.nk"
    path.write_text(content)
    with pytest.raises(ServerError, match=r"okr\.nk holds"):
        ensure_seed(path)


def test_a_damaged_registry_is_named(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.prepare()
    layout.subscribers.write_text('{"subscribers": [{"name": "x"}]}')
    with pytest.raises(ServerError, match=r"subscribers\.json is no registry"):
        registry.load(layout)


def test_the_data_directory_is_its_owner_s_only_whatever_the_umask(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "var")
    layout.var.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        layout.prepare()
    finally:
        os.umask(before)
    made = (layout.var, layout.nats_dir, layout.logs, layout.jetstream_dir, layout.credentials("x").parent)
    assert [stat.S_IMODE(directory.stat().st_mode) for directory in made] == [0o700] * 5
