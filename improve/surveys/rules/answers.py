"""What may be answered: raw input in, clean answers or a message for each question out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from improve.core.errors import Invalid
from improve.core.messages import LazyText, _l
from improve.core.values import FieldError, Many, OneOf, is_blank
from improve.surveys.logic.paths import asked
from improve.surveys.rules.cleaning import Cleaned, clean, needed
from improve.surveys.values.kinds import NO_GROUP, NOT_SURE, OTHER, YES, Group, Kind, part
from improve.surveys.values.questions import Spec, leading_score


@dataclass(frozen=True, slots=True)
class Given:
    """A clean answer as it is stored; see `models.Answer` for the meaning of `value`."""

    code: str
    value: str
    text: str | None = None


def check_answers(specs: Sequence[Spec], raw: Mapping[str, Any]) -> tuple[Given, ...]:
    """The answers in `raw` (name or question's code -> value), or `Invalid` with a message at every code that is
    wrong.

    Names that the survey does not have are refused. Blank answers to optional questions are left out, and so
    are answers to questions that somebody with these answers is not asked.
    """
    flat = flattened(specs, raw)
    known = {name for spec in specs for name in spec.names()}
    errors: dict[str, list[LazyText]] = {
        str(name)[:100]: [_l("This field is not known here.")] for name in set(flat) - known
    }
    cleaned, found = judged(specs, flat)
    errors |= found
    if errors:
        raise Invalid(errors)
    return tuple(one for spec in specs for one in _stored(spec, tuple(specs), cleaned))


def judged(specs: Sequence[Spec], raw: Mapping[str, Any]) -> tuple[Cleaned, dict[str, list[LazyText]]]:
    """The clean answers to what is asked, and what is wrong with them by the question's code."""
    cleaned: Cleaned = {}
    problems: dict[str, list[LazyText]] = {}
    for spec in specs:
        try:
            found = clean(spec, raw)
        except FieldError as error:
            problems[spec.code] = [error.message]
            continue
        cleaned |= found
        if spec.is_required and not found and spec.names():
            problems[spec.code] = [needed(spec)]
    on_the_way = {spec.code: set(spec.names()) for spec in asked(specs, cleaned)}
    names = set().union(*on_the_way.values()) if on_the_way else set()
    errors = {code: messages for code, messages in problems.items() if code in on_the_way}
    return {name: value for name, value in cleaned.items() if name in names}, errors


def readable(specs: Sequence[Spec], raw: Mapping[str, Any]) -> Cleaned:
    """What can be read of answers that are not all right yet."""
    return judged(specs, raw)[0]


def flattened(specs: Sequence[Spec], raw: Mapping[str, Any]) -> dict[str, Any]:
    """The answers by name: a list for several choices or an order, and an object for the rows of a matrix, are
    taken apart. What has the wrong shape stays and is refused where it is read."""
    out = dict(raw)
    for spec in specs:
        given = out.get(spec.code)
        if spec.kind not in (Kind.MULTIPLE, Kind.MATRIX, Kind.RANKING) or spec.code not in out:
            continue
        if spec.kind is Kind.MATRIX or isinstance(given, Mapping):
            pieces = given if isinstance(given, Mapping) else None
        else:
            pieces = _listed(spec, given)
        if pieces is None and is_blank(given):
            pieces = {}
        if pieces is not None:
            del out[spec.code]
            out |= {part(spec.code, str(code)[:100]): value for code, value in pieces.items()}
    return out


def _listed(spec: Spec, given: Any) -> dict[str, Any] | None:
    """A list of codes: ticked, or in order."""
    try:
        codes = Many(OneOf(tuple(choice.code for choice in spec.choices))).check(given)
    except FieldError:
        return None
    if spec.kind is Kind.RANKING:
        return {code: place for place, code in enumerate(codes, 1)} if len(set(codes)) == len(codes) else None
    return dict.fromkeys(codes, YES)


def group_given(spec: Spec, specs: Sequence[Spec], raw: Mapping[str, Any]) -> Group | None:
    """The group of the score that `spec` is about; None where none was given (or nothing readable)."""
    about = _about(spec, tuple(specs))
    if about is None or about.scale is None:
        return None
    try:
        value = clean(about, raw).get(about.code, NOT_SURE)
    except FieldError:
        return None
    return None if value == NOT_SURE else about.scale.group(int(value))


def _about(spec: Spec, specs: tuple[Spec, ...]) -> Spec | None:
    named = next((other for other in specs if other.code == spec.about), None)
    return named or leading_score(specs)


def _stored(spec: Spec, specs: tuple[Spec, ...], cleaned: Mapping[str, str]) -> list[Given]:
    found = {name: cleaned[name] for name in spec.names() if name in cleaned}
    if not found:
        return []
    if spec.is_text:
        group = group_given(spec, specs, cleaned)
        return [Given(spec.code, str(group) if group is not None else NO_GROUP, found[spec.code])]
    if spec.kind is Kind.FILE:
        return [Given(spec.code, str(len(found[spec.code].split())))]
    other = part(spec.code, OTHER) if spec.offers_other else None
    out = [Given(n, YES, value) if n == other else Given(n, value) for n, value in found.items()]
    if spec.kind is Kind.MULTIPLE:
        # How many were chosen: one row for each who answered, so that shares have their denominator.
        out.insert(0, Given(spec.code, str(len(found))))
    return out
