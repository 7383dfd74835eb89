"""`tomoni sign-in`: a link that signs somebody in, once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.exits import guarded
from services.cli.output import Json, show, show_json
from services.cli.services import Service, views_of
from services.cli.workplace import running
from services.operations.token import OPERATOR, person_of
from shared.events import Invalid, WrongState
from shared.identity.roles import Role
from shared.identity.sign_in import create_code
from shared.projection import Store
from shared.runtime import store_url
from shared.server.layout import Layout
from shared.settings import load_settings

if TYPE_CHECKING:
    from shared.settings import Settings

_BROWSERS = (Role.MEMBER, Role.ADMIN, Role.AUDITOR)


def sign_in(
    who: Annotated[
        str | None, typer.Option("--as", help="Whom it signs in: a person's id, such as P-3; else an administrator.")
    ] = None,
    role: Annotated[
        Role | None, typer.Option(help="As what: a person is a member unless something else is said.")
    ] = None,
    json: Json = False,
) -> None:
    """Print a new one-time link; it signs in whoever opens it first and presses its button, within a quarter hour."""

    def work() -> str:
        settings = load_settings()
        found = running(Layout(settings.var))
        if found is None or found.okr_url is None:
            raise WrongState("Tomoni doesn't run here, so there is nothing to sign in to; start it with: tomoni up")
        as_what = role or (Role.ADMIN if who is None else Role.MEMBER)
        if as_what not in _BROWSERS:
            raise Invalid(f"a {as_what} uses a token, no browser; make one with: tomoni token NAME --role {as_what}")
        if who is None and as_what is Role.MEMBER:
            raise Invalid("a member is a person; say who: --as P-3")
        person = OPERATOR if who is None else person_of(settings, who)
        return sign_in_link(settings, found.okr_url, person, as_what)

    link = guarded(work)
    if json:
        show_json({"url": link})
    else:
        show(link)


def sign_in_link(settings: Settings, okr_url: str, subject: str = OPERATOR, role: Role = Role.ADMIN) -> str:
    """A link to the okr service that signs somebody in, once, within minutes."""
    store = Store(store_url(settings, Service.OKR), Service.OKR, views_of(Service.OKR))
    try:
        with store.keep() as connection:
            code = create_code(connection, subject, role, datetime.now(UTC), settings.invitation_minutes)
    finally:
        store.close()
    return f"{settings.okr_origin or okr_url}/sign-in?code={code}"
