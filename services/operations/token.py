"""`tomoni token`: tokens for HTTP: made, listed, ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperGroup

from services.cli.exits import guarded
from services.cli.opened import on_okr, order
from services.cli.output import Json, answer, show, show_json, show_rows
from services.cli.services import Service, views_of
from shared.events import Invalid
from shared.identity import records
from shared.identity.keyfile import load_or_create_key
from shared.identity.roles import Role
from shared.identity.scopes import Scope, ScopeRefused, Scopes
from shared.identity.tokens import TokenIssuer
from shared.projection import Store
from shared.runtime import store_url
from shared.server.layout import Layout
from shared.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from services.okr.service import Okr
    from shared.settings import Settings

T = TypeVar("T")

OPERATOR = "operator"
"""Whom a token of an administrator names when nobody in particular is meant."""

_MAKE = "make"
_COLUMNS = ("id", "subject", "role", "scopes", "made", "seen", "expires", "state")


class _TokenGroup(TyperGroup):
    """`tomoni token P-3` is `tomoni token make P-3`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What was typed, with the word left out put in."""
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = [_MAKE, *args]
        return super().parse_args(ctx, args)


token = typer.Typer(
    cls=_TokenGroup, help="Tokens for HTTP: make one (`tomoni token P-3` does, too), list them, end one."
)

Ident = Annotated[str, typer.Argument(help="The token's id, as `tomoni token list` shows it.")]


@token.command(_MAKE)
def make(
    subject: Annotated[str, typer.Argument(help="A person's id, such as P-3, or the name of a program.")] = OPERATOR,
    role: Annotated[Role, typer.Option(help="What the token allows.")] = Role.ADMIN,
    hours: Annotated[
        int | None, typer.Option(min=1, max=9600, help="How long it is valid; by default TOMONI_TOKEN_HOURS.")
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(help="What a program may do: read, check-in, check-in:KR-17, check-in:team=East, manage-people."),
    ] = None,
    json: Json = False,
) -> None:
    """Print a signed token for HTTP: `Authorization: Bearer <token>`."""

    def work() -> tuple[str, str]:
        scopes = _scopes(role, scope)
        if role is Role.MEMBER and subject == OPERATOR:
            raise Invalid("a member's token names a person; give the person's id (tomoni people lists them)")
        settings, now = load_settings(), datetime.now(UTC)
        whom = _whom(settings, subject, role)
        if scopes is not None and _has_store(settings):
            _must_be_there(settings, scopes)
        signing = issuer(settings)
        made = signing.issue(whom, role, hours or settings.token_hours, now, scopes=scopes)
        identity = signing.verifier().verify(made, now)
        if _has_store(settings):
            store = Store(store_url(settings, Service.OKR), Service.OKR, views_of(Service.OKR))
            try:
                with store.keep() as connection:
                    records.note_made(connection, identity, now)
            finally:
                store.close()
        return made, identity.id

    made, ident = guarded(work)
    if json:
        show_json({"token": made, "subject": subject, "role": role, "id": ident})
    else:
        show(made)


@token.command("list")
def list_(json: Json = False) -> None:
    """Every token that hasn't expired. One that was made elsewhere is listed when it was first used."""

    async def work(okr: Okr) -> list[dict[str, Any]]:
        return [_row(each, over) for each, over in await okr.access.tokens(datetime.now(UTC))]

    show_rows(on_okr(work), _COLUMNS, json)


@token.command()
def revoke(token: Ident, json: Json = False) -> None:
    """End a token, or a session, for good: both services refuse it within a second."""

    async def work(okr: Okr) -> bool:
        return bool((await okr.access.end(order(), token)).outcome.events)

    changed = on_okr(work)
    answer("it lets nobody in any more" if changed else "it was ended already", {"id": token, "changed": changed}, json)


@token.command()
def confirm(token: Ident, json: Json = False) -> None:
    """Let a token hold that was made before Tomoni was restored."""

    on_okr(lambda okr: okr.access.confirm(order(), token))
    answer("it holds again", {"id": token}, json)


def _scopes(role: Role, given: list[str] | None) -> Scopes | None:
    """What binds the token; a program's is always bound."""
    if role is not Role.SERVICE:
        if given:
            raise Invalid("scopes bind programs: give them with --role service, or leave them out")
        return None
    if not given:
        raise Invalid(f"say what the program may do, each thing by a --scope of its own: {', '.join(Scope)}")
    try:
        return Scopes.parse(given)
    except ScopeRefused as refused:
        raise Invalid(str(refused)) from None


def _whom(settings: Settings, typed: str, role: Role) -> str:
    """The person's id, where a person is meant: then the token ends when he leaves. Else the name as it was given."""
    if role is Role.MEMBER:
        return person_of(settings, typed)
    if typed[:2].upper() == "P-" and _has_store(settings):
        return person_of(settings, typed)
    return typed


def _must_be_there(settings: Settings, scopes: Scopes) -> None:
    """Raise NotFound where check-ins are bound to a key result or a team that nobody knows."""
    from services.okr import known_teams, typed_ids as resolve

    if (bounds := scopes.bounds()) is None:
        return

    def look(connection: Connection) -> None:
        for key_result in bounds.key_results:
            resolve.key_result(connection, key_result)
        for team in bounds.teams:
            if (here := known_teams.must_be_a_team(connection, team)) != team:
                raise Invalid(f"the team is written {here} here; give --scope check-in:team={here}")

    _asked(settings, look)


def person_of(settings: Settings, typed: str) -> str:
    """The id of somebody who belongs to the company. Raises NotFound, WrongState (has left)."""
    from services.okr import typed_ids as resolve

    return _asked(settings, lambda connection: resolve.person_here(connection, typed))


def _asked(settings: Settings, question: Callable[[Connection], T]) -> T:
    """What okr's store says, as far as it is."""
    store = Store(store_url(settings, Service.OKR), Service.OKR, views_of(Service.OKR))
    try:
        with store.read() as connection:
            return question(connection)
    finally:
        store.close()


def issuer(settings: Settings) -> TokenIssuer:
    """What signs tokens with this installation's key, made where there is none."""
    return TokenIssuer(load_or_create_key(settings.token_key_path))


def _has_store(settings: Settings) -> bool:
    """Whether there is anything yet in which a token could be noted; to look makes nothing."""
    return settings.okr_store is not None or Layout(settings.var).okr_store.exists()


def _row(each: records.Access, over: str | None) -> dict[str, Any]:
    return {
        "id": each.id,
        "subject": each.subject,
        "role": each.role,
        "scopes": None if each.scopes is None else " ".join(each.scopes.named),
        "made": each.made.date(),
        "seen": None if each.seen is None else each.seen.date(),
        "expires": each.expires.date(),
        "state": over or "holds",
    }
