"""What a criterion needs."""

from __future__ import annotations

from dataclasses import replace

from improve.core.errors import Invalid
from improve.core.messages import LazyText, _l
from improve.reviews.values import CriterionData, Kind


def checked(data: CriterionData) -> CriterionData:
    """The criterion as it is stored: a text counts nowhere, and what counts nowhere weighs 1."""
    in_total = data.in_total and data.kind != Kind.TEXT
    problems: dict[str, list[LazyText]] = {}
    if in_total and data.weight is None:
        problems["weight"] = [_l("This is missing.")]
    if data.kind == Kind.SCALE:
        for name in ("anchor_1", "anchor_5"):
            if getattr(data, name) is None:
                problems[name] = [_l("This is missing.")]
    if problems:
        raise Invalid(problems)
    return replace(data, in_total=in_total, weight=data.weight if in_total else 1)


def bounds_of(kind: str) -> tuple[int, int]:
    """The lowest and the highest number of a kind."""
    return (1, 5) if kind == Kind.SCALE else (0, 1)
