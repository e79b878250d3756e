"""The form on which an idea is scored: one group of choices for each criterion of the round's rubric."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from improve.core.errors import ImproveError, Invalid
from improve.core.messages import LazyText, _l
from improve.core.values import FieldError, Whole
from improve.reviews.forms.placing import place
from improve.reviews.models import Criterion, Review, RubricVersion
from improve.reviews.rules.certainty import weight_of
from improve.reviews.rules.scoring import cannot_judge_of, field_of
from improve.reviews.values import (
    CONFIDENCE_ASKED,
    CONFIDENCE_WORDS,
    CONFLICT_KIND_WORDS,
    LEAST_SURE,
    NOTE,
    PROPOSALS,
    SUREST,
    DeclarationData,
    Kind,
    ReviewData,
    ReviewNotes,
)
from improve.reviews.values.questions import AskedCriterion, AskedRubric
from improve.web.forms import ValueForm, choice, line, prose

NOTES = ("note_to_author", "private_note", "proposal", "confidence", "merge_with")


class Question:
    """One criterion as it stands on the form: what was chosen, and what is wrong with it."""

    def __init__(
        self, criterion: Criterion | AskedCriterion, before: Review | None, sent: Mapping[str, str] | None
    ) -> None:
        self.criterion = criterion
        self.name = field_of(criterion.id)
        self.cannot_judge_name = cannot_judge_of(criterion.id)
        self.errors: list[LazyText] = []
        known = before is not None and criterion.id in before.values
        value = before.values[criterion.id] if before is not None and known else None
        self.chosen = f"{value:g}" if value is not None else ""
        if criterion.is_text:
            self.chosen = before.texts.get(criterion.id, "") if before is not None else ""
        self.cannot_judge = known and value is None
        if sent is not None:
            self.chosen = sent.get(self.name, "")
            self.cannot_judge = self.cannot_judge_name in sent

    @property
    def is_answered(self) -> bool:
        """Has something been chosen?"""
        return bool(self.chosen) or self.cannot_judge

    @property
    def choices(self) -> list[tuple[str, LazyText | str]]:
        """The values that can be chosen with what stands on them."""
        if self.criterion.kind == Kind.YES_NO:
            return [("1", _l("Yes")), ("0", _l("No"))]
        return [(str(value), str(value)) for value in self.criterion.scale]

    def written(self) -> str:
        """The answer to a criterion that is answered in words; nothing has to be written."""
        if not self.chosen.strip():
            return ""
        try:
            return str(NOTE.check(self.chosen))
        except FieldError as error:
            self.errors.append(error.message)
            return ""

    def read_into(self, scores: dict[int, float | None]) -> None:
        """Put the answer into `scores`; the box wins over a number, which cannot be unchosen without a script."""
        if self.cannot_judge:
            scores[self.criterion.id] = None
        elif self.chosen:
            try:
                scores[self.criterion.id] = Whole(self.criterion.lowest, self.criterion.highest).check(
                    self.chosen
                )
            except FieldError as error:
                self.errors.append(error.message)


class ScoreForm(ValueForm):
    """Scores, notes and a proposal."""

    value_class = ReviewNotes
    note_to_author = prose(
        _l("Note to the author"), hint=_l("Sent with the decision, without your name."), rows=2
    )
    private_note = prose(
        _l("Note for the committee"), hint=_l("Only the chair reads it, in the meeting."), rows=2
    )
    proposal = choice(_l("What would you do?"))
    merge_with = line(
        _l("Number of the other idea"), hint=_l("Where you propose to merge."), inputmode="numeric"
    )
    confidence = choice(_l("How sure are you?"))

    def __init__(
        self,
        version: RubricVersion | AskedRubric,
        category_id: int | None,
        before: Review | None = None,
        kept: Mapping[str, str] | None = None,
        *,
        weighs: bool = False,
    ) -> None:
        """`kept`: the fields of a draft; it stands in front of what was handed in before, and what is sent now in
        front of both. `weighs`: does certainty?
        """
        given = kept if kept is not None else _notes_of(before)
        super().__init__(**{name: given.get(name, "") for name in NOTES})
        sent = request.form if self.is_submitted() else kept
        self.questions = [Question(criterion, before, sent) for criterion in version.asked_of(category_id)]
        self.proposal.choices = [("", _l("No proposal"))] + [(code, word) for code, word in PROPOSALS.items()]
        stands = before.confidence if before is not None else None
        self.confidence.choices = [("", _l("I do not say"))] + [
            (str(value), word)
            for value, word in CONFIDENCE_WORDS.items()
            if value in CONFIDENCE_ASKED or value == stands
        ]
        self.weighs = weighs
        if weighs:
            self.confidence.description = _l(
                "Your score weighs %(least)s, %(middle)s or %(most)s in the mean by certainty; %(middle)s where you do not say.",
                least=weight_of(LEAST_SURE),
                middle=weight_of(None),
                most=weight_of(SUREST),
            )

    @property
    def answered(self) -> int:
        """How many criteria have an answer."""
        return sum(question.is_answered for question in self.numbers)

    @property
    def numbers(self) -> list[Question]:
        """The criteria that ask for a number, a yes or a no."""
        return [question for question in self.questions if not question.criterion.is_text]

    @property
    def has_more(self) -> bool:
        """Is there something in the folded part?"""
        names = ("private_note", "proposal", "merge_with", *(() if self.weighs else ("confidence",)))
        return any(self[name].data or self[name].errors for name in names)

    def review(self) -> ReviewData:
        """What was sent; raises `Invalid` with the number that is none."""
        scores: dict[int, float | None] = {}
        texts: dict[int, str] = {}
        for question in self.questions:
            if question.criterion.is_text:
                texts[question.criterion.id] = question.written()
            else:
                question.read_into(scores)
        bad = {question.name: question.errors for question in self.questions if question.errors}
        if bad:
            raise Invalid(bad)
        return ReviewData(scores, self.value(), texts)

    def show(self, error: ImproveError) -> None:
        """A criterion's messages stand at the criterion."""
        if not isinstance(error, Invalid):
            super().show(error)
            return
        rest = place(error, self.questions)
        if rest:
            super().show(Invalid(rest))


def _notes_of(before: Review | None) -> Mapping[str, str]:
    if before is None:
        return {}
    return {
        "note_to_author": before.note_to_author,
        "private_note": before.private_note,
        "proposal": before.proposal or "",
        "confidence": str(before.confidence or ""),
        "merge_with": str(before.merge_with or ""),
    }


class ConflictForm(ValueForm):
    """A conflict of interest; nothing is preselected."""

    value_class = DeclarationData
    kind = choice(
        _l("What is the conflict?"),
        hint=_l("The chair hears that you stepped back, not why."),
        radio=True,
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.kind.choices = [(str(kind), word) for kind, word in CONFLICT_KIND_WORDS.items()]
