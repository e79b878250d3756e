"""Readings pasted from a spreadsheet or uploaded as a file: looked at first, then recorded."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.cells import CellError
from improve.core.dates import DateOrder
from improve.core.db import transaction
from improve.core.errors import Invalid
from improve.core.importing.words import cell_problem, file_problem
from improve.core.messages import LazyText, _, _l
from improve.core.spreadsheets import Limits, UnreadableFile, read_table
from improve.metrics import rules, service, sheets
from improve.metrics.forms import LONGEST_PASTE, PasteForm, UploadForm
from improve.metrics.models import Metric, ReadingSource
from improve.metrics.policy import Permission
from improve.metrics.values import COLUMN_LABELS
from improve.metrics.views.blueprint import blueprint, enterable
from improve.metrics.views.entering import amount_names, recorded_words
from improve.web.access import current_actor, requires

SHOWN_LINES = 60
# What a page can show and send back; larger files are for the command line.
LIMITS = Limits(bytes=8_000_000, unpacked=64_000_000, rows=20_000, columns=60, cell=10_000)
TOO_MUCH = _l("This is too much for a page. Use the command “improve import readings”.")
ORDERS: dict[str, DateOrder] = {"dmy": "dmy", "mdy": "mdy"}


@dataclass(frozen=True)
class Looked:
    """What a table would bring."""

    sheet: sheets.Sheet
    rows: sheets.Rows
    outcome: service.Recorded

    @property
    def problems(self) -> list[service.Problem]:
        return sorted([*self.rows.problems, *self.outcome.errors], key=lambda problem: problem.row)

    @property
    def bad_rows(self) -> int:
        return len({problem.row for problem in self.problems})

    def column(self, name: str) -> str:
        """The heading of a field's column, else the field's own word."""
        return self.sheet.columns.get(name) or str(COLUMN_LABELS.get(name, name))


@blueprint.route("/<int:metric_id>/paste", methods=["GET", "POST"])
@requires(Permission.RECORD)
def paste(metric_id: int) -> ResponseReturnValue:
    """Look at what was pasted; record it with the second button."""
    metric = enterable(metric_id)
    rules.check_open(metric.is_closed)
    form = PasteForm(data={"source": str(ReadingSource.PASTED)})
    looked = _look(metric, form) if form.validate_on_submit() else None
    if looked is not None and request.form.get("action") == "record" and looked.outcome.changes:
        return _record(metric, form, looked)
    return _page(metric, form, looked), 422 if form.is_submitted() and looked is None else 200


@blueprint.route("/<int:metric_id>/upload", methods=["GET", "POST"])
@requires(Permission.RECORD)
def upload(metric_id: int) -> ResponseReturnValue:
    """Read a file and look at it as if it had been pasted; nothing is stored yet."""
    metric = enterable(metric_id)
    rules.check_open(metric.is_closed)
    form = UploadForm()
    if form.validate_on_submit():
        problem, text = _text_of_upload()
        if problem is None:
            found = PasteForm(None, data={"text": text, "source": str(ReadingSource.FILE)})
            if found.validate():
                looked = _look(metric, found)
                return _page(metric, found, looked), 200 if looked is not None else 422
            problem = TOO_MUCH
        form.show(Invalid.field("file", problem))
    page = render_template("metrics/upload.html", metric=metric, form=form, names=amount_names(metric))
    return page, 422 if form.is_submitted() else 200


def _text_of_upload() -> tuple[LazyText | None, str]:
    file = request.files.get("file")
    if file is None or not file.filename:
        return _l("Please choose a file."), ""
    try:
        text = sheets.as_text_table(read_table(file.stream.read(LIMITS.bytes + 1), limits=LIMITS))
    except UnreadableFile as error:
        return TOO_MUCH if error.code in ("too_large", "too_many_rows") else file_problem(error), ""
    return (None, text) if len(text) <= LONGEST_PASTE else (TOO_MUCH, "")


def _look(metric: Metric, form: PasteForm) -> Looked | None:
    """What the text would bring; None with a message at the form where it cannot be read at all."""
    value = form.value()
    try:
        sheet = sheets.pasted(metric, value.text, value.columns)
        rows = sheets.read_rows(metric, sheet, ORDERS.get(value.date_order))
    except CellError as error:
        form.show(Invalid.field("date_order", cell_problem(error)))
        return None
    except UnreadableFile as error:
        form.show(Invalid.field("text", _unreadable(metric, error)))
        return None
    return Looked(sheet, rows, service.preview(metric, rows.raw, numbers=rows.numbers))


def _unreadable(metric: Metric, error: UnreadableFile) -> LazyText:
    if error.code == "empty":
        return _l("There is no reading in it.")
    if error.code != "unknown_column":
        return file_problem(error)
    if metric.has_counts:
        return _l("Three columns are needed: the period, the numerator and the denominator.")
    return _l("Two columns are needed: the period and the value.")


def _record(metric: Metric, form: PasteForm, looked: Looked) -> ResponseReturnValue:
    with transaction():
        outcome = service.record(
            metric,
            looked.rows.raw,
            by=current_actor(),
            source=ReadingSource(form.value().source),
            numbers=looked.rows.numbers,
        )
    outcome.errors = [*outcome.errors, *looked.rows.problems]
    flash(recorded_words(outcome))
    return redirect(url_for("metrics.show", metric_id=metric.id), 303)


def _page(metric: Metric, form: PasteForm, looked: Looked | None) -> str:
    headings: tuple[str, ...] = looked.sheet.table.header if looked is not None else ()
    for name in COLUMN_LABELS:
        chosen = looked.sheet.columns.get(name, "") if looked is not None else ""
        field = form[f"{name}_column"]
        field.choices = [("", _("not chosen")), *((heading, heading) for heading in headings)]
        field.data = field.data or chosen
    return render_template(
        "metrics/paste.html",
        metric=metric,
        form=form,
        looked=looked,
        names=("period", *amount_names(metric)),
        columns=("period", *amount_names(metric), "unit"),
        shown=SHOWN_LINES,
    )
