"""Where people stop: of those who reached a question, how many answered it and how many went no further."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from improve.core.db import db
from improve.surveys.models import Rollup, Version
from improve.surveys.rules import disclosure
from improve.surveys.sittings.models import Sitting
from improve.surveys.values.kinds import RESPONSES, Kind, part
from improve.surveys.values.questions import Spec


@dataclass(frozen=True, slots=True)
class Step:
    """A question on the way. `reached` saw it: they sent the page before it (None on the first page, which leaves no
    trace until it is sent). `left` saw its page and sent no more; `answered` are those who finished and answered
    it. None is hidden, or not known.
    """

    spec: Spec
    page: int
    reached: int | None
    left: int | None
    answered: int | None


@dataclass(frozen=True, slots=True)
class Way:
    """The way through one wording: who sent the first page (None where fewer than five of them did not finish), who
    finished, and the questions in their order."""

    begun: int | None
    finished: int
    steps: list[Step]


def way_of(version: Version, specs: Sequence[Spec]) -> Way | None:
    """The way through a wording; None where fewer than five began."""
    counts = _counts(version.id)
    finished = sum(counts.get(RESPONSES, Counter()).values())
    left = dict(
        db.session.execute(
            select(Sitting.page, func.count()).where(Sitting.version_id == version.id).group_by(Sitting.page)
        )
        .tuples()
        .all()
    )
    begun = finished + sum(left.values())
    if not disclosure.enough(begun):
        return None
    # Beside all who left stand those who left on each page. Whoever sent page 1 and no more left on page 2.
    shown = disclosure.visible(left)
    hides = None in shown.values()
    steps = []
    for spec in specs:
        if not spec.is_asked:
            continue
        page = spec.page
        on_the_way = finished + sum(n for sent, n in left.items() if sent >= page - 1)
        is_told = page > 1 and (not hides or (page == 2 and disclosure.enough(begun - finished)))
        steps.append(
            Step(
                spec,
                page,
                on_the_way if is_told else None,
                shown.get(page - 1, 0) if page > 1 else None,
                _answered(spec, counts, finished),
            )
        )
    told = begun == finished or disclosure.enough(begun - finished)
    return Way(begun if told else None, finished, steps)


def _counts(version_id: int) -> dict[str, Counter[str]]:
    out: dict[str, Counter[str]] = {}
    rows = db.session.execute(
        select(Rollup.question_code, Rollup.value, func.sum(Rollup.count))
        .where(
            Rollup.survey_id == select(Version.survey_id).where(Version.id == version_id).scalar_subquery(),
            Rollup.version_id == version_id,
        )
        .group_by(Rollup.question_code, Rollup.value)
    )
    for code, value, count in rows:
        out.setdefault(code, Counter())[value] = int(count)
    return out


def _answered(spec: Spec, counts: dict[str, Counter[str]], finished: int) -> int | None:
    """How many of those who finished answered it; of a matrix or an order, its most answered part."""
    if spec.kind is Kind.STATEMENT:
        return None
    parts = [part(spec.code, one.code) for one in (*spec.rows, *spec.choices)]
    names = parts if spec.kind in (Kind.MATRIX, Kind.RANKING) else [spec.code]
    n = max((sum(counts.get(name, Counter()).values()) for name in names), default=0)
    shown = disclosure.visible({"yes": n, "no": finished - n} if finished > n else {"yes": n})
    return shown["yes"]
