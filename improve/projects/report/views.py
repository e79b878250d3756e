"""The page of the A3 report."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from improve.core.policy import allows
from improve.metrics.queries import company_day
from improve.projects import rules
from improve.projects.acting.queries import approvals_of, follow_up_of, spreads_of
from improve.projects.actions.queries import actions_of
from improve.projects.analysis.models import Bone
from improve.projects.analysis.pareto import pareto
from improve.projects.analysis.queries import analysis_of
from improve.projects.analysis.values import BONE_WORDS
from improve.projects.blueprint import blueprint, visible_or_404
from improve.projects.checking.shown import check_of
from improve.projects.models import Decision
from improve.projects.policy import Permission
from improve.projects.presenting.board import decided_badge
from improve.projects.presenting.plans import plan_rows
from improve.projects.queries import ideas_shown, plan_versions
from improve.projects.rollout.queries import steps_of
from improve.projects.rollout.rules import STEPS
from improve.projects.rollout.values import STEP_WORDS
from improve.projects.sustaining.queries import checks_of
from improve.projects.sustaining.values import DAY_WORDS, STATE_WORDS
from improve.projects.values import DECIDED_WORDS
from improve.projects.window import window_of
from improve.web.access import current_actor, requires

MOST_ACTIONS = 12
MOST_CAUSES = 6


@blueprint.get("/<int:project_id>/a3")
@requires(Permission.READ)
def a3(project_id: int) -> ResponseReturnValue:
    """Problem, causes, plan, work, result and what follows, for the wall."""
    project = visible_or_404(project_id)
    actor, today = current_actor(), company_day()
    window, analysis = window_of(project), analysis_of(project.id)
    bars = pareto([(name, count) for name, count in analysis.counts]) if analysis is not None else []
    started = rules.has_started(project.starts_on, today)
    approvals = approvals_of(project)
    return render_template(
        "projects/a3.html",
        project=project,
        ideas=ideas_shown(actor, project.id),
        analysis=analysis,
        bars=bars[:MOST_CAUSES],
        bones=Bone,
        bone_words=BONE_WORDS,
        plan_rows=plan_rows(project),
        steps=STEPS,
        step_words=STEP_WORDS,
        rows=steps_of(project),
        actions=actions_of(project.id)[:MOST_ACTIONS],
        check=check_of(project, window, plan_versions(project)) if window is not None and started else None,
        badge=decided_badge(project),
        decided=DECIDED_WORDS[Decision(project.decision)] if project.decision else None,
        approval=approvals[-1] if approvals and approvals[-1].is_approved else None,
        follow_up=follow_up_of(project),
        spreads=spreads_of(project.id),
        checks=checks_of([project]).get(project.id, []),
        day_words=DAY_WORDS,
        state_words=STATE_WORDS,
        today=today,
        may_edit=allows(actor, Permission.EDIT, project),
    )
