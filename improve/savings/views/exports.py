"""The whole ledger as a workbook: every saving, every line."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime

from flask import send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from improve.core import clock
from improve.core.db import db
from improve.core.messages import _
from improve.core.spreadsheets import Sheet, write_xlsx
from improve.metrics.queries import company_day
from improve.savings import words
from improve.savings.models import Entry, Kind, Recurrence, Saving, Step
from improve.savings.policy import Permission
from improve.savings.queries import standings, visible_to
from improve.savings.views.blueprint import blueprint
from improve.web.access import current_actor, requires

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = list[str | int | float | datetime | date | None]


@blueprint.get("/export.xlsx")
@requires(Permission.READ)
def export_xlsx() -> ResponseReturnValue:
    """Two sheets: the savings as they stand, and the lines of the ledger."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    write_xlsx(
        file,
        [
            Sheet(_("Savings"), _heading(), _savings(), (8, 40, 30, 12, 12, 16, 10, 14, 14, 8, 12, 12)),
            Sheet(_("Ledger"), _ledger_heading(), _lines(), (8, 22, 24, 14, 14, 14, 14, 8, 12, 12, 10, 50)),
        ],
    )
    file.seek(0)
    name = f"savings-{clock.now():%Y-%m-%d}.xlsx"
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


def _heading() -> list[str]:
    return [
        _("Number"),
        _("Project"),
        _("Metric"),
        _("Kind"),
        _("Once or every year"),
        _("State"),
        _("Currency"),
        _("Amount"),
        _("Costs"),
        _("Share, %"),
        _("Counts from"),
        _("Until"),
    ]


def _savings() -> Iterator[Row]:
    today = company_day()
    for item in standings(visible_to(current_actor())):
        saving, shown = item.saving, item.shown
        yield [
            saving.id,
            saving.project.title,
            str(saving.metric.name),
            str(words.SHORT_KINDS[Kind(saving.kind)]),
            str(words.RECURRENCES[Recurrence(saving.recurrence)]),
            str(words.STATES[item.state(today)][2]),
            saving.currency,
            shown.gross,
            shown.cost,
            shown.share,
            _day(shown.from_on),
            _day(shown.until_on),
        ]


def _ledger_heading() -> list[str]:
    return [
        _("Number"),
        _("When"),
        _("What"),
        _("Amount"),
        _("At least"),
        _("At most"),
        _("Costs"),
        _("Share, %"),
        _("Counts from"),
        _("Until"),
        _("Exchange rate"),
        _("Reason"),
    ]


def _lines() -> Iterator[Row]:
    ids = visible_to(current_actor()).with_only_columns(Saving.id)
    found = db.session.scalars(
        select(Entry).options(joinedload(Entry.by)).where(Entry.saving_id.in_(ids)).order_by(Entry.id)
    )
    for entry in found:
        yield [
            entry.saving_id,
            entry.at,
            str(words.STEPS[Step(entry.step)][1]),
            entry.gross,
            entry.low,
            entry.high,
            entry.cost,
            entry.share,
            _day(entry.from_on),
            _day(entry.until_on),
            entry.rate,
            entry.reason,
        ]


def _day(day: date | None) -> str | None:
    return None if day is None else str(day)
