"""Rows of one file that cannot both be true: one member, one idea, one criterion and two scores, or two certainties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from improve.core.errors import Invalid
from improve.core.messages import _l


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says. `review`: idea and member; `confidence` None: nothing about certainty."""

    review: tuple[int, str]
    criterion_id: int
    score: float | None
    confidence: int | None


@dataclass(frozen=True, slots=True)
class Against:
    """What else the file says, each value once in the order of the rows. Empty: nothing else."""

    scores: Sequence[float | None] = ()
    confidences: Sequence[int] = ()

    def __bool__(self) -> bool:
        return bool(self.scores or self.confidences)


def contradictions(rows: Iterable[Said]) -> dict[Said, Against]:
    """Every row that another one contradicts. Which of them is right is nothing that a program can know."""
    said = list(rows)
    scores: dict[tuple[tuple[int, str], int], dict[float | None, None]] = {}
    confidences: dict[tuple[int, str], dict[int, None]] = {}
    for row in said:
        scores.setdefault((row.review, row.criterion_id), {})[row.score] = None
        if row.confidence is not None:
            confidences.setdefault(row.review, {})[row.confidence] = None
    found: dict[Said, Against] = {}
    for row in said:
        values = list(scores[row.review, row.criterion_id])
        sure = list(confidences.get(row.review, ())) if row.confidence is not None else []
        against = Against(values if len(values) > 1 else (), sure if len(sure) > 1 else ())
        if against:
            found[row] = against
    return found


def refusal(against: Against, *, reviewer: str, item: str) -> Invalid:
    """How it is told to whoever made the file: at every row of the contradiction."""
    if against.scores:
        values = [f"{value:g}" if value is not None else "–" for value in against.scores]
        return Invalid.field(
            "score",
            _l(
                "The file gives several scores of “%(name)s” for “%(item)s” here: %(values)s. None was taken.",
                name=reviewer,
                item=item,
                values=" / ".join(values),
            ),
        )
    return Invalid.field(
        "confidence",
        _l(
            "The file says in several ways how sure “%(name)s” is about “%(item)s”: %(values)s. None was taken.",
            name=reviewer,
            item=item,
            values=" / ".join(map(str, against.confidences)),
        ),
    )
