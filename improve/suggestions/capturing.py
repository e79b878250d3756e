"""What the ways in which ideas come in add to the manifest: photos and files, drafts, extra fields."""

from __future__ import annotations

from datetime import timedelta

from improve.suggestions.attachments import events as attachment_events
from improve.suggestions.attachments import notices as attachment_notices
from improve.suggestions.attachments.queries import keys_in_use as attachment_keys
from improve.suggestions.drafts.jobs import clean_drafts
from improve.suggestions.drafts.queries import keys_in_use as draft_keys
from improve.suggestions.fields import events as field_events
from improve.web.features import Contribution, Job

EVENTS = (*attachment_events.ALL, *field_events.ALL)
KINDS = attachment_notices.KINDS
TELLS = attachment_notices.TELLS
JOBS = (Job("suggestions.clean_drafts", clean_drafts, timedelta(hours=12)),)
CONTRIBUTIONS = (
    Contribution("uploads.in_use", attachment_keys),
    Contribution("uploads.in_use", draft_keys),
)
