"""What discussions add to the manifest."""

from __future__ import annotations

from improve.core.messages import _l
from improve.core.panels import SettingsLink
from improve.suggestions.discussion import api as _operations  # noqa: F401  (declares them)
from improve.suggestions.discussion import events, notices, queue
from improve.suggestions.policy import Permission
from improve.web.features import Contribution

EVENTS = events.ALL
TELLS = notices.TELLS
KINDS = notices.KINDS
CONTRIBUTIONS = (
    Contribution("home.waiting", queue.waiting, order=25),
    Contribution(
        "settings",
        SettingsLink(
            label=_l("Ready answers"),
            line=_l("Texts that handlers insert in answers and comments, with the author’s name filled in."),
            endpoint="suggestions.canned",
            icon="chat-square-quote",
            permission=Permission.MANAGE_CANNED,
            order=31,
        ),
    ),
)
