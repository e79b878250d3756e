"""The manifest of the audit trail."""

from datetime import timedelta

from improve.audit import commands, health, jobs, policy, queries, service, views
from improve.core.events import Event
from improve.core.messages import _l
from improve.core.panels import SettingsLink
from improve.operations.ports import DOCTOR
from improve.web.features import Contribution, Feature, Job
from improve.web.navigation import NavItem

feature = Feature(
    name="audit",
    summary="One entry per state change, sealed into a chain and anchored outside the database.",
    requires=("accounts", "operations"),
    blueprints=(views.blueprint,),
    commands=commands.COMMANDS,
    grants=policy.BY_ROLE,
    hears={Event: service.record},
    navigation=(
        NavItem(
            _l("Audit trail"), "audit.index", "shield-check", order=90, group=3, shown_to=queries.may_read
        ),
    ),
    jobs=(
        Job("audit.seal", jobs.seal, timedelta(seconds=2)),
        Job("audit.verify", jobs.verify, timedelta(days=1)),
    ),
    contributions=(
        Contribution(
            "settings",
            SettingsLink(
                label=_l("Audit trail"),
                line=_l("Who did what, when. Entries cannot be changed or removed unseen."),
                endpoint="audit.index",
                icon="shield-check",
                permission=policy.Permission.READ,
                order=90,
            ),
        ),
        Contribution(DOCTOR, health.findings),
    ),
)
