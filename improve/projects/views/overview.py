"""The board and the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.accounts.queries import unit_choices
from improve.core.db import db
from improve.metrics.queries import company_day
from improve.projects import verdicts
from improve.projects.models import Project, Stage
from improve.projects.policy import Permission, creatable_paths
from improve.projects.presenting.board import COLUMNS, Card, card, cards, needs_decision
from improve.projects.queries import Filters, finished, narrowed, on_board, stage_counts, visible_to
from improve.projects.values import STAGE_WORDS, Which
from improve.projects.views.blueprint import blueprint, unit_of
from improve.web.access import current_actor, requires
from improve.web.tables import page_number, paginate

MOST_IN_COLUMN = 40
# Cards in Check of which the heading says how many need a decision.
MOST_JUDGED = 500


@dataclass(frozen=True)
class Column:
    """One column of the board: its first cards, and how many there are."""

    stage: Stage
    cards: Sequence[Card]
    total: int

    @property
    def more(self) -> int:
        """How many only the list shows."""
        return self.total - len(self.cards)


@blueprint.get("")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """The board: Plan, Do, Check, Act."""
    filters, today = _filters(), company_day()
    counts = stage_counts(current_actor(), filters)
    projects = _projects_of_board(filters, counts)
    results = verdicts.current([p for p in projects if p.state is not Stage.PLAN], today=today)
    columns = cards(projects, results, today)
    return render_template(
        "projects/board.html",
        columns=[Column(stage, columns[stage][:MOST_IN_COLUMN], counts[stage]) for stage in COLUMNS],
        to_decide=needs_decision(columns[Stage.CHECK]),
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
    )


def _stage() -> Stage | None:
    asked = request.args.get("stage", "")
    return Stage(asked) if asked in tuple(Stage) else None


def _common(filters: Filters, counts: dict[Stage, int]) -> dict[str, object]:
    actor = current_actor()
    return {
        "filters": filters,
        "kept": {
            "which": filters.which.value if filters.which is Which.MINE else None,
            "unit": filters.unit.id if filters.unit is not None else None,
            "q": filters.text or None,
        },
        "counts": counts,
        "running": sum(counts[stage] for stage in COLUMNS),
        "units": unit_choices(),
        "Stage": Stage,
        "Which": Which,
        "stage_words": STAGE_WORDS,
        "may_create": bool(creatable_paths(actor)),
    }
