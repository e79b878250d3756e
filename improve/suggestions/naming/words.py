"""The word of a status: the company's own, where it chose one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app, has_app_context

from improve.core.localized import Localized
from improve.core.messages import LazyText

# The application's way to the company's words: callable() -> {status: name}.
NAMES = "improve.status_names"


class StatusWord(LazyText):
    """Shown as the company calls the status; stored with that name in all its languages."""

    __slots__ = ("status",)

    def __init__(self, status: str, usual: LazyText) -> None:
        super().__init__(usual.msgid, context=usual.context)
        self.status = status

    @property
    def own(self) -> Localized | None:
        """The company's name; None where the usual word holds."""
        if not has_app_context():
            return None
        names: Callable[[], Mapping[str, Localized]] | None = current_app.extensions.get(NAMES)
        return names().get(self.status) if names is not None else None

    @property
    def usual(self) -> LazyText:
        """The word without a company's choice."""
        return LazyText(self.msgid, context=self.context)

    def __str__(self) -> str:
        own = self.own
        return str(own) if own else super().__str__()

    def to_json(self) -> dict[str, Any]:
        own = self.own
        if own:
            return LazyText("%(word)s", params={"word": own}).to_json()
        return super().to_json()
