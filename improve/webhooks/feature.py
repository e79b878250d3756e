"""The manifest of webhooks."""

from datetime import timedelta

from improve.core.erasing import HOLDER
from improve.core.events import Event
from improve.core.messages import _l
from improve.core.panels import SettingsLink
from improve.operations.ports import DOCTOR
from improve.web.features import Contribution, Feature, Job
from improve.web.hooks import FORGET
from improve.webhooks import commands, erasing, events, health, jobs, notices, policy, service, views

feature = Feature(
    name="webhooks",
    summary="Facts for other systems: signed, in order, at least once, and to be sent again.",
    requires=("accounts", "operations"),
    blueprints=(views.blueprint,),
    commands=commands.COMMANDS,
    grants=policy.BY_ROLE,
    publishes=events.ALL,
    hears={Event: service.hear},
    tells=((events.WebhookPaused, notices.paused),),
    notice_kinds=(notices.PAUSED,),
    jobs=(
        Job("webhooks.deliver", jobs.deliver, timedelta(seconds=2)),
        Job("webhooks.forget_old", jobs.forget_old, timedelta(days=1)),
    ),
    contributions=(
        Contribution(FORGET, service.forget),
        # Before the contact itself goes.
        Contribution(HOLDER, erasing.HOLDER, order=40),
        Contribution(DOCTOR, health.findings),
        Contribution(
            "settings",
            SettingsLink(
                label=_l("Webhooks"),
                line=_l("Tell other systems what happens here, signed and in order."),
                endpoint="webhooks.index",
                icon="broadcast",
                permission=policy.Permission.MANAGE,
                order=80,
            ),
        ),
    ),
    init=service.prepare,
)
