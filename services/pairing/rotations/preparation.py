"""From the store to what a draw starts from: who can be drawn, who was with whom, who is kept apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.pairing.exclusions.handlers import Exclusions
from services.pairing.matching import Apart, Draw, History, Member
from services.pairing.members.domain import Wishes
from services.pairing.members.handlers import Choices
from services.pairing.programmes.domain import DEFAULT, LARGEST, Programme
from services.pairing.rotations.views import draw_inputs
from shared.events import Invalid, Unfitting, WrongState
from shared.projection import Store

MANAGER, FORBIDDEN = "manager and report", "forbidden for this draw"
"""Why two are apart, besides what people themselves keep confidential."""

Pair = tuple[str, str]


class TooFewPeople(WrongState):
    """Fewer than two people can be drawn, so there is nothing to draw."""


class Unaskable(Unfitting):
    """What an organiser asks of one draw can't be. The sentence names nobody; `named` does, where that may be."""

    def __init__(self, says: str, people: Sequence[str]) -> None:
        super().__init__(says.format(who="Somebody"))
        self.says, self.people = says, tuple(people)

    def named(self, codes: Mapping[str, str]) -> Invalid:
        """The same with the people in it: what each is called, in the order of `codes`."""
        *most, last = [code for person, code in codes.items() if person in self.people]
        return Unfitting(self.says.format(who=f"{', '.join(most)} and {last}" if most else last))


@dataclass(frozen=True, slots=True)
class Following:
    """The quarter (or week) that a rotation follows on, and what the time after it is called."""

    quarter: str
    label: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the organiser asks of one draw: sets of people to be in one group, pairs to be in none."""

    pinned: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that a draw depends on but its seed and what is asked of it this once.

    `teams` tells who is in which, as far as teams are to be apart: kept by team, as their pairs grow with the square.
    `here` counts the people of the functions, with those who are paused or have opted out. `pool` says in one text who
    can be drawn and how: it is another one as soon as a draft no longer holds.
    """

    programme: Programme
    known: draw_inputs.DrawInput
    members: tuple[Member, ...]
    apart: tuple[Apart, ...]
    here: int
    pool: str
    teams: Mapping[str, str] = field(default_factory=dict)

    def request(self, seed: str, asked: Asked = Asked()) -> Draw:
        """What the solver is asked. Raises TooFewPeople, and Invalid (Unaskable) for what can't be asked of a draw."""
        if len(self.members) < 2:
            raise TooFewPeople(too_few(self.programme))
        drawable = {member.id for member in self.members}
        for pin in asked.pinned:
            if len(set(pin)) < len(pin) or len(pin) < 2:
                raise Unfitting("a pin names two people at least, each of them once")
        for pair in asked.forbidden:
            if pair[0] == pair[1]:
                raise Unfitting("nobody can be kept apart from himself; name two people")
        named = {person for people in (*asked.pinned, *asked.forbidden) for person in people}
        if missing := sorted(named - drawable):
            raise Unaskable("{who} can't be drawn now; pin and forbid people of the present draft", missing)
        self._check_pins(asked.pinned)
        forbidden = [Apart(min(pair), max(pair), FORBIDDEN) for pair in asked.forbidden]
        known, programme = self.known, self.programme
        return Draw(
            self.members,
            History(known.gaps),
            seed,
            programme.group_size,
            programme.mismatch,
            apart=_once([*self.apart, *forbidden]),
            together=asked.pinned,
            spared=known.spared,
            wishes=programme.wishes,
            seats=known.seats,
            turn=known.turn,
            teams=self.teams,
            near=programme.near,
        )

    def _check_pins(self, pins: Iterable[Sequence[str]]) -> None:
        """Raise Unaskable for more than a group holds, and for people whom their own lists keep apart."""
        wished = [{each.one, each.other} for each in self.apart if each.rule == "list"]
        for people in _joined(pins):
            if len(people) > LARGEST:
                raise Unaskable(
                    f"{{who}} would be pinned into one group, {len(people)} people, and a group has {LARGEST} at most; "
                    "pin fewer",
                    sorted(people),
                )
            if any(pair <= people for pair in wished):
                # Not which two of them, and not why.
                raise Unaskable("{who} can't all be in one group of this draw; pin others", sorted(people))


