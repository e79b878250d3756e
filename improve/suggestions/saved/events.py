"""Facts about views that others use as well."""

from __future__ import annotations

from typing import ClassVar

from improve.core.events import Event


class _AboutView(Event):
    subject_type: ClassVar[str] = "suggestion_view"


class ViewShared(_AboutView):
    """A list of ideas was offered to the people of a unit under a name."""


class SharedViewWithdrawn(_AboutView):
    """A shared view was kept for oneself again, or removed."""


ALL = (ViewShared, SharedViewWithdrawn)
