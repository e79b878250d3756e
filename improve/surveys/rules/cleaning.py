"""One answer of each kind: raw input in, what is stored out, or `FieldError` with the sentence for the person."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from improve.core.messages import LazyText, _l, _ln
from improve.core.values import Day, FieldError, Line, OneOf, Prose, Whole, is_blank
from improve.core.values import Decimal as DecimalNumber
from improve.surveys.patterns.matching import pattern_of
from improve.surveys.values.kinds import (
    LONGEST_CODE,
    LONGEST_OTHER,
    LONGEST_PART,
    LONGEST_TEXT,
    NO,
    NOT_SURE,
    OTHER,
    PART,
    YES,
    Format,
    Kind,
    part,
)
from improve.surveys.values.questions import Spec

Cleaned = dict[str, str]
"""Name (`Spec.names`) -> the stored value, or the text of a text."""
LONGEST_HIDDEN = LONGEST_CODE + len(PART) + LONGEST_PART
# Something before and after the sign, a domain with a dot in it; whether somebody reads it only a mail can tell.
EMAIL = r"[^\s@,;<>()\[\]\\\"]{1,64}@[^\s@.,;<>()\[\]\\\"]+(\.[^\s@.,;<>()\[\]\\\"]+)+"
NEEDED = _l("This is needed. Please fill it in.")
UNREADABLE = _l("Some characters could not be read. Please type this again.")
_FILE_KEY = re.compile(r"[0-9a-f]{32}")
_YES = frozenset(("y", "Y", "yes", "1", "true", "on"))
_NO = frozenset(("n", "N", "no", "0", "false", "off"))


def clean(spec: Spec, raw: Mapping[str, Any]) -> Cleaned:
    """The answers to a question out of everything that was sent in; empty where nothing was answered."""
    for name in spec.names():
        if isinstance(raw.get(name), str) and "\ufffd" in raw[name]:
            raise FieldError(UNREADABLE)
    return _CLEANERS[spec.kind](spec, raw)


def needed(spec: Spec) -> LazyText:
    """What is missing when a question that must be answered was not."""
    if spec.scale is not None:
        return _l(
            "Please choose a number from %(low)s to %(high)s.", low=spec.scale.low, high=spec.scale.high
        )
    if spec.kind in (Kind.CHOICE, Kind.YES_NO):
        return _l("Please choose one of the answers.")
    if spec.kind is Kind.MULTIPLE:
        return _l("Please choose at least one of the answers.")
    if spec.kind is Kind.MATRIX:
        return _l("Please answer every line.")
    if spec.kind is Kind.CONSENT:
        return _l("We need your consent to take your answer. Without it, please close this page.")
    return NEEDED


def _score(spec: Spec, raw: Mapping[str, Any]) -> Cleaned:
    given = raw.get(spec.code)
    if is_blank(given):
        return {}
    if spec.offers_not_sure and given == NOT_SURE:
        return {spec.code: NOT_SURE}
    scale = spec.scale
    assert scale is not None  # noqa: S101  (the kinds that come here have one)
    try:
        return {spec.code: str(Whole(scale.low, scale.high).check(given))}
    except FieldError as error:
        raise FieldError(needed(spec)) from error


def _codes(spec: Spec) -> tuple[str, ...]:
    return tuple(choice.code for choice in spec.choices)


def _other(spec: Spec, raw: Mapping[str, Any]) -> str:
    """What was written beside "other"."""
    given = raw.get(part(spec.code, OTHER)) if spec.offers_other else None
    return "" if is_blank(given) else str(Line(LONGEST_OTHER).check(given))


def _choice(spec: Spec, raw: Mapping[str, Any]) -> Cleaned:
    given, other = raw.get(spec.code), _other(spec, raw)
    if is_blank(given):
        # Words without the mark beside them mean the mark.
        return {spec.code: OTHER, part(spec.code, OTHER): other} if other else {}
    found = str(OneOf((*_codes(spec), *((OTHER,) if spec.offers_other else ()))).check(given))
    if found != OTHER:
        return {spec.code: found}
    if not other:
        raise FieldError(_l("Please say in the field what else."))
    return {spec.code: OTHER, part(spec.code, OTHER): other}


def _multiple(spec: Spec, raw: Mapping[str, Any]) -> Cleaned:
    out = {}
    for code in _codes(spec):
        given = raw.get(part(spec.code, code))
        if not is_blank(given) and _is_yes(given):
            out[part(spec.code, code)] = YES
    other = _other(spec, raw)
    if other:
        out[part(spec.code, OTHER)] = other
    if out and spec.least and len(out) < int(spec.least):
        raise FieldError(
            _ln(
                "Please choose at least %(n)s answer.",
                "Please choose at least %(n)s answers.",
                int(spec.least),
            )
        )
    if spec.most and len(out) > int(spec.most):
        raise FieldError(
            _ln("Please choose at most %(n)s answer.", "Please choose at most %(n)s answers.", int(spec.most))
        )
    return out


def _is_yes(given: Any) -> bool:
    text = str(given).strip().lower() if isinstance(given, (str, int, bool)) else None
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise FieldError(_l("This must be yes or no."))


def _matrix(spec: Spec, raw: Mapping[str, Any]) -> Cleaned:
    out = {}
    allowed = OneOf((*_codes(spec), *((NOT_SURE,) if spec.offers_not_sure else ())))
    for name in spec.names():
        if not is_blank(raw.get(name)):
            out[name] = str(allowed.check(raw[name]))
    if spec.is_required and len(out) < len(spec.rows):
        raise FieldError(needed(spec))
    return out


def _ranking(spec: Spec, raw: Mapping[str, Any]) -> Cleaned:
    places = {
        name: int(Whole(1, len(spec.choices)).check(raw[name]))
        for name in spec.names()
        if not is_blank(raw.get(name))
    }
    if len(set(places.values())) < len(places):
        raise FieldError(_l("Two answers have the same place. Please give each place once."))
    if places and set(places.values()) != set(range(1, len(places) + 1)):
        raise FieldError(_l("A place is left out. Please begin with 1 and leave no gap."))
    if spec.is_required and len(places) < len(spec.choices):
        raise FieldError(_l("Please give every answer a place."))
    return {name: str(place) for name, place in places.items()}


def _number(spec: Spec, raw: Mapping[str, Any]) -> Cleaned:
    given = raw.get(spec.code)
    if is_blank(given):
        return {}
    low, high = float(spec.least or -1e12), float(spec.most or 1e12)
    number = DecimalNumber(low, high).check(given)
    if spec.is_whole and number != int(number):
        raise FieldError(_l("This must be a whole number."))
    # The shortest digits that mean the number, never with an exponent: it is compared and counted as text.
    text = format(Decimal(repr(number)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return {spec.code: "0" if text in ("-0", "") else text[:LONGEST_HIDDEN]}


def _date(spec: Spec, raw: Mapping[str, Any]) -> Cleaned:
    given = raw.get(spec.code)
    if is_blank(given):
        return {}
    limits = {}
    if spec.least:
        limits["earliest"] = date.fromisoformat(spec.least)
    if spec.most:
        limits["latest"] = date.fromisoformat(spec.most)
    return {spec.code: Day(**limits).check(given).isoformat()}


def _yes_no(spec: Spec, raw: Mapping[str, Any]) -> Cleaned:
    given = raw.get(spec.code)
    return {} if is_blank(given) else {spec.code: YES if _is_yes(given) else NO}


def _consent(spec: Spec, raw: Mapping[str, Any]) -> Cleaned:
    """Agreement is kept with the number of the text that was agreed to; without it nothing is kept."""
    given = raw.get(spec.code)
    version = f"v{spec.revision}"
    return {spec.code: version} if given == version or (not is_blank(given) and _is_yes(given)) else {}


def _text(spec: Spec, raw: Mapping[str, Any]) -> Cleaned:
    given = raw.get(spec.code)
    if is_blank(given):
        return {}
    longest = min(LONGEST_TEXT[spec.kind], int(spec.most or LONGEST_TEXT[spec.kind]))
    shortest = int(spec.least or 1)
    made = Prose if spec.kind is Kind.LONG_TEXT else Line
    text = str(made(longest, shortest).check(given))
    _check_format(spec, text)
    return {spec.code: text}


def _check_format(spec: Spec, text: str) -> None:
    if spec.format == Format.EMAIL and not pattern_of(EMAIL).fits(text):
        raise FieldError(_l("Please enter an e-mail address such as name@example.com."))
    if spec.format == Format.PATTERN and not pattern_of(spec.pattern).fits(text):
        if spec.pattern_hint:
            raise FieldError(_l("Please check this: %(hint)s", hint=spec.pattern_hint))
        raise FieldError(_l("This does not look as it should. Please compare it with the question."))


def _hidden(spec: Spec, raw: Mapping[str, Any]) -> Cleaned:
    given = raw.get(spec.code)
    return {} if is_blank(given) else {spec.code: str(Line(LONGEST_HIDDEN).check(given))}


def _file(spec: Spec, raw: Mapping[str, Any]) -> Cleaned:
    """The keys of files that were sent before (`surveys.uploads`), one blank between two."""
    given = raw.get(spec.code)
    if is_blank(given):
        return {}
    keys = list(dict.fromkeys(given.split())) if isinstance(given, str) else []
    if not keys or any(not _FILE_KEY.fullmatch(key) for key in keys):
        raise FieldError(_l("Files are sent on the page of the survey."))
    most = int(spec.most or 1)
    if len(keys) > most:
        raise FieldError(_ln("At most %(n)s file fits here.", "At most %(n)s files fit here.", most))
    return {spec.code: " ".join(keys)}


def _nothing(spec: Spec, raw: Mapping[str, Any]) -> Cleaned:
    return {}


_CLEANERS: dict[Kind, Callable[[Spec, Mapping[str, Any]], Cleaned]] = {
    Kind.NPS: _score,
    Kind.CSAT: _score,
    Kind.CES: _score,
    Kind.RATING: _score,
    Kind.CHOICE: _choice,
    Kind.MULTIPLE: _multiple,
    Kind.MATRIX: _matrix,
    Kind.RANKING: _ranking,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.SHORT_TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.CONSENT: _consent,
    Kind.STATEMENT: _nothing,
    Kind.HIDDEN: _hidden,
    Kind.FILE: _file,
}
