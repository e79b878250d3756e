"""The manifest of projects."""

from improve.projects import events, policy
from improve.web.features import Feature

feature = Feature(
    name="projects",
    summary="PDCA: measurement plan, pilot, verdict, decision.",
    requires=("accounts", "metrics", "suggestions"),
    grants=policy.BY_ROLE,
    relations=policy.RELATIONS,
    publishes=events.ALL,
)
