"""Forms of discussions."""

from __future__ import annotations

from wtforms import HiddenField

from improve.core.messages import _l
from improve.suggestions.discussion.values import CannedData, Hiding, Report
from improve.suggestions.values import CommentText
from improve.web.forms import ValueForm, line, prose, translated


class CommentForm(ValueForm):
    """A comment or a reply."""

    value_class = CommentText
    body = prose(_l("Add a comment"), rows=3)
    reply_to = HiddenField()


class NoteForm(ValueForm):
    """A note among handlers; its names stand beside those of the comment on the same page."""

    value_class = CommentText
    body = prose(_l("Add a note"), rows=3)
    reply_to = HiddenField()


class EditForm(ValueForm):
    """One's own words, anew."""

    value_class = CommentText
    body = prose(_l("Your comment"), rows=6)


class ReportForm(ValueForm):
    """Why a comment should not stand there."""

    value_class = Report
    reason = prose(
        _l("What is wrong with it?"),
        hint=_l("The coordinators read it, and who wrote the comment does not."),
        rows=3,
    )


class HideForm(ValueForm):
    """Why a comment is hidden."""

    value_class = Hiding
    reason = prose(_l("Your reason"), hint=_l("Who wrote the comment reads it word for word."), rows=3)


class CannedForm(ValueForm):
    """A ready answer."""

    value_class = CannedData
    title = translated(_l("Title"), hint=_l("Only handlers see it, in the list to choose from."))
    body = translated(
        _l("Text"), hint=_l("It is inserted in the language in which the idea is written."), prose=True
    )
    order = line(_l("Place in the list"), hint=_l("Smaller numbers stand first."), inputmode="numeric")
