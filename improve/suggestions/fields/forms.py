"""Extra fields in forms: the one that defines a field, and the inputs that ask it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from improve.core.messages import LazyText, _, _l
from improve.core.policy import Actor
from improve.suggestions.fields.kinds import checked, options_for
from improve.suggestions.fields.models import Field
from improve.suggestions.fields.values import PREFIX, FieldData, Kind, Values, constraint_of
from improve.web.forms import ValueForm, choice, line, tick, translated


class FieldForm(ValueForm):
    """Defining an extra field."""

    value_class = FieldData
    label = translated(_l("What is asked"))
    help = translated(_l("A word of help"))
    kind = choice(_l("Kind of answer"))
    unit = line(_l("Unit"), hint=_l("For a number, such as kg or minutes"))
    low = line(_l("Smallest number"), inputmode="decimal")
    high = line(_l("Largest number"), inputmode="decimal")
    options = translated(
        _l("Entries of the list"), hint=_l("One a line, in the same order in both languages"), prose=True
    )
    is_required = tick(_l("Needed: no idea comes in without an answer"))
    order = line(_l("Place in the form"), hint=_l("Smaller numbers stand first."), inputmode="numeric")
    code = line(_l("Code"), hint=_l("For exports and the API; empty: made for you."))
    is_closed = tick(_l("Closed: no longer asked"), hint=_l("Answers that were given stay."))


@dataclass(frozen=True)
class Input:
    """One extra field as the form of an idea shows it."""

    field: Field
    typed: str
    choices: Sequence[tuple[str, str]] = ()
    problem: LazyText | None = None

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.field.id}"

    @property
    def is_choice(self) -> bool:
        return self.field.kind not in (Kind.TEXT, Kind.PROSE, Kind.NUMBER)

    @property
    def longest(self) -> int | None:
        length = constraint_of(self.field.kind, self.field.newest.text, ()).attributes().get("maxlength")
        return length if isinstance(length, int) else None

    @property
    def range(self) -> str:
        """ "0 to 40 kg", as far as there are limits and a unit."""
        text = self.field.newest.text
        low, high = (f"{limit:g}" if limit is not None else "" for limit in (text.low, text.high))
        if low and high:
            return _("%(low)s to %(high)s %(unit)s", low=low, high=high, unit=text.unit).strip()
        if low:
            return _("at least %(low)s %(unit)s", low=low, unit=text.unit).strip()
        if high:
            return _("at most %(high)s %(unit)s", high=high, unit=text.unit).strip()
        return text.unit


@dataclass(frozen=True)
class Extra:
    """All extra fields of the chosen category in one form, and what was answered."""

    fields: Sequence[Field] = ()
    inputs: Sequence[Input] = ()
    values: Values = field(default_factory=dict)
    problems: Mapping[int, LazyText] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def by_id(self) -> dict[int, Field]:
        return {item.id: item for item in self.fields}


def extra_of(fields: Sequence[Field], typed: Mapping[int, str], actor: Actor, *, judge: bool) -> Extra:
    """The inputs with what was typed; with `judge` also what is wrong with it."""
    values, problems = checked(fields, typed, actor) if judge else ({}, {})
    inputs = [
        Input(
            item,
            typed.get(item.id, ""),
            options_for(item, actor) if item.kind not in (Kind.TEXT, Kind.PROSE, Kind.NUMBER) else (),
            problems.get(item.id),
        )
        for item in fields
    ]
    return Extra(fields, inputs, values, problems)
