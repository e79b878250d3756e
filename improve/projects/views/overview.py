"""The board and the list."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.accounts.queries import unit_choices
from improve.core.db import LARGEST_ID, db
from improve.metrics.queries import company_day
from improve.projects import verdicts
from improve.projects.acting.queries import approved
from improve.projects.actions.queries import late_counts
from improve.projects.blueprint import blueprint, unit_of
from improve.projects.board.queries import limits_at
from improve.projects.board.values import Lanes
from improve.projects.models import Project, Stage
from improve.projects.policy import Permission, creatable_paths, paths_of
from improve.projects.presenting.board import COLUMNS, Card, card, cards, needs_decision
from improve.projects.presenting.lanes import Column, cut
from improve.projects.queries import (
    Filters,
    finished,
    narrowed,
    on_board,
    owners_at_work,
    stage_counts,
    visible_to,
)
from improve.projects.sustaining.queries import checks_of
from improve.projects.sustaining.values import DAY_WORDS, STATE_WORDS
from improve.projects.values import STAGE_WORDS, Which
from improve.web.access import current_actor, requires
from improve.web.tables import page_number, paginate

MOST_IN_COLUMN = 40
# Cards in Check of which the heading says how many need a decision.
MOST_JUDGED = 500


@blueprint.get("")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """The board: Plan, Do, Check, Act."""
    filters, today = _filters(), company_day()
    counts = stage_counts(current_actor(), filters)
    projects = _projects_of_board(filters, counts)
    results = verdicts.current([p for p in projects if p.state is not Stage.PLAN], today=today)
    shown = _first_of_each(projects)
    late = late_counts((project.id for project in shown), today)
    acted = [project for project in shown if project.state is Stage.ACT]
    found = cards(shown, results, today, late=late, checks=checks_of(acted), approved=approved(acted))
    limits = {} if filters.is_partial else limits_at(filters.unit)
    columns = [Column(stage, found[stage], counts[stage], limits.get(stage)) for stage in COLUMNS]
    lanes = _lanes()
    return render_template(
        "projects/board.html",
        columns=columns,
        lanes=cut(columns, lanes) if lanes is not Lanes.NONE else None,
        by=lanes,
        today=today,
        to_decide=needs_decision(projects, results),
        is_bare=not filters.is_narrow and not any(counts.values()),
        **_common(filters, counts),
    )


def _projects_of_board(filters: Filters, counts: dict[Stage, int]) -> list[Project]:
    actor = current_actor()
    found: list[Project] = []
    for stage in COLUMNS:
        if counts[stage]:
            most = MOST_JUDGED if stage is Stage.CHECK else MOST_IN_COLUMN
            found += db.session.scalars(on_board(actor, filters, stage).limit(most))
    return found


def _first_of_each(projects: list[Project]) -> list[Project]:
    """As many of each column as are shown."""
    return [
        project
        for stage in COLUMNS
        for project in [one for one in projects if one.state is stage][:MOST_IN_COLUMN]
    ]


@blueprint.get("/list")
@requires(Permission.READ)
def listing() -> ResponseReturnValue:
    """The same as a list, the closed ones too."""
    actor, today, filters = current_actor(), company_day(), _filters()
    stage = _stage()
    if stage is Stage.CLOSED:
        statement = finished(actor, filters)
    else:
        statement = narrowed(visible_to(actor), filters).order_by(
            Project.stage_since.desc(), Project.id.desc()
        )
        statement = statement.where(
            Project.stage == str(stage) if stage is not None else Project.stage != str(Stage.CLOSED)
        )
    page = paginate(statement, page=page_number())
    results = verdicts.current([p for p in page.items if p.state is not Stage.PLAN], today=today)
    rows: list[Card] = [card(project, results.get(project.id), today) for project in page.items]
    return render_template(
        "projects/list.html",
        rows=rows,
        page=page,
        stage=stage,
        **_common(filters, stage_counts(actor, filters)),
    )


def _filters() -> Filters:
    which = request.args.get("which", "")
    return Filters(
        which=Which(which) if which in tuple(Which) else Which.ALL,
        person_id=current_actor().actor_id,
        unit=unit_of(request.args.get("unit", "")),
        text=request.args.get("q", "").strip(),
        owner_id=_number("owner"),
        late_on=company_day() if request.args.get("late") else None,
    )


def _number(name: str) -> int | None:
    """`?name=`; anything that is no id is nothing."""
    text = request.args.get(name, "")
    known = text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID
    return int(text) if known else None


def _lanes() -> Lanes:
    asked = request.args.get("lanes", "")
    return Lanes(asked) if asked in tuple(Lanes) else Lanes.NONE


def _stage() -> Stage | None:
    asked = request.args.get("stage", "")
    return Stage(asked) if asked in tuple(Stage) else None


def _common(filters: Filters, counts: dict[Stage, int]) -> dict[str, object]:
    actor = current_actor()
    kept = {
        "which": filters.which.value if filters.which is Which.MINE else None,
        "unit": filters.unit.id if filters.unit is not None else None,
        "q": filters.text or None,
        "owner": filters.owner_id,
        "late": 1 if filters.late_on is not None else None,
    }
    return {
        "filters": filters,
        "kept": {**kept, "lanes": _lanes().value or None},
        "kept_in_list": kept,
        "owners": owners_at_work(actor),
        "may_limit": bool(paths_of(actor, Permission.LIMIT)),
        "Lanes": Lanes,
        "day_words": DAY_WORDS,
        "state_words": STATE_WORDS,
        "counts": counts,
        "running": sum(counts[stage] for stage in COLUMNS),
        "units": unit_choices(),
        "Stage": Stage,
        "Which": Which,
        "stage_words": STAGE_WORDS,
        "may_create": bool(creatable_paths(actor)),
    }
