"""Conditions of other products, in whose files questions and choices may have other codes than here."""

from __future__ import annotations

import re
from dataclasses import replace

from improve.core.messages import _l
from improve.surveys.importing.found import FoundSurvey
from improve.surveys.logic.expressions import LogicError, Test, mapped, parse, written
from improve.surveys.logic.judging import checked
from improve.surveys.values.kinds import PART, YES, Kind, part
from improve.surveys.values.questions import Spec

_NAMED = re.compile(r"\$\{\s*([^{}]+?)\s*\}")
_TICKED = frozenset(("y", "yes", "1"))
LONGEST_KEPT = 1_000


def with_condition(spec: Spec, raw: str, where: str, survey: FoundSurvey) -> Spec:
    """The question with its condition; one that cannot be read is kept as text, to be written anew."""
    try:
        return replace(spec, show_if=checked(_translated(raw, survey), survey.questions))
    except LogicError as error:
        survey.leave(where, _l("%(condition)s: %(problem)s", condition=raw[:200], problem=error.message))
        return replace(spec, unread=raw[:LONGEST_KEPT])


def joined(*conditions: str) -> str:
    """All of these conditions together; empty ones ask nothing."""
    wanted = [raw.strip() for raw in conditions if raw.strip() not in ("", "1")]
    return " and ".join(f"({one})" for one in wanted) if len(wanted) > 1 else "".join(wanted)


def _translated(raw: str, survey: FoundSurvey) -> str:
    """The condition with our codes in the place of the file's."""
    text = _NAMED.sub(lambda match: "${" + survey.renamed.get(match[1], match[1]) + "}", raw)
    return written(mapped(parse(text), lambda test: _ours(test, survey)))


def _ours(test: Test, survey: FoundSurvey) -> Test:
    code = _code(test.code, survey)
    stem, dot, _piece = code.partition(PART)
    spec = next((one for one in survey.questions if one.code == stem), None)
    if dot and spec is not None and spec.kind is Kind.MULTIPLE:
        return replace(test, code=code, values=tuple(YES if v.lower() in _TICKED else v for v in test.values))
    choices = survey.renamed_choices.get(stem, {})
    return replace(test, code=code, values=tuple(choices.get(value, value) for value in test.values))


def _code(code: str, survey: FoundSurvey) -> str:
    """Our name for what the file asks about: a question, or in LimeSurvey's way a part of one (`TICK_SQ1`)."""
    whole = survey.renamed.get(code, code)
    names = {name.lower(): name for spec in survey.questions for name in (spec.code, *spec.names())}
    if whole.lower() in names:
        return names[whole.lower()]
    pieces = code.split("_")
    for place in range(1, len(pieces)):
        stem, rest = "_".join(pieces[:place]), "_".join(pieces[place:])
        stem = survey.renamed.get(stem, stem)
        rest = survey.renamed_choices.get(stem, {}).get(rest, rest)
        if part(stem, rest).lower() in names:
            return names[part(stem, rest).lower()]
    return whole
