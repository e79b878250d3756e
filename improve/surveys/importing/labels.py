"""What questions and answers are called in tables that hold words instead of codes and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from improve.core.localized import Localized
from improve.surveys.values.kinds import NOT_SURE, OTHER, Kind
from improve.surveys.values.questions import Spec
from improve.surveys.values.standard import STEPS

_NUMBERED = re.compile(r"(\d{1,2})\s*(?:[分星]|[-–—.:：、=（(]\D).*")
_SATISFACTION: dict[str, int] = {
    **{str(words).casefold(): step for step, names in enumerate(STEPS, 1) for words in names.values()},
    **dict.fromkeys(("very unsatisfied", "很不满意"), 1),
    **dict.fromkeys(("unsatisfied", "比较不满意"), 2),
    **dict.fromkeys(("neutral", "neither satisfied nor dissatisfied", "中立"), 3),
    "比较满意": 4,
    "很满意": 5,
}
_OTHER = Localized(en="Other", zh_Hans="其他")
_OTHER_WORDS = frozenset(("other", "其他", "其它"))
# As our own files say it, and as others do.
_NOT_SURE_WORDS = frozenset(("cannot say", "can't say", "don't know", "说不好", "不清楚", "不知道"))


def in_words(spec: Spec, text: str) -> str | None:
    """What is stored for "other" and "cannot say", which no list of choices holds, where a question offers them."""
    words = text.casefold()
    if spec.offers_other and words in _OTHER_WORDS:
        return OTHER
    return (
        NOT_SURE if words in _NOT_SURE_WORDS and (spec.offers_not_sure or spec.kind is Kind.MATRIX) else None
    )


def step(spec: Spec, text: str) -> str | None:
    """The number of a scale that these words stand for: "10 - very likely", "9分", the words of an end, or those of
    satisfaction on five steps, unless the ends say that they count the other way round."""
    scale, words = spec.scale, text.casefold()
    if scale is None:
        return None
    numbered = _NUMBERED.fullmatch(text)
    if numbered is not None:
        return numbered[1]
    ends = {
        str(name).casefold(): number
        for names, number in ((spec.low_label, scale.low), (spec.high_label, scale.high))
        for name in names.values()
    }
    if words in ends:
        return str(ends[words])
    if spec.kind not in (Kind.CSAT, Kind.RATING) or (scale.low, scale.high) != (1, 5):
        return None
    turned = any(_SATISFACTION.get(name, number) != number for name, number in ends.items())
    found = None if turned else _SATISFACTION.get(words)
    return None if found is None else str(found)


def headings(spec: Spec, piece: str) -> Iterator[str]:
    """What LimeSurvey writes above a column in words, alone and behind the code: "Topics [Price]"."""
    code = f"{spec.code}[{piece}]" if piece else spec.code
    for words in _asked(spec, piece):
        yield words
        yield f"{code}. {words}"
        yield f"{code} {words}"


def _asked(spec: Spec, piece: str) -> Iterator[str]:
    if not piece:
        yield from (str(words) for words in spec.text.values())
        return
    names = _OTHER if piece == OTHER else None
    for one in (*spec.rows, *spec.choices):
        if one.code == piece:
            names = one.text
            break
    for language, words in spec.text.items():
        if names is not None and language in names:
            yield f"{words} [{names[language]}]"
