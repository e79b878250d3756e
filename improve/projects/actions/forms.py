"""Forms of actions."""

from __future__ import annotations

from improve.core.messages import _l, _pl
from improve.projects.actions.values import ActionData, BlockerData
from improve.projects.forms import PersonForm
from improve.web.forms import ValueForm, date_line, line, prose


class ActionForm(PersonForm):
    """What, who, until when."""

    value_class = ActionData
    title = line(_l("What has to be done?"))
    owner_id = line(_pl("action", "Who"), hint=_l("Login or full name."), list="owners")
    due_on = date_line(_pl("action", "Until"))


class BlockerForm(ValueForm):
    """What stands in the way."""

    value_class = BlockerData
    blocker = prose(_l("What stands in the way, and who could help?"), rows=2)
