"""What hearing back and the views of a board add to the manifest."""

from __future__ import annotations

from improve.notifications.ports import SUBJECTS, SUMMARY
from improve.suggestions import queries
from improve.suggestions.hearing import kinds, summary
from improve.suggestions.hearing.audience import COMMENT, SUGGESTION
from improve.suggestions.outcomes import events as outcome_events
from improve.suggestions.syndication import events as feed_events
from improve.web.features import Contribution

EVENTS = (*outcome_events.ALL, *feed_events.ALL)
KINDS = (*kinds.KINDS.values(), summary.KIND)
CONTRIBUTIONS = (
    Contribution(SUMMARY, summary.SUMMARY),
    Contribution(SUBJECTS, {SUGGESTION: queries.visible_ids, COMMENT: queries.readable_comment_ids}),
)
