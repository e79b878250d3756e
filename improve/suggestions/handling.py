"""What handling ideas adds to the manifest: routes, questions, the clock."""

from __future__ import annotations

from datetime import timedelta

from improve.accounts.events import PersonDisabled
from improve.core.events import Event, Handler
from improve.core.messages import _l
from improve.core.panels import SettingsLink
from improve.suggestions.asking import notices as asking
from improve.suggestions.policy import Permission
from improve.suggestions.routing import jobs, kinds
from improve.suggestions.routing import notices as routing
from improve.suggestions.triage.queries import has_desk, waiting_count
from improve.web.features import Contribution, Job
from improve.web.navigation import NavItem

KINDS = kinds.KINDS
TELLS = (*routing.TELLS, *asking.TELLS)
JOBS = (
    Job("suggestions.route", jobs.route_waiting, timedelta(minutes=10)),
    Job("suggestions.escalate", jobs.escalate_broken, timedelta(minutes=10)),
    Job("suggestions.fetch_parked", jobs.fetch_parked, timedelta(minutes=10)),
)
HEARS: dict[type[Event], Handler] = {PersonDisabled: jobs.on_person_disabled}
NAVIGATION = (
    NavItem(
        _l("Triage"),
        "suggestions.triage",
        "inboxes",
        Permission.ANSWER,
        order=15,
        waiting=waiting_count,
        shown_to=has_desk,
        pages=("suggestions.triage",),
    ),
)
CONTRIBUTIONS = (
    Contribution(
        "settings",
        SettingsLink(
            label=_l("Routes of ideas"),
            line=_l("Who triages which ideas, and who is next when a promise is broken."),
            endpoint="suggestions.routes",
            icon="signpost-split",
            permission=Permission.MANAGE_CATEGORIES,
            order=31,
        ),
    ),
    Contribution(
        "settings",
        SettingsLink(
            label=_l("Names of the statuses"),
            line=_l("What the steps of an idea are called in your company."),
            endpoint="suggestions.statuses",
            icon="fonts",
            permission=Permission.MANAGE_CATEGORIES,
            order=32,
        ),
    ),
)
