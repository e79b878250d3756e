"""Awards: who may give what for which project, and where it is shown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.accounts.queries import actor_of
from improve.awards import rules, service
from improve.awards.models import Award
from improve.awards.values import AwardData, ProgramData, WithdrawalData
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.projects import service as projects
from improve.projects.models import StoredVerdict
from improve.projects.values import ProjectData
from tests.people import PASSWORD, act, make_person, make_unit

ALLOWED = {
    "program_closed": False,
    "verified_only": True,
    "verdict": "improved",
    "early": False,
    "to_oneself": False,
    "active": True,
}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"verified_only": False, "verdict": None}, None),
        ({"verified_only": False, "verdict": "worse"}, None),
        ({"verdict": None}, "project_id"),
        ({"verdict": "no_change_shown"}, "project_id"),
        ({"verdict": "worse"}, "project_id"),
        ({"early": True}, "project_id"),
        ({"program_closed": True}, "program_id"),
        ({"to_oneself": True}, "person_login"),
        ({"active": False}, "person_login"),
    ],
)
def test_an_award_needs_a_verified_result(changes: dict[str, Any], field: str | None) -> None:
    if field is None:
        rules.check_award(**{**ALLOWED, **changes})
        return
    with pytest.raises(Invalid) as refused:
        rules.check_award(**{**ALLOWED, **changes})
    assert list(refused.value.errors) == [field]


def prepare(verdict: str | None = "improved") -> dict[str, int]:
    """A program, a project with a verdict, a coordinator and an employee."""
    make_person("coo", "Coco", roles=[Role.COORDINATOR], password=PASSWORD)
    make_person("fin", "Finn", roles=[Role.FINANCE])
    make_person("chen", "Chen Yu", password=PASSWORD)
    with transaction():
        program = service.create_program(
            ProgramData(name=Localized(zh_Hans="改善建议奖", en="Improvement award"), amount=500), by=SYSTEM
        )
        project = projects.create(ProjectData(title="Pick lists in walking order"), by=SYSTEM)
        if verdict is not None:
            db.session.add(
                StoredVerdict(
                    project_id=project.id,
                    inputs_hash="x",
                    stamp="x",
                    code=verdict,
                    early=False,
                    payload={"n_before": 24, "n_after": 12},
                    computed_at=clock.now(),
                )
            )
        return {"program": program.id, "project": project.id}


def award_of(ids: dict[str, int], login: str = "chen", **more: Any) -> AwardData:
    return AwardData(
        program_id=ids["program"], project_id=ids["project"], person_login=login, reason="Well seen.", **more
    )


def actor(login: str) -> Any:
    return act(db.session.scalars(select(Person).where(Person.login == login)).one())


def test_giving_withdrawing_and_giving_again(context: object) -> None:
    ids = prepare()
    with transaction():
        first = service.give(award_of(ids), by=actor("coo"))
    assert (first.amount, first.currency, first.number.split("-")[1]) == (500, "CNY", "001")
    with pytest.raises(Invalid), transaction():
        service.give(award_of(ids), by=actor("fin"))
    with transaction():
        service.withdraw(first, WithdrawalData(reason="Counted twice."), by=actor("coo"))
    with pytest.raises(Refused), transaction():
        service.withdraw(first, WithdrawalData(reason="Again."), by=actor("coo"))
    with transaction():
        second = service.give(award_of(ids, amount=300), by=actor("fin"))
    assert (second.amount, second.number.split("-")[1]) == (300, "002")


@pytest.mark.parametrize("verdict", [None, "worse", "not_enough_data"])
def test_without_a_verified_improvement_nothing_is_given(context: object, verdict: str | None) -> None:
    ids = prepare(verdict)
    with pytest.raises(Invalid), transaction():
        service.give(award_of(ids), by=actor("coo"))
    assert db.session.scalar(select(func.count(Award.id))) == 0


def test_employees_give_no_awards_and_nobody_awards_themselves(context: object) -> None:
    ids = prepare()
    with pytest.raises(Forbidden), transaction():
        service.give(award_of(ids, "coo"), by=actor("chen"))
    with pytest.raises(Invalid), transaction():
        service.give(award_of(ids, "coo"), by=actor("coo"))


def test_the_same_award_at_the_same_moment_is_given_once(app: Flask) -> None:
    with app.app_context():
        ids = prepare()

    def give(_number: int) -> bool:
        with app.app_context():
            by = actor_of(db.session.scalars(select(Person).where(Person.login == "coo")).one())
            try:
                with transaction():
                    service.give(award_of(ids), by=by)
            except Invalid:
                return False
            return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(give, range(12))) == 1


def test_the_pages_give_show_and_print(app: Flask, browser: Any, new_browser: Any) -> None:
    with app.app_context():
        prepare()
    browser.sign_in("coo", PASSWORD)
    browser.get("/awards")
    assert browser.page.h1 == "No award has been given yet"
    browser.get("/awards/new")
    browser.submit(person_login="nobody", reason="x", status=422)
    assert "This is needed. Please fill it in." in browser.text  # program and project
    chinese = new_browser(language="zh-Hans")
    chinese.sign_in("chen", PASSWORD)
    chinese.get("/awards/new", status=403)


def test_programs_are_made_and_changed_on_pages(app: Flask, browser: Any) -> None:
    with app.app_context():
        make_person("root", "Root", roles=[Role.ADMINISTRATOR], password=PASSWORD)
    browser.sign_in("root", PASSWORD)
    browser.get("/awards/programs/new")
    browser.submit(
        **{"name-zh_Hans": "改善建议奖", "name-en": "Improvement award", "amount": "x"}, status=422
    )
    assert "This must be a whole number." in browser.text
    browser.submit(**{"amount": "500"})
    assert "1 award program" in browser.page.h1
    browser.follow("Improvement award")
    browser.submit(**{"is_closed": True})
    assert "Closed" in browser.text


def test_a_role_in_one_unit_does_not_reach_the_whole_company(context: object) -> None:
    team = make_unit("Picking")
    person = make_person("fin", "Finn", unit=team)
    with transaction():
        accounts.give_role(person, Role.FINANCE, team, by=SYSTEM)
    with pytest.raises(Forbidden), transaction():
        service.create_program(ProgramData(name=Localized.both("Prize")), by=actor("fin"))
