"""Forms of places and kiosks."""

from __future__ import annotations

from improve.core.messages import _l
from improve.suggestions.places.values import KioskIdea, NewKiosk, PlaceData
from improve.web.forms import ValueForm, choice, line, prose, tick, translated


class PlaceForm(ValueForm):
    """A place."""

    value_class = PlaceData
    name = translated(_l("Name of the place"), hint=_l("As people there call it, such as “Packing table 7”"))
    unit_id = choice(_l("Unit"), hint=_l("Ideas from here are for this unit."))
    category_id = choice(_l("Category"))
    is_closed = tick(_l("Closed: the link leads nowhere"))


class NewKioskForm(ValueForm):
    """Allowing a device to become a kiosk."""

    value_class = NewKiosk
    label = line(_l("Which device"), hint=_l("For example: tablet beside the time clock"))
    days = line(_l("Days until it ends"), inputmode="numeric")


class KioskForm(ValueForm):
    """An idea at a kiosk."""

    value_class = KioskIdea
    title = line(_l("In one sentence"), autocomplete="off")
    idea = prose(_l("What should be done?"), rows=4, autocomplete="off")
    name = line(_l("Your name"), autocomplete="off", autocapitalize="words")
    unit_id = choice(_l("Your unit"), autocomplete="off")
