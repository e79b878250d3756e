"""The form of an answer."""

from __future__ import annotations

from improve.core.messages import _l
from improve.projects.sustaining.values import AnswerData
from improve.web.forms import ValueForm, prose


class AnswerForm(ValueForm):
    """What is done about a check that did not hold."""

    value_class = AnswerData
    answer = prose(_l("What do you do about it?"), rows=3)
