"""The board: limits on work in progress, lanes, filters, and what a longer one costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from improve.accounts.models import Unit
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.policy import SYSTEM, Role
from improve.projects import service
from improve.projects.board.queries import limits_at
from improve.projects.board.service import set_limits
from improve.projects.board.values import LimitData
from improve.projects.models import Stage
from improve.projects.values import DecisionData, ProjectData
from tests.browser import Browser
from tests.conftest import Clock
from tests.metrics.door import let_in, signed_in
from tests.metrics.making import fill, make_metric
from tests.people import act, make_person, make_unit
from tests.projects.making import BEFORE, IMPROVED, make_project, move, reload, running, week, write_plan

NewBrowser = Callable[..., Browser]


def limit(unit: Any = None, by: Any = SYSTEM, **most: int) -> None:
    with transaction():
        set_limits(LimitData(unit_id=unit.id if unit is not None else None, **most), by=by)


def ready(title: str, owner: Any, metric: Any, unit: Any = None) -> Any:
    """A card in Plan that may leave it."""
    project = make_project(title, owner=owner, unit=unit)
    write_plan(project, metric, baseline_from=week(-34), starts_on=week(-10))
    return reload(project)


def test_a_full_column_takes_no_further_card(context: object, clock: Clock) -> None:
    site = make_unit("Site", kind="site")
    team, other = make_unit("Team", parent=site), make_unit("Other", parent=site)
    ann = make_person("ann", unit=team)
    metric = make_metric(owner=ann)
    fill(metric, week(-34), [*BEFORE, *IMPROVED])
    first, second, third = (
        ready(f"Card {n}", ann, metric, unit) for n, unit in enumerate((team, team, other))
    )
    limit(team, do=1)
    move(first, Stage.DO)
    with pytest.raises(Refused, match="Team的“执行”已满（1张，上限1张）"):
        move(second, Stage.DO)
    move(third, Stage.DO)  # another place
    move(first, Stage.CHECK)
    move(reload(second), Stage.DO)  # room again
    with pytest.raises(Refused, match="Team的“执行”已满（1张，上限1张）"):
        move(reload(first), Stage.DO)  # nor does one come back
    limit(site, do=2)
    fourth = ready("Card 4", ann, metric, other)
    with pytest.raises(Refused, match="Site的“执行”已满（2张，上限2张）"):
        move(fourth, Stage.DO)
    limit(site)
    limit(do=2)
    with pytest.raises(Refused, match="“执行”已满（2张，上限2张）"):
        move(fourth, Stage.DO)


def test_a_full_column_is_not_entered_from_another_place(context: object, clock: Clock) -> None:
    team, other = make_unit("Team"), make_unit("Other")
    ann = make_person("ann", unit=team)
    metric = make_metric(owner=ann)
    fill(metric, week(-34), [*BEFORE, *IMPROVED])
    here, there, planned = (
        ready(f"Card {n}", ann, metric, unit) for n, unit in enumerate((team, other, team))
    )
    for card in (here, there):
        move(card, Stage.DO)
    limit(other, do=1)
    limit(do=2)

    def take(card: Any, place: Any) -> None:
        with transaction():
            service.edit(reload(card), ProjectData(card.title, owner_id=ann.id, unit_id=place.id), by=SYSTEM)

    with pytest.raises(Invalid) as refused:
        take(here, other)
    assert "Other的“执行”已满（1张，上限1张）" in str(refused.value.errors["unit_id"][0])
    take(planned, other)  # in Plan nothing is held back
    limit(other)
    take(here, other)  # the company is full, but the card was in it already
    assert reload(here).unit_id == other.id


def test_what_comes_by_itself_is_never_held_back(context: object, clock: Clock) -> None:
    ann, tom = make_person("ann"), make_person("tom", roles=[Role.COORDINATOR])
    limit(plan=1, check=1, act=1)
    checked = [running(ann, IMPROVED, title="One", stage=Stage.CHECK)]
    limit(plan=1, check=9, act=1)
    checked.append(running(ann, IMPROVED, title="Two", code="M-2", stage=Stage.CHECK))
    for project in checked:
        with transaction():
            service.decide(reload(project), DecisionData("adopt", "So."), by=act(tom))
    limit(check=1)
    for project in checked:  # taking a decision back is no new work
        move(reload(project), Stage.CHECK)
    make_project("Three")
    assert [reload(project).state for project in checked] == [Stage.CHECK, Stage.CHECK]


def test_limits_are_set_by_who_coordinates_the_place(context: object) -> None:
    team = make_unit("Team")
    ann, tom = make_person("ann", unit=team), make_person("tom", roles=[Role.COORDINATOR])
    with pytest.raises(Forbidden):
        limit(team, by=act(ann), do=3)
    limit(team, by=act(tom), do=3, act=2)
    assert limits_at(team) == {Stage.DO: 3, Stage.ACT: 2}
    limit(team, by=act(tom))
    assert limits_at(team) == {}


def board(app: Flask, cards: int) -> None:
    """As many cards as asked in each column, each with a unit, an owner and a metric of its own."""
    with app.app_context():
        tom = act(make_person("tom", "Tom", roles=[Role.COORDINATOR]))
        for n in range(cards):
            unit = make_unit(f"Team {n}")
            owner = make_person(f"owner{n}", f"Owner {n}", unit=unit)
            make_project(f"Plan {n}", owner=owner, unit=unit)
            for stage in (Stage.DO, Stage.CHECK):
                project = running(
                    owner, IMPROVED, title=f"{stage.value} {n}", code=f"{stage.value}-{n}", stage=stage
                )
                with transaction():
                    reload(project).unit_id = unit.id
            with transaction():
                service.decide(
                    reload(running(owner, IMPROVED, code=f"A-{n}", title=f"Act {n}", stage=Stage.CHECK)),
                    DecisionData("adopt", "So."),
                    by=tom,
                )
        let_in()


@pytest.mark.databases("sqlite")
def test_a_longer_board_asks_no_more(
    app: Flask, clock: Clock, new_browser: NewBrowser, statements: Any
) -> None:
    asked = {}
    for round_, more in enumerate((1, 4)):
        if round_:
            with app.app_context():
                for n in range(more):
                    unit = make_unit(f"More {n}")
                    owner = make_person(f"more{n}", unit=unit)
                    make_project(f"More {n}", owner=owner, unit=unit)
                    for stage in (Stage.DO, Stage.CHECK):
                        running(
                            owner,
                            IMPROVED,
                            title=f"More {stage.value} {n}",
                            code=f"X-{stage.value}-{n}",
                            stage=stage,
                        )
        else:
            board(app, more)
        browser = signed_in(new_browser, "tom")
        for path in ("/projects", "/projects?lanes=unit", "/projects?lanes=owner", "/projects?late=1"):
            browser.get(path)
            with statements() as found:
                browser.get(path)
            asked.setdefault(path, []).append(found.count)
    assert all(first == last for first, last in asked.values()), asked


@pytest.mark.databases("sqlite")
def test_lanes_filters_and_limits_on_the_page(app: Flask, clock: Clock, new_browser: NewBrowser) -> None:
    board(app, 2)
    with app.app_context():
        limit(check=1, do=2)
        make_project("Late plan", plan_due_on=week(-1))
    for language, full, over in (("en", "Full", "More than the limit"), ("zh-Hans", "已满", "超过上限")):
        tom = signed_in(new_browser, "tom", language)
        tom.get("/projects")
        heads = [head.text() for head in tom.page.css(".board h2 .n")]
        assert heads[1:3] == ["2 of 2", "2 of 1"] if language == "en" else ["2/2", "2/1"]
        assert full in tom.text
        assert over in tom.text
        assert len(tom.page.css("article[data-card] .grip")) == 9
        tom.get("/projects?lanes=unit")
        lanes = [lane.css_first("h2").text() for lane in tom.page.css(".lane")]
        assert [name[:6] for name in lanes[:2]] == ["Team 0", "Team 1"]
        assert len(lanes) == 3
        tom.get("/projects?lanes=owner")
        assert [lane.css_first("h2").text()[:7] for lane in tom.page.css(".lane")][:2] == [
            "Owner 0",
            "Owner 1",
        ]
        tom.get("/projects?late=1")
        assert [card.css_first("a").text() for card in tom.page.css("article")] == [
            "Late plan",
            "check 0",
            "check 1",
        ]
        tom.get("/projects?owner=3")
        assert {card.css_first("a").text()[-1] for card in tom.page.css("article")} == {"1"}
        for odd in ("owner=99999999999", "owner=x", "lanes=x", "late=%F0%9F%98%80"):
            tom.get(f"/projects?{odd}")


@pytest.mark.databases("sqlite")
def test_the_page_of_limits(app: Flask, new_browser: NewBrowser) -> None:
    with app.app_context():
        unit = make_unit("Team")
        make_person("tom", "Tom", roles=[Role.COORDINATOR])
        make_person("ann", "Ann", unit=unit)
        let_in()
        number = unit.id
    tom = signed_in(new_browser, "tom")
    tom.get(f"/projects/limits?unit={number}")
    tom.submit(button="Save", do="2147483648", check="3", status=422)
    assert "between 1 and 999" in tom.text
    tom.submit(button="Save", do="2", check="3")
    with app.app_context():
        assert limits_at(db.session.get_one(Unit, number)) == {Stage.DO: 2, Stage.CHECK: 3}
    signed_in(new_browser, "ann").get("/projects/limits", status=403)
