"""The form of a saved view."""

from __future__ import annotations

from improve.core.messages import _l
from improve.suggestions.saved.values import ViewData
from improve.web.forms import ValueForm, choice, line, tick


class ViewForm(ValueForm):
    """A name for the list as it is."""

    value_class = ViewData
    name = line(_l("Name of the view"))
    unit_id = choice(_l("Share it with"), hint=_l("The people of this unit and below it see the view, too."))
    is_default = tick(_l("Open the list of ideas with it"))
