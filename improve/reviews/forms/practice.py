"""Forms of practice ideas: writing one, and scoring it."""

from __future__ import annotations

from flask import request
from flask_wtf import FlaskForm

from improve.core.errors import ImproveError, Invalid
from improve.core.messages import LazyText, _l
from improve.reviews.forms.placing import place
from improve.reviews.forms.scoring import Question
from improve.reviews.models import RubricVersion
from improve.reviews.values import PracticeText
from improve.web.forms import ValueForm, line, prose


class PracticeForm(ValueForm):
    """An idea that is written to practice on."""

    value_class = PracticeText
    title = line(_l("Title"))
    problem = prose(_l("The problem"))
    idea = prose(_l("The idea"))
    expected_result = prose(_l("The expected result"), rows=2)


class PracticeScoreForm(FlaskForm):  # type: ignore[misc]  # its package has no types
    """The criteria that are answered by a number, a yes or a no; what would be written counts nowhere."""

    def __init__(self, version: RubricVersion, category_id: int | None) -> None:
        super().__init__()
        sent = request.form if self.is_submitted() else None
        asked = [one for one in version.asked_of(category_id) if not one.is_text]
        self.questions = [Question(criterion, None, sent) for criterion in asked]
        self.problems: list[LazyText] = []

    def answers(self) -> dict[int, float | None]:
        """What was chosen; raises `Invalid` with the number that is none."""
        found: dict[int, float | None] = {}
        for question in self.questions:
            question.read_into(found)
        bad = {question.name: question.errors for question in self.questions if question.errors}
        if bad:
            raise Invalid(bad)
        return found

    def show(self, error: ImproveError) -> None:
        """A criterion's messages stand at the criterion, the others above."""
        if not isinstance(error, Invalid):
            self.problems = [error.message]
            return
        for messages in place(error, self.questions).values():
            self.problems += messages
