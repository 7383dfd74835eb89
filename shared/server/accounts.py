"""Who may do what on the log: which subjects of STORE each account imports. Plain data; everything else derives.

Nobody but the provisioner is in STORE, where the streams are. An account that may merely *request* something of
JetStream in the account of a stream could name any subject as its reply and have the server publish there; through a
service import the reply subject is replaced by the server's own, so this is the only way in.

`$JS.API.CONSUMER.CREATE` must never stand here: a push consumer's deliver subject would be a second way in.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STORE = "STORE"
OKR = "OKR"
PAIRING = "PAIRING"
AUDIT = "AUDIT"

PROVISIONER = "provisioner"
"""The only user in STORE."""

ACCOUNT_OF_USER = {PROVISIONER: STORE, "okr": OKR, "pairing": PAIRING, "audit": AUDIT}
"""The users that every installation has; the name is also that of the credentials file."""

UNANSWERED = "unanswered"
"""A subject of STORE that nobody listens to. Every other account imports it under the name `$JS.API.INFO`.

An account without streams is otherwise given the whole of `$JS.API.>` by the server, whose answer "JetStream not
enabled for account" then comes before the real one, to each request that is imported. Importing this one subject
prevents that (the server's rule; measured on 2.15.1).
"""

SERVICES = ("okr", "pairing")
PURPOSES = ("projection", "rebuild", "reactions")
"""Each service has one durable on EVENTS for each of these."""


@dataclass(frozen=True, slots=True)
class Grant:
    """`accounts` may send requests to `subject` in STORE; `many` when one request brings more than one answer."""

    subject: str
    accounts: tuple[str, ...]
    many: bool = False


GRANTS: tuple[Grant, ...] = (
    # Append to the log: each service under its own name only.
    Grant("okr.>", (OKR,)),
    Grant("pairing.>", (PAIRING,)),
    # Read the log.
    Grant("$JS.API.STREAM.INFO.EVENTS", (OKR, PAIRING, AUDIT)),
    Grant("$JS.API.STREAM.MSG.GET.EVENTS", (OKR, PAIRING, AUDIT)),
    Grant("$JS.API.DIRECT.GET.EVENTS", (OKR, PAIRING, AUDIT), many=True),
    Grant("$JS.API.DIRECT.GET.EVENTS.okr.>", (OKR, AUDIT)),
    Grant("$JS.API.DIRECT.GET.EVENTS.pairing.>", (PAIRING, AUDIT)),
    # Try whether anything is stored now, without writing to the log: each service its own message.
    Grant("health.okr", (OKR,)),
    Grant("health.pairing", (PAIRING,)),
    # Keys: okr writes and erases them, pairing reads them, nobody else knows them.
    Grant("keys.person.*", (OKR,)),
    Grant("keys.objective.*", (OKR,)),
    Grant("$JS.API.STREAM.MSG.DELETE.KEYS", (OKR,)),
    Grant("$JS.API.STREAM.MSG.GET.KEYS", (OKR, PAIRING)),
    Grant("$JS.API.DIRECT.GET.KEYS", (OKR, PAIRING), many=True),
    Grant("$JS.API.DIRECT.GET.KEYS.keys.>", (OKR, PAIRING)),
)


def durable_of(service: str, purpose: str) -> str:
    """The name of a service's durable on EVENTS, for example `okr-projection`."""
    return f"{service}-{purpose}"


def account_of_subscriber(name: str) -> str:
    """The account of a subscriber: `dash-board` lives in `SUB_DASH_BOARD` (names hold no underscore: no clash)."""
    return "SUB_" + name.upper().replace("-", "_")


def account_hash(account: str) -> str:
    """The eight letters by which the server names an account in the long form of an acknowledgement."""
    digits = string.digits + string.ascii_uppercase + string.ascii_lowercase
    return "".join(digits[byte % len(digits)] for byte in hashlib.sha256(account.encode()).digest()[:8])


def grants_of_durable(account: str, durable: str) -> tuple[Grant, ...]:
    """What reading by one durable takes: look at it, move it to any position, pull, acknowledge.

    Acknowledgements have two forms; 2.15 sends the short one unless told otherwise (`js_ack_fc_v2`), a later server
    sends the long one, with the domain (`_` for none) and a hash of the account in front. Both are literal here:
    with wildcards in place of the two, `$JS.ACK.EVENTS.<another's durable>.EVENTS.<own durable>.1.1.1` would match, and
    the server would take it as an acknowledgement, or a pull, of the other's durable (measured).
    """
    return (
        Grant(f"$JS.API.CONSUMER.INFO.EVENTS.{durable}", (account,)),
        Grant(f"$JS.API.CONSUMER.RESET.EVENTS.{durable}", (account,)),
        Grant(f"$JS.API.CONSUMER.MSG.NEXT.EVENTS.{durable}", (account,), many=True),
        Grant(f"$JS.ACK.EVENTS.{durable}.>", (account,)),
        Grant(f"$JS.ACK._.{account_hash(STORE)}.EVENTS.{durable}.>", (account,)),
    )


def all_grants(subscribers: Iterable[str] = ()) -> tuple[Grant, ...]:
    """The whole table: the fixed rows, each service's durables and each named subscriber's durable."""
    rows = list(GRANTS)
    for service in SERVICES:
        for purpose in PURPOSES:
            rows.extend(grants_of_durable(ACCOUNT_OF_USER[service], durable_of(service, purpose)))
    for name in subscribers:
        rows.extend(grants_of_durable(account_of_subscriber(name), name))
    return tuple(rows)


def imports_of(account: str, grants: Sequence[Grant]) -> list[Grant]:
    """The rows of the table that name this account."""
    return [grant for grant in grants if account in grant.accounts]


NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
"""A subscriber's name: lower-case letters, digits and single dashes, beginning with a letter."""


def is_reserved(name: str) -> bool:
    """Whether a name belongs to Tomoni itself: a user of its own, or anything that reads like a service's durable."""
    return name in ACCOUNT_OF_USER or name.startswith(tuple(f"{service}-" for service in SERVICES))
