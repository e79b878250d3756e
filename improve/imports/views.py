"""Pages of imports: upload, map with the first rows in sight, check, start, result."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.dates import DateOrder
from improve.core.db import db, transaction
from improve.core.errors import Invalid, Missing
from improve.core.importing.ports import Importer
from improve.core.messages import LazyText, _, _l
from improve.core.policy import allows
from improve.core.spreadsheets import csv_lines
from improve.core.values import FieldError, Line
from improve.imports import service
from improve.imports.models import LONGEST_PROFILE, Run, RunState
from improve.imports.policy import Permission
from improve.imports.queries import profiles_of, visible_to
from improve.web.access import current_actor, found_or_404, requires
from improve.web.importers import SavedMapping, importer_of, importers, profiles
from improve.web.tables import page_number, paginate

blueprint = Blueprint("imports", __name__, url_prefix="/imports")
PREVIEW_ROWS = 5
SHOWN_ERRORS = 50
STATES: dict[RunState, tuple[str, str, LazyText]] = {
    RunState.UPLOADED: ("st-wait", "circle-half", _l("uploaded, not brought in")),
    RunState.CHECKED: ("st-wait", "circle-half", _l("checked, not brought in")),
    RunState.WAITING: ("st-on", "clock", _l("about to start")),
    RunState.RUNNING: ("st-on", "play-circle-fill", _l("running")),
    RunState.DONE: ("st-done", "check-circle-fill", _l("brought in")),
    RunState.FAILED: ("st-late", "exclamation-diamond-fill", _l("stopped")),
}


def _allowed() -> list[Importer]:
    actor = current_actor()
    return [importer for importer in importers() if allows(actor, importer.permission)]


@blueprint.get("")
@requires(Permission.RUN)
def index() -> ResponseReturnValue:
    """What can be brought in, and what was."""
    page = paginate(visible_to(current_actor()), page=page_number())
    labels = {run.importer: _label(run.importer) for run in page.items}
    return render_template(
        "imports/index.html", importers=_allowed(), page=page, labels=labels, states=STATES
    )


@blueprint.route("/new/<code>", methods=["GET", "POST"])
@requires(Permission.RUN)
def new(code: str) -> ResponseReturnValue:
    """Upload a file."""
    importer = _importer(code)
    problems: list[LazyText] = []
    if request.method == "POST":
        file = request.files.get("file")
        try:
            if file is None or not file.filename:
                raise Invalid.field("file", _l("Please choose a file."))
            content = file.read()
            with transaction():
                run_id = service.upload(importer, file.filename, content, by=current_actor()).id
            return redirect(url_for("imports.show", run_id=run_id), 303)
        except Invalid as error:
            problems = [message for messages in error.errors.values() for message in messages]
    page = render_template(
        "imports/new.html", importer=importer, problems=problems, limit=current_app.config["MAX_UPLOAD_MB"]
    )
    return page, 422 if problems else 200


def _label(code: str) -> LazyText:
    """What was brought in; of what is gone meanwhile only the code is left."""
    try:
        return importer_of(code).label
    except Missing:
        return LazyText(code)


def _importer(code: str) -> Importer:
    importer = importer_of(code)
    if not allows(current_actor(), importer.permission, importer.subject):
        raise Missing()
    return importer


def _visible(run_id: int) -> Run:
    run: Run = found_or_404(db.session.scalar(visible_to(current_actor()).where(Run.id == run_id)))
    return run


@blueprint.get("/<int:run_id>")
@requires(Permission.RUN)
def show(run_id: int) -> ResponseReturnValue:
    """The mapping with the first rows, or how far it is, or what came of it."""
    run = _visible(run_id)
    if run.kind in (RunState.UPLOADED, RunState.CHECKED):
        return _mapping_page(run, [])
    page = render_template(
        "imports/result.html", run=run, importer=importer_of(run.importer), states=STATES, shown=SHOWN_ERRORS
    )
    moving = run.kind in (RunState.WAITING, RunState.RUNNING)
    # Without a script the page renews itself while there is something to see.
    return Response(page, headers={"Refresh": "2"} if moving else {})


def _mapping_page(run: Run, problems: list[LazyText]) -> ResponseReturnValue:
    importer = _importer(run.importer)
    table = service.stored_table(run)
    page = render_template(
        "imports/mapping.html",
        run=run,
        importer=importer,
        table=table,
        preview=table.rows[:PREVIEW_ROWS],
        problems=problems,
        profiles=db.session.scalars(profiles_of(importer.profiles)).all(),
        shown=SHOWN_ERRORS,
    )
    return page, 422 if problems else 200


@blueprint.post("/<int:run_id>")
@requires(Permission.RUN)
def act(run_id: int) -> ResponseReturnValue:
    """Take over the mapping, then check it or start."""
    run = _visible(run_id)
    importer = _importer(run.importer)
    mapping, sheet, order = _typed(run)
    try:
        with transaction():
            service.settle(run, mapping, sheet=sheet, date_order=order, by=current_actor())
            if name := _name_of_profile():
                profiles().save(importer.profiles, name, SavedMapping(run.mapping, sheet, order))
        if request.form.get("action") == "start":
            _start(run)
        else:
            service.check(run, by=current_actor())
    except Invalid as error:
        db.session.rollback()
        db.session.refresh(run)
        db.session.expunge(run)
        run.mapping = mapping  # what was chosen stays on the page; nothing of it is stored
        return _mapping_page(run, [message for found in error.errors.values() for message in found])
    return redirect(url_for("imports.show", run_id=run_id), 303)


def _name_of_profile() -> str:
    """Under which name the mapping is to be kept; empty for none."""
    typed = request.form.get("save_as", "").strip()
    try:
        return Line(LONGEST_PROFILE).check(typed) if typed else ""
    except FieldError as error:
        raise Invalid.field("", error.message) from error


def _start(run: Run) -> None:
    """Small files are brought in at once, larger ones by the worker while the page shows how far it is."""
    with transaction():
        service.start(run, by=current_actor())
        small = run.total <= service.AT_ONCE
        if small:
            run.state = RunState.RUNNING
    if small:
        service.work_off(run.id)


def _typed(run: Run) -> tuple[dict[str, str], str | None, DateOrder | None]:
    """The chosen columns, sheet and date order; a chosen profile fills what it knows."""
    importer = importer_of(run.importer)
    fields = importer.all_fields(service.stored_table(run).header)
    saved = profiles().find(importer.profiles, request.form.get("profile", ""))
    if saved is not None and request.form.get("action") == "profile":
        known = {item.name for item in fields}
        # It may have been saved for another survey, of whose questions this one has only some.
        return (
            {name: column for name, column in saved.mapping.items() if name in known},
            saved.sheet,
            saved.date_order,
        )
    mapping = {
        item.name: request.form[f"map-{item.name}"] for item in fields if request.form.get(f"map-{item.name}")
    }
    orders: dict[str, DateOrder] = {"dmy": "dmy", "mdy": "mdy"}
    return mapping, request.form.get("sheet") or None, orders.get(request.form.get("date_order", ""))


@blueprint.get("/<int:run_id>/errors.csv")
@requires(Permission.RUN)
def errors(run_id: int) -> ResponseReturnValue:
    """The rows that were not taken, as a file."""
    run = _visible(run_id)
    found = (run.outcome or {}).get("errors", [])
    rows = [[str(item["row"]), item["column"], str(LazyText.from_json(item["message"]))] for item in found]
    lines = csv_lines([_("Row"), _("Column"), _("Problem")], rows)
    headers = {"Content-Disposition": f'attachment; filename="import-{run.id}-errors.csv"'}
    return Response(lines, mimetype="text/csv", headers=headers)
