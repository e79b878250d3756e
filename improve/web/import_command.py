"""`improve import …`: one command per importer, made by `import_command`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from improve.core.cells import CellError
from improve.core.dates import read_zone
from improve.core.db import transaction
from improve.core.importing import engine
from improve.core.importing.ports import Importer
from improve.core.importing.words import cell_problem, file_problem
from improve.core.policy import SYSTEM
from improve.core.spreadsheets import Table, UnreadableFile, read_table
from improve.web.commanding import Stopped, with_app
from improve.web.i18n import default_time_zone
from improve.web.importers import SavedMapping, importer_of, profiles

SHOWN_ERRORS = 20


def import_command(code: str, summary: str) -> click.Command:
    """The command that brings in a file with the importer `code`."""

    @click.command(code, help=summary)
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--sheet", help="Sheet of a workbook, by name or by number from 1.")
    @click.option("--map", "given", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field.")
    @click.option("--profile", help="A saved mapping; with --map it is saved under this name.")
    @click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="What 03/02/2026 means.")
    @click.option("--time-zone", help="Zone of times without one; default: the company's.")
    @click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    @with_app
    def command(file: Path, as_json: bool, **options: Any) -> None:
        outcome = bring_in(importer_of(code), file, **options)
        report(outcome, as_json=as_json, dry_run=options["dry_run"])

    return command


def bring_in(
    importer: Importer,
    file: Path,
    *,
    sheet: str | None,
    given: tuple[str, ...],
    profile: str | None,
    date_order: Any,
    time_zone: str | None,
    dry_run: bool,
) -> engine.Outcome:
    """Read the file, settle the mapping, run the engine; whatever stops it ends with exit code 2."""
    mapping = _given(given)
    try:
        zone = read_zone(time_zone or default_time_zone())
        if profile is not None:
            saved = profiles().find(importer.profiles, profile)
            if saved is None and not mapping:
                raise Stopped(f"There is no profile {profile!r}. Give --map to make it.")
            if saved is not None:
                mapping = {**saved.mapping, **mapping}
                sheet, date_order = sheet or saved.sheet, date_order or saved.date_order
        table = read(importer, file, sheet)
        complete = engine.complete_mapping(importer, table, mapping)
        outcome = engine.run(
            importer, table, complete, by=SYSTEM, zone=zone, dry_run=dry_run, date_order=date_order
        )
    except UnreadableFile as error:
        raise Stopped(str(file_problem(error))) from error
    except CellError as error:
        raise Stopped(f"{cell_problem(error)} (--date-order)") from error
    except engine.UnusableMapping as error:
        raise Stopped(str(error.message)) from error
    if profile is not None and given and not dry_run:
        with transaction():
            profiles().save(
                importer.profiles, profile, SavedMapping(mapping=complete, sheet=sheet, date_order=date_order)
            )
    return outcome


def read(importer: Importer, file: Path, sheet: str | None) -> Table:
    """The table of the file, or of a file that the importer recognizes itself."""
    if importer.recognize is not None and file.is_file():
        found = importer.recognize(file.read_bytes())
        if found is not None:
            return found
    return read_table(file, sheet=sheet)


def _given(pairs: tuple[str, ...]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for pair in pairs:
        name, mark, column = pair.partition("=")
        if not mark or not name or not column:
            raise Stopped(f"--map takes FIELD=COLUMN, not {pair!r}.")
        if name in mapping:
            raise Stopped(f"--map names the field {name!r} twice.")
        mapping[name] = column
    return mapping


def report(outcome: engine.Outcome, *, as_json: bool, dry_run: bool) -> None:
    """Print the outcome: one JSON object, or lines for people."""
    for error in outcome.errors[:SHOWN_ERRORS]:
        click.echo(f"row {error.row}, {error.column}: {error.message}", err=True)
    if len(outcome.errors) > SHOWN_ERRORS:
        click.echo(f"… and {len(outcome.errors) - SHOWN_ERRORS} more", err=True)
    if as_json:
        sys.stdout.write(json.dumps(outcome.as_json(), ensure_ascii=False, allow_nan=False) + "\n")
        return
    head = "would be " if dry_run else ""
    combined = f"{outcome.combined} combined, " if outcome.combined else ""
    click.echo(
        f"{outcome.read} rows read: {outcome.created} {head}created, {outcome.updated} {head}updated, "
        f"{combined}{outcome.skipped} skipped, {len(outcome.errors)} problems"
    )
