"""The page of one project: its plan, and from the start on its check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from improve.core.db import db
from improve.core.messages import LazyText, _
from improve.core.policy import allows
from improve.metrics.queries import company_day, marks_of
from improve.metrics.values import (
    change_unit,
    counted,
    period_heading,
    period_short,
    signal_words,
    unit_text,
)
from improve.projects import rules
from improve.projects.blueprint import blueprint, visible_or_404
from improve.projects.checking.comparison import (
    also_looked_at,
    compared,
    comparison_cautions,
    comparison_fact,
)
from improve.projects.forms import DecisionForm, MoveForm
from improve.projects.models import Decision, PlanVersion, Project, Stage, StageChange
from improve.projects.policy import Permission
from improve.projects.ports import panels_of
from improve.projects.presenting.board import decided_badge
from improve.projects.presenting.cautions import Caution, cautions
from improve.projects.presenting.computing import computed
from improve.projects.presenting.drawing import bar, check_chart, frozen
from improve.projects.presenting.facts import facts
from improve.projects.presenting.headings import heading
from improve.projects.presenting.plans import plan_rows, version_notes
from improve.projects.presenting.preview import preview_of
from improve.projects.presenting.sentences import chart_title, said
from improve.projects.queries import ideas_shown, moves_of, plan_of, plan_versions, same_metric
from improve.projects.values import DECIDED_WORDS, DECISION_WORDS, STAGE_WORDS
from improve.projects.window import Window, window_of
from improve.web.access import current_actor, requires
from improve.web.templating import number

LAST_ROWS = 4
STEPS = (Stage.PLAN, Stage.DO, Stage.CHECK, Stage.ACT)


@dataclass(frozen=True)
class LastReading:
    """One of the last finished periods."""

    start: date
    value: float | None
    size: float | None
    signal: LazyText | None


@blueprint.get("/<int:project_id>")
@requires(Permission.READ)
def show(project_id: int) -> ResponseReturnValue:
    """Where it stands, what the data show, what is to be decided."""
    return page_of(visible_or_404(project_id))


def page_of(project: Project, *, decision_form: DecisionForm | None = None) -> str:
    """The page, with a decision that has to be corrected where there is one."""
    actor, today = current_actor(), company_day()
    window = window_of(project)
    versions, moves = plan_versions(project), moves_of(project.id)
    decision = Decision(project.decision) if project.decision else None
    may_move = allows(actor, Permission.MOVE, project)
    return render_template(
        "projects/show.html",
        project=project,
        heading=heading(project, window, today),
        steps=_steps(project, moves),
        check=_check(project, window, versions) if window is not None else None,
        has_started=rules.has_started(project.starts_on, today),
        plan_rows=plan_rows(project),
        shown=preview_of(project, plan_of(project), actor, today) if project.state is Stage.PLAN else None,
        lacking=rules.missing(plan_of(project)),
        notes=version_notes(versions),
        ideas=ideas_shown(current_actor(), project.id),
        panels=panels_of(current_actor(), project),
        moves=moves,
        forward=rules.forward(project.state, decision) if may_move else None,
        backward=_backward(project, decision, today) if may_move else [],
        move_form=MoveForm(None),
        decision_form=decision_form or DecisionForm(),
        badge=decided_badge(project),
        may_edit=allows(actor, Permission.EDIT, project) and project.state is not Stage.CLOSED,
        may_decide=allows(actor, Permission.DECIDE, project),
        Stage=Stage,
        Decision=Decision,
        stage_words=STAGE_WORDS,
        decision_words=DECISION_WORDS,
        decided_words=DECIDED_WORDS,
    )


def _steps(project: Project, moves: Sequence[StageChange]) -> list[tuple[Stage, str]]:
    """The four columns: past, now or next; what was stopped never went on."""
    if project.is_stopped:
        left = moves[-1].from_stage if moves else None
        reached = STEPS.index(Stage(left)) if left else -1
        return [(stage, "past" if place <= reached else "next") for place, stage in enumerate(STEPS)]
    at = STEPS.index(project.state) if project.state in STEPS else len(STEPS)
    return [
        (stage, "past" if place < at else "now" if place == at else "next")
        for place, stage in enumerate(STEPS)
    ]


def _backward(project: Project, decision: Decision | None, today: date) -> list[Stage]:
    """Where else the card could go, as far as the rules allow it now."""
    if project.state is Stage.CLOSED:
        return [] if project.is_stopped else [Stage.ACT]
    forward = rules.forward(project.state, decision)
    others = [stage for stage in rules.MOVES[project.state] if stage is not forward]
    started = rules.has_started(project.starts_on, today)
    if project.state is Stage.DO and started:
        others = []
    if project.state is Stage.ACT:
        others = [Stage.CHECK]
    return others


def _check(project: Project, window: Window, versions: Sequence[PlanVersion]) -> dict[str, Any]:
    """Everything that the check shows."""
    metric, verdict = window.metric, window.result.verdict
    taken = said(project, metric, verdict)
    beside = compared(window)
    others, marks = _meanwhile(project, window)
    day_marks = [(mark_day, note) for mark_day, note in marks]
    events = [
        *((other.starts_on, other.title) for other in others if other.starts_on is not None),
        *day_marks,
    ]
    return {
        "window": window,
        "metric": metric,
        "verdict": verdict,
        "code": window.result.code,
        "finding": taken.finding,
        "cautions": [
            *_cautions(window, taken.cautions, versions, others, day_marks),
            *(comparison_cautions(window, beside) if beside is not None else ()),
        ],
        "chart": check_chart(window, events) if len(window.shown) else None,
        "title": chart_title(project, metric, window.result),
        "line": _line(window),
        "bar": bar(metric, window.result),
        "facts": [*facts(window), *([comparison_fact(window, beside)] if beside is not None else [])],
        "also": also_looked_at(current_actor(), window),
        "computed": computed(window, versions),
        "rows": _last_rows(window),
        "unit": unit_text(metric),
        "change_unit": change_unit(metric),
        "heading": period_heading(metric.period_kind),
        "period": lambda start: period_short(metric.period_kind, start),
    }


def _line(window: Window) -> str:
    """What is measured: unit, periods, and out of how many."""
    metric = window.metric
    parts = [str(metric.name), unit_text(metric), str(counted(metric.period_kind, len(window.shown)))]
    sizes = [size for size in window.shown.denominators if size is not None]
    if sizes:
        parts.append(
            _("out of %(low)s to %(high)s a period", low=number(min(sizes)), high=number(max(sizes)))
        )
    return " · ".join(part for part in parts if part)


def _cautions(
    window: Window,
    found: Sequence[str],
    versions: Sequence[PlanVersion],
    others: Sequence[Project],
    marks: Sequence[tuple[date, str]],
) -> list[Caution]:
    if window.result.verdict.effect is None:
        found = ()
    return cautions(window, found, versions=versions, others=others, marks=marks)


def _meanwhile(project: Project, window: Window) -> tuple[Sequence[Project], list[tuple[date, str]]]:
    """Other changes on the same metric within the window, and what was marked on its chart."""
    if project.baseline_from is None:
        return (), []
    first, last = project.baseline_from, window.as_of
    others = same_metric(
        current_actor(), window.metric.id, first, last, besides=project.id, starts_on=project.starts_on
    )
    marks = db.session.scalars(marks_of(window.metric.id))
    return others, [(mark.day, mark.note) for mark in marks if first <= mark.day <= last]


def _last_rows(window: Window) -> list[LastReading]:
    """The last finished periods, the newest first."""
    n = len(window.inputs.starts)
    labels = frozen(window.inputs).labels
    sizes = window.shown.denominators[:n]
    rows = [
        LastReading(start, value, size, signal_words(label))
        for start, value, size, label in zip(
            window.inputs.starts, window.inputs.values, sizes, labels, strict=True
        )
    ]
    return rows[: -LAST_ROWS - 1 : -1]
