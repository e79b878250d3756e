"""The form of a handler."""

from __future__ import annotations

from collections.abc import Iterable

from improve.core.messages import _l
from improve.suggestions.triage.values import ACT_WORDS, Act, Handling
from improve.web.forms import ValueForm, choice, date_line, line, prose


class HandleForm(ValueForm):
    """One act with what it needs. Fields of other acts are hidden by the style sheet, and ignored."""

    value_class = Handling
    act = choice(_l("What next?"))
    text = prose(
        _l("In your words"),
        hint=_l(
            "Reason, question or note: the author reads it word for word; what you pass on, your colleague."
        ),
        rows=3,
    )
    until = date_line(_l("Day"))
    person = line(_l("Colleague"), hint=_l("Staff number, e-mail or full name"), autocapitalize="none")


def handle_form(
    acts: Iterable[Act], *, prefix: str = "", sent: bool = False, preset: Act | None = None
) -> HandleForm:
    """The form with the acts of one idea; `sent`: with what the request holds. Ids of several forms on one page
    are kept apart by `prefix`, the names in the request are not.
    """
    form = HandleForm() if sent else HandleForm(formdata=None)
    form.act.choices = [(str(act), ACT_WORDS[act]) for act in acts]
    if preset is not None and form.act.data is None:
        form.act.data = str(preset)
    for name in ("act", "text", "until", "person"):
        form[name].id = f"{prefix}{name}"
    return form
