"""An experiment is started, extended, asked for and concluded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given as generated, strategies as st

from services.okr.experiments.domain import (
    AskFor,
    Command,
    Conclude,
    Experiment,
    Extend,
    Start,
    decide,
    evolve,
    learning,
    tried,
)
from services.okr.experiments.handlers import says, spelled
from services.okr.experiments.queries import Experiment as Shown
from services.okr.kernel.period import Period
from services.okr.kernel.permissions import NOBODY
from services.okr.objectives.domain.objective import KeyResult, Objective, Status
from shared.events import (
    Binary,
    Event,
    ExperimentConcluded,
    ExperimentExtended,
    ExperimentOverdue,
    ExperimentStarted,
    Invalid,
    NotFound,
    Refused,
    Sealed,
    WrongState,
)

TODAY, FRIDAY = date(2026, 8, 3), date(2026, 8, 14)
GOAL = Objective(
    status=Status.PUBLISHED,
    title="Be heard",
    key_results={
        "k": KeyResult("Calls", Binary(), "ken"),
        "dropped": KeyResult("Mails", Binary(), None, dropped=True),
        "moved": KeyResult("Talks", Binary(), None, moved_to="o2"),
    },
)
STARTED = ExperimentStarted(
    key_result="k",
    objective="o",
    what=Sealed("Meet over lunch"),
    know_by=Sealed("Two weeks running"),
    until=FRIDAY,
    owner="ken",
)
KEPT = ExperimentConcluded(outcome="kept", learned=Sealed("Mornings last"), key_result="k", objective="o")


def given(*events: Event) -> Experiment:
    state = Experiment()
    for event in events:
        state = evolve(state, event)
    return state


def start(**changes: object) -> Start:
    said: dict[str, object] = {
        "key_result": "k",
        "objective": "o",
        "what": "Meet over lunch",
        "know_by": "Two weeks running",
        "until": FRIDAY,
        "today": TODAY,
        "owner": "ken",
        "goal": GOAL,
        "period": None,
        "whom": NOBODY,
    }
    return Start(**(said | changes))  # type: ignore[arg-type]


def test_starting() -> None:
    assert decide(start(), given()) == [STARTED]
    (until_today,) = decide(start(until=TODAY), given())
    assert isinstance(until_today, ExperimentStarted)
    assert until_today.until == TODAY, "the last day is part of it"


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"until": TODAY - timedelta(days=1)}, Invalid, r"2026-08-02 is over already; give today \(2026-08-03\)"),
        ({"until": date(2027, 8, 5)}, Invalid, "more than a year away"),
        ({"until": date.max}, Invalid, "more than a year away"),
        ({"key_result": "nothing"}, NotFound, "no such key result"),
        ({"key_result": "dropped"}, WrongState, "has been dropped"),
        ({"key_result": "moved"}, WrongState, "measures another objective now"),
        ({"period": Period("2026-Q2", ended=True)}, WrongState, "2026-Q2 has ended"),
        ({"goal": Objective(status=Status.DRAFT, key_results=GOAL.key_results)}, WrongState, "still a draft"),
        ({"goal": Objective(status=Status.CLOSED, key_results=GOAL.key_results)}, WrongState, "has been closed"),
    ],
)
def test_what_can_t_be_started(changes: dict[str, object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        decide(start(**changes), given())


def test_what_may_be_said_of_it() -> None:
    assert tried(" Meet over lunch ", "Two weeks running\t") == ("Meet over lunch", "Two weeks running")
    for what, know_by, words in (
        ("Lunch", "  ", "needs a way to know; say what you will see if it works"),
        ("", "Two weeks", "what is tried is empty"),
        ("x" * 501, "Two weeks", "shorten it to 500"),
        ("Lunch", "x\x1b[31m", "control character"),
    ):
        with pytest.raises(Invalid, match=words):
            tried(what, know_by)
    assert learning(" Mornings last ") == "Mornings last"
    for nothing in ("", " \n "):
        with pytest.raises(Invalid, match="say what was learned; that it made no difference is a learning too"):
            learning(nothing)


def test_an_experiment_is_started_once() -> None:
    with pytest.raises(WrongState, match="started already"):
        decide(start(), given(STARTED))


def test_extending() -> None:
    later = FRIDAY + timedelta(days=7)
    assert decide(Extend(later, TODAY, NOBODY), given(STARTED)) == [ExperimentExtended(until=later)]
    assert decide(Extend(FRIDAY, TODAY, NOBODY), given(STARTED)) == []
    with pytest.raises(Invalid, match="runs until 2026-08-14 already; give a later day, or conclude it now"):
        decide(Extend(TODAY, TODAY, NOBODY), given(STARTED))
    with pytest.raises(Invalid, match="over already"):
        decide(Extend(later, later + timedelta(days=1), NOBODY), given(STARTED))
    with pytest.raises(NotFound):
        decide(Extend(later, TODAY, NOBODY), given())
    with pytest.raises(WrongState, match="concluded already"):
        decide(Extend(later, TODAY, NOBODY), given(STARTED, KEPT))


def test_it_is_asked_for_once_for_each_last_day() -> None:
    overdue = ExperimentOverdue(until=FRIDAY, owner="ken")
    assert decide(AskFor(FRIDAY), given(STARTED)) == [overdue]
    assert decide(AskFor(FRIDAY), given(STARTED, overdue)) == []
    later = FRIDAY + timedelta(days=7)
    extended = given(STARTED, overdue, ExperimentExtended(until=later))
    assert decide(AskFor(FRIDAY), extended) == [], "it was extended meanwhile"
    assert decide(AskFor(later), extended) == [ExperimentOverdue(until=later, owner="ken")]
    with pytest.raises(WrongState, match="concluded already"):
        decide(AskFor(FRIDAY), given(STARTED, KEPT))


def test_concluding() -> None:
    assert decide(Conclude("kept", KEPT.learned, NOBODY), given(STARTED)) == [KEPT]
    assert decide(
        Conclude("kept", Sealed("Mornings last"), NOBODY), given(STARTED, ExperimentOverdue(until=FRIDAY))
    ) == [KEPT]
    with pytest.raises(Invalid, match="'won' is no outcome; an experiment is kept, adjusted, dropped"):
        decide(Conclude("won", Sealed("Much"), NOBODY), given(STARTED))
    with pytest.raises(NotFound, match="no such experiment"):
        decide(Conclude("kept", Sealed("Much"), NOBODY), given())


def test_concluding_twice() -> None:
    with pytest.raises(WrongState, match=r"concluded already \(kept\); start another one"):
        decide(Conclude("dropped", Sealed("Or not"), NOBODY), given(STARTED, KEPT))


COMMANDS = st.one_of(
    st.builds(start),
    st.builds(Extend, st.dates(TODAY, date(2026, 12, 31)), st.just(TODAY), st.just(NOBODY)),
    st.builds(Conclude, st.sampled_from(["kept", "adjusted", "dropped"]), st.just(Sealed("Much")), st.just(NOBODY)),
    st.builds(AskFor, st.dates(TODAY, date(2026, 12, 31)) | st.just(FRIDAY)),
)


@generated(st.lists(COMMANDS, max_size=30))
def test_whatever_is_commanded_it_is_concluded_once_and_asked_for_once_for_each_last_day(
    commands: list[Command],
) -> None:
    state, told = Experiment(), list[Event]()
    for command in commands:
        try:
            events = decide(command, state)
        except Refused:
            continue
        for event in events:
            state = evolve(state, event)
        told += events
    assert len([each for each in told if isinstance(each, ExperimentStarted)]) <= 1
    assert not told or isinstance(told[0], ExperimentStarted)
    ends = [place for place, each in enumerate(told) if isinstance(each, ExperimentConcluded)]
    assert ends in ([], [len(told) - 1]), "nothing comes after its conclusion"
    asked = [each.until for each in told if isinstance(each, ExperimentOverdue)]
    assert asked == sorted(set(asked))
    last_days = [each.until for each in told if isinstance(each, ExperimentStarted | ExperimentExtended)]
    assert last_days == sorted(set(last_days))
    assert set(asked) <= set(last_days)


def test_one_spelling() -> None:
    assert spelled("ＫＰＩは ﾊﾞﾃﾞｨ") == spelled("kpiは バディ")
    assert spelled("STRASSE") == spelled("Straße")
    assert spelled("ma\u0308rz") == spelled("M\u00e4rz")


def test_a_word_is_found_in_whatever_can_be_read() -> None:
    facts = dict.fromkeys(Shown.__dataclass_fields__, None) | {"what": "Lunch", "know_by": "(forgotten)"}
    one = Shown(**facts)  # type: ignore[arg-type]
    assert says(one, "")
    assert says(one, "lun ＣＨ")
    assert not says(one, "forgotten")
    assert not says(one, "lunch mail")
