"""The page of the trail, and the trail as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from improve.audit import queries, verification
from improve.audit.forms import FilterForm
from improve.audit.policy import TRAIL, Permission
from improve.audit.values import Filter
from improve.audit.words import event_word, subject_word
from improve.core import clock
from improve.core.db import db
from improve.core.messages import _
from improve.core.policy import authorize
from improve.core.spreadsheets import csv_lines
from improve.web.access import current_actor, requires
from improve.web.i18n import choose_time_zone
from improve.web.tables import page_number, paginate

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """The trail, newest first."""
    authorize(current_actor(), Permission.READ, TRAIL)
    form = FilterForm()
    good = form.validate()
    wanted = form.value() if good else Filter()
    entries = queries.narrowed(queries.visible_to(current_actor()), wanted, choose_time_zone())
    page = paginate(entries, page=page_number(), per_page=50)
    return render_template(
        "audit/index.html",
        form=form,
        page=page,
        filtered=not wanted.is_empty,
        tail=queries.tail(),
        checked=verification.remembered(),
        names=queries.Names(page.items),
        event_word=event_word,
        subject_word=subject_word,
    ), 200 if good else 422


@blueprint.get("/export.csv")
@requires(Permission.READ)
def export() -> ResponseReturnValue:
    """The filtered trail as CSV, streamed."""
    authorize(current_actor(), Permission.READ, TRAIL)
    form = FilterForm()
    if not form.validate():
        asked: dict[str, Any] = request.args.to_dict()
        return redirect(url_for("audit.index", **asked))
    entries = queries.narrowed(queries.visible_to(current_actor()), form.value(), choose_time_zone())
    header = [
        _("Instant"),
        _("What happened"),
        _("Event"),
        _("Concerning"),
        _("Number"),
        _("Who"),
        _("Login"),
        _("Changed"),
        _("Place in the chain"),
        _("Chain value"),
    ]
    name = f"audit-{clock.today(choose_time_zone()).isoformat()}.csv"
    return Response(
        stream_with_context(csv_lines(header, _cells(queries.export(entries)))),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _cells(statement: Select[Any]) -> Iterator[list[Any]]:
    """Rows of the file. Asked only when the file begins to flow, after the view has returned."""
    for row in db.session.execute(statement, execution_options={"yield_per": 1_000}):
        yield [
            row.at,
            str(event_word(row.event)),
            row.event,
            str(subject_word(row.subject_type)),
            row.subject_id,
            row.name,
            row.login,
            " ".join(row.changed),
            row.seq,
            row.chain,
        ]
