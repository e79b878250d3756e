"""The manifest of metrics."""

from improve.metrics import commands, events, policy
from improve.web.features import Feature

feature = Feature(
    name="metrics",
    summary="What is measured: definitions, readings, charts, targets.",
    requires=("accounts",),
    commands=commands.COMMANDS,
    grants=policy.BY_ROLE,
    relations=policy.RELATIONS,
    publishes=events.ALL,
)
