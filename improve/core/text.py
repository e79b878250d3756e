"""Cleaning what people type, and cutting text into the words that the search stores."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from improve.core.messages import LazyText, _l

# Control characters that never belong in a text; tab and line feed may.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?")
_CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af\U00020000-\U0002ebef"
_RUN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_IS_CJK = re.compile(rf"[{_CJK}]")


def unreadable(text: str) -> LazyText | None:
    """What is wrong with the characters of `text`, if anything: the same on every database."""
    if "\x00" in text:
        return _l("This contains a NUL character, which cannot be stored. Please remove it.")
    if _SURROGATE.search(text):
        return _l("This contains half a character (a lone surrogate). Please type it again.")
    if _CONTROL.search(text):
        return _l("This contains an invisible control character. Please type it again.")
    return None


def tidy(text: str, *, lines: bool) -> str:
    """Trim, unify line ends and compose accents; a one-line text loses its line breaks and tabs."""
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    if not lines:
        return " ".join(text.split())
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def is_cjk(text: str) -> bool:
    """Does the text hold a Chinese, Japanese or Korean character?"""
    return _IS_CJK.search(text) is not None


def fold(text: str) -> str:
    """One spelling for comparison: full width to half width, lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


def terms(text: str) -> list[str]:
    """The search terms of a stored text, in order: words, and for CJK runs each pair of neighbors.

    A run's last character stands alone as well, so that one character is found as the beginning of a term
    wherever it stands: 投诉 -> [投诉, 诉].
    """
    out: list[str] = []
    for run in _RUN.findall(fold(text)):
        if _IS_CJK.match(run):
            out += [run[i : i + 2] for i in range(len(run))]
        else:
            out.append(run[:64])
    return out


def query_phrases(text: str) -> Iterator[list[str]]:
    """The phrases of a query; each is a list of consecutive terms of which the last may be a beginning.

    Chinese of n >= 2 characters is the exact run (its n - 1 pairs); one character and a Latin word are
    beginnings of a term. A run of two characters: [投诉]; of three: [投诉, 诉电].
    """
    for run in _RUN.findall(fold(text)):
        if _IS_CJK.match(run) and len(run) > 1:
            yield [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            yield [run[:64]]


def excerpt(text: str, length: int) -> str:
    """The beginning of `text` on one line, cut at a word, with an ellipsis when something was cut."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    inside_a_word = line[length - 1] != " " and not is_cjk(cut[-1])
    if inside_a_word and " " in cut[length // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:，；：、") + "…"
