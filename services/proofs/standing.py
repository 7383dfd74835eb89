"""How the signer and the witnesses stand, for readiness, figures and whoever asks from a command line."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from services.proofs.durable import write_durably
from services.proofs.place import Place


class Agreed(msgspec.Struct, frozen=True):
    """How one witness stands to the log: `size` is what it is known to have seen, `when` it last cosigned.

    `trouble` is why it didn't the last time; it `refuses` where it was there and knows another history.
    """

    size: int = 0
    when: int | None = None
    trouble: str | None = None
    refuses: bool = False


class Standing(msgspec.Struct, frozen=True):
    """The last attempt. `refused` is the sentence why nothing was signed, `reason` what figures call it."""

    records: int = 0
    signed: int = 0
    signed_at: float | None = None
    published: int = 0
    reason: str | None = None
    refused: str | None = None
    enough: bool = True
    witnesses: Mapping[str, Agreed] = {}

    @property
    def not_signed(self) -> str | None:
        """Why history isn't signed now, as a sentence; None where it is."""
        return None if self.refused is None else f"Nothing is signed: {self.refused}."

    @property
    def not_witnessed(self) -> str | None:
        """What the witnesses hold against it, as a sentence; None where all of them agree."""
        troubles = [each.trouble for each in self.witnesses.values() if each.trouble is not None]
        if not troubles:
            return None
        said = "; ".join(troubles)
        if not self.enough:
            return f"The checkpoint of {self.signed} records isn't published, for too few witnesses agree: {said}."
        return f"The checkpoint of {self.signed} records is published, but {said}."

    @property
    def contradicted(self) -> bool:
        """Whether a witness knows another history: that is no trouble that passes."""
        return any(each.refuses for each in self.witnesses.values())


def standing_in(place: Place) -> Standing | None:
    """As the signer told it last; None where it never ran, or where what it told can't be read."""
    try:
        return msgspec.json.decode(place.standing.read_bytes(), type=Standing)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def keep(place: Place, standing: Standing) -> None:
    """For those who ask later. Raises OSError."""
    write_durably(place.standing, msgspec.json.encode(standing))
