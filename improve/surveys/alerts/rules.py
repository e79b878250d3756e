"""Which answers are to be looked at. Pure: the clean answers in, the reasons out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from improve.core.errors import Invalid
from improve.core.messages import _l
from improve.core.text import is_cjk, query_phrases, terms, tidy
from improve.surveys.alerts.values import LONGEST_KEYWORD, MOST_KEYWORDS, Reason, Watch, Why
from improve.surveys.rules.answers import Given
from improve.surveys.values.kinds import NO, Kind
from improve.surveys.values.questions import Spec, by_code

# What a person can say yes to, or write a number into.
CONTACT_KINDS = frozenset((Kind.YES_NO, Kind.CONSENT, Kind.SHORT_TEXT, Kind.LONG_TEXT))
_BETWEEN = re.compile(r"[\n,;，；、]+")
ANY_END = "*"


def reasons(specs: Sequence[Spec], given: Sequence[Given], watch: Watch) -> tuple[Reason, ...]:
    """Why somebody should look at these answers; empty when nothing is fitted. Each reason once."""
    asked = by_code(tuple(specs))
    found = [
        Reason(Why.LOW_SCORE, one.code) for one in given if _is_low(asked.get(one.code), one.value, watch)
    ]
    written = [(one.code, terms(one.text)) for one in given if one.text and watch.keywords]
    for keyword in watch.keywords:
        code = next((code for code, words in written if holds(words, keyword)), None)
        if code is not None:
            found.append(Reason(Why.KEYWORD, code, keyword))
    if any(one.code == watch.contact_code and (one.text or one.value != NO) for one in given):
        found.append(Reason(Why.CONTACT, watch.contact_code or ""))
    return tuple(found)


def _is_low(spec: Spec | None, value: str, watch: Watch) -> bool:
    if spec is None or spec.scale is None or not value.isdigit():
        return False
    if watch.low_scores is None:
        return spec.is_score and int(value) <= spec.scale.low_max
    return int(value) <= watch.low_scores.get(spec.code, -1)


def holds(words: Sequence[str], keyword: str) -> bool:
    """Does a text of these terms hold a keyword? Chinese is found as the search finds it, inside a sentence; a
    word of letters is a whole word, with a star the beginning of one; words beside each other stand so in the text.
    """
    phrases = _phrases(keyword)
    return bool(phrases) and all(_stands(words, phrase, is_open) for phrase, is_open in phrases)


def _phrases(keyword: str) -> list[tuple[list[str], bool]]:
    """The runs of terms to find, and whether the last of each may be a beginning."""
    out: list[tuple[list[str], bool]] = []
    for piece in keyword.split():
        for phrase in query_phrases(piece):
            chinese = is_cjk(phrase[0])
            is_open = len(phrase[-1]) == 1 if chinese else piece.endswith(ANY_END)
            if out and not chinese and not is_cjk(out[-1][0][0]) and not out[-1][1]:
                out[-1] = ([*out[-1][0], *phrase], is_open)
            else:
                out.append((phrase, is_open))
    return out


def _stands(words: Sequence[str], phrase: Sequence[str], is_open: bool) -> bool:
    *first, last = phrase
    for start in range(len(words) - len(first)):
        if list(words[start : start + len(first)]) != first:
            continue
        there = words[start + len(first)]
        if there == last or (is_open and there.startswith(last)):
            return True
    return False


def keywords_of(typed: str) -> tuple[str, ...]:
    """The keywords of a text, each once in the order typed; `Invalid` for one that could never be found."""
    found: dict[str, None] = {}
    for piece in _BETWEEN.split(typed):
        keyword = tidy(piece, lines=False)
        if keyword and not _phrases(keyword):
            raise Invalid.field("keywords", _l("“%(word)s” holds no letter and no digit.", word=keyword[:20]))
        if len(keyword) > LONGEST_KEYWORD:
            raise Invalid.field(
                "keywords",
                _l(
                    "“%(word)s…” is too long: a keyword has at most %(most)s characters.",
                    word=keyword[:20],
                    most=LONGEST_KEYWORD,
                ),
            )
        if keyword:
            found[keyword] = None
    if len(found) > MOST_KEYWORDS:
        raise Invalid.field("keywords", _l("At most %(most)s entries fit.", most=MOST_KEYWORDS))
    return tuple(found)


def may_ask_for_contact(spec: Spec) -> bool:
    """Can this question ask whether somebody wants to be called?"""
    return spec.kind in CONTACT_KINDS


def low_scores_of(specs: Sequence[Spec], typed: Mapping[str, Any]) -> dict[str, int]:
    """Question's code -> highest low number, out of what was chosen; `Invalid` for what is not on the scale."""
    out = {}
    for spec in specs:
        raw = str(typed.get(spec.code) or "")
        if spec.scale is None or not raw:
            continue
        if raw not in {str(number) for number in spec.scale.numbers}:
            raise Invalid.field("", _l("Please choose one of the answers."))
        out[spec.code] = int(raw)
    return out
