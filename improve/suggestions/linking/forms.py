"""The form of a link."""

from __future__ import annotations

from improve.core.messages import _l
from improve.suggestions.linking.values import LinkData, choice_words
from improve.web.forms import ValueForm, choice, line


class LinkForm(ValueForm):
    """How an idea stands to another one."""

    value_class = LinkData
    kind = choice(_l("This idea"), choice_words())
    other = line(_l("Number of the other idea"), inputmode="numeric")
