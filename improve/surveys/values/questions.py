"""A question as it is asked: a frozen value read from its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from improve.core.localized import Localized
from improve.surveys.models import Question
from improve.surveys.values.kinds import SCALES, TEXT_KINDS, Group, Kind, Scale

NOTHING = Localized()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers offered; the code is what is stored."""

    code: str
    text: Localized


@dataclass(frozen=True, slots=True)
class Spec:
    """A question with everything that its kind needs.

    Scales have labels for both ends and may offer "cannot say". A text may be about a score question asked on
    an earlier page: then `wording` asks differently for each group of that score.
    """

    code: str
    kind: Kind
    text: Localized
    page: int = 1
    hint: Localized = NOTHING
    is_required: bool = False
    low_label: Localized = NOTHING
    high_label: Localized = NOTHING
    offers_not_sure: bool = False
    choices: tuple[Choice, ...] = ()
    about: str | None = None
    wording: Mapping[Group, Localized] = field(default_factory=dict)

    @property
    def scale(self) -> Scale | None:
        return SCALES.get(self.kind)

    @property
    def is_text(self) -> bool:
        return self.kind in TEXT_KINDS

    def asked(self, group: Group | None) -> Localized:
        """The wording for somebody whose score is in `group`; None: no score was given."""
        return (self.wording.get(group) if group is not None else None) or self.text

    def texts(self) -> Iterator[tuple[str, Localized]]:
        """Every text that a respondent meets, with the name of its field; empty optional ones are left out."""
        yield "text", self.text
        if self.hint:
            yield "hint", self.hint
        if self.scale is not None:
            yield "low_label", self.low_label
            yield "high_label", self.high_label
        for choice in self.choices:
            yield "choices", choice.text
        for group, wording in self.wording.items():
            yield f"wording_{group}", wording

    def options(self) -> dict[str, Any]:
        """What goes into the row's JSON column."""
        out: dict[str, Any] = {}
        if self.low_label or self.high_label:
            out |= {"low": dict(self.low_label), "high": dict(self.high_label)}
        if self.offers_not_sure:
            out["not_sure"] = True
        if self.choices:
            out["choices"] = [{"code": choice.code, "text": dict(choice.text)} for choice in self.choices]
        if self.about is not None:
            out["about"] = self.about
        if self.wording:
            out["wording"] = {str(group): dict(wording) for group, wording in self.wording.items()}
        return out


def spec_of(row: Question) -> Spec:
    """The question of a row."""
    options = row.options
    return Spec(
        code=row.code,
        kind=Kind(row.kind),
        text=row.text,
        page=row.page,
        hint=row.hint or NOTHING,
        is_required=row.is_required,
        low_label=Localized(options.get("low")),
        high_label=Localized(options.get("high")),
        offers_not_sure=bool(options.get("not_sure")),
        choices=tuple(Choice(item["code"], Localized(item["text"])) for item in options.get("choices", ())),
        about=options.get("about"),
        wording={Group(group): Localized(text) for group, text in options.get("wording", {}).items()},
    )


def specs_of(rows: list[Question]) -> tuple[Spec, ...]:
    """The questions of a version, in order."""
    return tuple(spec_of(row) for row in rows)


def leading_score(specs: tuple[Spec, ...]) -> Spec | None:
    """The score that a survey is about: its first question on a scale."""
    return next((spec for spec in specs if spec.scale is not None), None)


def laid_out(specs: tuple[Spec, ...]) -> tuple[Spec, ...]:
    """The questions with their pages: a leading score stands alone on the first, so that what follows can be
    worded by it; everything else is on the page after."""
    if len(specs) > 1 and specs[0].scale is not None:
        pages = [1] + [2] * (len(specs) - 1)
    else:
        pages = [1] * len(specs)
    return tuple(replace(spec, page=page) for spec, page in zip(specs, pages, strict=True))
