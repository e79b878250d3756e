"""What a metric takes."""

from __future__ import annotations

from improve.core.errors import Invalid, Refused
from improve.core.messages import _l
from improve.metrics.models import MetricKind


def check_reading(
    kind: MetricKind, value: float | None, numerator: float | None, denominator: float | None
) -> None:
    """A value metric takes a value; a share or a rate takes counts (or, for a rate without counts, a value)."""
    counts = numerator is not None or denominator is not None
    if value is not None and counts:
        raise Invalid.field("value", _l("Give either a value, or a numerator and a denominator."))
    if kind is MetricKind.VALUE and counts:
        raise Invalid.field("numerator", _l("This metric takes a value, not counts."))
    if kind is MetricKind.VALUE:
        if value is None:
            raise Invalid.field("value", _l("The value is missing."))
        return
    if value is not None:
        raise Invalid.field("value", _l("This metric takes a numerator and a denominator."))
    if numerator is None:
        raise Invalid.field("numerator", _l("The numerator is missing."))
    if denominator is None or denominator <= 0:
        raise Invalid.field("denominator", _l("The denominator must be more than 0."))
    if kind is MetricKind.PROPORTION and numerator > denominator:
        raise Invalid.field("numerator", _l("The numerator of a share cannot exceed the denominator."))


def check_open(is_closed: bool) -> None:
    """A closed metric takes no readings."""
    if is_closed:
        raise Refused(_l("This metric is closed and takes no more readings."))
