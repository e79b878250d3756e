"""A survey with several kinds of questions: a training, judged on the days after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from improve.demo.content import company, training
from improve.demo.story import Story
from improve.surveys import service
from improve.surveys.models import Survey
from improve.surveys.queries import draft_version, published_version
from improve.surveys.values.settings import Draft, NewSurvey

OWNER = "周婷"
UNIT = "WX-CC"
OPENED, LAST = 34, 30
FORMS_A_DAY = (9, 7, 4, 2)
# On the first day: so many looked at the table of views and left.
STOPPED = 5
ENGLISH = 0.15


class _Held:
    """The survey, once it is there."""

    row: Survey | None = None

    @property
    def survey(self) -> Survey:
        if self.row is None:
            raise LookupError("the survey is not published yet")
        return self.row


def plan(story: Story) -> None:
    """Plan the survey, its answers on four days and its end."""
    held = _Held()
    begun = story.moments("training").ago(OPENED, company.TIME_ZONE, hour=17)
    story.timeline.at(begun, partial(_open, story, held))
    dice = story.dice("training answers")
    for place, amount in enumerate(FORMS_A_DAY):
        forms = [_form(dice) for _one in range(amount)]
        at = story.moments("training answers").ago(OPENED - 1 - place, company.TIME_ZONE, hour=19)
        story.timeline.at(at, partial(_answer, held, forms))
        if not place:
            story.timeline.at(at, partial(_stop, held))


def _open(story: Story, held: _Held) -> None:
    by = story.cast.actor(OWNER)
    unit_id = story.cast.units[UNIT].id
    row = service.create(NewSurvey(starter="training", title=training.TITLE, unit_id=unit_id), by=by)
    version = draft_version(row)
    draft = Draft(
        title=training.TITLE,
        intro=training.INTRO,
        thanks=version.thanks if version is not None else None,
        thanks_low=training.THANKS_LOW,
        unit_id=unit_id,
        closes_on=story.moments("today").day(LAST, company.TIME_ZONE),
        is_shared=True,
    )
    service.change_draft(row, draft, by=by)
    service.publish_survey(row, by=by)
    held.row = row


def _form(dice: Any) -> tuple[dict[str, Any], str]:
    language = "en" if dice.random() < ENGLISH else "zh_Hans"
    score = dice.choices((2, 3, 4, 5), (1, 3, 9, 8))[0]
    lean = 1 if score >= 4 else -1
    views = {
        "use": f"a{min(5, max(1, dice.choice((3, 4, 4)) + lean))}",
        "clear": f"a{dice.choice((4, 4, 5))}",
        "pace": f"a{dice.choice((3, 3, 4))}",
        "practice": f"a{min(5, max(1, dice.choice((2, 2, 3)) + lean))}",
    }
    form: dict[str, Any] = {"csat": score, "views": views, "apply": "y" if dice.random() < 0.7 else "n"}
    if form["apply"] == "n" and dice.random() < 0.6:
        form["hinders"] = dice.choice(training.HINDERS[language])
    return form, language


def _stop(held: _Held) -> None:
    version = published_version(held.survey)
    if version is None:
        raise LookupError("the survey is not published yet")
    for score in range(1, STOPPED + 1):
        answers = {"csat": str(max(score, 2))}
        service.keep_begun(held.survey, version, "", language="zh_Hans", page=1, answers=answers)


def _answer(held: _Held, forms: Sequence[tuple[Mapping[str, Any], str]]) -> None:
    for form, language in forms:
        service.answer(held.survey, form, language)
