"""What projects achieved: for the home page, and per quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import render_template
from markupsafe import Markup
from sqlalchemy import Select, and_, case, select

from improve.core import clock
from improve.core.messages import _l, _ln
from improve.core.panels import Figure
from improve.core.policy import Actor
from improve.projects.models import Project, ProjectSuggestion, Stage, VerdictCode
from improve.projects.queries import (
    EARLY,
    finished_by_verdict,
)
from improve.web.charts import unit_squares
from improve.web.charts.marks import Verdict

YEAR = timedelta(days=365)

# The verdicts in their order, and their squares.
SQUARES: tuple[tuple[str, Verdict], ...] = (
    ("improved", "good"),
    ("early", "early"),
    ("no_change_shown", "none"),
    ("worse", "bad"),
    ("not_enough_data", "few"),
)


def achieved(actor: Actor) -> Iterator[Figure]:
    """How many of the decided projects show an improvement, with a square for each."""
    found = finished_by_verdict(actor, clock.now() - YEAR)
    total = sum(found.values())
    if not total:
        return
    shown = [(code, squares, found[code]) for code, squares in SQUARES if found.get(code)]
    largest = max(count for _code, _squares, count in shown)
    rows = [(code, unit_squares(count, squares, largest=largest), count) for code, squares, count in shown]
    extra = render_template("projects/_squares.html", rows=rows)
    yield Figure(
        value=str(_l("%(n)s of %(all)s", n=found.get("improved", 0), all=total)),
        sentence=_ln(
            "finished project shows an improvement in the data",
            "finished projects show an improvement in the data",
            total,
        ),
        extra=Markup(extra),  # noqa: S704  (our own template, escaped)
        order=20,
    )


def measured(first: datetime, last: datetime) -> Select[tuple[int, str]]:
    """The ideas whose projects were decided on the data from `first` until before `last`, with what these showed."""
    verdict = case(
        (and_(Project.decided_verdict == str(VerdictCode.IMPROVED), Project.decided_early), EARLY),
        else_=Project.decided_verdict,
    )
    return (
        select(ProjectSuggestion.suggestion_id, verdict)
        .join(Project, Project.id == ProjectSuggestion.project_id)
        .where(
            Project.decided_verdict.is_not(None),
            Project.decided_at >= first,
            Project.decided_at < last,
            Project.stage.in_([str(Stage.ACT), str(Stage.CLOSED)]),
        )
    )
