"""The readings of a metric as a file."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request, stream_with_context
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.core.messages import _
from improve.core.periods import code
from improve.core.spreadsheets import Sheet, csv_lines, write_xlsx
from improve.metrics.models import Metric, Reading
from improve.metrics.policy import Permission
from improve.metrics.queries import (
    WHOLE,
    in_force,
    measured_unit,
    measured_units,
    path_text,
    segment_of,
)
from improve.metrics.queries.series import amount
from improve.metrics.values import COLUMN_LABELS
from improve.metrics.views.blueprint import blueprint, visible_or_404
from improve.web.access import found_or_404, requires

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/<int:metric_id>/readings.csv")
@requires(Permission.READ)
def export_csv(metric_id: int) -> Response:
    """All readings in force as CSV, with `?unit=` those of units; the import takes the file back."""
    metric = visible_or_404(metric_id)
    wanted = _wanted(metric)
    lines = csv_lines(_header(metric, wanted), _rows(metric, wanted))
    return _attached(stream_with_context(lines), "text/csv", f"{metric.code}{wanted.suffix}.csv")


@blueprint.get("/<int:metric_id>/readings.xlsx")
@requires(Permission.READ)
def export_xlsx(metric_id: int) -> Response:
    """All readings in force as a workbook."""
    metric = visible_or_404(metric_id)
    stream, wanted = io.BytesIO(), _wanted(metric)
    widths = (14, *([40] if wanted.has_units else []), 14, 14, 14, 20, 24)
    write_xlsx(stream, [Sheet(metric.code, _header(metric, wanted), _rows(metric, wanted), widths=widths)])
    return _attached(stream.getvalue(), XLSX, f"{metric.code}{wanted.suffix}.xlsx")


@dataclass(frozen=True)
class Wanted:
    """Whose readings the file holds: segments with the unit as a file names it ("" for the whole)."""

    names: Mapping[str, str]
    suffix: str = ""

    @property
    def has_units(self) -> bool:
        """Does a column name the unit?"""
        return list(self.names) != [WHOLE]


def _wanted(metric: Metric) -> Wanted:
    """`?unit=7`: those of one unit; `?unit=all`: those of the whole and of every unit; else those of the whole."""
    text = request.args.get("unit", "")
    if not text:
        return Wanted({WHOLE: ""})
    if text == "all":
        units = measured_units(metric.id)
        return Wanted({WHOLE: ""} | {segment_of(unit.id): path_text(unit) for unit in units}, "-units")
    unit = found_or_404(measured_unit(metric.id, text))
    return Wanted({segment_of(unit.id): path_text(unit)}, f"-{unit.id}")


def _attached(body: Any, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype=mimetype, headers=headers)


def _header(metric: Metric, wanted: Wanted) -> list[str]:
    amounts = ("numerator", "denominator") if metric.has_counts else ("value",)
    shown = [_("Result")] if metric.has_counts else []
    return [
        str(COLUMN_LABELS["period"]),
        *([str(COLUMN_LABELS["unit"])] if wanted.has_units else []),
        *(str(COLUMN_LABELS[name]) for name in amounts),
        *shown,
        _("Entered"),
        _("By"),
    ]


def _rows(metric: Metric, wanted: Wanted) -> Iterator[Sequence[Any]]:
    for segment, name in wanted.names.items():
        for period, *rest in _rows_of(metric, segment):
            yield [period, *([name] if wanted.has_units else []), *rest]


def _rows_of(metric: Metric, segment: str) -> Iterator[Sequence[Any]]:
    readings = db.session.scalars(
        in_force(metric.id, segment).options(joinedload(Reading.entered_by)),
        execution_options={"yield_per": 1_000},
    )
    for reading in readings:
        amounts: list[float | None] = [reading.value]
        if metric.has_counts:
            result = amount(None, reading.numerator, reading.denominator, metric.per)
            amounts = [reading.numerator, reading.denominator, result]
        entered_by = reading.entered_by.name if reading.entered_by is not None else ""
        yield [code(metric.period_kind, reading.period_start), *amounts, reading.entered_at, entered_by]
