"""One-time sign-in: a code works once, in time, for one of however many try at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from shared.identity.records import records
from shared.identity.roles import Role
from shared.identity.sign_in import (
    SignedIn,
    SignInDesk,
    SignInExpired,
    SignInRefused,
    SignInUnknown,
    SignInUsed,
    create_code,
    redeem,
    sign_ins,
)
from shared.identity.tokens import TokenIssuer
from shared.projection.keep import keep_metadata

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    keep_metadata.create_all(engine, [sign_ins, records])
    yield engine
    engine.dispose()


def test_a_code_works_once(engine: Engine) -> None:
    with engine.begin() as connection:
        code = create_code(connection, "p-1", Role.ADMIN, NOW, 10)
        assert redeem(connection, code, NOW) == SignedIn("p-1", Role.ADMIN)
        with pytest.raises(SignInUsed):
            redeem(connection, code, NOW)


def test_only_the_digest_is_stored(engine: Engine) -> None:
    with engine.begin() as connection:
        code = create_code(connection, "p-1", Role.ADMIN, NOW, 10)
        row = connection.execute(select(sign_ins)).one()
        assert code not in str(tuple(row))


def test_a_code_expires_and_is_forgotten_in_the_end(engine: Engine) -> None:
    with engine.begin() as connection:
        code = create_code(connection, "p-1", Role.MEMBER, NOW, 10)
        with pytest.raises(SignInExpired):
            redeem(connection, code, NOW + timedelta(minutes=10))
        create_code(connection, "p-2", Role.MEMBER, NOW + timedelta(days=2), 10)
        with pytest.raises(SignInUnknown):
            redeem(connection, code, NOW + timedelta(days=2))


@pytest.mark.parametrize("code", ["", "guess", "\ud800", "a" * 10_000])
def test_unknown_codes(engine: Engine, code: str) -> None:
    with engine.begin() as connection, pytest.raises(SignInUnknown):
        redeem(connection, code, NOW)


def test_of_many_at_once_one_gets_in(engine: Engine) -> None:
    desk = SignInDesk(engine, TokenIssuer(Ed25519PrivateKey.generate()), 8, lambda: NOW)
    code = desk.create("p-1", Role.MEMBER, 10)

    def attempt(_: int) -> str:
        try:
            return desk.redeem(code).identity.subject
        except SignInRefused as refusal:
            return type(refusal).__name__

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attempt, range(16)))
    assert answers.count("p-1") == 1
    assert answers.count("SignInUsed") == 15


def test_a_session_lasts_as_long_as_it_should(engine: Engine) -> None:
    issuer = TokenIssuer(Ed25519PrivateKey.generate())
    desk = SignInDesk(engine, issuer, 8, lambda: NOW)
    session = desk.redeem(desk.create("p-1", Role.AUDITOR, 10))
    assert session.identity.expires == NOW + timedelta(hours=8)
    assert issuer.verifier().verify(session.token, NOW) == session.identity


def test_the_table_is_plain_enough_for_postgresql() -> None:
    text = str(CreateTable(sign_ins).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    assert "BIGINT" in text
    assert sign_ins.metadata is keep_metadata