def too_few(programme: Programme) -> str:
    """That there is nobody to draw, and what to do."""
    return (
        f"fewer than two people of {', '.join(programme.functions)} can be drawn; a draw needs two at least: let "
        "people join or name their functions in the programme"
    )


def _joined(pins: Iterable[Sequence[str]]) -> list[set[str]]:
    """The pins, those with somebody in common made one."""
    sets: list[set[str]] = []
    for pin in pins:
        merged = set(pin).union(*(other for other in sets if not other.isdisjoint(pin)))
        sets = [*(other for other in sets if other.isdisjoint(pin)), merged]
    return sets


def prepare(store: Store, programme: Programme, choices: Choices, exclusions: Exclusions, today: date) -> Prepared:
    """What a draw on this day depends on, all of it read at one moment. Blocks."""
    with store.read() as connection:
        known = draw_inputs.draw_input(connection, DEFAULT, programme.functions)
        everybody = [person for person, _ in known.members]
        absent = choices.absent(connection, everybody, today)
        drawn = {person: function for person, function in known.members if person not in absent}
        wishes = choices.wished(connection, drawn)
        apart = kept_apart(programme, exclusions.apart(connection, drawn), known.managers, drawn)
        teams = apart_teams(programme, known.teams, drawn)
    members = tuple(_member(person, function, wishes.get(person)) for person, function in drawn.items())
    pool = _pool(programme, known.last, members, apart, teams)
    return Prepared(programme, known, members, apart, len(everybody), pool, teams)


def kept_apart(
    programme: Programme, listed: Sequence[Apart], managers: Iterable[Pair], people: Collection[str]
) -> tuple[Apart, ...]:
    """Who of these people are not put together: whom a list keeps apart, and managers where the programme says so.

    `managers` are people with their managers. Each pair comes once, and once for each own list that it is on.
    """
    kept = list(listed)
    if programme.managers_apart:
        pairs = ((one, other) for one, other in managers if one != other and one in people and other in people)
        kept += [Apart(min(pair), max(pair), MANAGER, "manager") for pair in pairs]
    return _once(kept)


def apart_teams(programme: Programme, teams: Mapping[str, str], people: Collection[str]) -> dict[str, str]:
    """Who of these people is in which team, where the programme keeps teams apart; else nobody."""
    return {person: teams[person] for person in people if person in teams} if programme.teams_apart else {}


def _member(person: str, function: str, wishes: Wishes | None) -> Member:
    if wishes is None:
        return Member(person, function)
    return Member(person, function, wishes.hours, wishes.office, wishes.languages)


def _once(apart: Sequence[Apart]) -> tuple[Apart, ...]:
    """Each pair once for each own list that it is on, and once more for what holds besides, by the first such reason.

    In an order that depends on nothing else. What somebody wished stands beside a rule: the rule may give way.
    """
    first: dict[tuple[str, str, str], Apart] = {}
    for each in apart:
        first.setdefault((each.one, each.other, each.wisher or ""), each)
    return tuple(first[key] for key in sorted(first))


def _pool(
    programme: Programme, last: str | None, members: Iterable[Member], apart: Iterable[Apart], teams: Mapping[str, str]
) -> str:
    # Where nothing is near, as older versions wrote it, so that their drafts stay good.
    near = f" near {programme.near}" if programme.near else ""
    how = f"{programme.group_size} {programme.mismatch} {last}{near}"
    people = sorted(f"{member.id} {member.function}" for member in members)
    # An entry on an own list is a line of its own: whoever makes one learns nothing of the other's list by the change.
    pairs = [f"{each.one} {each.other}" for each in apart]
    return "\n".join([how, *people, *pairs, *(f"{person} of {team}" for person, team in sorted(teams.items()))])
