"""The nats-server's configuration text, rendered from the table of accounts, public keys and subscribers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from shared.server import registry
from shared.server.accounts import (
    ACCOUNT_OF_USER,
    STORE,
    UNANSWERED,
    Grant,
    account_of_subscriber,
    all_grants,
    imports_of,
)
from shared.server.files import write_whole
from shared.server.layout import Layout
from shared.server.nkeys import ensure_seed

MAX_PAYLOAD = "128KB"
MAX_FILE_STORE = "64GB"
"""What streams may reserve by their `max_bytes` taken together. Said outright because the server's own guess, a share
of the disk that is free when it starts, shrinks as the log grows."""


def render_server(layout: Layout, *, port: int, http_port: int | None = None, features: Sequence[str] = ()) -> str:
    """The embedded server's own part: loopback only, durable, accounts included from their file beside it.

    `http_port` opens the server's monitoring page on loopback; without it there is none. `features` are the server's
    own feature flags to switch on.
    """
    lines = [
        "# Generated at every start; edit nothing here.",
        "server_name: tomoni",
        f"listen: 127.0.0.1:{port}",
        f"max_payload: {MAX_PAYLOAD}",
        f"pid_file: {_quoted(layout.nats_pid)}",
        "jetstream {",
        f"  store_dir: {_quoted(layout.jetstream_dir)}",
        "  # Without it a power cut loses what was acknowledged.",
        "  sync_interval: always",
        f"  max_file_store: {MAX_FILE_STORE}",
        "}",
    ]
    if http_port is not None:
        lines.append(f"http: 127.0.0.1:{http_port}")
    if features:
        lines.append("feature_flags { " + ", ".join(f"{name}: true" for name in features) + " }")
    lines.append(f"include {_quoted(layout.accounts_config.name)}")
    return "\n".join(lines) + "\n"


def render_member(layout: Layout, number: int, *, port: int, route: int, door: int, routes: Sequence[int]) -> str:
    """The part of one of several servers on this machine: `port` for clients, `route` for the others at `routes`.

    `door` is the port that it tells the others of, where something stands before its own.
    """
    home = layout.member(number)
    others = ", ".join(_quoted(f"nats://127.0.0.1:{each}") for each in routes)
    lines = [
        "# Generated at every start; edit nothing here.",
        f"server_name: n{number}",
        f"listen: 127.0.0.1:{port}",
        f"max_payload: {MAX_PAYLOAD}",
        f"pid_file: {_quoted(home / 'nats.pid')}",
        "jetstream {",
        f"  store_dir: {_quoted(home / 'jetstream')}",
        "  sync_interval: always",
        f"  max_file_store: {MAX_FILE_STORE}",
        "}",
        f"cluster {{ name: tomoni, listen: 127.0.0.1:{route}, advertise: {_quoted(f'127.0.0.1:{door}')}, "
        f"routes: [{others}] }}",
        f"include {_quoted('../' + layout.accounts_config.name)}",
    ]
    return "\n".join(lines) + "\n"


def render_accounts(public_keys: Mapping[str, str], subscribers: Sequence[str] = ()) -> str:
    """The accounts block. `public_keys` maps each fixed user and each subscriber to a public nkey (`U…`).

    Raises KeyError when a key is missing.
    """
    grants = all_grants(subscribers)
    blocks = [_store(public_keys[_user_of(STORE)], grants)]
    for user, account in ACCOUNT_OF_USER.items():
        if account != STORE:
            blocks.append(_account(account, public_keys[user], grants))
    for name in subscribers:
        blocks.append(_account(account_of_subscriber(name), public_keys[name], grants))
    return "# Generated from the table of accounts; edit nothing here.\naccounts {\n" + "\n".join(blocks) + "\n}\n"


def write_accounts(layout: Layout) -> None:
    """Write the accounts file anew from the registry of subscribers; seeds that are missing are made.

    Raises ServerError when a seed or the registry is damaged.
    """
    names = [subscriber.name for subscriber in registry.load(layout)]
    public_keys = {name: ensure_seed(layout.credentials(name)) for name in (*ACCOUNT_OF_USER, *names)}
    write_whole(layout.accounts_config, render_accounts(public_keys, names))


def _store(public_key: str, grants: Sequence[Grant]) -> str:
    exports = "\n".join([f"      {{service: {UNANSWERED}}}", *map(_export, grants)])
    return f"  {STORE}: {{\n    jetstream: enabled\n{_users(public_key)}\n    exports: [\n{exports}\n    ]\n  }}"


def _account(account: str, public_key: str, grants: Sequence[Grant]) -> str:
    rows = [f"      {{service: {{account: {STORE}, subject: {UNANSWERED}}}, to: {_quoted('$JS.API.INFO')}}}"]
    rows += [
        f"      {{service: {{account: {STORE}, subject: {_quoted(grant.subject)}}}}}"
        for grant in imports_of(account, grants)
    ]
    imports = "\n".join(rows)
    return f"  {account}: {{\n{_users(public_key)}\n    imports: [\n{imports}\n    ]\n  }}"


def _export(grant: Grant) -> str:
    answers = ", response_type: stream" if grant.many else ""
    return f"      {{service: {_quoted(grant.subject)}{answers}, accounts: [{', '.join(grant.accounts)}]}}"


def _users(public_key: str) -> str:
    return f"    users: [ {{nkey: {public_key}}} ]"


def _user_of(account: str) -> str:
    return next(user for user, its_account in ACCOUNT_OF_USER.items() if its_account == account)


def _quoted(text: object) -> str:
    return json.dumps(str(text))
