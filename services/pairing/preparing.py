"""From the store to what a draw starts from: who can be drawn, who was with whom, who is kept apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.pairing.choosing import Choices
from services.pairing.domain.member import Wishes
from services.pairing.domain.programme import DEFAULT, Programme
from services.pairing.excluding import Exclusions
from services.pairing.matching import Apart, Draw, History, Member
from services.pairing.views import trios
from shared.events import Invalid, WrongState
from shared.projection import Store

MANAGER, FORBIDDEN = "manager and report", "forbidden for this draw"
"""Why two are apart, besides what people themselves keep confidential."""

Pair = tuple[str, str]


class TooFewPeople(WrongState):
    """Fewer than two people take part, so there is nothing to draw."""


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
    known: trios.DrawInput
    members: tuple[Member, ...]
    apart: tuple[Apart, ...]
    here: int
    pool: str
    teams: Mapping[str, str] = field(default_factory=dict)

    def request(self, seed: str, asked: Asked = Asked()) -> Draw:
        """What the solver is asked. Raises TooFewPeople, and Invalid for somebody asked about who can't be drawn."""
        if len(self.members) < 2:
            functions = ", ".join(self.programme.functions)
            raise TooFewPeople(
                f"{len(self.members)} of the pool work in {functions}; a draw needs two people at least: let people "
                "join or name their functions in the programme"
            )
        drawable = {member.id for member in self.members}
        for pin in asked.pinned:
            if len(set(pin)) < len(pin) or len(pin) < 2:
                raise Invalid("a pin names two people at least, each of them once")
        for pair in asked.forbidden:
            if pair[0] == pair[1]:
                raise Invalid("nobody can be kept apart from himself; name two people")
        if any(person not in drawable for named in (*asked.pinned, *asked.forbidden) for person in named):
            raise Invalid("somebody who can't be drawn now was pinned or forbidden; name people of the present draft")
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
        )


def prepare(store: Store, programme: Programme, choices: Choices, exclusions: Exclusions, today: date) -> Prepared:
    """What a draw on this day depends on, all of it read at one moment. Blocks."""
    with store.read() as connection:
        known = trios.draw_input(connection, DEFAULT, programme.functions)
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
    programme: Programme,
    listed: Sequence[Apart],
    managers: Iterable[Pair],
    people: Collection[str],
) -> tuple[Apart, ...]:
    """Who of these people are not put together: whom a list keeps apart, and managers where the programme says so.

    `managers` are people with their managers. Each pair comes once for each list that it is on.
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
    """Each pair once for whoever wished it, with the first reason given, in an order that depends on nothing else."""
    first: dict[tuple[str, str, str], Apart] = {}
    for each in apart:
        first.setdefault((each.one, each.other, each.wisher or ""), each)
    return tuple(first[key] for key in sorted(first))


def _pool(
    programme: Programme,
    last: str | None,
    members: Iterable[Member],
    apart: Iterable[Apart],
    teams: Mapping[str, str],
) -> str:
    how = f"{programme.group_size} {programme.mismatch} {last}"
    people = sorted(f"{member.id} {member.function}" for member in members)
    pairs = sorted({f"{each.one} {each.other}" for each in apart})
    return "\n".join([how, *people, *pairs, *(f"{person} of {team}" for person, team in sorted(teams.items()))])
