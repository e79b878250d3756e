"""What the parts of suggestions do, for other features: extra fields, files, places, talk, drafts, views, names.

A module of its own: these parts stand above the services of ideas, which know nothing of them.
"""

from __future__ import annotations

from improve.suggestions.attachments.service import attach as attach_files
from improve.suggestions.discussion.service import create_canned, edit_comment, react, report_comment
from improve.suggestions.discussion.values import CannedData, ReactionKind, Report
from improve.suggestions.drafts.service import save as save_draft
from improve.suggestions.drafts.values import Page
from improve.suggestions.fields.models import Field
from improve.suggestions.fields.service import add_field
from improve.suggestions.fields.service import answer as answer_fields
from improve.suggestions.fields.values import FieldData, Kind
from improve.suggestions.outcomes.service import agree as agree_to_be_named
from improve.suggestions.places.models import Place
from improve.suggestions.places.service import add_place, issue_kiosk, note_place
from improve.suggestions.places.service import set_up as set_up_kiosk
from improve.suggestions.places.values import NewKiosk, PlaceData
from improve.suggestions.saved.service import save as save_view
from improve.suggestions.saved.values import ViewData

__all__ = [
    "CannedData",
    "Field",
    "FieldData",
    "Kind",
    "NewKiosk",
    "Page",
    "Place",
    "PlaceData",
    "ReactionKind",
    "Report",
    "ViewData",
    "add_field",
    "add_place",
    "agree_to_be_named",
    "answer_fields",
    "attach_files",
    "create_canned",
    "edit_comment",
    "issue_kiosk",
    "note_place",
    "react",
    "report_comment",
    "save_draft",
    "save_view",
    "set_up_kiosk",
]
