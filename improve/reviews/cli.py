"""`improve import scores` and `improve import assignments`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from improve.core.importing.ports import Importer
from improve.reviews.importer import assignments_for, importer_for
from improve.reviews.models import Round
from improve.reviews.queries import rounds_named
from improve.web.commanding import Stopped, with_app
from improve.web.import_command import bring_in, report


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """The file, the round, and how the file is read: the same for both."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
        click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing."),
        click.option(
            "--map", "given", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field."
        ),
        click.option("--sheet", help="Sheet of a workbook, by name or by number from 1."),
        click.option("--round", "named", required=True, help="The round, by its number or its name."),
        click.argument("file", type=click.Path(path_type=Path)),
    ):
        command = option(command)
    return command


@click.command("scores", help="Bring in the scores of a round from a CSV or XLSX file.")
@_options
@with_app
def import_scores(file: Path, named: str, as_json: bool, **options: Any) -> None:
    """Find the round and run the import; whatever stops it ends with exit code 2."""
    _bring_in(importer_for(_round(named)), file, as_json=as_json, **options)


@click.command("assignments", help="Bring in who scores which idea of a round from a CSV or XLSX file.")
@_options
@with_app
def import_assignments(file: Path, named: str, as_json: bool, **options: Any) -> None:
    """The same for assignments."""
    _bring_in(assignments_for(_round(named)), file, as_json=as_json, **options)


def _bring_in(importer: Importer, file: Path, *, as_json: bool, **options: Any) -> None:
    outcome = bring_in(importer, file, profile=None, date_order=None, time_zone=None, **options)
    report(outcome, as_json=as_json, dry_run=options["dry_run"])


def _round(named: str) -> Round:
    found = rounds_named(named)
    if not found:
        raise Stopped(f"There is no round {named!r}.")
    if len(found) > 1:
        numbers = ", ".join(str(one.id) for one in found)
        raise Stopped(f"Several rounds are called {named!r}. Give the number: {numbers}.")
    return found[0]
