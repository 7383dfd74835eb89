"""`tomoni token` and `tomoni sign-in`: who may act over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.exits import guarded
from services.cli.output import Json, show, show_json
from services.cli.services import Service, views_of
from services.cli.workplace import running
from shared.events import Invalid, WrongState
from shared.identity.keyfile import load_or_create_key
from shared.identity.roles import Role
from shared.identity.sign_in import create_code
from shared.identity.tokens import TokenIssuer
from shared.projection import Store
from shared.runtime import store_url
from shared.server.layout import Layout
from shared.settings import load_settings

if TYPE_CHECKING:
    from shared.settings import Settings

OPERATOR = "operator"
"""Whom a token of an administrator names when nobody in particular is meant."""

LINK_MINUTES = 60


def token(
    subject: Annotated[str, typer.Argument(help="A person's id, such as P-3, or the name of a program.")] = OPERATOR,
    role: Annotated[Role, typer.Option(help="What the token allows.")] = Role.ADMIN,
    hours: Annotated[
        int | None, typer.Option(min=1, help="How long it is valid; by default TOMONI_TOKEN_HOURS.")
    ] = None,
    json: Json = False,
) -> None:
    """Print a signed token for HTTP: `Authorization: Bearer <token>`."""

    def work() -> str:
        if role is Role.MEMBER and subject == OPERATOR:
            raise Invalid("a member's token names a person; give the person's id (tomoni people lists them)")
        settings = load_settings()
        whom = _person(settings, subject) if role is Role.MEMBER else subject
        return issuer(settings).issue(whom, role, hours or settings.token_hours, datetime.now(UTC))

    made = guarded(work)
    if json:
        show_json({"token": made, "subject": subject, "role": role})
    else:
        show(made)


def sign_in(json: Json = False) -> None:
    """Print a new one-time link that signs a browser in as administrator."""

    def work() -> str:
        settings = load_settings()
        found = running(Layout(settings.var))
        if found is None or found.okr_url is None:
            raise WrongState("Tomoni doesn't run here, so there is nothing to sign in to; start it with: tomoni up")
        return sign_in_link(settings, found.okr_url)

    link = guarded(work)
    if json:
        show_json({"url": link})
    else:
        show(link)


def sign_in_link(settings: Settings, okr_url: str) -> str:
    """A link to the okr service that signs an administrator in, once, within the hour."""
    store = Store(store_url(settings, Service.OKR), Service.OKR, views_of(Service.OKR))
    try:
        with store.keep() as connection:
            code = create_code(connection, OPERATOR, Role.ADMIN, datetime.now(UTC), LINK_MINUTES)
    finally:
        store.close()
    return f"{okr_url}/sign-in?code={code}"


def _person(settings: Settings, typed: str) -> str:
    from services.okr import typed_ids as resolve

    store = Store(store_url(settings, Service.OKR), Service.OKR, views_of(Service.OKR))
    try:
        with store.read() as connection:
            return resolve.person(connection, typed)
    finally:
        store.close()


def issuer(settings: Settings) -> TokenIssuer:
    """What signs tokens with this installation's key, made where there is none."""
    return TokenIssuer(load_or_create_key(settings.token_key_path))
