"""The readings of a metric as a file."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, stream_with_context
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.core.messages import _
from improve.core.periods import code
from improve.core.spreadsheets import Sheet, csv_lines, write_xlsx
from improve.metrics.models import Metric, Reading
from improve.metrics.policy import Permission
from improve.metrics.queries import in_force
from improve.metrics.queries.series import amount
from improve.metrics.values import COLUMN_LABELS
from improve.metrics.views.blueprint import blueprint, visible_or_404
from improve.web.access import requires

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/<int:metric_id>/readings.csv")
@requires(Permission.READ)
def export_csv(metric_id: int) -> Response:
    """All readings in force as CSV; the import takes the file back."""
    metric = visible_or_404(metric_id)
    lines = csv_lines(_header(metric), _rows(metric))
    return _attached(stream_with_context(lines), "text/csv", f"{metric.code}.csv")


@blueprint.get("/<int:metric_id>/readings.xlsx")
@requires(Permission.READ)
def export_xlsx(metric_id: int) -> Response:
    """All readings in force as a workbook."""
    metric = visible_or_404(metric_id)
    stream = io.BytesIO()
    write_xlsx(stream, [Sheet(metric.code, _header(metric), _rows(metric), widths=(14, 14, 14, 14, 20, 24))])
    return _attached(stream.getvalue(), XLSX, f"{metric.code}.xlsx")


def _attached(body: Any, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype=mimetype, headers=headers)


def _header(metric: Metric) -> list[str]:
    amounts = ("numerator", "denominator") if metric.has_counts else ("value",)
    shown = [_("Result")] if metric.has_counts else []
    return [
        str(COLUMN_LABELS["period"]),
        *(str(COLUMN_LABELS[name]) for name in amounts),
        *shown,
        _("Entered"),
        _("By"),
    ]


def _rows(metric: Metric) -> Iterator[Sequence[Any]]:
    readings = db.session.scalars(
        in_force(metric.id).options(joinedload(Reading.entered_by)), execution_options={"yield_per": 1_000}
    )
    for reading in readings:
        amounts: list[float | None] = [reading.value]
        if metric.has_counts:
            result = amount(None, reading.numerator, reading.denominator, metric.per)
            amounts = [reading.numerator, reading.denominator, result]
        entered_by = reading.entered_by.name if reading.entered_by is not None else ""
        yield [code(metric.period_kind, reading.period_start), *amounts, reading.entered_at, entered_by]
