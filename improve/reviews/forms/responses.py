"""The form on which an author answers the notes of the committee."""

from __future__ import annotations

from improve.core.messages import _l
from improve.reviews.values import ResponseData
from improve.web.forms import ValueForm, prose


class ResponseForm(ValueForm):
    """One text."""

    value_class = ResponseData
    text = prose(_l("Your answer to the committee"), rows=8)
