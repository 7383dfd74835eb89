"""What a program may do: what its scopes give and no more, check-ins where they are bound."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.identity.access import Kind, is_access_id, kind_of, new_id, of_use_until
from shared.identity.roles import Permission, Role
from shared.identity.scopes import Bounds, ScopeRefused, Scopes
from shared.identity.tokens import Identity, TokenAhead, TokenForged, TokenIssuer

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
ISSUER = TokenIssuer(KEY)
READING = {Permission.READ, Permission.READ_CHECKPOINTS}


def program(*scopes: str, role: Role = Role.SERVICE) -> Identity:
    token = ISSUER.issue("meter", role, 1, NOW, scopes=Scopes.parse(scopes))
    return ISSUER.verifier().verify(token, NOW)


@pytest.mark.parametrize(
    ("scopes", "may"),
    [
        ((), set()),
        (("read",), READING),
        (("check-in",), {Permission.CHECK_IN}),
        (("check-in:KR-17",), {Permission.CHECK_IN}),
        (("read", "manage-people"), READING | {Permission.MANAGE_PEOPLE}),
    ],
)
def test_a_program_may_what_its_scopes_give(scopes: tuple[str, ...], may: set[Permission]) -> None:
    assert {each for each in Permission if program(*scopes).may(each)} == may


def test_a_scope_gives_nothing_that_the_role_does_not_hold() -> None:
    assert not program("manage-people", role=Role.AUDITOR).may(Permission.MANAGE_PEOPLE)


def test_a_program_of_before_there_were_scopes_may_what_its_role_may() -> None:
    former = ISSUER.verifier().verify(ISSUER.issue("meter", Role.SERVICE, 1, NOW), NOW)
    assert former.scopes is None
    assert {each for each in Permission if former.may(each)} == READING | {
        Permission.CHECK_IN,
        Permission.MANAGE_PEOPLE,
    }


def test_bounds_of_check_ins() -> None:
    bound = program("read", "check-in:KR-17", "check-in:team=営業 East")
    assert bound.check_in_bounds == Bounds(frozenset({"KR-17"}), frozenset({"営業 East"}))
    assert program("check-in", "check-in:KR-17").check_in_bounds is None
    assert program("read").check_in_bounds == Bounds()


@pytest.mark.parametrize(
    "text",
    ["", "everything", "read:KR-1", "check-in:", "check-in:team=", "READ", "check-in:KR\n1", "check-in:" + "x" * 200],
)
def test_what_is_no_scope_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ScopeRefused, match=r"\.$"):
        Scopes.parse([text])


def test_a_token_with_a_scope_that_is_not_known_is_refused() -> None:
    claims = jwt.decode(ISSUER.issue("meter", Role.SERVICE, 1, NOW), options={"verify_signature": False})
    for scope in ("everything", "read everything", ["read"]):
        with pytest.raises(TokenForged, match="scope"):
            ISSUER.verifier().verify(jwt.encode(claims | {"scope": scope}, KEY, algorithm="EdDSA"), NOW)


def test_a_clock_an_hour_off_is_said() -> None:
    token = ISSUER.issue("p-1", Role.MEMBER, 24, NOW + timedelta(hours=1))
    with pytest.raises(TokenAhead, match="clocks is wrong"):
        ISSUER.verifier().verify(token, NOW)
    assert ISSUER.verifier().verify(token, NOW + timedelta(minutes=56)).subject == "p-1"


def test_a_token_of_more_than_400_days_is_not_made() -> None:
    with pytest.raises(ValueError, match="400 days"):
        ISSUER.issue("p-1", Role.MEMBER, 9601, NOW)


@pytest.mark.parametrize("ident", ["", "x", "t-6a457f80", 7, "../../etc", "t-6a457f80-5f0b9c1d2e3a4b5c6d7e8f9g"])
def test_a_token_with_another_id_than_ours_is_refused(ident: object) -> None:
    claims = jwt.decode(ISSUER.issue("p", Role.MEMBER, 1, NOW), options={"verify_signature": False})
    with pytest.raises(TokenForged):
        ISSUER.verifier().verify(jwt.encode(claims | {"jti": ident}, KEY, algorithm="EdDSA"), NOW)


@pytest.mark.parametrize(("kind", "days"), [(Kind.SESSION, 90), (Kind.TOKEN, 400)])
def test_an_id_says_of_what_it_is_and_how_long_anybody_needs_to_know_it(kind: Kind, days: int) -> None:
    ident = new_id(kind, NOW)
    assert is_access_id(ident)
    assert kind_of(ident) is kind
    assert of_use_until(ident) == int((NOW + timedelta(days=days)).timestamp())
    assert new_id(kind, NOW) != ident
