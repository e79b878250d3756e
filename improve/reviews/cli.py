"""`improve import scores`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from improve.reviews.importer import importer_for
from improve.reviews.models import Round
from improve.reviews.queries import rounds_named
from improve.web.commanding import Stopped, with_app
from improve.web.import_command import bring_in, report


@click.command("scores", help="Bring in the scores of a round from a CSV or XLSX file.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--round", "named", required=True, help="The round, by its number or its name.")
@click.option("--sheet", help="Sheet of a workbook, by name or by number from 1.")
@click.option("--map", "given", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_app
def import_scores(file: Path, named: str, as_json: bool, **options: Any) -> None:
    """Find the round and run the import; whatever stops it ends with exit code 2."""
    held = _round(named)
    outcome = bring_in(importer_for(held), file, profile=None, date_order=None, time_zone=None, **options)
    report(outcome, as_json=as_json, dry_run=options["dry_run"])


def _round(named: str) -> Round:
    found = rounds_named(named)
    if not found:
        raise Stopped(f"There is no round {named!r}.")
    if len(found) > 1:
        numbers = ", ".join(str(one.id) for one in found)
        raise Stopped(f"Several rounds are called {named!r}. Give the number: {numbers}.")
    return found[0]
