"""The signature of a webhook's body, as https://www.standardwebhooks.com (version 1.0.0) says.

Three headers: `webhook-id` (the same for every attempt), `webhook-timestamp` (seconds since 1970 of this attempt) and
`webhook-signature`: ``v1,`` and the base64 of HMAC-SHA256 over ``<id>.<timestamp>.<body>``, keyed by what stands in the
secret behind ``whsec_``, base64 decoded.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from shared.events import Invalid

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret, by the same document."""


def secret_of(random: bytes) -> str:
    """A secret as people pass it on, from bytes that nobody can guess."""
    return PREFIX + base64.b64encode(random).decode()


def key_of(secret: str) -> bytes:
    """The bytes that a secret spells. Raises Invalid."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or not SHORTEST <= len(key) <= LONGEST:
        raise Invalid("the secret is none; give whsec_ and the base64 of 24 to 64 bytes, or leave it to be made")
    return key


def signed_headers(secret: str, message: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of one attempt. Raises Invalid for a secret that is none."""
    told = f"{message}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.new(key_of(secret), told, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }
