"""One review: what must be answered, and what it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from improve.core.errors import Invalid
from improve.core.messages import LazyText, _l
from improve.stats.agreement import Answer, ReviewScore, review_score


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion as the arithmetic needs it."""

    criterion_id: int
    weight: int
    lowest: int
    highest: int
    in_total: bool = True


def field_of(criterion_id: int) -> str:
    """The name of a criterion's field in forms and errors."""
    return f"c{criterion_id}"


def cannot_judge_of(criterion_id: int) -> str:
    """The name of the box “I cannot judge this”."""
    return f"na{criterion_id}"


def check_answers(criteria: Sequence[Asked], values: Mapping[int, float | None]) -> None:
    """Every criterion is answered or marked as “cannot judge”, on its scale, and nothing else is there."""
    problems: dict[str, list[LazyText]] = {}
    for asked in criteria:
        name = field_of(asked.criterion_id)
        if asked.criterion_id not in values:
            problems[name] = [_l("Choose a number, or tick “I cannot judge this”.")]
            continue
        value = values[asked.criterion_id]
        if value is not None and not is_on_scale(asked, value):
            problems[name] = [off_scale(asked)]
    if set(values) - {asked.criterion_id for asked in criteria}:
        problems[""] = [_l("The rubric has changed in the meantime. Please look at the questions again.")]
    if problems:
        raise Invalid(problems)


def is_on_scale(asked: Asked, value: float) -> bool:
    """Does the value lie on its scale? Between a yes (1) and a no (0) there is nothing; files of other tools may hold
    halves of longer scales.
    """
    return asked.lowest <= value <= asked.highest and (
        asked.highest - asked.lowest > 1 or value == int(value)
    )


def off_scale(asked: Asked) -> LazyText:
    """What is said of a value outside of its scale."""
    if asked.highest - asked.lowest == 1:
        return _l("This must be %(low)s or %(high)s.", low=asked.lowest, high=asked.highest)
    return _l("This must be between %(low)s and %(high)s.", low=asked.lowest, high=asked.highest)


def result(criteria: Sequence[Asked], values: Mapping[int, float | None]) -> ReviewScore:
    """The weighted mean on 0-100; an abstention under 60 % of the weight. A criterion without a value drops out."""
    return review_score(
        Answer(asked.weight, asked.lowest, asked.highest, values.get(asked.criterion_id))
        for asked in criteria
        if asked.in_total
    )


def unchanged(
    before: tuple[Mapping[int, float | None], Mapping[int, str], tuple[object, ...]],
    after: tuple[Mapping[int, float | None], Mapping[int, str], tuple[object, ...]],
) -> bool:
    """Does an amendment say the same as what is there? Then it is no news (a double click)."""
    return before == after
