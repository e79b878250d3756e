"""The organization tree: adding, changing, moving, closing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from improve.accounts import service
from improve.accounts.models import Unit
from improve.accounts.queries import headcount, in_tree_order, leads_of, unit_choices, unit_names
from improve.accounts.values import UnitData
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Actor, Role
from tests.people import act, make_person, make_unit

pytestmark = pytest.mark.usefixtures("context")


def three_levels() -> tuple[Unit, Unit, Unit]:
    site = make_unit("Site", kind="site")
    department = make_unit("Department", kind="department", parent=site)
    return site, department, make_unit("Team", parent=department)


def move(unit: Unit, parent: Unit | None, by: Actor = SYSTEM) -> None:
    with transaction():
        service.move_unit(unit, parent.id if parent is not None else None, by=by)


def change(unit: Unit, **fields: Any) -> tuple[str, ...]:
    kept = {"name": unit.name, "kind": unit.kind, "code": unit.code, "lead_id": unit.lead_id}
    with transaction():
        return service.change_unit(unit, UnitData(**{**kept, **fields}), by=SYSTEM)


def test_paths_go_from_the_top_down() -> None:
    site, department, team = three_levels()
    assert team.path == f"/{site.id}/{department.id}/{team.id}/"
    assert team.depth == 3
    assert [str(name) for name in unit_names([team.path])[team.path]] == ["Site", "Department", "Team"]


def test_everything_inside_moves_along() -> None:
    site, department, team = three_levels()
    other = make_unit("Other site", kind="site")
    make_unit("Bystander", parent=other)
    move(department, other)
    assert department.path == f"/{other.id}/{department.id}/"
    assert team.path == f"/{other.id}/{department.id}/{team.id}/"
    assert site.path == f"/{site.id}/"
    move(department, None)
    assert team.path == f"/{department.id}/{team.id}/"


def test_a_unit_moves_neither_into_itself_nor_into_what_cannot_hold_it() -> None:
    site, department, team = three_levels()
    closed = make_unit("Closed", kind="site")
    with transaction():
        service.close_unit(closed, by=SYSTEM)
    for unit, parent in ((department, team), (department, department), (site, department), (team, closed)):
        before = [u.path for u in db.session.scalars(select(Unit).order_by(Unit.id))]
        with pytest.raises(Invalid):
            move(unit, parent)
        assert [u.path for u in db.session.scalars(select(Unit).order_by(Unit.id))] == before


def test_a_move_changes_what_roles_reach() -> None:
    site, department, team = three_levels()
    other = make_unit("Other", kind="site")
    coordinator = make_person("coordinator")
    with transaction():
        service.give_role(coordinator, Role.COORDINATOR, site, by=SYSTEM)
    member = make_person("member", unit=team)
    with transaction():
        service.issue_slip(member, by=act(coordinator))
    move(department, other)
    with pytest.raises(Forbidden), transaction():
        service.issue_slip(member, by=act(coordinator))


def test_who_looks_after_one_site_moves_nothing_out_of_it() -> None:
    site, department, _team = three_levels()
    other = make_unit("Other", kind="site")
    keeper = make_person("keeper")
    with transaction():
        service.give_role(keeper, Role.ADMINISTRATOR, site, by=SYSTEM)
    for parent in (other, None):
        with pytest.raises(Forbidden):
            move(department, parent, by=act(keeper))
    with pytest.raises(Forbidden), transaction():
        service.create_unit(UnitData(name=Localized.both("Top"), kind="site"), by=act(keeper))
    with transaction():
        data = UnitData(name=Localized.both("In"), kind="team", parent_id=site.id)
        service.create_unit(data, by=act(keeper))


def test_changes_are_named_and_wrong_ones_refused() -> None:
    site, department, team = three_levels()
    lead = make_person("lead")
    assert change(team, lead_id=lead.id, name=Localized(en="Night shift")) == ("name", "lead_id")
    assert change(team) == ()
    with pytest.raises(Invalid) as refusal:
        change(team, code=site.code)
    assert list(refusal.value.errors) == ["code"]
    with pytest.raises(Invalid):
        change(department, kind="site")
    with pytest.raises(Invalid):
        change(site, kind="team")  # a department stands inside it
    with transaction():
        service.disable(lead, by=SYSTEM)
    change(team, name=Localized(en="Late shift"))  # a lead of old may stay
    with pytest.raises(Invalid):
        change(department, lead_id=lead.id)


def test_a_unit_is_closed_empty_and_opens_after_the_one_above() -> None:
    _site, department, team = three_levels()
    person = make_person("e1", unit=team)
    for unit in (team, department):
        with pytest.raises(Refused), transaction():
            service.close_unit(unit, by=SYSTEM)
    with transaction():
        service.disable(person, by=SYSTEM)
    for unit in (team, department):
        with transaction():
            service.close_unit(unit, by=SYSTEM)
    with pytest.raises(Refused), transaction():
        service.reopen_unit(team, by=SYSTEM)
    with pytest.raises(Invalid):
        make_unit("Late", parent=department)
    for unit in (department, team):
        with transaction():
            service.reopen_unit(unit, by=SYSTEM)
    assert not team.is_closed


def test_selects_indent_and_leave_out() -> None:
    site, department, team = three_levels()
    shown = unit_choices()
    assert [name.strip() for _value, name in shown] == ["Site", "Department", "Team"]
    assert [len(name) - len(name.lstrip()) for _value, name in shown] == [0, 1, 2]
    assert unit_choices(below=[department.path])[0] == (str(department.id), "Department")
    assert unit_choices(besides=department.path) == [(str(site.id), "Site")]
    assert unit_choices(below=[]) == []
    assert team.id


def test_leads_are_told_from_the_nearest() -> None:
    top, near = make_person("top"), make_person("near")
    site = make_unit("Site", kind="site", lead=top)
    team = make_unit("Team", parent=site, lead=near)
    make_person("e1", unit=team)
    assert list(db.session.scalars(leads_of(team.path))) == [near, top]
    assert headcount() == {team.id: 1}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 5)), max_size=12))
def test_after_any_moves_the_tree_is_a_tree(moves: list[tuple[int, int]]) -> None:
    units = [make_unit(f"U{n}") for n in range(6)]
    for which, where in moves:
        try:
            move(units[which], units[where] if where >= 0 else None)
        except Invalid:
            db.session.rollback()
    for unit in units:
        above = unit.parent.path if unit.parent is not None else "/"
        assert unit.path == f"{above}{unit.id}/"
    assert len(in_tree_order(units)) == len(units)
