"""The `tomoni` program: its commands, each in a module of its own."""

from __future__ import annotations

import typer

from services.cli.align_command import adopt, align, link, override
from services.cli.backup_command import backup
from services.cli.board_command import board
from services.cli.cadence_command import cadence
from services.cli.calendar_command import calendar, thresholds
from services.cli.calibration_command import calibration
from services.cli.checkin_command import checkin
from services.cli.checkins_command import checkins
from services.cli.cluster_command import cluster_command
from services.cli.compare_command import compare
from services.cli.demo import demo
from services.cli.events_command import events
from services.cli.exits import EXIT_CODES, guarded
from services.cli.explain_command import explain
from services.cli.forget_command import forget
from services.cli.goalposts_command import ledger
from services.cli.guide_command import guide
from services.cli.ideal_command import ideal
from services.cli.import_command import import_
from services.cli.insights_command import insights
from services.cli.keyresult_command import keyresult
from services.cli.log import log
from services.cli.mine_command import help_wanted, mine
from services.cli.objective_ending import objective_with_endings
from services.cli.pairing_command import pairing_command
from services.cli.parked_command import parked
from services.cli.pause_command import pause, resume
from services.cli.practice import meeting, people
from services.cli.programme_command import programme
from services.cli.quarter_ending import quarter_with_endings
from services.cli.rebuild_command import rebuild
from services.cli.restore_command import restore
from services.cli.rolemodel_terms import rolemodel_with_terms
from services.cli.rotation_command import rotation
from services.cli.serve import serve
from services.cli.status_command import status
from services.cli.streams_command import streams_command
from services.cli.subscriber_command import subscriber
from services.cli.support_command import support
from services.cli.token_command import sign_in, token
from services.cli.trace_command import trace
from services.cli.tree_command import tree
from services.cli.trios_command import trios
from services.cli.up import up
from services.cli.voices_command import add_voices
from services.cli.warnings_command import warnings

_CODES = "\n\n".join(f"{code}: {meaning}" for code, meaning in EXIT_CODES.items())

tomoni = typer.Typer(
    name="tomoni",
    help="Goals everybody can see, and people who really talk.",
    epilog=f"Exit codes\n\n{_CODES}",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

for _command in (link, override, adopt):
    keyresult.command()(_command)

tomoni.command()(up)
tomoni.command()(demo)
tomoni.command()(serve)
tomoni.command("import")(import_)
tomoni.command()(board)
tomoni.command()(tree)
tomoni.command()(align)
tomoni.command()(trios)
tomoni.command()(people)
tomoni.command()(mine)
tomoni.command(context_settings={"ignore_unknown_options": True})(checkin)
tomoni.add_typer(checkins, name="checkins")
tomoni.command("help-wanted")(help_wanted)
tomoni.command()(meeting)
tomoni.command()(pause)
tomoni.command()(resume)
tomoni.command()(insights)
tomoni.command()(forget)
tomoni.add_typer(quarter_with_endings, name="quarter")
tomoni.add_typer(objective_with_endings, name="objective")
tomoni.add_typer(keyresult, name="keyresult")
tomoni.add_typer(cadence, name="cadence")
tomoni.add_typer(calendar, name="calendar")
tomoni.add_typer(thresholds, name="thresholds")
tomoni.command()(ledger)
tomoni.command()(explain)
tomoni.command()(compare)
tomoni.command()(calibration)
tomoni.command()(warnings)
tomoni.add_typer(ideal, name="ideal")
tomoni.add_typer(support, name="support")
tomoni.add_typer(guide, name="guide")
tomoni.add_typer(programme, name="programme")
tomoni.add_typer(pairing_command, name="pairing")
tomoni.add_typer(rotation, name="rotation")
add_voices(pairing_command)
tomoni.add_typer(rolemodel_with_terms, name="rolemodel")
tomoni.add_typer(log, name="log")
tomoni.add_typer(events, name="events")
tomoni.command()(trace)
tomoni.command()(rebuild)
tomoni.command()(backup)
tomoni.command()(restore)
tomoni.add_typer(parked, name="parked")
tomoni.command()(status)
tomoni.add_typer(streams_command, name="streams")
tomoni.add_typer(cluster_command, name="cluster")
tomoni.add_typer(subscriber, name="subscriber")
tomoni.command()(token)
tomoni.command("sign-in")(sign_in)


def run() -> None:
    """The program's entry point."""
    guarded(tomoni)


if __name__ == "__main__":
    run()
