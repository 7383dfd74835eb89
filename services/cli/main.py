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
    "up": "up:up",
    "demo": "demo:demo",
    "serve": "serve:serve",
    "import": "import_command:import_",
    "board": "board_command:board",
    "tree": "tree_command:tree",
    "align": "align_command:align",
    "trios": "trios_command:trios",
    "people": "practice:people",
    "person": "person_command:person",
    "mine": "mine_command:mine",
    "checkin": "checkin_command:checkin",
    "checkins": "checkins_command:checkins",
    "help-wanted": "mine_command:help_wanted",
    "meeting": "practice:meeting",
    "away": "away_command:away",
    "back": "away_command:back",
    "pause": "pause_command:pause",
    "resume": "pause_command:resume",
    "insights": "insights_command:insights",
    "forget": "forget_command:forget",
    "quarter": "quarter_ending:quarter_with_endings",
    "objective": "objective_ending:objective_with_endings",
    "keyresult": "goalposts_command:keyresult",
    "cadence": "cadence_command:cadence",
    "day": "day_command:day",
    "experiment": "experiment_command:experiment",
    "notices": "notices_command:notices",
    "calendar": "calendar_command:calendar",
    "thresholds": "calendar_command:thresholds",
    "ledger": "goalposts_command:ledger",
    "explain": "explain_command:explain",
    "compare": "compare_command:compare",
    "calibration": "calibration_command:calibration",
    "warnings": "warnings_command:warnings",
    "week": "week_command:week",
    "win": "win_strongest:win_with_strongest",
    "ideal": "ideal_command:ideal",
    "support": "support_command:support",
    "guide": "guide_command:guide",
    "programme": "programme_command:programme",
    "pairing": "pairing_command:pairing_command",
    "rotation": "rotation_command:rotation",
    "rolemodel": "rolemodel_terms:rolemodel_with_terms",
    "log": "log:log",
    "events": "events_command:events",
    "trace": "trace_command:trace",
    "rebuild": "rebuild_command:rebuild",
    "backup": "backup_command:backup",
    "restore": "restore_command:restore",
    "parked": "parked_command:parked",
    "status": "status_command:status",
    "streams": "streams_command:streams_command",
    "cluster": "cluster_command:cluster_command",
    "subscriber": "subscriber_command:subscriber",
    "token": "token_command:token",
    "sign-in": "token_command:sign_in",
}
"""Every command, in the order in which help lists them, and where in this package it is."""

_CODES = "\n\n".join(f"{code}: {meaning}" for code, meaning in EXIT_CODES.items())


class _Commands(LazyGroup):
    places = MappingProxyType({name: f"services.cli.{place}" for name, place in COMMANDS.items()})
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
