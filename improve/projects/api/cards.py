"""The cards of the board over the API: listed, read whole, made and moved. Plans, decisions and approvals are made
by people on the pages, where what they need is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from flask import url_for

from improve.core.db import transaction
from improve.core.messages import _l
from improve.core.values import Day, Line, Many, OneOf, Truth, Whole
from improve.metrics.queries import company_day
from improve.projects import service, verdicts
from improve.projects.acting.queries import is_approved
from improve.projects.actions.queries import late_counts
from improve.projects.api.base import api, person_named, unit_named
from improve.projects.blueprint import visible_or_404
from improve.projects.models import Project, Stage
from improve.projects.policy import Permission
from improve.projects.queries import (
    PLAN_FIELDS,
    Filters,
    ideas_shown,
    moves_of,
    narrowed,
    plan_of,
    visible_to,
)
from improve.projects.rules import missing
from improve.projects.sustaining.queries import checks_of
from improve.projects.values import LONG, MOST_IDEAS, TITLE, MoveData, ProjectData
from improve.projects.verdicts import Result
from improve.web.access import current_actor
from improve.web.rest import Answer, Paging, moment
from improve.web.tables import paginate


@dataclass(frozen=True, kw_only=True)
class CardQuery(Paging):
    """How the list is filtered. `owner` is a login or a full name, `unit` a code or a number, `late`: overdue ones."""

    q: Annotated[str, Line(200)] = ""
    stage: Annotated[str | None, OneOf(tuple(Stage))] = None
    unit: Annotated[str | None, Line(80)] = None
    owner: Annotated[str | None, Line(200)] = None
    late: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class NewCard:
    """A card for the board. `owner` is a login or a full name, `unit` a code or a number, `ideas` are numbers."""

    title: Annotated[str, TITLE]
    problem: Annotated[str, LONG] = ""
    unit: Annotated[str | None, Line(80)] = None
    owner: Annotated[str | None, Line(200)] = None
    plan_due_on: Annotated[date | None, Day()] = None
    ideas: Annotated[tuple[int, ...], Many(Whole(1), most=MOST_IDEAS)] = ()


@dataclass
class CardItem:
    """A project in a list. `verdict` is what the data show now (null without a plan), `decision` what was decided."""

    id: int
    title: str
    stage: str
    stage_since: str
    cycle: int
    unit: str | None
    owner: str | None
    metric: str | None
    starts_on: str | None
    review_on: str | None
    verdict: str | None
    early: bool
    decision: str | None
    late_actions: int
    url: str


@dataclass
class CardPage:
    """A page of projects."""

    items: list[CardItem]
    page: int
    per_page: int
    total: int


@dataclass
class CheckItem:
    """A check after the adoption."""

    days: int
    due_on: str
    state: str
    verdict: str | None


@dataclass
class CardStep:
    """A move of a card; with a decision what the data showed then."""

    from_stage: str | None
    to_stage: str
    reason: str
    decision: str | None
    verdict: str | None
    at: str


@dataclass
class CardWhole(CardItem):
    """A project with its plan, its ideas, its decision, its checks and its way over the board.

    `missing` names what the plan lacks; `plan` has its fields as they are kept.
    """

    problem: str
    ideas: list[int]
    plan: dict[str, Any]
    missing: list[str]
    decision_reason: str | None
    decided_at: str | None
    decided_verdict: str | None
    approved: bool
    checks: list[CheckItem]
    history: list[CardStep]


def item(project: Project, result: Result | None, late: int) -> dict[str, Any]:
    """A project as the list shows it."""
    return {
        "id": project.id,
        "title": project.title,
        "stage": project.stage,
        "stage_since": moment(project.stage_since),
        "cycle": project.cycle,
        "unit": str(project.unit.name) if project.unit is not None else None,
        "owner": project.owner.name if project.owner is not None else None,
        "metric": str(project.metric.name) if project.metric is not None else None,
        "starts_on": _day(project.starts_on),
        "review_on": _day(project.review_on),
        "verdict": result.verdict.verdict if result is not None else None,
        "early": result is not None and result.is_early,
        "decision": project.decision,
        "late_actions": late,
        "url": url_for("projects.show", project_id=project.id, _external=True),
    }


def _whole(project: Project) -> dict[str, Any]:
    (listed,) = _items([project])
    plan = plan_of(project)
    return {
        **listed,
        "problem": project.problem,
        "ideas": [idea.id for idea in ideas_shown(current_actor(), project.id)],
        "plan": {name: _plain(plan[name]) for name in PLAN_FIELDS},
        "missing": missing(plan),
        "decision_reason": project.decision_reason,
        "decided_at": moment(project.decided_at) if project.decided_at is not None else None,
        "decided_verdict": project.decided_verdict,
        "approved": project.decided_at is not None and is_approved(project),
        "checks": [
            {
                "days": check.days,
                "due_on": check.due_on.isoformat(),
                "state": check.state,
                "verdict": check.verdict,
            }
            for check in checks_of([project]).get(project.id, [])
        ],
        "history": [
            {
                "from_stage": step.from_stage,
                "to_stage": step.to_stage,
                "reason": step.reason,
                "decision": step.decision,
                "verdict": step.verdict,
                "at": moment(step.at),
            }
            for step in moves_of(project.id)
        ],
    }


def _items(projects: list[Project]) -> list[dict[str, Any]]:
    today = company_day()
    results = verdicts.current([p for p in projects if p.state is not Stage.PLAN], today=today)
    late = late_counts((project.id for project in projects), today)
    return [item(project, results.get(project.id), late.get(project.id, 0)) for project in projects]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@api.operation(
    "GET",
    "/projects",
    summary=_l("Projects, filtered, the latest moved first"),
    permission=Permission.READ,
    query=CardQuery,
    answer=CardPage,
)
def projects(query: CardQuery) -> dict[str, Any]:
    filters = Filters(
        unit=unit_named(query.unit),
        text=query.q,
        owner_id=person_named(query.owner).id if query.owner else None,
        late_on=company_day() if query.late else None,
    )
    asked = narrowed(visible_to(current_actor()), filters)
    if query.stage is not None:
        asked = asked.where(Project.stage == query.stage)
    found = paginate(
        asked.order_by(Project.stage_since.desc(), Project.id.desc()),
        page=query.page,
        per_page=query.per_page,
    )
    return {
        "items": _items(list(found.items)),
        "page": query.page,
        "per_page": query.per_page,
        "total": found.total,
    }


@api.operation(
    "POST",
    "/projects",
    summary=_l("Put a card on the board, in Plan"),
    permission=Permission.CREATE,
    body=NewCard,
    answer=CardWhole,
    status=201,
)
def create_project(body: NewCard) -> Answer:
    with transaction():
        unit = unit_named(body.unit)
        data = ProjectData(
            title=body.title,
            problem=body.problem,
            unit_id=unit.id if unit is not None else None,
            owner_id=person_named(body.owner).id if body.owner else None,
            plan_due_on=body.plan_due_on,
            idea_ids=body.ideas,
        )
        answer = _whole(service.create(data, by=current_actor()))
    return Answer(answer, headers={"Location": url_for("projects_api.project", project_id=answer["id"])})


@api.operation(
    "GET",
    "/projects/<int:project_id>",
    summary=_l("A project with its plan, decision, checks and history"),
    permission=Permission.READ,
    answer=CardWhole,
)
def project(project_id: int) -> dict[str, Any]:
    return _whole(visible_or_404(project_id))


@api.operation(
    "PUT",
    "/projects/<int:project_id>/stage",
    summary=_l("Move a card to a neighboring column"),
    permission=Permission.MOVE,
    body=MoveData,
    answer=CardWhole,
)
def move_project(project_id: int, body: MoveData) -> dict[str, Any]:
    with transaction():
        found = visible_or_404(project_id)
        service.move(found, Stage(body.to), by=current_actor(), reason=body.reason)
        return _whole(found)
