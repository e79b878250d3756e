"""The manifest of the demonstration."""

from improve.demo import events, policy
from improve.web.features import Feature

feature = Feature(
    name="demo",
    summary="The demonstration organization.",
    requires=(
        "accounts",
        "audit",
        "awards",
        "metrics",
        "notifications",
        "projects",
        "reviews",
        "suggestions",
        "surveys",
    ),
    grants=policy.BY_ROLE,
    publishes=events.ALL,
)
