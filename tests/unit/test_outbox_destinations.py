"""Where notices may go: to public addresses, and inside only where the operator allows it; looked at on connecting."""

from __future__ import annotations

import asyncio
import logging
import socket
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from shared.events import Invalid
from shared.outbox.channel import Channel
from shared.outbox.destinations import NOTHING, inside, is_public, really, refuse
from shared.outbox.results import Arrived, Delivery, Failed
from shared.outbox.transports import Transports
from tests.notices_kit import hooks_running

NOT_PUBLIC = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
]
SPELLED = [
    "2130706433",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "127.1",
    "127.0.0.1.",
    "127.0.0.1",
    "127。0。0。1",
    "2852039166",
    "fe80::1%eth0",
    "localhost",
    "LOCALHOST.",
    "metadata.localhost",
]


@pytest.mark.parametrize("host", [*NOT_PUBLIC, *SPELLED])
def test_what_is_not_public_is_refused_however_it_is_spelled(host: str) -> None:
    with pytest.raises(Invalid, match="TOMONI_NOTICE_INTERNAL"):
        refuse(host, NOTHING)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])
def test_public_addresses_are_taken(address: str) -> None:
    refuse(address, NOTHING)
    assert is_public(really(ip_address(address)))


def test_names_are_taken_until_it_is_seen_where_they_lead() -> None:
    refuse("hooks.slack.com", NOTHING)
    with pytest.raises(Invalid, match=r"203\.0\.113\.7"):
        refuse("hooks.1234567890123", NOTHING)


def test_the_operator_names_networks_and_hosts() -> None:
    allowed = inside("10.20.0.0/16, fd00::/8,Hooks.Example.Internal")
    refuse("10.20.3.4", allowed)
    refuse("::ffff:10.20.3.4", allowed)
    refuse("fd00::1", allowed)
    assert allowed.reaches("hooks.example.internal", ip_address("192.168.0.7"))
    assert not allowed.reaches("other.example.internal", ip_address("192.168.0.7"))
    with pytest.raises(Invalid):
        refuse("10.21.0.1", allowed)
    assert inside(None) == inside(" , ") == NOTHING


@pytest.mark.parametrize(
    "text", ["10.0.0.1/8", "10.0.0", "a b", "https://example.com", "*.example.com", "127.0.0.1:80"]
)
def test_a_slip_in_the_setting_is_no_host(text: str) -> None:
    with pytest.raises(ValueError, match=r"hooks\.example\.internal"):
        inside(text)


def to(address: str) -> Channel:
    return Channel("room", "slack", address, None, ("praise",), None, "en")


async def tried(tmp_path: Path, address: str, allowed: str | None = None, seconds: float = 10) -> Any:
    now = datetime(2026, 8, 3, tzinfo=UTC)
    ways = Transports(tmp_path, seconds, lambda: now, inside(allowed), forgotten=lambda person: False)
    try:
        return await ways.deliver(to(address), Delivery("id", "test", "Hello", {}, datetime(2026, 8, 3, tzinfo=UTC)))
    finally:
        await ways.close()


def leads(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Have every name lead to these addresses, one at each look; what was looked up."""
    asked, left = list[str](), list(answers)

    async def getaddrinfo(_: object, host: str, port: int, **__: object) -> list[Any]:
        asked.append(host)
        address = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", getaddrinfo)
    return asked


async def test_a_name_that_leads_inside_is_not_connected_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with hooks_running() as hooks:
        address = f"http://hooks.example.com:{hooks.port}/secret"
        leads(monkeypatch, "127.0.0.1")
        found = await tried(tmp_path, address)
        assert isinstance(found, Failed)
        assert hooks.taken == []
        assert "hooks.example.com: 127.0.0.1 isn't public, nor allowed by TOMONI_NOTICE_INTERNAL" in caplog.text
        assert isinstance(await tried(tmp_path, address, "hooks.example.com"), Arrived)
        assert isinstance(await tried(tmp_path, address, "127.0.0.0/8"), Arrived)
        assert "secret" not in caplog.text


async def test_the_address_that_was_looked_at_is_the_one_connected_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads to an allowed address when it is looked at and elsewhere the next time is looked up once."""
    async with hooks_running() as hooks:
        asked = leads(monkeypatch, "127.0.0.1", "169.254.169.254")
        assert isinstance(await tried(tmp_path, f"http://hooks.example.com:{hooks.port}/hook", "127.0.0.1"), Arrived)
        assert asked == ["hooks.example.com"]


async def test_no_answer_tells_an_open_port_from_a_closed_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.WARNING)
    with socket.socket() as shut:
        shut.bind(("127.0.0.1", 0))
        closed = shut.getsockname()[1]
        async with hooks_running() as hooks:
            hooks.hangs.add("/hangs")
            addresses = [
                f"http://127.0.0.1:{closed}/",
                f"http://127.0.0.1:{hooks.port}/hangs",
                f"https://127.0.0.1:{hooks.port}/",
                "http://10.0.0.1/",
            ]
            told = [await tried(tmp_path, each, "127.0.0.1", seconds=0.4) for each in addresses]
            leads(monkeypatch, "10.0.0.1")
            told.append(await tried(tmp_path, "https://router.example.com/", "127.0.0.1", seconds=0.4))
    assert {each.why for each in told} == {"no connection, or no answer within 0.4 s; the service's log says which"}
    said = [record.getMessage() for record in caplog.records if "can't reach" in record.getMessage()]
    assert len(set(said)) >= 4, f"each reason is told, a silence by one of two names: {said}"
    assert len(said) == 5, said


async def test_a_proxy_of_the_environment_is_used_and_inside_is_refused_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hooks_running() as hooks:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{hooks.port}")
        monkeypatch.setenv("NO_PROXY", "")
        for address in ("https://10.0.0.1/", "https://2130706433/"):
            assert isinstance(await tried(tmp_path, address, seconds=1), Failed)
        assert hooks.taken == []
        await tried(tmp_path, "https://hooks.example.com/", seconds=1)
        assert hooks.taken[0].path == "hooks.example.com:443"
