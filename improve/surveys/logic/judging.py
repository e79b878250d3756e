"""Comparisons with answers, each by the type of its question: 10 is more than 6, a later day is more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from improve.core.messages import LazyText, _l
from improve.surveys.logic.expressions import LogicError, Test, holds, mapped, parse, tests, written
from improve.surveys.values.kinds import NO, NOT_SURE, ORDERED_KINDS, OTHER, PART, YES, Kind
from improve.surveys.values.questions import Spec

Answers = Mapping[str, str]
"""What was answered: name (`Spec.names`) -> the stored value, or the text of a text."""
_NUMBERS = (*ORDERED_KINDS - {Kind.DATE}, Kind.RANKING)
_YES_WORDS = {"y": YES, "yes": YES, "1": YES, "true": YES, "是": YES}
_NO_WORDS = {"n": NO, "no": NO, "0": NO, "false": NO, "否": NO}


def is_met(expression: str, specs: Mapping[str, Spec], answers: Answers) -> bool:
    """Does a stored condition hold? One that cannot be read (it was refused at the door) does not."""
    try:
        node = parse(expression)
    except LogicError:
        return False
    return holds(node, lambda test: _judge(test, specs, answers))


def _judge(test: Test, specs: Mapping[str, Spec], answers: Answers) -> bool:
    spec = specs.get(test.code.partition(PART)[0])
    if spec is None:
        return False
    if test.operator == "answered":
        return bool(_given(spec, test.code, answers))
    if test.operator in ("=", "in"):
        return any(_equals(spec, test.code, value, answers) for value in test.values)
    left, right = _ordered(spec, answers.get(test.code, "")), _ordered(spec, test.values[0])
    if left is None or right is None:
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[test.operator]


def _given(spec: Spec, code: str, answers: Answers) -> list[str]:
    names = spec.names() if code == spec.code else (code,)
    return [answers[name] for name in names if answers.get(name)]


def _equals(spec: Spec, code: str, value: str, answers: Answers) -> bool:
    if code == spec.code and spec.kind in (Kind.MULTIPLE, Kind.RANKING):
        return bool(answers.get(f"{code}{PART}{value}"))
    given = answers.get(code, "")
    if not given:
        return False
    left, right = _ordered(spec, given), _ordered(spec, value)
    if left is not None and right is not None:
        return bool(left == right)
    return given == value


def _ordered(spec: Spec, text: str) -> Decimal | int | None:
    """The text as something that has an order: a number, or a day as its ordinal."""
    if spec.kind is Kind.DATE:
        try:
            return date.fromisoformat(text).toordinal()
        except ValueError:
            return None
    if spec.kind not in _NUMBERS:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def checked(expression: str, earlier: Sequence[Spec]) -> str:
    """The condition in our notation, its choices by code; `LogicError` unless it asks about earlier questions
    what they can answer."""
    specs = {spec.code: spec for spec in earlier}
    node = mapped(parse(expression), lambda test: _known(test, specs))
    for test in tests(node):
        _check(test, specs[test.code.partition(PART)[0]])
    return written(node)


def codes(expression: str) -> set[str]:
    """The questions a condition depends on."""
    try:
        return {test.code.partition(PART)[0] for test in tests(parse(expression))} if expression else set()
    except LogicError:
        return set()


def _known(test: Test, specs: Mapping[str, Spec]) -> Test:
    """The comparison with the code as it is spelled, and choices named by their text as codes."""
    code, dot, piece = test.code.partition(PART)
    spelled = next((known for known in specs if known.lower() == code.lower()), None)
    if spelled is None:
        raise LogicError(
            _l("The condition asks about “%(code)s”, which is no earlier question.", code=test.code)
        )
    spec = specs[spelled]
    values = tuple(_value(spec, value) for value in test.values)
    return Test(f"{spelled}{dot}{piece}", test.operator, values)


def _value(spec: Spec, value: str) -> str:
    if spec.kind is Kind.YES_NO:
        return _YES_WORDS.get(value.lower()) or _NO_WORDS.get(value.lower()) or value
    if spec.choice(value) is not None:
        return value
    named = [choice.code for choice in spec.choices if value in choice.text.values()]
    return named[0] if named else value


def _check(test: Test, spec: Spec) -> None:
    problem = _problem(test, spec)
    if problem is not None:
        raise LogicError(problem)


def _problem(test: Test, spec: Spec) -> LazyText | None:
    names = {*spec.names(), spec.code}
    if spec.kind is Kind.STATEMENT or test.code not in names:
        return _l("The condition asks about “%(code)s”, which has no answer.", code=test.code)
    if spec.kind is Kind.MATRIX and test.code == spec.code and test.operator != "answered":
        rows = ", ".join(spec.names()[:3])
        return _l("Please name a row of the matrix in the condition: %(rows)s.", rows=rows)
    is_compared = test.operator in ("<", "<=", ">", ">=")
    if is_compared and spec.kind not in (*ORDERED_KINDS, Kind.RANKING, Kind.HIDDEN):
        return _l("Answers to “%(code)s” have no order; use = or !=.", code=test.code)
    for value in test.values:
        if not _can_be(spec, test.code, value):
            return _l("“%(value)s” is no answer to “%(code)s”.", value=value, code=test.code)
    return None


def _can_be(spec: Spec, code: str, value: str) -> bool:
    if spec.kind in ORDERED_KINDS or (spec.kind is Kind.RANKING and code != spec.code):
        return _ordered(spec, value) is not None or (value == NOT_SURE and spec.offers_not_sure)
    if spec.kind is Kind.YES_NO:
        return value in (YES, NO)
    if spec.choices and (code == spec.code or spec.kind is Kind.MATRIX):
        return spec.choice(value) is not None or (value == OTHER and spec.offers_other)
    return True
