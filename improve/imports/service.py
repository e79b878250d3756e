"""Use cases of imports by the page: upload, map, check, start, work off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, text

from improve.accounts.models import Person
from improve.accounts.queries import actor_of
from improve.core import clock
from improve.core.cells import CellError
from improve.core.dates import DateOrder, read_zone
from improve.core.db import db, transaction
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.importing import engine
from improve.core.importing.ports import Importer
from improve.core.importing.words import cell_problem, file_problem
from improve.core.messages import LazyText, _l
from improve.core.policy import Actor, authorize
from improve.core.spreadsheets import Table, UnreadableFile, read_table
from improve.core.uploads.names import harmless
from improve.imports import store
from improve.imports.events import FileUploaded, ImportFinished, ImportStarted
from improve.imports.models import LONGEST_SHEET, Profile, Run, RunState
from improve.imports.policy import Permission
from improve.imports.queries import profile
from improve.web.i18n import default_time_zone
from improve.web.importers import SavedMapping, importer_of

MOST_ERRORS_KEPT = 1_000
AT_ONCE = 300  # rows that are brought in while the person waits


_PROFILE = text(
    "INSERT INTO imports_profile (importer, name, mapping) VALUES (:importer, :name, :mapping) ON CONFLICT DO NOTHING"
)


class StoredProfiles:
    """Saved mappings in the database."""

    def find(self, importer: str, name: str) -> SavedMapping | None:
        row = profile(importer, name)
        if row is None:
            return None
        order: Any = row.date_order
        return SavedMapping(mapping=row.mapping, sheet=row.sheet, date_order=order)

    def save(self, importer: str, name: str, saved: SavedMapping) -> None:
        kept = {"importer": importer, "name": name, "mapping": "{}"}
        db.session.execute(_PROFILE, kept)  # two may save the same name at the same moment
        row = db.session.scalars(
            select(Profile).where(Profile.importer == importer, Profile.name == name).with_for_update()
        ).one()
        row.mapping = dict(saved.mapping)
        row.sheet = saved.sheet
        row.date_order = saved.date_order
        db.session.flush()


def table_of(importer: Importer, content: bytes, sheet: str | None) -> Table:
    """The table of a file, or `Invalid` at the field `file`."""
    try:
        found = importer.recognize(content) if importer.recognize is not None else None
        return found or read_table(content, sheet=sheet or None)
    except UnreadableFile as error:
        field = "sheet" if error.code == "unknown_sheet" else "file"
        raise Invalid.field(field, file_problem(error)) from error


def upload(importer: Importer, name: str, content: bytes, *, by: Actor) -> Run:
    """Take a readable file; nothing is brought in yet."""
    authorize(by, importer.permission, importer.subject)
    table = table_of(importer, content, None)
    now = clock.now()
    run = Run(
        importer=importer.code,
        file_name=harmless(name)[-200:] or "file",
        stored_as=store.keep_file(content),
        state=RunState.UPLOADED,
        mapping=engine.guessed_mapping(importer, table.header),
        total=len(table.rows),
        created_at=now,
        beat_at=now,
        by_id=by.person_id,
    )
    db.session.add(run)
    db.session.flush()
    publish(FileUploaded(actor_id=by.actor_id, subject_id=run.id))
    return run


def stored_table(run: Run) -> Table:
    """The table of a run's stored file."""
    return table_of(importer_of(run.importer), store.file_of(run).read_bytes(), run.sheet)


def settle(
    run: Run, mapping: Mapping[str, str], *, sheet: str | None, date_order: DateOrder | None, by: Actor
) -> None:
    """Set which column holds which field; `Invalid` names what is missing."""
    authorize(by, Permission.SEE, run)
    _require_unstarted(run, _l("This import has been started; upload the file again to change it."))
    importer = importer_of(run.importer)
    if sheet is not None and len(sheet) > LONGEST_SHEET:
        raise Invalid.field(
            "sheet", _l("The name of this sheet is too long. Please shorten it in the workbook.")
        )
    run.sheet = sheet
    table = table_of(importer, store.file_of(run).read_bytes(), sheet)
    run.total = len(table.rows)
    run.date_order = date_order
    run.outcome = None
    try:
        run.mapping = engine.complete_mapping(importer, table, mapping, guess=False)
    except engine.UnusableMapping as error:
        raise Invalid.field("", error.message) from error
    except UnreadableFile as error:
        raise Invalid.field("", file_problem(error)) from error


