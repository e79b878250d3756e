"""The manifest of metrics."""

from datetime import timedelta

from improve.core.messages import _l
from improve.metrics import api, commands, contributions, events, jobs, policy, service, views
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
    hears={
        events.MetricChanged: service.on_changed,
        events.ReadingsRecorded: service.on_changed,
        events.PhaseSet: service.on_changed,
        events.PhaseWithdrawn: service.on_changed,
    },
    navigation=(
        NavItem(_l("Metrics"), "metrics.index", "graph-up", policy.Permission.READ, order=10, group=3),
    ),
    jobs=(
        Job("metrics.pull", jobs.pull, timedelta(hours=1)),
        Job("metrics.judge", jobs.judge, timedelta(minutes=10)),
    ),
    contributions=(
        Contribution("home.waiting", contributions.due_readings),
        Contribution("search", contributions.search, order=30),
    ),
    init=templating.init_app,
)
