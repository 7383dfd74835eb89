"""Where a stream stands, as the server that leads it tells, and whether what it tells counts."""

from __future__ import annotations

import msgspec

STREAM = "EVENTS"
"""The log."""

INFO = "$JS.API.STREAM.INFO."
"""Before a stream's name, the subject to ask."""

NO_LEADER = 503
"""The code of a refusal by who doesn't lead the stream, and knows of nobody who does."""

# Its peers tell their leader every second that they are there.
_SEEN = 2.5


class StreamState(msgspec.Struct, frozen=True):
    """Where a stream stands: positions from `first_seq` to `last_seq`, and its size in bytes."""

    messages: int
    bytes: int
    first_seq: int
    last_seq: int
    last_ts: str = ""
    subjects: dict[str, int] = {}


class StreamLimits(msgspec.Struct, frozen=True):
    """The stream's limit in bytes, -1 for none."""

    max_bytes: int = -1


class ApiError(msgspec.Struct, frozen=True):
    """What JetStream says when it refuses."""

    code: int
    err_code: int = 0
    description: str = ""


class Peer(msgspec.Struct, frozen=True):
    """Another server of a stream: for how many nanoseconds its leader hasn't heard of it."""

    active: int = 0
    offline: bool = False


class Peers(msgspec.Struct, frozen=True):
    """The other servers of a stream; none where it is kept once."""

    replicas: list[Peer] = []


class StreamInfo(msgspec.Struct, frozen=True):
    """The answer of STREAM.INFO, as far as it is used."""

    state: StreamState
    config: StreamLimits
    created: str
    cluster: Peers | None = None

    @property
    def has_majority(self) -> bool:
        """Whether who answers hears of so many of the others that what it says is the log, and not what it once was.

        A leader that is cut off from them goes on answering for some seconds, and knows nothing of what they store.
        """
        return self.heard_within(_SEEN)

    @property
    def others(self) -> list[Peer]:
        """The stream's other servers."""
        return [] if self.cluster is None else self.cluster.replicas

    def heard_within(self, seconds: float) -> bool:
        """Whether who answers has heard, within so many seconds, of so many others that they are a majority with it."""
        heard = sum(not each.offline and each.active < seconds * 1e9 for each in self.others)
        return 2 * (1 + heard) > 1 + len(self.others)


class _Answer(msgspec.Struct, frozen=True):
    error: ApiError | None = None


def told_by(payload: bytes) -> StreamInfo | ApiError:
    """What an answer of STREAM.INFO says. Raises msgspec.DecodeError."""
    refusal = msgspec.json.decode(payload, type=_Answer).error
    return msgspec.json.decode(payload, type=StreamInfo) if refusal is None else refusal