def _require_unstarted(run: Run, refusal: LazyText) -> None:
    """Whoever comes second sees what the first one did."""
    db.session.refresh(run, ["state"], with_for_update=True)
    if run.kind not in (RunState.UPLOADED, RunState.CHECKED):
        raise Refused(refusal)


def check(run: Run, *, by: Actor) -> engine.Outcome:
    """The dry run: what would become of every row. Outside of a transaction; stores only its own result."""
    outcome, left = _run(run, by=by, dry_run=True)
    with transaction():
        fresh = db.session.get_one(Run, run.id)
        fresh.state = RunState.CHECKED
        fresh.outcome = _stored(outcome, left)
    return outcome


def start(run: Run, *, by: Actor) -> None:
    """Hand the run to the worker."""
    authorize(by, Permission.SEE, run)
    _require_unstarted(run, _l("This import has been started already."))
    run.state = RunState.WAITING
    run.outcome = None
    run.done = 0
    run.beat_at = clock.now()
    publish(ImportStarted(actor_id=by.actor_id, subject_id=run.id))


def work_off(run_id: int) -> None:
    """Bring in the file of a claimed run, as the person who started it. Outside of a transaction."""
    run = db.session.get_one(Run, run_id)
    by = actor_of(db.session.get_one(Person, run.by_id))
    problem: LazyText | None = None
    outcome = engine.Outcome()
    left: list[tuple[str, LazyText]] = []
    try:
        outcome, left = _run(run, by=by, dry_run=False, progress=lambda now: _beat(run_id, now))
    except (Invalid, Refused) as error:
        found = (
            [m for messages in error.errors.values() for m in messages] if isinstance(error, Invalid) else []
        )
        problem = found[0] if found else error.message
    with transaction():
        fresh = db.session.get_one(Run, run_id)
        fresh.state = RunState.FAILED if problem is not None else RunState.DONE
        fresh.problem = problem.to_json() if problem is not None else None
        fresh.outcome = _stored(outcome, left)
        fresh.done = fresh.total
        fresh.finished_at = clock.now()
        publish(ImportFinished(actor_id=None, subject_id=run_id, by_id=fresh.by_id))
    store.drop_file(fresh)


def _beat(run_id: int, outcome: engine.Outcome) -> None:
    with transaction():
        store.beat(run_id, outcome.read)


def _run(
    run: Run, *, by: Actor, dry_run: bool, progress: Any = None
) -> tuple[engine.Outcome, list[tuple[str, LazyText]]]:
    importer = importer_of(run.importer)
    table = stored_table(run)
    order: Any = run.date_order
    try:
        mapping = engine.complete_mapping(importer, table, run.mapping, guess=False)
        outcome = engine.run(
            importer,
            table,
            mapping,
            by=by,
            zone=read_zone(default_time_zone()),
            dry_run=dry_run,
            date_order=order,
            progress=progress,
        )
        return outcome, engine.left_columns(importer, table.header, mapping)
    except CellError as error:
        raise Invalid.field("date_order", cell_problem(error)) from error
    except engine.UnusableMapping as error:
        raise Invalid.field("", error.message) from error


def _stored(outcome: engine.Outcome, left: Sequence[tuple[str, LazyText]]) -> dict[str, Any]:
    """The outcome with its messages as lazy texts, so that each reader sees their language."""
    return {
        "read": outcome.read,
        "created": outcome.created,
        "updated": outcome.updated,
        "skipped": outcome.skipped,
        "error_count": len(outcome.errors),
        "errors": [
            {"row": error.row, "column": error.column, "message": error.message.to_json()}
            for error in outcome.errors[:MOST_ERRORS_KEPT]
        ],
        "remarks": [remark.to_json() for remark in outcome.remarks],
        "not_taken": [{"where": heading, "what": why.to_json()} for heading, why in left],
    }
