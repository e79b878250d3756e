"""Forms of a survey: its beginning, its draft, and what may change while people answer."""

from __future__ import annotations

from improve.core.messages import LazyText, _l
from improve.surveys.models import Anonymity
from improve.surveys.rules.anonymity import KEPT, NAMES
from improve.surveys.values.settings import ALL_LANGUAGES, Draft, NewSurvey, Running
from improve.surveys.values.starters import STARTERS
from improve.web.forms import ValueForm, choice, date_line, line, tick, translated

LANGUAGES: tuple[tuple[str, LazyText], ...] = (
    (ALL_LANGUAGES, _l("Chinese and English")),
    ("zh_Hans", _l("Chinese only")),
    ("en", _l("English only")),
)
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
    thanks_high = translated(_l("Thanks after a high score"), prose=True)
    thanks_middle = translated(_l("Thanks after a middling score"), prose=True)
    thanks_low = translated(_l("Thanks after a low score"), prose=True)
    more_languages = line(
        _l("Further languages"),
        hint=_l(
            "Language tags such as fr, pt-BR, ar. Their texts are written in the translation sheet (XLSX)."
        ),
    )
    opens_on = date_line(_l("Opens on"), hint=_l("Empty: as soon as it is published."))
    closes_on = date_line(_l("Closes after"), hint=_l("The last day on which answers are taken."))
    unit_id = choice(_l("Belongs to"))
    is_shared = tick(_l("Everybody in the company may see the score"), hint=SHARED_HINT)
    anonymity = choice(
        _l("What is kept about who answers"),
        [(code, _l("%(name)s: %(line)s", name=NAMES[code], line=KEPT[code])) for code in Anonymity],
        hint=_l("People are told before the first question. Once published it never changes."),
        radio=True,
    )


class RunningForm(ValueForm):
    """What may change while people answer."""

    value_class = Running
    opens_on = date_line(_l("Opens on"), hint=_l("Empty: as soon as it is published."))
    closes_on = date_line(_l("Closes after"), hint=_l("The last day on which answers are taken."))
    is_shared = tick(_l("Everybody in the company may see the score"), hint=SHARED_HINT)
