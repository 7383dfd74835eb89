"""Witnesses asked to cosign (c2sp.org/tlog-witness): all of a policy's at once, none of them waited for long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx

from services.proofs.standing import Agreed
from shared.proofs import (
    Malformed,
    Policy,
    SignatureLine,
    SignedNote,
    Submission,
    Witness,
    checkpoint_of,
    cosigned_at,
    signature_lines,
)
from shared.proofs.numbers import number_from_text

_PATIENCE = 10.0
_ANSWER_BYTES = 64 * 1024
_TRIES = 3

Proof = Callable[[int], Sequence[bytes]]
"""Makes the proof that the checkpoint goes on from one of so many records."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The note with what the witnesses put to it, and how each stands."""

    note: SignedNote
    witnesses: Mapping[str, Agreed]
    enough: bool


class _Trouble(Exception):
    """Nothing was cosigned, and perhaps nobody is to blame."""


class _Refused(_Trouble):
    """The witness knows another history."""


async def asked(
    policy: Policy, note: SignedNote, known: Mapping[str, Agreed], proof: Proof, http: httpx.AsyncClient
) -> Asked:
    """Ask every witness of the policy. What one of them answers wrongly is told, and believed of nobody."""
    witnesses = policy.witnesses
    told = await asyncio.gather(*(_one(each, note, known.get(each.name, Agreed()), proof, http) for each in witnesses))
    lines = [line for line, _ in told if line is not None]
    whole = note.with_signatures(lines)
    standing = {witness.name: agreed for witness, (_, agreed) in zip(witnesses, told, strict=True)}
    return Asked(whole, standing, policy.suffices(policy.witnessed(whole)))


async def _one(
    witness: Witness, note: SignedNote, known: Agreed, proof: Proof, http: httpx.AsyncClient
) -> tuple[SignatureLine | None, Agreed]:
    size = checkpoint_of(note).size
    try:
        async with asyncio.timeout(_PATIENCE):
            line = await _cosigned(witness, note, min(known.size, size), proof, http)
    except (_Trouble, Malformed, httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        why = str(error) or "it doesn't answer"
        refuses = isinstance(error, _Refused)
        return None, Agreed(known.size, known.when, f"witness {witness.name}: {why}", refuses)
    return line, Agreed(size, cosigned_at(line))


async def _cosigned(
    witness: Witness, note: SignedNote, old: int, proof: Proof, http: httpx.AsyncClient
) -> SignatureLine:
    size = checkpoint_of(note).size
    for _ in range(_TRIES):
        status, body = await _post(witness, Submission(old, tuple(proof(old)), note), http)
        if status == httpx.codes.OK:
            return _line_of(witness, note, body)
        if status == httpx.codes.CONFLICT:
            seen = number_from_text(body.removesuffix("\n"), "size that a witness knows")
            if seen > size:
                raise _Refused(
                    f"it has seen {seen} records of this log, which has {size} now: it was cut, or restored to an "
                    "older state; a log that goes on from a backup takes a name of its own"
                )
            old = seen
            continue
        if status == httpx.codes.UNPROCESSABLE_ENTITY:
            raise _Refused(f"it has seen another history: its first {old} records aren't those of this log now")
        if status in (httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND):
            raise _Trouble(f"it doesn't know this log or its key ({status}); give its operator: tomoni audit key")
        raise _Trouble(f"it answers {status}")
    raise _Trouble("it names another size each time; two signers may be at work with one key")


async def _post(witness: Witness, asked: Submission, http: httpx.AsyncClient) -> tuple[int, str]:
    if witness.url is None:
        raise _Trouble("the policy doesn't say where it is")
    url = f"{witness.url.rstrip('/')}/add-checkpoint"
    async with http.stream("POST", url, content=asked.encode()) as answer:
        body = b""
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > _ANSWER_BYTES:
                raise _Trouble("its answer has no end")
        return answer.status_code, body.decode("utf-8", "replace")


def _line_of(witness: Witness, note: SignedNote, body: str) -> SignatureLine:
    """Its cosignature among what it answered; lines of other keys are nobody's. Raises _Refused where it is false."""
    line = next((each for each in signature_lines(body) if each.by(witness.key)), None)
    if line is None:
        raise _Trouble("it answers without a signature by its key; look whether the policy has its present one")
    if not witness.key.verifies(note.text, line.signature):
        raise _Refused("what it signed isn't this checkpoint: it signs for another history, or its key was replaced")
    return line
