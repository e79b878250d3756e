"""Facts about actions; `subject_id` is the project."""

from __future__ import annotations

from dataclasses import dataclass

from improve.projects.events import AboutProject


@dataclass(frozen=True, kw_only=True)
class AboutAction(AboutProject):
    """Any fact about an action of a project."""

    action_id: int


class ActionAdded(AboutAction):
    """Somebody has something to do."""


class ActionChanged(AboutAction):
    """Its text, owner or day changed; `changed` names the fields."""


class ActionDone(AboutAction):
    """It is done."""


class ActionReopened(AboutAction):
    """It is not done after all."""


class ActionBlocked(AboutAction):
    """Something stands in its way."""


class ActionFreed(AboutAction):
    """Nothing stands in its way any more."""


class ActionDropped(AboutAction):
    """It need not be done any more."""


ALL = (ActionAdded, ActionChanged, ActionDone, ActionReopened, ActionBlocked, ActionFreed, ActionDropped)
