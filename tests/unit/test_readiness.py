"""What "well" means: what makes each sentence true, and what makes it untrue again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from shared.eventlog.errors import LogAway, LogFull, LogLeaderless, LogSilent, LogUnavailable
from shared.eventlog.fate import Fate
from shared.eventlog.standing import Peer, Peers, StreamInfo, StreamLimits, StreamState
from shared.readiness import ROOM, STORES_NOTHING, Notice, of_clock, of_log, of_projection, reasons_in


@dataclass
class Known:
    """What is known of a log that is well; tests change one thing."""

    connected: bool = True
    size: int = 5_000
    limit: int = 2**30
    unanswered: LogUnavailable | None = None
    appends: Fate = field(default_factory=Fate)
    trials: Fate = field(default_factory=Fate)
    untried: bool = False
    peers: Peers | None = None

    def told(self) -> str | None:
        state = StreamState(messages=1, bytes=self.size, first_seq=1, last_seq=1)
        return of_log(
            connected=self.connected,
            info=self.unanswered or StreamInfo(state, StreamLimits(self.limit), created="", cluster=self.peers),
            appends=self.appends,
            trials=self.trials,
            untried=self.untried,
        )


def test_a_log_that_answers_and_stores_is_well() -> None:
    known = Known()
    known.appends.fared_well()
    assert known.told() is None
    assert Known(limit=-1).told() is None


def test_a_connection_that_is_down_says_nothing_else() -> None:
    known = Known(connected=False, unanswered=LogUnavailable("nobody was asked"))
    assert known.told() == "The connection to the log is down; it is being tried again."
    known.connected, known.unanswered = True, None
    assert known.told() is None


def test_a_log_without_a_leader_does_not_answer_until_it_has_one() -> None:
    known = Known(unanswered=LogLeaderless("it may be choosing a leader"))
    assert known.told() == "The log does not answer: it may be choosing a leader."
    known.unanswered = None
    assert known.told() is None


def test_a_leader_that_is_cut_off_is_not_believed() -> None:
    known = Known(peers=Peers([Peer(active=4_000_000_000), Peer(offline=True)]))
    assert known.told() == "The log does not answer: the server that leads it is cut off from the others."
    known.peers = Peers([Peer(active=900_000_000), Peer(offline=True)])
    assert known.told() is None, "two of three are a majority"


def test_an_event_without_an_answer_says_that_nothing_is_stored_until_one_is() -> None:
    known = Known()
    known.appends.failed(LogSilent("the log did not answer within 3 s"))
    told = known.told()
    assert told is not None
    assert told.startswith(f"{STORES_NOTHING} (the log did not answer within 3 s): make room")
    assert "tomoni up does that by itself; with a server of your own nobody does it but you" in told
    # A trial that goes well is no event that was stored.
    known.trials.fared_well()
    assert known.told() == told
    known.appends.fared_well()
    assert known.told() is None


def test_a_trial_that_fails_says_the_same_until_one_goes_well() -> None:
    known = Known()
    known.appends.fared_well()
    known.trials.failed(LogUnavailable("a trial was refused: no space left on device"))
    assert STORES_NOTHING in str(known.told())
    known.trials.fared_well()
    assert known.told() is None


def test_a_connection_that_goes_down_in_mid_append_says_nothing_about_the_log() -> None:
    known = Known()
    known.appends.failed(LogAway("the connection to the log is down"))
    assert known.told() is None


def test_a_log_at_its_limit_says_another_thing_than_a_full_disk_until_it_is_raised() -> None:
    known = Known(size=9_500, limit=10_000)
    assert known.told() is None, "at 95 % of it nothing is wrong"
    known.appends.failed(LogFull())
    told = str(known.told())
    assert told.startswith("The log is at its limit of 10000 bytes (it holds 9500) and refuses events")
    assert "TOMONI_LOG_MAX_BYTES" in told
    assert "disk" not in told
    known.limit = 9_500 + ROOM
    assert known.told() is None
    known = Known(size=9_900, limit=10_000)
    assert str(known.told()).startswith("The log holds 9900 of at most 10000 bytes; raise TOMONI_LOG_MAX_BYTES")
    known.limit = 20_000
    assert known.told() is None


def test_a_log_that_cannot_be_tried_is_ready_and_says_so() -> None:
    known = Known(untried=True)
    assert isinstance(known.told(), Notice)
    assert "tomoni streams apply" in str(known.told())
    known.untried = False
    assert known.told() is None


@pytest.mark.parametrize(
    ("facts", "words", "ready"),
    [
        ({"halted": "the log was cut"}, "The projection has halted: the log was cut.", False),
        ({"ailing": "the disk is full"}, "The store can't be written (the disk is full)", False),
        ({"remade": "its file was deleted"}, "Nothing is shown for a moment: its file was deleted.", False),
        ({"parked": 1}, "1 event is parked and not shown; see: tomoni parked list okr.", True),
        ({"parked": 3}, "3 events are parked", True),
    ],
)
def test_what_is_said_of_a_projection(facts: dict[str, Any], words: str, ready: bool) -> None:
    well: dict[str, Any] = {"halted": None, "ailing": None, "remade": None, "parked": 0}
    assert of_projection("okr", **well) is None
    told = of_projection("okr", **well | facts)
    assert told is not None
    assert told.startswith(words)
    assert isinstance(told, Notice) is ready


def test_what_is_said_of_a_clock() -> None:
    assert of_clock() is None
    assert of_clock(still=95.2) == "The clock has stood still for 95 s: nothing that is due is done."
    told = of_clock(failing=2, rule="end-of-a-pause", times=7, reason="ValueError: no")
    assert told == "The clock fails with 2 of its tasks and tries again; end-of-a-pause, 7 times: ValueError: no."
    assert isinstance(told, Notice)


def test_an_answer_is_read_as_one_text() -> None:
    checks = [{"name": "log", "reason": "One."}, {"name": "clock", "reason": None}, {"name": "x", "reason": "Two."}]
    assert reasons_in({"checks": checks}) == "One.; Two."
    assert reasons_in({}) == ""
