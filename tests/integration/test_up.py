"""`tomoni up` as its user has it: addresses and a link, other ports, one at a time, nothing left behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from services.cli import workplace
from services.cli.workplace import running
from shared.server.layout import Layout
from shared.server.running import server_pid
from tests.cli_kit import SAMPLE, Cli, alive, assert_one_sentence
from tests.patience import PATIENCE
from tests.up_kit import children, cli, up

__all__ = ["cli"]


def until_gone(pids: set[int], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while left := {pid for pid in pids if alive(pid)}:
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def ready(url: str | None) -> bool:
    return httpx.get(f"{url}/readyz", trust_env=False).status_code == 200


def test_one_run_after_another(cli: Cli) -> None:
    with up(cli) as first:
        assert len(first.pids) == 5  # itself, the server, two services, the signer
        assert f"http://127.0.0.1:{cli.more['TOMONI_OKR_PORT']}/docs\n" in first.greeting
        assert f"http://127.0.0.1:{cli.more['TOMONI_PAIRING_PORT']}/docs\n" in first.greeting
        assert f"http://127.0.0.1:{cli.more['TOMONI_PROOFS_PORT']}/docs\n" in first.greeting
        assert f"nats://127.0.0.1:{cli.more['TOMONI_NATS_PORT']}\n" in first.greeting
        assert str(cli.var) in first.greeting
        assert "is taken" not in first.greeting
        assert ready(first.what.okr_url)
        assert ready(first.what.pairing_url)

        # The link works once, and what it gives lets its holder in.
        (link,) = re.findall(r"http://\S+/sign-in\?code=\S+", first.greeting)
        assert link.startswith(str(first.what.okr_url))
        with httpx.Client(trust_env=False) as browser:
            browser.post(link)
            assert browser.get(f"{first.what.okr_url}/whoami").json()["role"] == "admin"
        with httpx.Client(trust_env=False) as other:
            assert other.post(link).status_code in (401, 403, 410)
            assert other.get(f"{first.what.okr_url}/whoami").status_code == 401
        again = cli.ok("sign-in", "--json").json["url"]
        assert again != link
        with httpx.Client(trust_env=False) as browser:
            browser.post(again)
            assert browser.get(f"{first.what.okr_url}/whoami").status_code == 200

        # A second one is refused, and told where the first one is.
        second = cli.spawn("up")
        assert second.code == 3, second
        assert_one_sentence(second.err)
        assert str(first.what.okr_url) in second.err

        # Other commands work beside it.
        assert cli.ok("import", SAMPLE, "--json").json["rejects"] is None
        facts = cli.ok("status", "--json").json
        assert facts["running"] is True
        assert [store["state"] for store in facts["stores"]] == ["ready", "ready"]
        assert [store["lag_events"] for store in facts["stores"]] == [0, 0]
        until_back(first.what.proofs_url)
        cli.ok("quarter", "end", "2026-Q3")
        deadline = time.monotonic() + PATIENCE
        while not cli.ok("trios", "--quarter", "2026-Q4", "--json").json:
            assert time.monotonic() < deadline
        cli.ok("rebuild", "okr")
        assert ready(first.what.okr_url)

        code, err = first.stop()
        assert (code, err.count("Traceback")) == (0, 0), err
        assert str(cli.var) in err
        until_gone(first.pids, 1)
    assert running(Layout(cli.var)) is None
    assert not Layout(cli.var).run_file.exists()
    cli.refused(3, "sign-in", words="tomoni up")

    with up(cli) as later:
        token = cli.ok("token").out.strip()
        headers = {"Authorization": f"Bearer {token}"}
        shown = httpx.get(f"{later.what.okr_url}/board", headers=headers, trust_env=False)
        assert shown.status_code == 200, shown.text
        assert "Lift NPS" in shown.text
        assert later.stop(signal.SIGTERM)[0] == 0
        until_gone(later.pids, 1)


def test_taken_ports_and_a_killed_owner(cli: Cli) -> None:
    listeners = []
    try:
        for name in ("OKR", "PAIRING", "PROOFS", "NATS"):
            listener = socket.socket()
            listeners.append(listener)
            listener.bind(("127.0.0.1", int(cli.more[f"TOMONI_{name}_PORT"])))
            listener.listen()
        with up(cli) as first:
            for name, url in (("OKR", first.what.okr_url), ("PAIRING", first.what.pairing_url)):
                assert f"port {cli.more[f'TOMONI_{name}_PORT']} is taken" in first.greeting
                assert cli.more[f"TOMONI_{name}_PORT"] not in str(url)
            assert cli.more["TOMONI_NATS_PORT"] not in first.what.nats_url
            cli.ok("quarter", "plan", "2026-Q1", "2026-01-01", "2026-03-31")

            server = server_pid(Layout(cli.var))
            assert server in first.pids
            first.process.kill()
            first.process.wait()
            # The services notice and end; the server stays until somebody needs the data again.
            until_gone(first.pids - {server})
            assert alive(server or 0)
            assert running(Layout(cli.var)) is None
            assert [row[0] for row in cli.ok("quarter", "list").table] == ["2026-Q1"]
            assert not alive(server or 0)
    finally:
        for listener in listeners:
            listener.close()
    with up(cli) as second:
        assert ready(second.what.okr_url)
        assert ready(second.what.pairing_url)
        assert "is taken" not in second.greeting
        assert second.stop()[0] == 0
        until_gone(second.pids, 1)


def until_back(url: str | None) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        with suppress(httpx.HTTPError):
            if ready(url):
                return
        assert time.monotonic() < deadline, url
        time.sleep(0.05)


def test_whatever_dies_is_started_again_and_a_closed_terminal_ends_all(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = Layout(cli.var)
    with up(cli) as first:
        nats = server_pid(layout)
        assert nats is not None
        services = sorted(first.pids - {first.process.pid, nats})
        # Held, so that it can't bring its server back meanwhile.
        first.process.send_signal(signal.SIGSTOP)
        os.kill(nats, signal.SIGKILL)
        monkeypatch.setattr(workplace, "_TURN_SECONDS", 0.2)
        told = cli.refused(4, "people", words=f"`tomoni up` (process {first.process.pid}) lives, but its nats-server")
        assert "another tomoni command" not in told.err
        cli.refused(3, "up", words="Tomoni already runs")
        first.process.send_signal(signal.SIGCONT)
        for victim in services:
            os.kill(victim, signal.SIGKILL)
        monkeypatch.undo()
        deadline = time.monotonic() + PATIENCE
        while server_pid(layout) in (None, nats) or len(children(first.process.pid)) < 4:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        until_back(first.what.okr_url)
        until_back(first.what.pairing_url)

        # One installation, however its path is spelled.
        (tmp_path / "elsewhere").symlink_to(cli.var)
        for spelled in (os.path.relpath(cli.var), str(tmp_path / "elsewhere")):
            assert cli.ok("status", "--json", TOMONI_VAR=spelled).json["running"] is True

        pids = first.pids | children(first.process.pid)
        code, err = first.stop(signal.SIGHUP)
        assert (code, err.count("Traceback")) == (0, 0), err
        for name in ("nats-server", "okr", "pairing", "proofs"):
            assert re.search(rf"{name} has ended \(killed by SIGKILL\); .*\.log says why", err), err
            assert f"{name} has been started again" in err
        until_gone(pids, 1)


def test_a_command_whose_terminal_is_closed_leaves_no_server_behind(cli: Cli) -> None:
    cli.begun()
    process = cli.start("serve", "okr")
    try:
        deadline = time.monotonic() + PATIENCE
        while (server := server_pid(Layout(cli.var))) is None:
            assert time.monotonic() < deadline
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        # It is still beginning: nothing of it listens to signals but what every command has.
        process.send_signal(signal.SIGHUP)
        _, err = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in err
        until_gone({server})
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def test_on_a_log_that_was_cut_queries_go_on(cli: Cli) -> None:
    cli.begun()
    layout = Layout(cli.var)
    cli.ok("quarter", "plan", "2026-Q1", "2026-01-01", "2026-03-31")
    shutil.copytree(layout.jetstream_dir, cli.var / "older")
    cli.ok("quarter", "plan", "2026-Q2", "2026-04-01", "2026-06-30")
    assert "2026-Q2" in cli.ok("quarter", "list").out, "the store has come so far"
    shutil.rmtree(layout.jetstream_dir)
    (cli.var / "older").rename(layout.jetstream_dir)
    with up(cli) as first:
        deadline = time.monotonic() + PATIENCE
        while (answer := httpx.get(f"{first.what.okr_url}/readyz", trust_env=False)).status_code != 503:
            assert time.monotonic() < deadline, answer.text
            time.sleep(0.05)
        assert "The projection has halted: the log ends at position" in answer.text
        headers = {"Authorization": f"Bearer {cli.ok('token').out.strip()}"}
        shown = httpx.get(f"{first.what.okr_url}/quarters", headers=headers, trust_env=False)
        assert shown.status_code == 200, shown.text
        assert "2026-Q2" in shown.text
        code, err = first.stop()
        assert code == 0, err
        assert "okr isn't ready: The projection has halted" in err


def test_an_empty_store_is_equal_to_nothing(cli: Cli) -> None:
    cli.begun()
    cli.ok("quarter", "plan", "2026-Q1", "2026-01-01", "2026-03-31")
    for file in cli.var.glob("okr.*sqlite*"):
        file.unlink()
    cli.refused(3, "rebuild", "okr", "--check", words="the store of okr holds nothing, though the log does")
    cli.ok("rebuild", "okr")
    assert "equals the live one" in cli.ok("rebuild", "okr", "--check").out


def test_a_service_alone_lets_others_use_its_server_and_is_asked_how_it_is(cli: Cli) -> None:
    """Another installation's NATS: here the embedded one, which this command starts for itself and others use."""
    cli.begun()
    process = cli.start("serve", "okr")
    try:
        url = f"http://127.0.0.1:{cli.more['TOMONI_OKR_PORT']}"
        deadline = time.monotonic() + PATIENCE
        while True:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            try:
                if ready(url):
                    break
            except httpx.HTTPError:
                time.sleep(0.05)
        told = cli.ok("status").out
        assert told.startswith("Tomoni's services run apart")
        states = {row["store"]: row["state"] for row in cli.ok("status", "--json").json["stores"]}
        assert states == {"okr": "ready", "pairing": "not running"}
        cli.ok("quarter", "plan", "2026-Q1")
        cli.refused(3, "up", words=f"already runs on {cli.var} (process {process.pid}): {url}")
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, err
        assert f"okr listens on {url}" in err
        assert "Traceback" not in err
        assert server_pid(Layout(cli.var)) is None
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
