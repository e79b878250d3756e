"""The manifest of suggestions."""

from improve.suggestions import events, policy
from improve.web.features import Feature

feature = Feature(
    name="suggestions",
    summary="Ideas, votes and comments.",
    requires=("accounts",),
    grants=policy.BY_ROLE,
    relations=policy.RELATIONS,
    publishes=events.ALL,
)
