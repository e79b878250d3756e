"""`improve import readings`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from improve.core.cells import CellError
from improve.core.db import transaction
from improve.core.importing.engine import Outcome, RowError
from improve.core.importing.words import cell_problem, file_problem
from improve.core.policy import SYSTEM
from improve.core.spreadsheets import UnreadableFile, read_table
from improve.metrics import rules, service, sheets
from improve.metrics.models import Combine, Metric, ReadingSource
from improve.metrics.queries import named
from improve.web.commanding import Stopped, with_app
from improve.web.import_command import report


@click.command("readings", help="Bring in readings of a metric (its code or id) from a CSV or XLSX file.")
@click.argument("metric")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", help="Sheet of a workbook, by name or by number from 1.")
@click.option("--map", "given", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="What 03/02/2026 means.")
@click.option(
    "--combine",
    "how",
    type=click.Choice([one.value for one in Combine]),
    help="What several rows of one period make of it. Default: as the metric is defined.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_app
def import_readings(metric: str, file: Path, given: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Read the file, settle its columns, record what is good; whatever stops it ends with exit code 2."""
    found = named(SYSTEM, metric)
    if found is None:
        raise Stopped(f"There is no metric with the code or id {metric!r}.")
    try:
        outcome = bring_in(found, file, columns=_columns(given), **options)
    except UnreadableFile as error:
        raise Stopped(str(file_problem(error))) from error
    except CellError as error:
        raise Stopped(f"{cell_problem(error)} (--date-order)") from error
    report(outcome, as_json=as_json, dry_run=options["dry_run"])


def bring_in(
    metric: Metric,
    file: Path,
    *,
    columns: Mapping[str, str],
    sheet: str | None,
    date_order: Any,
    dry_run: bool,
    how: str | None = None,
) -> Outcome:
    """What became of the file's rows, named as a spreadsheet program numbers them."""
    table = read_table(file, sheet=sheet)
    found = sheets.of_table(metric, table, columns)
    rows = sheets.read_rows(metric, found, date_order)
    if dry_run:
        rules.check_open(metric.is_closed)
        recorded = service.preview(metric, rows.raw, numbers=rows.numbers, how=how)
    else:
        with transaction():
            recorded = service.record(
                metric, rows.raw, by=SYSTEM, source=ReadingSource.FILE, numbers=rows.numbers, how=how
            )
    problems = sorted([*rows.problems, *recorded.errors], key=lambda problem: problem.row)
    return Outcome(
        read=len(rows.raw) + rows.blank + len({problem.row for problem in rows.problems}),
        created=recorded.created,
        updated=recorded.updated,
        skipped=recorded.skipped + rows.blank,
        combined=recorded.combined or None,
        errors=[
            RowError(problem.row, found.columns.get(problem.field, problem.field), problem.message)
            for problem in problems
        ],
    )


def _columns(pairs: tuple[str, ...]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for pair in pairs:
        name, mark, column = pair.partition("=")
        if not mark or not column:
            raise Stopped(f"--map takes FIELD=COLUMN, not {pair!r}.")
        if name not in sheets.FIELDS:
            raise Stopped(f"There is no field {name!r}. The fields are: {', '.join(sheets.FIELDS)}.")
        if name in columns:
            raise Stopped(f"--map names the field {name!r} twice.")
        columns[name] = column
    return columns
