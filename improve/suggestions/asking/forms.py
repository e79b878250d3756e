"""The author's form."""

from __future__ import annotations

from improve.core.messages import _l
from improve.suggestions.asking.values import Reply
from improve.web.forms import ValueForm, prose


class ReplyForm(ValueForm):
    """An answer to a question, or to a decline."""

    value_class = Reply
    text = prose(_l("Your answer"), rows=3)
