"""Forms of webhooks."""

from __future__ import annotations

from improve.core.messages import _l, _pl
from improve.web.forms import ValueForm, date_line, line, several
from improve.web.hooks import offered
from improve.webhooks.values import EndpointData, Period


class EndpointForm(ValueForm):
    """Where to, and what."""

    value_class = EndpointData
    name = line(_pl("thing", "Name"), hint=_l("What you call the other system."), autocomplete="off")
    url = line(
        _l("Address"),
        hint=_l("Messages are posted to it, for example https://example.org/hooks/improve."),
        type="url",
        autocomplete="off",
    )
    kinds = several(_l("What it hears of"))

    def __init__(self, **given: object) -> None:
        super().__init__(**given)
        self.kinds.choices = [(kind.code, kind.label) for kind in offered()]


class PeriodForm(ValueForm):
    """Which days to send once more."""

    value_class = Period
    since = date_line(_l("From"))
    until = date_line(_l("Until"))
