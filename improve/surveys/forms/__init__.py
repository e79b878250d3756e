"""Forms of surveys and their questions."""

from improve.surveys.forms.filling import values_of
from improve.surveys.forms.questions import KINDS, LOOK_NAMES, NewQuestionForm, form_of
from improve.surveys.forms.surveys import DraftForm, NewSurveyForm, RunningForm

__all__ = [
    "KINDS",
    "LOOK_NAMES",
    "DraftForm",
    "NewQuestionForm",
    "NewSurveyForm",
    "RunningForm",
    "form_of",
    "values_of",
]
