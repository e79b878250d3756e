"""The board and the list."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.accounts.queries import unit_choices
from improve.core.db import db
from improve.metrics.queries import company_day
from improve.projects import verdicts
from improve.projects.models import Project, Stage
from improve.projects.policy import Permission, creatable_paths
from improve.projects.presenting.board import COLUMNS, Card, card, cards, needs_decision
from improve.projects.queries import Filters, board_counts, finished, narrowed, on_board, visible_to
from improve.projects.values import STAGE_WORDS, Which
from improve.projects.views.blueprint import blueprint, unit_of
from improve.web.access import current_actor, requires
from improve.web.tables import page_number, paginate

MOST_ON_BOARD = 500


@blueprint.get("")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """The board: Plan, Do, Check, Act."""
    actor, today, filters = current_actor(), company_day(), _filters()
    projects = db.session.scalars(on_board(actor, filters).limit(MOST_ON_BOARD)).all()
    results = verdicts.current([p for p in projects if p.state is not Stage.PLAN], today=today)
    columns = cards(projects, results, today)
    running, closed = board_counts(actor)
    return render_template(
        "projects/board.html",
        columns=[(stage, columns[stage]) for stage in COLUMNS],
        shown=len(projects),
        to_decide=needs_decision(columns[Stage.CHECK]),
        running=running,
        closed=closed,
        **_common(filters),
    )


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
    running, closed = board_counts(actor)
    return render_template(
        "projects/list.html",
        rows=rows,
        page=page,
        stage=stage,
        running=running,
        closed=closed,
        **_common(filters),
    )


def _filters() -> Filters:
    which = request.args.get("which", "")
    return Filters(
        which=Which(which) if which in tuple(Which) else Which.ALL,
        person_id=current_actor().actor_id,
        unit=unit_of(request.args.get("unit", "")),
        text=request.args.get("q", "").strip(),
    )


def _stage() -> Stage | None:
    asked = request.args.get("stage", "")
    return Stage(asked) if asked in tuple(Stage) else None


def _common(filters: Filters) -> dict[str, object]:
    actor = current_actor()
    return {
        "filters": filters,
        "units": unit_choices(),
        "Stage": Stage,
        "Which": Which,
        "stage_words": STAGE_WORDS,
        "may_create": bool(creatable_paths(actor)),
    }
