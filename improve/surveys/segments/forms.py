"""Forms of saved segments and of what goes with answers."""

from __future__ import annotations

from improve.core.messages import _l
from improve.surveys.segments.saving import NewSegment, OfContacts
from improve.web.forms import ValueForm, line, several, tick


class SegmentForm(ValueForm):
    """A name for a combination; `parts` are ticked."""

    value_class = NewSegment
    name = line(_l("Name of the segment"), hint=_l("For example: East, products A and B."))
    parts = several(_l("Who is in it"))
    is_shared = tick(
        _l("Everybody who reads these results sees it"),
        hint=_l("Only shared segments can feed a metric."),
    )


class OfContactsForm(ValueForm):
    """Attributes of contacts, ticked."""

    value_class = OfContacts
    codes = several(_l("Attributes of contacts"))
