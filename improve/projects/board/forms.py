"""The form of limits."""

from __future__ import annotations

from improve.core.messages import _l
from improve.projects.board.values import LimitData
from improve.projects.models import Stage
from improve.projects.values import STAGE_WORDS
from improve.web.forms import ValueForm, choice, line


class LimitsForm(ValueForm):
    """How many cards each column may hold."""

    value_class = LimitData
    unit_id = choice(_l("Place"))
    plan = line(STAGE_WORDS[Stage.PLAN], inputmode="numeric")
    do = line(STAGE_WORDS[Stage.DO], inputmode="numeric")
    check = line(STAGE_WORDS[Stage.CHECK], inputmode="numeric")
    act = line(STAGE_WORDS[Stage.ACT], inputmode="numeric")
