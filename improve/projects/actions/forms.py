"""Forms of actions."""

from __future__ import annotations

from improve.core.messages import _l
from improve.projects.actions.values import ActionData, BlockerData
from improve.projects.forms import OwnedForm
from improve.web.forms import ValueForm, date_line, line, prose


class ActionForm(OwnedForm):
    """What, who, until when."""

    value_class = ActionData
    title = line(_l("What has to be done?"))
    owner_id = line(_l("Who"), hint=_l("Login or full name."), list="owners")
    due_on = date_line(_l("Until"))


class BlockerForm(ValueForm):
    """What stands in the way."""

    value_class = BlockerData
    blocker = prose(_l("What stands in the way, and who could help?"), rows=2)
