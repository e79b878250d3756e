"""Questions as they are written: codes that keep their meaning, answers offered line by line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from typing import Any

from improve.core.errors import Invalid
from improve.core.localized import LANGUAGES, Localized
from improve.core.messages import _l
from improve.surveys.values.kinds import Format, Group, Kind, Look
from improve.surveys.values.questions import NOTHING, Choice, Spec
from improve.surveys.values.texts import CLASSES, Texts

_STEMS = {Kind.SHORT_TEXT: "text", Kind.LONG_TEXT: "comment", Kind.CHOICE: "choice"}
_WORDINGS = {"wording_high": Group.HIGH, "wording_middle": Group.MIDDLE, "wording_low": Group.LOW}
_LISTS = ("choices", "rows")
_LIMITS = ("least", "most")


def free_code(kind: Kind, taken: Collection[str]) -> str:
    """A code for a new question that no wording of the survey has used, so that old answers keep theirs."""
    stem = _STEMS.get(kind, str(kind))
    return next(
        code for n in range(1, len(taken) + 2) if (code := stem if n == 1 else f"{stem}_{n}") not in taken
    )


def choices_of(lines: Localized, before: Sequence[Choice], *, stem: str = "c") -> tuple[Choice, ...]:
    """The answers offered, one a line in each language. A line that was there before keeps its code, and its
    text in the languages that these lines do not have.

    `before` are the answers of all wordings so far. Raises `Invalid` when the languages have different numbers
    of lines.
    """
    split = {language: text.split("\n") for language, text in lines.items()}
    amounts = {len(found) for found in split.values()}
    if len(amounts) > 1:
        name = "choices" if stem == "c" else "rows"
        raise Invalid.field(name, _l("Please write the same number of answers in each language."))
    texts = [
        Localized({language: found[place] for language, found in split.items()})
        for place in range(max(amounts, default=0))
    ]
    known: dict[str, str] = {}
    for choice in before:
        for line in choice.text.values():
            known.setdefault(line, choice.code)
    used = {choice.code for choice in before}
    given: list[Choice] = []
    for text in texts:
        kept = next((known[t] for t in text.values() if t in known), None)
        if kept is None or kept in {choice.code for choice in given}:
            kept = next(code for n in range(1, 1_000) if (code := f"{stem}{n}") not in used)
        used.add(kept)
        old = next((choice.text for choice in before if choice.code == kept), NOTHING)
        given.append(Choice(kept, merged(old, text)))
    return tuple(given)


def lines_of(choices: Sequence[Choice]) -> Localized:
    """The answers offered as they are edited: the reverse of `choices_of`."""
    languages = {language for choice in choices for language in choice.text} & set(LANGUAGES)
    return Localized(
        {
            language: "\n".join(choice.text.get(language, "") for choice in choices)
            for language in sorted(languages)
        }
    )


def merged(before: Localized, now: Localized | None) -> Localized:
    """The text as it was filled in, with the further languages that its form does not show."""
    further = {language: text for language, text in before.items() if language not in LANGUAGES}
    return Localized({**further, **(now or {})}) if now else NOTHING


def rewritten(spec: Spec, texts: Texts, before: Sequence[Choice], rows_before: Sequence[Choice] = ()) -> Spec:
    """The question with what was filled in; its code and kind stay."""
    known = {item.name for item in fields(spec)}
    changes: dict[str, Any] = {}
    for item in fields(texts):
        given = getattr(texts, item.name)
        if item.name in _LISTS:
            earlier, stem = (before, "c") if item.name == "choices" else (rows_before, "r")
            changes[item.name] = choices_of(given, earlier, stem=stem)
        elif item.name in _LIMITS:
            changes[item.name] = _limit(given)
        elif item.name == "look":
            changes["look"] = Look(given)
        elif item.name in _WORDINGS or item.name == "code":
            continue
        elif item.name in known:
            old = getattr(spec, item.name)
            changes[item.name] = merged(old, given) if isinstance(old, Localized) else given
    wording = {
        group: merged(spec.wording.get(group, NOTHING), getattr(texts, name))
        for name, group in _WORDINGS.items()
        if getattr(texts, name, None)
    }
    _check_limits(changes)
    _check_format(changes)
    return replace(spec, **changes, wording=wording)


def _limit(given: Any) -> str:
    if given is None:
        return ""
    return f"{given:.15g}" if isinstance(given, float) else str(given)


def _check_limits(changes: dict[str, Any]) -> None:
    least, most = changes.get("least"), changes.get("most")
    if not least or not most:
        return
    wrong = least > most if "-" in least[1:] else float(least) > float(most)
    if wrong:
        raise Invalid.field("most", _l("The upper limit lies below the lower one."))


def _check_format(changes: dict[str, Any]) -> None:
    if changes.get("format") == Format.PATTERN and not changes.get("pattern"):
        raise Invalid.field("pattern", _l("Please write the pattern that answers must fit."))


def texts_of(spec: Spec) -> Texts:
    """What the form shows of a question: the reverse of `rewritten`."""
    made: Any = CLASSES[spec.kind]
    values: dict[str, Any] = {}
    for item in fields(made):
        if item.name in _LISTS:
            values[item.name] = lines_of(getattr(spec, item.name))
        elif item.name in _WORDINGS:
            values[item.name] = spec.wording.get(_WORDINGS[item.name])
        elif item.name in ("hint", "pattern_hint") or item.name in _LIMITS:
            values[item.name] = getattr(spec, item.name) or None
        else:
            values[item.name] = getattr(spec, item.name)
    texts: Texts = made(**values)
    return texts
