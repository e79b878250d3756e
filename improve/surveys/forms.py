"""Forms of surveys."""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from typing import Any

from improve.core.messages import LazyText, _l
from improve.surveys.rules.wording import Texts
from improve.surveys.values.kinds import Kind
from improve.surveys.values.settings import (
    ALL_LANGUAGES,
    ChoiceTexts,
    Draft,
    NewQuestion,
    NewSurvey,
    OpenTexts,
    Running,
    ScoreTexts,
)
from improve.surveys.values.starters import STARTERS
from improve.web.forms import ValueForm, choice, date_line, tick, translated

LANGUAGES: tuple[tuple[str, LazyText], ...] = (
    (ALL_LANGUAGES, _l("Chinese and English")),
    ("zh_Hans", _l("Chinese only")),
    ("en", _l("English only")),
)
KINDS: dict[Kind, LazyText] = {
    Kind.NPS: _l("Recommendation, 0 to 10 (NPS)"),
    Kind.CSAT: _l("Satisfaction, 1 to 5 (CSAT)"),
    Kind.CES: _l("Effort, 1 to 7 (CES)"),
    Kind.CHOICE: _l("One of several answers"),
    Kind.LONG_TEXT: _l("A comment"),
    Kind.SHORT_TEXT: _l("A short text, one line"),
}
SHARED_HINT = _l(
    "Score, interval and number of answers. Comments and single answers stay with those who handle surveys."
)


class NewSurveyForm(ValueForm):
    """Begin a survey."""

    value_class = NewSurvey
    starter = choice(
        _l("What do you want to know?"),
        [(code, starter.name) for code, starter in STARTERS.items()],
        radio=True,
    )
    title = translated(_l("Title"), hint=_l("People see it above the questions, for example “Repair visit”."))
    languages = choice(_l("Languages"), LANGUAGES)
    unit_id = choice(_l("Belongs to"))


class DraftForm(ValueForm):
    """Settings and texts of a wording that is being written."""

    value_class = Draft
    title = translated(_l("Title"), hint=_l("People see it above the questions, for example “Repair visit”."))
    languages = choice(_l("Languages"), LANGUAGES)
    intro = translated(
        _l("Introduction"), hint=_l("One or two sentences above the first question."), prose=True
    )
    privacy = translated(
        _l("Note on privacy"),
        hint=_l("Added to our sentence that neither name nor address nor device is stored."),
        prose=True,
    )
    thanks = translated(_l("Thanks"), hint=_l("What people read after answering."), prose=True)
    opens_on = date_line(_l("Opens on"), hint=_l("Empty: as soon as it is published."))
    closes_on = date_line(_l("Closes after"), hint=_l("The last day on which answers are taken."))
    unit_id = choice(_l("Belongs to"))
    is_shared = tick(_l("Everybody in the company may see the score"), hint=SHARED_HINT)


class RunningForm(ValueForm):
    """What may change while people answer."""

    value_class = Running
    opens_on = date_line(_l("Opens on"), hint=_l("Empty: as soon as it is published."))
    closes_on = date_line(_l("Closes after"), hint=_l("The last day on which answers are taken."))
    is_shared = tick(_l("Everybody in the company may see the score"), hint=SHARED_HINT)


class NewQuestionForm(ValueForm):
    """Add a question."""

    value_class = NewQuestion
    kind = choice(_l("Kind"), [(str(kind), name) for kind, name in KINDS.items()], radio=True)
    text = translated(_l("Question"))


class _QuestionForm(ValueForm):
    text = translated(_l("Question"))
    hint = translated(_l("Hint below the question"))
    is_required = tick(_l("Must be answered"))


class ScoreForm(_QuestionForm):
    """A question on a scale."""

    value_class = ScoreTexts
    low_label = translated(_l("Low end"))
    high_label = translated(_l("High end"))
    offers_not_sure = tick(
        _l("Offer “Cannot say”"), hint=_l("It stands beside the scale and counts nowhere.")
    )


class ChoiceForm(_QuestionForm):
    """A question with a list of answers."""

    value_class = ChoiceTexts
    choices = translated(
        _l("Answers"), hint=_l("One a line, in the same order in each language."), prose=True
    )


class OpenForm(_QuestionForm):
    """A question answered in words."""

    value_class = OpenTexts
    wording_high = translated(_l("After a high score"))
    wording_middle = translated(_l("After a middling score"))
    wording_low = translated(_l("After a low score"))


FORMS: dict[type, type[ValueForm]] = {
    ScoreTexts: ScoreForm,
    ChoiceTexts: ChoiceForm,
    OpenTexts: OpenForm,
}


def form_of(texts: Texts) -> ValueForm:
    """The form of a question, filled with its texts unless it was sent in."""
    return FORMS[type(texts)](data=values_of(texts))


def values_of(value: Any) -> dict[str, Any]:
    """A value's fields as a form takes them."""
    return {item.name: getattr(value, item.name) for item in dataclass_fields(value)}


__all__ = [
    "KINDS",
    "DraftForm",
    "NewQuestionForm",
    "NewSurveyForm",
    "RunningForm",
    "form_of",
    "values_of",
]
