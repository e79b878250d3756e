"""The page of one project: its plan, and from the start on its check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from improve.core.policy import allows
from improve.metrics.queries import company_day
from improve.projects import rules
from improve.projects.acting.queries import is_approved
from improve.projects.blueprint import blueprint, visible_or_404
from improve.projects.checking.shown import check_of
from improve.projects.forms import DecisionForm, MoveForm
from improve.projects.models import Decision, Project, Stage, StageChange
from improve.projects.policy import Permission
from improve.projects.ports import panels_of
from improve.projects.presenting.board import decided_badge
from improve.projects.presenting.headings import heading
from improve.projects.presenting.plans import plan_rows, version_notes
from improve.projects.presenting.preview import preview_of
from improve.projects.queries import ideas_shown, moves_of, plan_of, plan_versions
from improve.projects.sustaining.queries import checks_of
from improve.projects.values import DECIDED_WORDS, DECISION_WORDS, STAGE_WORDS
from improve.projects.window import window_of
from improve.web.access import current_actor, requires

STEPS = (Stage.PLAN, Stage.DO, Stage.CHECK, Stage.ACT)


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
    checks = checks_of([project]).get(project.id, []) if project.state is Stage.ACT else []
    reopened = next((check for check in reversed(checks) if check.is_open), None)
    adopted = project.state is Stage.ACT and decision is Decision.ADOPT
    waits_for_approval = adopted and not is_approved(project)
    return render_template(
        "projects/show.html",
        project=project,
        heading=heading(project, window, today, checks),
        reopened=reopened,
        waits_for_approval=waits_for_approval,
        steps=_steps(project, moves),
        check=check_of(project, window, versions) if window is not None else None,
        has_started=rules.has_started(project.starts_on, today),
        plan_rows=plan_rows(project),
        shown=preview_of(project, plan_of(project), actor, today) if project.state is Stage.PLAN else None,
        lacking=rules.missing(plan_of(project)),
        notes=version_notes(versions),
        ideas=ideas_shown(current_actor(), project.id),
        panels=panels_of(current_actor(), project),
        moves=moves,
        forward=rules.forward(project.state, decision)
        if may_move and reopened is None and not waits_for_approval
        else None,
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
