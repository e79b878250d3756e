"""What may be answered: raw input in, clean answers or a message for each question out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from improve.core.errors import Invalid
from improve.core.messages import LazyText, _l
from improve.core.values import FieldError, Line, OneOf, Prose, Whole, is_blank
from improve.surveys.values.kinds import LONGEST_TEXT, NO_GROUP, NOT_SURE, Group, Kind, Scale
from improve.surveys.values.questions import Spec, leading_score


@dataclass(frozen=True, slots=True)
class Given:
    """A clean answer as it is stored; see `models.Answer` for the meaning of `value`."""

    code: str
    value: str
    text: str | None = None


def check_answers(specs: Sequence[Spec], raw: Mapping[str, Any]) -> tuple[Given, ...]:
    """The answers in `raw` (question's code -> value), or `Invalid` with a message at every code that is wrong.

    Codes that the survey does not have are refused. Blank answers to optional questions are left out.
    """
    errors: dict[str, list[LazyText]] = {
        str(code)[:100]: [_l("This field is not known here.")] for code in set(raw) - {s.code for s in specs}
    }
    cleaned: dict[str, str] = {}
    for spec in specs:
        given = raw.get(spec.code)
        if is_blank(given):
            if spec.is_required:
                errors[spec.code] = [_needed(spec)]
            continue
        try:
            cleaned[spec.code] = _clean(spec, given)
        except FieldError as error:
            errors[spec.code] = [error.message]
    if errors:
        raise Invalid(errors)
    return tuple(_stored(spec, tuple(specs), cleaned) for spec in specs if spec.code in cleaned)


def group_given(spec: Spec, specs: Sequence[Spec], raw: Mapping[str, Any]) -> Group | None:
    """The group of the score that `spec` is about; None where none was given (or nothing readable)."""
    about = _about(spec, tuple(specs))
    if about is None or about.scale is None:
        return None
    try:
        value = _clean(about, raw.get(about.code))
    except FieldError:
        return None
    return None if value == NOT_SURE else about.scale.group(int(value))


def _about(spec: Spec, specs: tuple[Spec, ...]) -> Spec | None:
    named = next((other for other in specs if other.code == spec.about), None)
    return named or leading_score(specs)


def _needed(spec: Spec) -> LazyText:
    if spec.scale is not None:
        return _l(
            "Please choose a number from %(low)s to %(high)s.", low=spec.scale.low, high=spec.scale.high
        )
    if spec.kind is Kind.CHOICE:
        return _l("Please choose one of the answers.")
    return _l("This is needed. Please fill it in.")


def _clean(spec: Spec, given: Any) -> str:
    if isinstance(given, str) and "\ufffd" in given:
        raise FieldError(_l("Some characters could not be read. Please type this again."))
    if spec.scale is not None:
        return _number(spec, spec.scale, given)
    if spec.kind is Kind.CHOICE:
        return OneOf(tuple(choice.code for choice in spec.choices)).check(given)
    longest = LONGEST_TEXT[spec.kind]
    return (Prose(longest) if spec.kind is Kind.LONG_TEXT else Line(longest)).check(given)


def _number(spec: Spec, scale: Scale, given: Any) -> str:
    if spec.offers_not_sure and given == NOT_SURE:
        return NOT_SURE
    try:
        return str(Whole(scale.low, scale.high).check(given))
    except FieldError as error:
        raise FieldError(_needed(spec)) from error


def _stored(spec: Spec, specs: tuple[Spec, ...], cleaned: Mapping[str, str]) -> Given:
    if not spec.is_text:
        return Given(spec.code, cleaned[spec.code])
    group = group_given(spec, specs, cleaned)
    return Given(spec.code, str(group) if group is not None else NO_GROUP, cleaned[spec.code])
