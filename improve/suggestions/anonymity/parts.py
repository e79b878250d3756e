"""What unnamed authors add to the manifest."""

from __future__ import annotations

from datetime import timedelta

from improve.core.messages import _l
from improve.core.panels import SettingsLink
from improve.suggestions.anonymity import events, notices
from improve.suggestions.anonymity.jobs import empty_box
from improve.suggestions.policy import Permission
from improve.web.features import Contribution, Job

EVENTS = events.ALL
TELLS = notices.TELLS
KINDS = notices.KINDS
JOBS = (Job("suggestions.empty_box", empty_box, timedelta(minutes=10)),)
CONTRIBUTIONS = (
    Contribution(
        "settings",
        SettingsLink(
            label=_l("Ideas without a name"),
            line=_l("Whether, where and in which categories they are taken."),
            endpoint="suggestions.anonymity",
            icon="incognito",
            permission=Permission.MANAGE_CATEGORIES,
            order=31,
        ),
    ),
)
