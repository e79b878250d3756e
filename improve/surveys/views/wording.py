"""Words that several pages of surveys share."""

from __future__ import annotations

from flask import current_app, url_for

from improve.core.messages import LazyText, _l, _pl
from improve.surveys.forms import KINDS
from improve.surveys.models import Survey
from improve.surveys.values.kinds import Group, Kind
from improve.surveys.values.questions import Spec, leading_score

GROUP_NAMES: dict[Kind, dict[Group, LazyText]] = {
    Kind.NPS: {
        Group.HIGH: _l("Promoters"),
        Group.MIDDLE: _l("Passives"),
        Group.LOW: _l("Detractors"),
    },
    Kind.CSAT: {
        Group.HIGH: _pl("people", "Satisfied"),
        Group.MIDDLE: _pl("people", "In between"),
        Group.LOW: _pl("people", "Dissatisfied"),
    },
    Kind.RATING: {
        Group.HIGH: _pl("people", "Upper third"),
        Group.MIDDLE: _pl("people", "In between"),
        Group.LOW: _pl("people", "Lower third"),
    },
    Kind.CES: {
        Group.HIGH: _pl("effort", "Easy"),
        Group.MIDDLE: _pl("effort", "In between"),
        Group.LOW: _pl("effort", "Hard"),
    },
}
SCORE_NAMES: dict[Kind, LazyText] = {
    Kind.NPS: _l("Net Promoter Score"),
    Kind.CSAT: _l("Satisfied customers (4 and 5)"),
    Kind.CES: _l("Ease, 1 to 7"),
}


def kind_name(kind: Kind) -> LazyText:
    """What a kind of question is called."""
    return KINDS[kind]


def group_name(specs: tuple[Spec, ...], spec: Spec, group: Group) -> LazyText | str:
    """What the people of a group are called, by the score that a question is about."""
    about = next((other for other in specs if other.code == spec.about), None) or leading_score(specs)
    return GROUP_NAMES[about.kind][group] if about is not None else str(group)


def public_url(survey: Survey) -> str:
    """The address that people are given."""
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    return base + url_for("surveys.ask", public_id=survey.public_id)
