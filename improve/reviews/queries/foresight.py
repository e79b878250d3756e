"""What was foretold, and what the data showed: decisions in force of published rounds beside the verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import current_app
from sqlalchemy import func, select

from improve.core import clock
from improve.core.db import db
from improve.core.policy import Actor
from improve.reviews.models import Criterion, Decision, Review, Round, RoundItem, Score
from improve.reviews.queries.items import visible_items
from improve.reviews.queries.results import latest_stored
from improve.reviews.rules.calibration import KNOWN, Foreseen
from improve.reviews.rules.standing import Standing
from improve.reviews.values import CARRIED_OUT, State
from improve.suggestions.queries import MEASURED
from improve.web.features import contributed

AT_ONCE = 500


def foreseen_by(actor: Actor) -> tuple[int, list[Foreseen]]:
    """How many ideas were accepted in the rounds that the actor reads, and those of them that have a verdict."""
    rows = db.session.execute(
        visible_items(actor)
        .join(Round, Round.id == RoundItem.round_id)
        .join(Decision, Decision.item_id == RoundItem.id)
        .where(
            Round.state == State.PUBLISHED,
            Decision.superseded_at.is_(None),
            Decision.outcome.in_(sorted(CARRIED_OUT)),
        )
        .with_only_columns(RoundItem.id, RoundItem.suggestion_id, RoundItem.round_id, Decision.probability)
    ).all()
    verdicts = _verdicts({row.suggestion_id for row in rows})
    known = [row for row in rows if verdicts.get(row.suggestion_id) in KNOWN]
    scores = _scores({row.round_id for row in known})
    criteria = _criteria([row.id for row in known])
    return len(rows), [
        Foreseen(
            delivered=verdicts[row.suggestion_id] == "improved",
            probability=row.probability,
            score=scores.get(row.id),
            criteria=criteria.get(row.id, {}),
        )
        for row in known
    ]


def _verdicts(suggestion_ids: set[int]) -> dict[int, str]:
    """Idea id -> the code of its latest verdict."""
    found: dict[int, str] = {}
    for measured in contributed(current_app, MEASURED):
        for suggestion_id, code in db.session.execute(
            measured(datetime(1970, 1, 1, tzinfo=UTC), clock.now())
        ):
            if suggestion_id in suggestion_ids:
                found[suggestion_id] = code
    return found


def _scores(round_ids: set[int]) -> dict[int, float]:
    """Item id -> the adjusted score with which its round was published."""
    found: dict[int, float] = {}
    for round_id in sorted(round_ids):
        stored = latest_stored(round_id)
        for one in Standing.from_json(stored.data["standing"]).items if stored is not None else ():
            if one.adjusted is not None:
                found[one.item_id] = one.adjusted
    return found


def _criteria(item_ids: Sequence[int]) -> dict[int, dict[str, float]]:
    """Item id -> name of a criterion -> its mean rating, from 0 to 1 of its scale."""
    found: dict[int, dict[str, float]] = {}
    for start in range(0, len(item_ids), AT_ONCE):
        rows = db.session.execute(
            select(Review.item_id, Criterion.name, Criterion.lowest, Criterion.highest, func.avg(Score.value))
            .join(Score, Score.review_id == Review.id)
            .join(Criterion, Criterion.id == Score.criterion_id)
            .where(
                Review.item_id.in_(item_ids[start : start + AT_ONCE]),
                Review.is_current,
                Score.value.is_not(None),
            )
            .group_by(Review.item_id, Criterion.id)
        )
        for item_id, name, low, high, mean in rows:
            found.setdefault(item_id, {})[str(name)] = (float(mean) - low) / (high - low)
    return found
