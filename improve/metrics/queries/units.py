"""The readings of a metric unit by unit."""

from __future__ import annotations

from sqlalchemy import String, cast, literal, select

from improve.accounts.models import Unit
from improve.accounts.queries import unit_names
from improve.core.db import LARGEST_ID, db
from improve.metrics.models import Metric, Reading
from improve.metrics.queries.series import MEASURED, Series, series_by_segment

WHOLE = ""
SEPARATOR = " > "


def segment_of(unit_id: int) -> str:
    """Where the readings of a unit are kept."""
    return f"unit-{unit_id}"


def path_text(unit: Unit) -> str:
    """The unit as a file names it: the names from the top down to it, `A > B`."""
    return SEPARATOR.join(str(name) for name in unit_names([unit.path])[unit.path])


def measured_units(metric_id: int) -> list[Unit]:
    """The units that have readings of their own, in the order of the tree.

    Asked unit by unit, which an index answers: the segments of a million readings are not read for it.
    """
    segment = literal("unit-") + cast(Unit.id, String(20))
    has_some = (
        select(Reading.id)
        .where(
            Reading.metric_id == metric_id,
            Reading.segment == segment,
            Reading.superseded_at.is_(None),
            MEASURED,
        )
        .correlate(Unit)
        .exists()
    )
    return list(db.session.scalars(select(Unit).where(has_some).order_by(Unit.path)))


def measured_unit(metric_id: int, text: str) -> Unit | None:
    """The unit that an address names, if it has readings of its own."""
    if not (text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID):
        return None
    return next((unit for unit in measured_units(metric_id) if unit.id == int(text)), None)


def series_of_units(metric: Metric) -> list[tuple[Unit, Series]]:
    """The last periods of each unit with readings, in the order of the tree."""
    units = measured_units(metric.id)
    found = series_by_segment(metric, [segment_of(unit.id) for unit in units])
    return [(unit, found[segment_of(unit.id)]) for unit in units if segment_of(unit.id) in found]
