"""Tokens: genuine ones name somebody, all others are refused with a sentence."""

import base64
import json
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.identity.keyfile import KeyFileError, load_key, load_or_create_key
from shared.identity.roles import PERMISSIONS, Permission, Role, allowed
from shared.identity.tokens import Identity, TokenExpired, TokenForged, TokenIssuer

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
ISSUER = TokenIssuer(KEY)
CLAIMS = {"iss": "tomoni", "aud": "tomoni", "sub": "p-1", "role": "member", "exp": int(NOW.timestamp()) + 3600}


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_names_its_subject_until_it_expires() -> None:
    token = ISSUER.issue("p-1", Role.MEMBER, 2, NOW)
    verifier = ISSUER.verifier()
    expected = Identity("p-1", Role.MEMBER, NOW + timedelta(hours=2))
    assert verifier.verify(token, NOW) == expected
    assert verifier.verify(token, NOW) == expected
    assert verifier.verify(token, NOW + timedelta(hours=1, minutes=59)) == expected


@pytest.mark.parametrize("seen_before", [True, False])
def test_an_expired_token_is_refused_also_from_the_cache(seen_before: bool) -> None:
    token = ISSUER.issue("p-1", Role.MEMBER, 1, NOW)
    verifier = ISSUER.verifier()
    if seen_before:
        verifier.verify(token, NOW)
    for _ in range(2):
        with pytest.raises(TokenExpired, match="expired at 2026-11-02 10:00 UTC"):
            verifier.verify(token, NOW + timedelta(hours=1))


def _unsigned() -> str:
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(CLAIMS)}."


def _tampered() -> str:
    header, _, signature = ISSUER.issue("p-1", Role.MEMBER, 1, NOW).split(".")
    return f"{header}.{_part({**CLAIMS, 'role': 'admin'})}.{signature}"


def _confused() -> str:
    # The public key, which is no secret, used as the secret of a symmetric algorithm.
    public = KEY.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return jwt.encode(CLAIMS, public, algorithm="HS256")


FORGERIES = {
    "other key": jwt.encode(CLAIMS, Ed25519PrivateKey.generate(), algorithm="EdDSA"),
    "alg none": _unsigned(),
    "tampered payload": _tampered(),
    "symmetric with the public key": _confused(),
    "another audience": jwt.encode({**CLAIMS, "aud": "payroll"}, KEY, algorithm="EdDSA"),
    "no audience": jwt.encode({k: v for k, v in CLAIMS.items() if k != "aud"}, KEY, algorithm="EdDSA"),
    "another issuer": jwt.encode({**CLAIMS, "iss": "somebody"}, KEY, algorithm="EdDSA"),
    "no expiry": jwt.encode({k: v for k, v in CLAIMS.items() if k != "exp"}, KEY, algorithm="EdDSA"),
    "odd expiry": jwt.encode({**CLAIMS, "exp": 10**30}, KEY, algorithm="EdDSA"),
    "no role": jwt.encode({k: v for k, v in CLAIMS.items() if k != "role"}, KEY, algorithm="EdDSA"),
    "unknown role": jwt.encode({**CLAIMS, "role": "king"}, KEY, algorithm="EdDSA"),
    "role is a list": jwt.encode({**CLAIMS, "role": ["admin"]}, KEY, algorithm="EdDSA"),
    "empty subject": jwt.encode({**CLAIMS, "sub": ""}, KEY, algorithm="EdDSA"),
    "no token at all": "nonsense",
    "not ascii": "é.é.é",
    "endless": "a" * 100_000,
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forgeries_are_refused(name: str) -> None:
    verifier = ISSUER.verifier()
    for _ in range(2):
        with pytest.raises(TokenForged) as caught:
            verifier.verify(FORGERIES[name], NOW)
        assert str(caught.value).endswith(".")


def test_an_own_issuer_accepts_only_its_own() -> None:
    other = TokenIssuer(KEY, issuer="other")
    token = other.issue("p-1", Role.ADMIN, 1, NOW)
    assert other.verifier().verify(token, NOW).role is Role.ADMIN
    with pytest.raises(TokenForged, match="issuer"):
        ISSUER.verifier().verify(token, NOW)


def test_the_cache_is_bounded() -> None:
    verifier = ISSUER.verifier()
    verifier._limit = 3
    for number in range(10):
        verifier.verify(ISSUER.issue(f"p-{number}", Role.MEMBER, 1, NOW), NOW)
    assert len(verifier._genuine) == 3


@pytest.mark.parametrize("subject", ["", "a" * 201, "new\nline"])
def test_odd_subjects_get_no_token(subject: str) -> None:
    with pytest.raises(ValueError, match="subject"):
        ISSUER.issue(subject, Role.MEMBER, 1, NOW)


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "token.pem"
    first = load_or_create_key(path)
    again = load_or_create_key(path)
    assert first.private_bytes_raw() == again.private_bytes_raw()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["token.pem"]


def test_a_key_file_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    path = tmp_path / "token.pem"
    with pytest.raises(KeyFileError, match="can't be read"):
        load_key(path)
    path.write_bytes(b"no key")
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="no PEM private key"):
        load_or_create_key(path)
    path.write_bytes(
        generate_private_key(SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    with pytest.raises(KeyFileError, match="no Ed25519 key"):
        load_key(path)
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_key(path)
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyFileError, match="can't be made"):
        load_or_create_key(tmp_path / "file" / "token.pem")


def test_each_permission_has_its_roles() -> None:
    assert set(PERMISSIONS) == set(Permission)
    assert all(allowed(Role.ADMIN, permission) for permission in Permission)
    assert {role for role in Role if not allowed(role, Permission.READ)} == {Role.MONITOR}
    assert {each for each in Permission if allowed(Role.MONITOR, each)} == {
        Permission.READ_METRICS,
        Permission.READ_CHECKPOINTS,
    }
    assert {each for each in Permission if allowed(Role.AUDITOR, each)} == {
        Permission.READ,
        Permission.READ_LOG,
        Permission.READ_CHECKPOINTS,
    }
    assert not allowed(Role.MEMBER, Permission.SET_CADENCES)
    assert not allowed(Role.MEMBER, Permission.MANAGE_QUARTERS)
    assert not allowed(Role.SERVICE, Permission.ISSUE_TOKENS)
