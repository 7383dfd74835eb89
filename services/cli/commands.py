"""Every command of the program: where below `services` it is, and what help says of it, in groups by what one wants.

What help says stands here and not with the command, so that help loads no command at all. Each sentence fits into one
line of a narrow terminal; what more there is to say, the command's own help says.
"""

from __future__ import annotations

from typing import NamedTuple


class Listed(NamedTuple):
    """One command in the list."""

    place: str
    told: str


GROUPS: dict[str, dict[str, Listed]] = {
    "Every day": {
        "mine": Listed("okr.objectives.cli.mine:mine", "Your key results in what runs now, and where they stand"),
        "checkin": Listed(
            "okr.objectives.cli.check_in:checkin", "Say where a key result stands; or go through all of yours"
        ),
        "board": Listed("okr.reports.board.cli:board", "Objectives, key results, progress and confidence"),
        "day": Listed("okr.days.cli:day", "Your day: check in, check out, look back"),
        "week": Listed("okr.four_boxes.cli:week", "A team's week on one page: the four boxes"),
        "help-wanted": Listed("okr.objectives.cli.mine:help_wanted", "Who wants help with what, and hasn't got it yet"),
        "checkins": Listed(
            "okr.objectives.cli.check_ins:checkins", "What was said of a key result; put it right, take it back"
        ),
        "notices": Listed("okr.notices.cli:notices", "What people are told, through which channels"),
        "away": Listed("okr.absences.cli:away", "Be away until a day: no reminder, nothing missed, no draw"),
        "back": Listed("okr.absences.cli:back", "Be here again from today on"),
    },
    "Goals": {
        "objective": Listed(
            "okr.objectives.cli.endings:objective_with_endings", "Draft, publish, revise and close objectives"
        ),
        "keyresult": Listed(
            "okr.objectives.cli.goalposts:keyresult", "Add and drop key results, and change what they count by"
        ),
        "align": Listed("okr.objectives.cli.alignment:align", "Say which objective or key result an objective serves"),
        "tree": Listed("okr.reports.board.cli_tree:tree", "Objectives below what they serve, with progress and health"),
        "warnings": Listed(
            "okr.objectives.cli.warnings:warnings", "Which key results somebody should look at, and why"
        ),
        "experiment": Listed("okr.experiments.cli:experiment", "Try something small for a key result, and learn"),
        "quarter": Listed("cli.quarter_ending:quarter_with_endings", "Plan, start and end quarters"),
        "cadence": Listed("okr.cadences.cli:cadence", "Say how often check-ins are due"),
        "explain": Listed(
            "okr.reports.explanation.cli:explain", "The sum behind progress, health and score, number by number"
        ),
        "ledger": Listed("okr.objectives.cli.goalposts:ledger", "Every goalpost a key result ever had, with reasons"),
        "compare": Listed("okr.reports.comparison.cli:compare", "What moved between two instants"),
        "calibration": Listed(
            "okr.reports.calibration.cli:calibration", "How good a forecast confidence was of the final score"
        ),
    },
    "Meetings and learning": {
        "win": Listed(
            "okr.win_sessions.cli.strongest:win_with_strongest", "What went well, told together: win sessions"
        ),
        "insights": Listed("okr.insights.cli:insights", "What buddy groups chose to tell everybody"),
        "ideal": Listed("okr.practice.cli.ideal:ideal", "Say what the practice should be, and see how far it is"),
        "support": Listed(
            "okr.practice.cli.support:support", "Help where the practice falls short, and see what it did"
        ),
        "guide": Listed("okr.practice.cli.guide:guide", "Read a page that helps where the practice falls short"),
    },
    "Buddies": {
        "trios": Listed("pairing.groups.cli.trios:trios", "Who is in which buddy group, and how often it met"),
        "meeting": Listed("cli.everyday:meeting", "Say that your buddy group met"),
        "pairing": Listed("cli.pairing:pairing_command", "A group's rhythm, who is never together, how it goes"),
        "rotation": Listed("pairing.rotations.cli:rotation", "Draw, confirm or discard a rotation of the buddy groups"),
        "pause": Listed("pairing.members.cli:pause", "Leave somebody out of draws"),
        "resume": Listed("pairing.members.cli:resume", "Have somebody take part in draws again"),
        "rolemodel": Listed(
            "pairing.role_models.cli.terms:rolemodel_with_terms",
            "Offer to be a role model, seek one, draw who gets whom",
        ),
        "programme": Listed("pairing.programmes.cli:programme", "How buddy groups are made"),
    },
    "Company and people": {
        "people": Listed("cli.everyday:people", "Who is here, with the ids that other commands take"),
        "person": Listed("okr.people.cli:person", "Keep who works here current"),
        "import": Listed("operations.import_:import_", "Bring in people, goals and history from files"),
        "calendar": Listed("okr.company.cli:calendar", "The company's fiscal calendar"),
        "thresholds": Listed("okr.company.cli:thresholds", "From which figures on something is called what"),
        "forget": Listed("okr.people.cli_forget:forget", "Erase what opens somebody's name, e-mail and own words"),
    },
    "Run it": {
        "up": Listed("operations.up:up", "Start all of it, and print the addresses and a sign-in link"),
        "demo": Listed("operations.demo:demo", "See it at work: a sample company, in a place of its own"),
        "status": Listed("operations.status:status", "Streams, positions, and lag in events and seconds"),
        "sign-in": Listed("operations.sign_in:sign_in", "Print a new link that signs a browser in, once"),
        "token": Listed("operations.token:token", "Make a signed token for HTTP; list and end them"),
        "backup": Listed("operations.backup:backup", "Back everything up while it runs; or say if a backup is whole"),
        "restore": Listed("operations.restore:restore", "Make an empty data directory what a backup holds"),
        "rebuild": Listed("operations.rebuild:rebuild", "Rebuild a store from the log, and compare the two"),
        "parked": Listed("operations.parked:parked", "Events that a store can't apply, and what waits behind them"),
        "serve": Listed("operations.serve:serve", "Run one service"),
        "streams": Listed("operations.streams:streams_command", "Provision the streams and durables, or verify them"),
        "cluster": Listed("operations.cluster:cluster_command", "Several nats-servers on this machine"),
    },
    "Prove it": {
        "audit": Listed("proofs.cli:audit", "Sign the log, and prove what it says to whoever trusts nobody"),
        "witness": Listed("proofs.witness.cli:witness", "Watch somebody else's log: cosign it, and remember"),
    },
    "Look into the log": {
        "log": Listed("operations.log:log", "Look at the log, export it, bring an export into an empty one"),
        "trace": Listed("operations.trace:trace", "The tree of what caused what"),
        "events": Listed("operations.events:events", "The events that Tomoni publishes: catalogue, schemas"),
        "subscriber": Listed("operations.subscriber:subscriber", "Let other programs read events"),
    },
}
"""The commands, by group; groups and commands in the order in which somebody comes to need them."""

COMMANDS: dict[str, str] = {name: listed.place for group in GROUPS.values() for name, listed in group.items()}
"""Where below `services` each command is."""
