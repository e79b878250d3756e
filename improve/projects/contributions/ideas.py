"""What projects say of the ideas that they answer: on the idea's page, in lists, and that they hold it."""

from __future__ import annotations

from collections.abc import Iterable

from flask import render_template
from markupsafe import Markup
from sqlalchemy import or_

from improve.core.db import db
from improve.core.messages import _l
from improve.core.panels import NextStep
from improve.core.policy import Actor
from improve.metrics.queries import company_day
from improve.projects import verdicts
from improve.projects.models import Decision, Project, ProjectSuggestion, Stage
from improve.projects.presenting.board import Card, card, decide_by, decided_badge
from improve.projects.presenting.sentences import head_line
from improve.projects.queries import (
    of_suggestions,
    visible_to,
    worked_on,
)
from improve.projects.rules import has_started
from improve.projects.values import STAGE_WORDS
from improve.projects.verdicts import Result
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Status


def panel(actor: Actor, suggestion: Suggestion) -> Markup | None:
    """The project that an idea became, on the idea's page."""
    links = db.session.scalars(
        of_suggestions([suggestion.id]).where(Project.id.in_(visible_to(actor).with_only_columns(Project.id)))
    ).all()
    if not links:
        return None
    today = company_day()
    projects = [link.project for link in links]
    results = verdicts.current([p for p in projects if p.state is not Stage.PLAN], today=today)
    cards = [card(project, results.get(project.id), today) for project in reversed(projects)]
    return Markup(render_template("projects/_idea_panel.html", cards=cards, stage_words=STAGE_WORDS))  # noqa: S704


def held(suggestion_ids: Iterable[int]) -> set[int]:
    """Ideas on which a project works."""
    return set(db.session.scalars(worked_on(suggestion_ids)))


# Asked by every list of ideas: built once.
_TOLD = of_suggestions(()).where(
    or_(Project.stage != str(Stage.CLOSED), Project.decided_verdict.is_not(None))
)


def next_steps(suggestion_ids: Iterable[int]) -> dict[int, NextStep]:
    """What comes next for ideas that are projects: the newest project of each speaks."""
    links = db.session.scalars(_TOLD, {"ids": list(suggestion_ids)}).all()
    newest: dict[int, ProjectSuggestion] = {link.suggestion_id: link for link in links}
    today = company_day()
    projects = {link.project_id: link.project for link in newest.values()}
    results = verdicts.current([p for p in projects.values() if p.state is not Stage.PLAN], today=today)
    found: dict[int, NextStep] = {}
    for suggestion_id, link in newest.items():
        step = _step(card(link.project, results.get(link.project_id), today), results.get(link.project_id))
        if step is not None:
            found[suggestion_id] = step
    return found


def _step(shown: Card, result: Result | None) -> NextStep | None:
    """Where the idea stands as its followers read it; None where the idea's own status says it."""
    project = shown.project
    led = _l("Led by %(name)s", name=project.owner.name) if project.owner is not None else ""
    if project.state is Stage.PLAN:
        if project.cycle > 1:
            return NextStep("st-on", "record-circle", _l("Being adapted"), led, step=3)
        return NextStep(
            "st-on",
            "record-circle",
            Status.ACCEPTED.word,
            led,
            when=project.plan_due_on,
            what=_l("measurement plan"),
            step=3,
        )
    if project.state is Stage.DO:
        when = project.starts_on
        started = has_started(when, company_day())
        return NextStep(
            "st-on",
            "play-circle-fill",
            Status.IN_PILOT.word,
            led,
            when=decide_by(project) if started else when,
            what=_l("decision on the result") if started else _l("start of the trial"),
            step=3,
        )
    if project.state is Stage.CHECK and project.metric is not None:
        return NextStep(
            "st-on",
            "play-circle-fill",
            _l("Being checked"),
            head_line(project.metric, result) if result is not None else "",
            when=decide_by(project),
            what=_l("decision on the result"),
            step=4,
            verdict=result.code if result is not None else None,
        )
    return _decided_step(project)


def _decided_step(project: Project) -> NextStep | None:
    words = {
        Decision.ADOPT: ("st-done", "check-circle-fill", _l("Adopted"), 5, False),
        Decision.ADAPT: ("st-on", "arrow-repeat", _l("To be adapted"), 4, False),
        Decision.ABANDON: ("st-off", "slash-circle", _l("Abandoned"), 4, True),
    }
    if project.decision is None:
        return None
    css, symbol, word, step, ended = words[Decision(project.decision)]
    return NextStep(css, symbol, word, step=step, verdict=decided_badge(project), ended=ended)
