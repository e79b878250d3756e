"""Several change one project at the same moment: they come in turn, and nothing breaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from improve.core.db import db
from improve.core.policy import SYSTEM, Role
from improve.projects import service
from improve.projects.acting import service as acting
from improve.projects.acting.models import Spread
from improve.projects.acting.values import SpreadData
from improve.projects.analysis import service as analysis
from improve.projects.analysis.values import AnalysisData
from improve.projects.board.models import ColumnLimit
from improve.projects.board.service import set_limits
from improve.projects.board.values import LimitData
from improve.projects.models import PlanVersion, Project, Stage
from improve.projects.queries import plan_of
from improve.projects.values import PlanData
from tests.accounts.test_concurrency import at_once
from tests.conftest import Clock
from tests.people import act, make_person, make_unit
from tests.projects.making import IMPROVED, adopt, running


def test_what_several_change_at_once(app: Flask, clock: Clock) -> None:
    with app.app_context():
        ann, boss = make_person("ann"), act(make_person("boss", roles=[Role.COORDINATOR]))
        hall = make_unit("Second hall").id
        begun = running(ann, IMPROVED, code="A").id
        adopted = running(ann, IMPROVED, code="B", stage=Stage.CHECK)
        adopt(adopted, by=act(ann), approved_by=boss)
        project_id, person_id = adopted.id, ann.id

    def plan(size: float) -> None:
        project = db.session.get_one(Project, begun)
        data = {**plan_of(project), "smallest_useful": size, "reason": f"It is {size}."}
        data["also_ids"] = ()
        service.plan(project, PlanData(**data), by=SYSTEM)

    def spread() -> None:
        data = SpreadData(hall, person_id, date(2026, 5, 1))
        acting.spread(db.session.get_one(Project, project_id), data, by=SYSTEM)

    def write(cause: str) -> None:
        analysis.write(db.session.get_one(Project, begun), AnalysisData(root_cause=cause), by=SYSTEM)

    cases: list[tuple[list[Callable[[], Any]], dict[str, int]]] = [
        ([lambda size=size: plan(size) for size in (1.0, 2.0, 4.0)], {"done": 3}),  # type: ignore[misc]
        ([spread] * 3, {"done": 1, "Invalid": 2}),
        ([lambda cause=cause: write(cause) for cause in "abc"], {"done": 3}),  # type: ignore[misc]
        ([lambda most=most: set_limits(LimitData(do=most), by=SYSTEM) for most in (3, 4, 5)], {"done": 3}),  # type: ignore[misc]
    ]
    for acts, ends in cases:
        assert at_once(app, acts) == ends
    with app.app_context():
        versions = (
            select(PlanVersion.number).where(PlanVersion.project_id == begun).order_by(PlanVersion.number)
        )
        assert list(db.session.scalars(versions)) == [1, 2, 3, 4]
        for model in (Spread, ColumnLimit):
            assert db.session.scalar(select(func.count()).select_from(model)) == 1
