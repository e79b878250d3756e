"""The manifest of notifications."""

from datetime import timedelta

from improve.accounts.ports import LETTERS
from improve.core.erasing import HOLDER
from improve.core.events import Event
from improve.core.messages import _l
from improve.core.panels import SettingsLink
from improve.notifications import commands, events, health, jobs, panels, policy, queries, service, views
from improve.notifications.service import erasing
from improve.operations.ports import DOCTOR, DOCTOR_MAIL
from improve.web.features import Contribution, Feature, Job
from improve.web.navigation import NavItem

feature = Feature(
    name="notifications",
    summary="An inbox for everybody, and mails through an outbox.",
    requires=("accounts", "operations"),
    blueprints=(views.blueprint,),
    commands=commands.COMMANDS,
    grants=policy.BY_ROLE,
    publishes=(events.NoticeChoicesChanged, events.NoticeDefaultsChanged),
    hears={Event: service.tell},
    navigation=(NavItem(_l("Inbox"), "notifications.inbox", "inbox", place="inbox"),),
    jobs=(
        Job("notifications.deliver", jobs.deliver, timedelta(seconds=2)),
        Job("notifications.digests", jobs.make_digests, timedelta(minutes=5)),
        Job("notifications.tidy", jobs.tidy, timedelta(days=1)),
    ),
    contributions=(
        Contribution("unread", queries.unread_count),
        Contribution(LETTERS, service.post),
        Contribution(HOLDER, erasing.HOLDER),
        Contribution(HOLDER, erasing.LINES),
        Contribution("person.panel", panels.of_person, order=5),
        Contribution(
            "settings",
            SettingsLink(
                label=_l("Messages"),
                line=_l("What people hear of, and by which channel, as long as they choose nothing else."),
                endpoint="notifications.company_settings",
                icon="bell",
                permission=policy.Permission.SET_DEFAULTS,
                order=60,
            ),
            order=60,
        ),
        Contribution(DOCTOR, health.findings),
        Contribution(DOCTOR_MAIL, health.connection),
    ),
    init=service.collect_tellers,
)
