"""The readings of a metric unit by unit."""

from __future__ import annotations

from sqlalchemy import select

from improve.accounts.models import Unit
from improve.core.db import LARGEST_ID, db
from improve.metrics.models import Metric, Reading
from improve.metrics.queries.series import MEASURED, Series, series_by_segment

WHOLE = ""


def segment_of(unit_id: int) -> str:
    """Where the readings of a unit are kept."""
    return f"unit-{unit_id}"


def unit_in(segment: str) -> int | None:
    """The unit of a segment."""
    number = segment.removeprefix("unit-")
    return int(number) if segment.startswith("unit-") and number.isdigit() else None


def measured_units(metric_id: int) -> list[Unit]:
    """The units that have readings of their own, in the order of the tree."""
    segments = db.session.scalars(
        select(Reading.segment)
        .where(
            Reading.metric_id == metric_id,
            Reading.superseded_at.is_(None),
            MEASURED,
            Reading.segment != WHOLE,
        )
        .distinct()
    )
    ids = [unit_id for segment in segments if (unit_id := unit_in(segment)) is not None]
    return list(db.session.scalars(select(Unit).where(Unit.id.in_(ids)).order_by(Unit.path)))


def measured_unit(metric_id: int, text: str) -> Unit | None:
    """The unit that an address names, if it has readings of its own."""
    if not (text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID):
        return None
    return next((unit for unit in measured_units(metric_id) if unit.id == int(text)), None)


def series_of_units(metric: Metric) -> list[tuple[Unit, Series]]:
    """Each unit with its series, in the order of the tree; three statements."""
    found = series_by_segment(metric)
    return [
        (unit, found[segment_of(unit.id)])
        for unit in measured_units(metric.id)
        if segment_of(unit.id) in found
    ]
