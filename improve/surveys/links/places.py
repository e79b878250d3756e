"""One link for each place: what stands behind `?` fills hidden fields of the survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from improve.core.errors import Invalid
from improve.core.messages import LazyText, _l
from improve.core.text import unreadable
from improve.core.values import FieldError, Line
from improve.surveys.rules.cleaning import LONGEST_HIDDEN
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Spec

MOST_PLACES = 50


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its link, and the hidden fields it fills."""

    name: str
    address: str
    fields: Mapping[str, str]


def hidden_fields(specs: Sequence[Spec]) -> list[Spec]:
    """The questions that a link can fill."""
    return [spec for spec in specs if spec.kind is Kind.HIDDEN]


def places_of(address: str, field: str, names: str, fixed: Mapping[str, str]) -> list[Place]:
    """A link for each line of `names`; `fixed` are further hidden fields (a channel), the same for all.

    Raises `Invalid` with a message at "names" or at a field of `fixed`.
    """
    lines = list(dict.fromkeys(line.strip() for line in names.split("\n") if line.strip()))
    if not lines:
        raise Invalid.field("names", _l("Please write at least one place."))
    if len(lines) > MOST_PLACES:
        raise Invalid.field("names", _l("At most %(most)s entries fit.", most=MOST_PLACES))
    same = {code: _checked(code, text) for code, text in fixed.items() if text.strip() and code != field}
    return [_place(address, field, _checked("names", line), same) for line in lines]


def _place(address: str, field: str, name: str, same: Mapping[str, str]) -> Place:
    fields = {field: name, **same}
    return Place(name, f"{address}?{urlencode(fields)}", fields)


def _checked(where: str, text: str) -> str:
    problem: LazyText | None = unreadable(text)
    try:
        if problem is None:
            return str(Line(LONGEST_HIDDEN).check(text))
    except FieldError as error:
        problem = error.message
    raise Invalid.field(where, _l("“%(name)s”: %(problem)s", name=text[:60], problem=problem))
