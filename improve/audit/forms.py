"""The filter of the trail's page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app, request

from improve.audit.values import Filter
from improve.audit.words import event_word, subject_word
from improve.core.messages import _, _l
from improve.web.features import mounted
from improve.web.forms import ValueForm, choice, date_line, line


class FilterForm(ValueForm):
    """Asked by GET, so it has no token; choices are the events that features can publish."""

    value_class = Filter
    event = choice(_l("What happened"))
    person = line(_l("Who (name or login)"))
    subject_type = choice(_l("Concerning"))
    subject_id = line(_l("Number"))
    since = date_line(_l("From"))
    until = date_line(_l("Until"))

    def __init__(self) -> None:
        super().__init__(request.args, meta={"csrf": False})
        published = [event for feature in mounted(current_app) for event in feature.publishes]
        self.event.choices = _choices(((e.name(), event_word(e.name())) for e in published), self.event.data)
        subjects = {event.subject_type for event in published}
        self.subject_type.choices = _choices(
            ((kind, subject_word(kind)) for kind in subjects), self.subject_type.data
        )


def _choices(found: Iterable[tuple[str, Any]], chosen: str | None) -> list[tuple[str, str]]:
    """By name, the whole first; a choice from an old link stays visible."""
    named = {code: str(word) for code, word in found}
    if chosen:
        named.setdefault(chosen, chosen)
    return [("", _("All")), *sorted(named.items(), key=lambda item: item[1])]
