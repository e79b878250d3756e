"""The form under two ideas."""

from __future__ import annotations

from improve.core.messages import _l
from improve.suggestions.comparing.values import Better, Judged
from improve.web.forms import ValueForm, choice, line


class JudgeForm(ValueForm):
    """Three buttons; the two ideas are hidden fields."""

    value_class = Judged
    first = line(_l("First idea"))
    second = line(_l("Second idea"))
    better = choice(_l("Which is better?"), [(kind.value, kind.value) for kind in Better])
