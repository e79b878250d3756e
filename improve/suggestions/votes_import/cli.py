"""The command `improve import votes`."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from improve.core.importing.engine import Outcome
from improve.suggestions.votes_import.importer import IMPORTER
from improve.suggestions.votes_import.replay import Replay, Tally
from improve.web.commanding import with_app
from improve.web.import_command import SHOWN_ERRORS, bring_in


@click.command("votes")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", help="Sheet of a workbook, by name or by number from 1.")
@click.option("--map", "given", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field.")
@click.option("--profile", help="A saved mapping; with --map it is saved under this name.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="What 03/02/2026 means.")
@click.option("--time-zone", help="Zone of times without one; default: the company's.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_app
def import_votes(file: Path, as_json: bool, **options: Any) -> None:
    """Bring in votes: CSV or XLSX with suggestion, voter, value and at, or a Pabulib file (.pb)."""
    replay = Replay()
    outcome = bring_in(replace(IMPORTER, apply=replay.apply), file, **options)
    report(outcome, replay.tally, as_json=as_json)


def report(outcome: Outcome, tally: Tally, *, as_json: bool) -> None:
    """Print what became of the file: one JSON object, or lines for people."""
    for error in outcome.errors[:SHOWN_ERRORS]:
        click.echo(f"row {error.row}, {error.column}: {error.message}", err=True)
    if len(outcome.errors) > SHOWN_ERRORS:
        click.echo(f"… and {len(outcome.errors) - SHOWN_ERRORS} more", err=True)
    told = {
        "read": outcome.read - tally.projects,
        "ballots": tally.ballots,
        "voters": tally.voters,
        "for": tally.up,
        "against": tally.down,
        "neutral": tally.neutral,
        "skipped": tally.skipped,
        "errors": outcome.as_json()["errors"],
    }
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, allow_nan=False) + "\n")
        return
    click.echo(
        f"{told['read']} rows read: {tally.ballots} ballots of {tally.voters} voters, {tally.up} for, "
        f"{tally.down} against, {tally.neutral} neutral; {tally.skipped} rows changed nothing, "
        f"{len(outcome.errors)} problems"
    )
