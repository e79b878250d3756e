"""The form of a route."""

from __future__ import annotations

from improve.core.messages import _l
from improve.suggestions.routing.values import HANDLER_WORDS, RouteData
from improve.web.forms import ValueForm, choice, line


class RouteForm(ValueForm):
    """Who triages what."""

    value_class = RouteData
    category_id = choice(_l("Ideas of the category"))
    unit_id = choice(_l("That apply to"), hint=_l("And to everything below."))
    handler = choice(
        _l("Go first to"), [(str(code), word) for code, word in HANDLER_WORDS.items()], radio=True
    )
    person = line(
        _l("Which person"),
        hint=_l("Staff number, e-mail or full name. Only where the rule names a person."),
        autocapitalize="none",
    )
