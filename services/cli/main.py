"""The `tomoni` program: its commands, each in a module of its own, loaded when it is called."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from types import MappingProxyType
from typing import Annotated

import typer

from services.cli.exits import EXIT_CODES, guarded
from services.cli.lazily import LazyGroup

COMMANDS = {
    "up": "operations.up:up",
    "demo": "operations.demo:demo",
    "serve": "operations.serve:serve",
    "import": "operations.import_:import_",
    "board": "okr.reports.board.cli:board",
    "tree": "okr.reports.board.cli_tree:tree",
    "align": "okr.objectives.cli.alignment:align",
    "trios": "pairing.groups.cli.trios:trios",
    "people": "cli.everyday:people",
    "person": "okr.people.cli:person",
    "mine": "okr.objectives.cli.mine:mine",
    "checkin": "okr.objectives.cli.check_in:checkin",
    "checkins": "okr.objectives.cli.check_ins:checkins",
    "help-wanted": "okr.objectives.cli.mine:help_wanted",
    "meeting": "cli.everyday:meeting",
    "away": "okr.absences.cli:away",
    "back": "okr.absences.cli:back",
    "pause": "pairing.members.cli:pause",
    "resume": "pairing.members.cli:resume",
    "insights": "okr.insights.cli:insights",
    "forget": "okr.people.cli_forget:forget",
    "quarter": "cli.quarter_ending:quarter_with_endings",
    "objective": "okr.objectives.cli.endings:objective_with_endings",
    "keyresult": "okr.objectives.cli.goalposts:keyresult",
    "cadence": "okr.cadences.cli:cadence",
    "day": "okr.days.cli:day",
    "experiment": "okr.experiments.cli:experiment",
    "notices": "okr.notices.cli:notices",
    "calendar": "okr.company.cli:calendar",
    "thresholds": "okr.company.cli:thresholds",
    "ledger": "okr.objectives.cli.goalposts:ledger",
    "explain": "okr.reports.explanation.cli:explain",
    "compare": "okr.reports.comparison.cli:compare",
    "calibration": "okr.reports.calibration.cli:calibration",
    "warnings": "okr.objectives.cli.warnings:warnings",
    "week": "okr.four_boxes.cli:week",
    "win": "okr.win_sessions.cli.strongest:win_with_strongest",
    "ideal": "okr.practice.cli.ideal:ideal",
    "support": "okr.practice.cli.support:support",
    "guide": "okr.practice.cli.guide:guide",
    "programme": "pairing.programmes.cli:programme",
    "pairing": "cli.pairing:pairing_command",
    "rotation": "pairing.rotations.cli:rotation",
    "rolemodel": "pairing.role_models.cli.terms:rolemodel_with_terms",
    "log": "operations.log:log",
    "events": "operations.events:events",
    "trace": "operations.trace:trace",
    "rebuild": "operations.rebuild:rebuild",
    "backup": "operations.backup:backup",
    "restore": "operations.restore:restore",
    "parked": "operations.parked:parked",
    "status": "operations.status:status",
    "streams": "operations.streams:streams_command",
    "cluster": "operations.cluster:cluster_command",
    "subscriber": "operations.subscriber:subscriber",
    "token": "operations.token:token",
    "sign-in": "operations.token:sign_in",
}
"""Every command, in the order in which help lists them, and where below `services` it is."""

_CODES = "\n\n".join(f"{code}: {meaning}" for code, meaning in EXIT_CODES.items())


class _Commands(LazyGroup):
    places = MappingProxyType({name: f"services.{place}" for name, place in COMMANDS.items()})
    # A value may be negative: `tomoni checkin KR-17 -3` names no option.
    settings = MappingProxyType({"checkin": {"ignore_unknown_options": True}})


tomoni = typer.Typer(
    cls=_Commands,
    name="tomoni",
    help="Goals everybody can see, and people who really talk.",
    epilog=f"Exit codes\n\n{_CODES}",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _tell_version(asked: bool) -> None:
    if asked:
        # Loaded here: no other command needs to know it.
        from importlib.metadata import version

        typer.echo(f"tomoni {version('tomoni')}")
        raise typer.Exit


@tomoni.callback()
def _tomoni(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Carries what is asked of the program itself, and makes it a group."""


def run() -> None:
    """The program's entry point. What it writes, also outside the data directory, is for its user's eyes only."""
    os.umask(0o077)
    if isinstance(sys.stdout, TextIOWrapper):
        # Where the terminal's encoding has no such letter, its code is shown, and the rest is still told.
        sys.stdout.reconfigure(errors="backslashreplace")
    guarded(tomoni)


if __name__ == "__main__":
    run()
