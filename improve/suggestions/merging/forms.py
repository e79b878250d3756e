"""The form of a merging."""

from __future__ import annotations

from improve.core.messages import _l
from improve.suggestions.merging.values import MergeData
from improve.web.forms import ValueForm, prose


class MergeForm(ValueForm):
    """Why two ideas are one."""

    value_class = MergeData
    reason = prose(_l("Why they are one"), hint=_l("The authors and followers of both read it."), rows=3)
