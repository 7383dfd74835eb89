"""Where a message may go: anywhere in public, and of what lies inside only where the operator has said so.

Whoever may set a channel up could else have this machine knock at doors that are open to it alone: the cloud's
metadata, a router, a database on the same host.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from unicodedata import normalize

from shared.events import Unfitting

Address = IPv4Address | IPv6Address

_TRANSLATED = IPv6Network("64:ff9b::/96")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")


@dataclass(frozen=True, slots=True)
class Inside:
    """The networks and hosts that aren't public and that messages may be sent to all the same."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    hosts: frozenset[str] = frozenset()

    def reaches(self, host: str, address: Address) -> bool:
        """Whether a message for the host may be sent to this address of it."""
        if host.lower().rstrip(".") in self.hosts:
            return True
        real = really(address)
        return is_public(real) or any(real in each or address in each for each in self.networks)


NOTHING = Inside()


def inside(text: str | None) -> Inside:
    """What a setting such as `10.20.0.0/16, hooks.example.internal` names. Raises ValueError."""
    networks, hosts = list[IPv4Network | IPv6Network](), set[str]()
    for entry in filter(None, (each.strip().lower() for each in (text or "").split(","))):
        try:
            networks.append(ip_network(entry))
        except ValueError:
            # "10.0.0.1/8" and "10.0.0" are slips, no hosts.
            if not _HOST.fullmatch(entry) or _NUMBER.fullmatch(entry.rpartition(".")[2]):
                raise ValueError(
                    "it should name networks and hosts, separated by commas, such as 10.20.0.0/16,"
                    "hooks.example.internal"
                ) from None
            hosts.add(entry)
    return Inside(tuple(networks), frozenset(hosts))


def really(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, where it does: `::ffff:127.0.0.1` is this machine."""
    if isinstance(address, IPv6Address):
        if address in _TRANSLATED or 1 < int(address) < 2**32:
            return IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address


def is_public(address: Address) -> bool:
    """Whether anybody in the world means the same machine by it."""
    own = address.is_private or address.is_loopback or address.is_link_local or address.is_unspecified
    special = address.is_multicast or address.is_reserved or getattr(address, "is_site_local", False)
    return address.is_global and not own and not special


def refuse(host: str, allowed: Inside) -> None:
    """Raise Unfitting where the host, as it is written, is an address that no message may be sent to.

    What a name stands for can change at any time: that is looked at whenever a connection is made.
    """
    name = normalize("NFKC", host).replace("。", ".").lower().rstrip(".")
    address = _written(name)
    if address is None and (name == "localhost" or name.endswith(".localhost")):
        address = IPv4Address("127.0.0.1")
    if address is not None and not allowed.reaches(name, address):
        raise Unfitting(
            f"{host} is no public address, and notices go to public ones only, so that nobody reaches through them "
            "what is open to this machine alone; whoever runs it can allow it with the setting TOMONI_NOTICE_INTERNAL"
        )


def _written(host: str) -> Address | None:
    """The address that a host spells, in any way that a resolver understands: 2130706433 and 0x7f.1, too."""
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        pass
    if not _NUMBER.fullmatch(host.rpartition(".")[2]):
        return None
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        raise Unfitting(f"{host} is neither the name of a host nor an address such as 203.0.113.7") from None
