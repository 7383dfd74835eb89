"""`tomoni pairing`: what a buddy group has for its meetings."""

from __future__ import annotations

import typer

from services.cli.meeting_commands import brief, cadence, ics, notices

pairing = typer.Typer(help="Buddy groups: their cadence, notices, calendar and briefs.", no_args_is_help=True)

pairing.command()(cadence)
pairing.command()(notices)
pairing.command()(ics)
pairing.command()(brief)
