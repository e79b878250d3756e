"""The manifest of metrics."""

from datetime import timedelta

from improve.core.messages import _l
from improve.metrics import api, commands, contributions, events, jobs, policy, views
from improve.metrics.presenting import templating
from improve.web.features import Contribution, Feature, Job
from improve.web.navigation import NavItem

feature = Feature(
    name="metrics",
    summary="What is measured: definitions, readings, charts, targets.",
    requires=("accounts",),
    blueprints=(views.blueprint, api.api.blueprint),
    commands=commands.COMMANDS,
    grants=policy.BY_ROLE,
    relations=policy.RELATIONS,
    publishes=events.ALL,
    navigation=(
        NavItem(_l("Metrics"), "metrics.index", "graph-up", policy.Permission.READ, order=10, group=3),
    ),
    jobs=(Job("metrics.pull", jobs.pull, timedelta(hours=1)),),
    contributions=(
        Contribution("home.waiting", contributions.due_readings),
        Contribution("search", contributions.search, order=30),
    ),
    init=templating.init_app,
)
