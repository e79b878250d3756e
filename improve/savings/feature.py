"""The manifest of savings."""

from datetime import timedelta

from improve.core.interests import CONFLICT_SOURCE
from improve.core.messages import _l
from improve.core.panels import SettingsLink
from improve.metrics.ports import SOURCE
from improve.notifications.ports import SUBJECTS
from improve.projects.ports import PANEL
from improve.savings import api, contributions, events, feeds, jobs, notices, policy, queries, views
from improve.savings.interests import CLAIMED
from improve.web.features import Contribution, Feature, Job
from improve.web.navigation import NavItem

feature = Feature(
    name="savings",
    summary="The savings ledger: claimed, measured by the system, validated by finance, expired.",
    requires=("accounts", "metrics", "notifications", "projects"),
    blueprints=(views.blueprint, api.api.blueprint),
    grants=policy.BY_ROLE,
    relations=policy.RELATIONS,
    publishes=events.ALL,
    notice_kinds=notices.KINDS,
    tells=((events.SavingValidated, notices.validated), (events.SavingRefused, notices.refused)),
    navigation=(NavItem(_l("Savings"), "savings.index", "piggy-bank", policy.Permission.READ, order=45),),
    jobs=(Job("savings.measure", jobs.measure, timedelta(minutes=10)),),
    contributions=(
        Contribution(PANEL, contributions.of_project),
        Contribution("home.waiting", contributions.waiting),
        Contribution("home.achieved", contributions.achieved),
        Contribution(SOURCE, feeds.SOURCE),
        Contribution(CONFLICT_SOURCE, CLAIMED),
        Contribution(SUBJECTS, {"saving": queries.visible_ids}),
        Contribution(
            "settings",
            SettingsLink(
                label=_l("Yearly costs"),
                line=_l("Of which a part is to be saved, and how much."),
                endpoint="savings.costs",
                icon="piggy-bank",
                permission=policy.Permission.SET_BASE,
                order=65,
            ),
        ),
    ),
)
