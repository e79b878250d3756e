"""`improve doctor`: what is in force, and what is wrong, with what to do about it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from improve.core.db import db
from improve.operations import examinations, inspection
from improve.operations.ports import DOCTOR, DOCTOR_MAIL, Examination, Finding, Level, wrong
from improve.web.commanding import with_app
from improve.web.features import contributed

MARKS = {Level.GOOD: "ok    ", Level.NOTE: "note  ", Level.WRONG: "WRONG "}


def examine(*, mail: bool = False) -> Iterator[Finding]:
    """Everything, in order. Where the database is away or of another version, features are not asked."""
    yield from _guarded("instance", examinations.of_machine)
    usable = True
    for finding in _guarded("database", examinations.of_database):
        usable = usable and not (
            finding.level is Level.WRONG and finding.subject in ("database", "migrations")
        )
        yield finding
    asked: list[Examination] = [examinations.of_worker, examinations.of_clock]
    if usable:
        asked += contributed(current_app, DOCTOR)
    if mail:
        asked += contributed(current_app, DOCTOR_MAIL)
    for examination in asked:
        yield from _guarded(examination.__module__.split(".")[-2], examination)


def _guarded(subject: str, examination: Examination) -> Iterable[Finding]:
    """The findings; an examination that fails is a finding itself."""
    try:
        return list(examination())
    except SQLAlchemyError as error:
        line = f"could not be examined: {type(error).__name__}"
        return [wrong(subject, line, "Is the database there? Look at DATABASE_URL and `improve db check`.")]
    except OSError as error:
        return [
            wrong(subject, f"could not be examined: {error}", "Look at the rights of the instance folder.")
        ]
    finally:
        db.session.rollback()


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option("--mail", is_flag=True, help="Also reach the mail server (nothing is sent).")
@with_app
def doctor(as_json: bool, mail: bool) -> None:
    """Examine this instance. Exit code 1 when something is wrong; each finding says what to do."""
    findings = list(examine(mail=mail))
    sick = any(finding.level is Level.WRONG for finding in findings)
    if as_json:
        click.echo(json.dumps({"ok": not sick, "settings": _settings(), "findings": _as_objects(findings)}))
    else:
        for finding in findings:
            click.echo(f"{MARKS[finding.level]} {finding.subject}: {finding.line}")
            if finding.remedy:
                click.echo(f"          {finding.remedy}")
        click.echo("Something is wrong." if sick else "All is well.")
    if sick:
        sys.exit(1)


def _as_objects(findings: Iterable[Finding]) -> list[dict[str, str]]:
    return [
        {"subject": f.subject, "level": str(f.level), "line": f.line, "remedy": f.remedy} for f in findings
    ]


def _settings() -> dict[str, str] | None:
    try:
        return inspection.settings_in_force()
    except SQLAlchemyError:
        return None
