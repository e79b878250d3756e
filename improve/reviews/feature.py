"""The manifest of reviews."""

from improve.reviews import events, policy
from improve.web.features import Feature

feature = Feature(
    name="reviews",
    summary="Committees, rubrics, rounds of scoring, results with honest ranks, decisions published at once.",
    requires=("accounts", "suggestions"),
    grants=policy.BY_ROLE,
    relations=policy.RELATIONS,
    publishes=events.ALL,
)
