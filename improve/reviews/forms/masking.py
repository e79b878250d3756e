"""The form by which passages of an idea are hidden from those who judge it."""

from __future__ import annotations

from improve.core.messages import _l
from improve.reviews.values import HiddenWords
from improve.web.forms import ValueForm, prose


class HideForm(ValueForm):
    """Words as they stand in the idea."""

    value_class = HiddenWords
    passage = prose(
        _l("Words to hide"),
        hint=_l(
            "As they stand in the text, up to 500 characters. They are hidden wherever they stand in the idea."
        ),
        rows=2,
    )
