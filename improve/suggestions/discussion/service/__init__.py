"""Use cases of discussions."""

from improve.suggestions.discussion.service.canned import change_canned, create_canned, remove_canned
from improve.suggestions.discussion.service.editing import edit_comment, remove_comment
from improve.suggestions.discussion.service.moderating import (
    dismiss_reports,
    hide_comment,
    report_comment,
    restore_comment,
)
from improve.suggestions.discussion.service.posting import add_comment, comment, note
from improve.suggestions.discussion.service.reacting import react, take_reaction_back

__all__ = [
    "add_comment",
    "change_canned",
    "comment",
    "create_canned",
    "dismiss_reports",
    "edit_comment",
    "hide_comment",
    "note",
    "react",
    "remove_canned",
    "remove_comment",
    "report_comment",
    "restore_comment",
    "take_reaction_back",
]
