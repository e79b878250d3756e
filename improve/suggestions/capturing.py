"""What the ways in which ideas come in add to the manifest: photos and files, drafts, extra fields, places, e-mail."""

from __future__ import annotations

from datetime import timedelta

from improve.core.messages import _l
from improve.core.panels import SettingsLink
from improve.suggestions.attachments import events as attachment_events
from improve.suggestions.attachments import notices as attachment_notices
from improve.suggestions.attachments.queries import keys_in_use as attachment_keys
from improve.suggestions.by_mail.receiver import RECEIVER
from improve.suggestions.by_mail.replies import reply_to
from improve.suggestions.device.scripts import scripts
from improve.suggestions.drafts.jobs import clean_drafts
from improve.suggestions.drafts.queries import keys_in_use as draft_keys
from improve.suggestions.fields import events as field_events
from improve.suggestions.places import events as place_events
from improve.suggestions.places.links import links
from improve.suggestions.policy import Permission
from improve.web.features import Contribution, Job

BLUEPRINTS = (links,)
EVENTS = (*attachment_events.ALL, *field_events.ALL, *place_events.ALL)
KINDS = attachment_notices.KINDS
TELLS = attachment_notices.TELLS
JOBS = (Job("suggestions.clean_drafts", clean_drafts, timedelta(hours=12)),)
CONTRIBUTIONS = (
    Contribution("uploads.in_use", attachment_keys),
    Contribution("uploads.in_use", draft_keys),
    Contribution("mail.receiver", RECEIVER),
    Contribution("banner", scripts),
    Contribution("notice.reply_to", reply_to),
    Contribution(
        "settings",
        SettingsLink(
            label=_l("Places and kiosks"),
            line=_l("Links and QR codes where ideas arise, and shared devices to hand them in."),
            endpoint="suggestions.places",
            icon="qr-code",
            permission=Permission.MANAGE_PLACES,
            order=31,
        ),
    ),
)
