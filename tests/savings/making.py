"""Savings for tests."""

from __future__ import annotations

from typing import Any

from improve.accounts.models import Person
from improve.core.db import transaction
from improve.core.policy import Actor, Role
from improve.projects.models import Project, Stage
from improve.savings import service
from improve.savings.models import Saving
from improve.savings.values import ClaimData, ValidationData
from tests.people import PASSWORD, act, make_person
from tests.projects.making import IMPROVED, running, week


def improved_project(owner: Person, title: str = "Pick lists", **more: Any) -> Project:
    """A project in Check whose data show an improvement of about six minutes."""
    return running(owner, more.pop("after", IMPROVED), title=title, stage=Stage.CHECK, **more)


def claim(project: Project, by: Actor, **more: Any) -> Saving:
    """120,000 a year: six minutes at 2 a minute, 10,000 times."""
    data: dict[str, Any] = {
        "kind": "hard",
        "recurrence": "yearly",
        "gross": 120_000,
        "value_per_unit": 2.0,
        "units_per_year": 10_000.0,
        "reason": "Six minutes an order",
    }
    with transaction():
        return service.claim(project, ClaimData(**{**data, **more}), by=by)


def validate(saving: Saving, by: Actor, **more: Any) -> None:
    """Finance stands for 100,000."""
    data: dict[str, Any] = {"gross": 100_000, "from_on": week(-10), "reason": "Time sheets"}
    with transaction():
        service.validate(saving, ValidationData(**{**data, **more}), by=by)


def treasurer(login: str = "fin") -> Actor:
    return act(make_person(login, roles=[Role.FINANCE], password=PASSWORD))
