"""The commands `improve import survey` and `improve import responses`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from improve.core.db import LARGEST_ID, db, transaction
from improve.core.importing.engine import Outcome, complete_mapping
from improve.core.importing.words import file_problem
from improve.core.policy import SYSTEM
from improve.core.spreadsheets import Table, UnreadableFile, read_table
from improve.surveys.importing import service
from improve.surveys.importing.answers import importer_into, table_of, why
from improve.surveys.importing.found import FoundSurvey, UnreadableSurvey
from improve.surveys.importing.reader import read_survey
from improve.surveys.importing.taking import Taking
from improve.surveys.models import Survey
from improve.surveys.queries.surveys import is_public_id
from improve.web.commanding import Stopped, with_app
from improve.web.import_command import SHOWN_ERRORS, bring_in

LARGEST_FILE = 20_000_000


@click.command("survey")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_app
def import_survey(file: Path, *, as_json: bool, dry_run: bool) -> None:
    """Bring in a survey as a draft: LimeSurvey (.lss, .lsq, .lsa, .txt), XLSForm (.xlsx) or the text of 问卷星."""
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
        found = read_survey(data)
    except OSError as error:
        raise Stopped(f"The file {str(file)!r} cannot be opened: {error.strerror}.") from error
    except UnreadableSurvey as error:
        raise Stopped(str(error)) from error
    survey = None
    if not dry_run:
        with transaction():
            survey = service.make_draft(found, by=SYSTEM)
    told = _told(found, survey)
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, allow_nan=False) + "\n")
        return
    for one in found.not_taken:
        click.echo(f"{one.where}: {one.what}", err=True)
    click.echo(
        f"{told['created']} questions, {len(found.not_taken)} things to look at"
        + ("" if survey is None else f"; survey {survey.id}, {survey.public_id}")
    )


def _told(found: FoundSurvey, survey: Survey | None) -> dict[str, Any]:
    amount = len(found.questions)
    return {
        "read": amount,
        "created": amount,
        "updated": 0,
        "skipped": 0,
        "errors": [],
        "not_taken": [{"where": one.where, "what": str(one.what)} for one in found.not_taken],
        "id": survey.id if survey is not None else None,
        "public_id": survey.public_id if survey is not None else None,
        "languages": found.languages,
    }


@click.command("responses")
@click.argument("survey")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", help="Sheet of a workbook, by name or by number from 1.")
@click.option("--map", "given", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field.")
@click.option("--profile", help="A saved mapping; with --map it is saved under this name.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="What 03/02/2026 means.")
@click.option("--time-zone", help="Zone of times without one; default: the company's.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_app
def import_responses(survey: str, file: Path, *, as_json: bool, **options: Any) -> None:
    """Bring in answers to a survey (its number or the key of its link): LimeSurvey's CSV or .lsa, or any table."""
    row = _survey(survey)
    table = _table(file, options["sheet"])
    taking = Taking(row.id)
    importer = importer_into(row, taking, table)
    outcome = bring_in(importer, file, **options)
    mapping = complete_mapping(importer, table, dict(pair.split("=", 1) for pair in options["given"]))
    left = [heading for heading in table.header if heading not in mapping.values()]
    report(outcome, taking, left, as_json=as_json)


def _survey(name: str) -> Survey:
    statement = select(Survey)
    if name.isascii() and name.isdigit() and len(name) <= 10 and int(name) <= LARGEST_ID:
        statement = statement.where(Survey.id == int(name))
    elif is_public_id(name):
        statement = statement.where(Survey.public_id == name.lower())
    else:
        raise Stopped(f"There is no survey {name!r}.")
    row = db.session.scalar(statement)
    if row is None:
        raise Stopped(f"There is no survey {name!r}.")
    return row


def _table(file: Path, sheet: str | None) -> Table:
    try:
        found = table_of(file.read_bytes()) if file.is_file() else None
        return found or read_table(file, sheet=sheet)
    except UnreadableFile as error:
        raise Stopped(str(file_problem(error))) from error


def report(outcome: Outcome, taking: Taking, left: Sequence[str], *, as_json: bool) -> None:
    """Print what became of the file: one JSON object, or lines for people."""
    not_taken = [{"where": heading, "what": str(why(heading))} for heading in left]
    if as_json:
        told = {**outcome.as_json(), "partial": taking.partial, "not_taken": not_taken}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, allow_nan=False) + "\n")
        return
    for error in outcome.errors[:SHOWN_ERRORS]:
        click.echo(f"row {error.row}, {error.column}: {error.message}", err=True)
    for one in not_taken:
        click.echo(f"{one['where']}: {one['what']}", err=True)
    click.echo(
        f"{outcome.read} rows read: {outcome.created} created ({taking.partial} of them never sent in), "
        f"{outcome.updated} updated, {outcome.skipped} skipped, {len(outcome.errors)} problems"
    )
