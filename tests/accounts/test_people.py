"""Adding and changing people, ending access, and who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from improve.accounts import service
from improve.accounts.models import Person
from improve.accounts.queries import (
    matching,
    person_by_login,
    person_meant,
    person_signing_in,
    unit_meant,
    visible_to,
)
from improve.accounts.values import NewPerson, PersonalSettings, PersonData
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.policy import SYSTEM, VISITOR, Actor, Role
from tests.people import act, make_person, make_unit

pytestmark = pytest.mark.usefixtures("context")


def admin() -> Actor:
    return act(make_person("root", roles=[Role.ADMINISTRATOR]))


def change(person: Person, by: Actor, **fields: Any) -> tuple[str, ...]:
    kept = {"login": person.login, "name": person.name, "email": person.email, "unit_id": person.unit_id}
    with transaction():
        return service.change_person(person, PersonData(**{**kept, **fields}), by=by)


def test_a_login_is_taken_once() -> None:
    make_person("e1001")
    with pytest.raises(Invalid) as refusal:
        make_person("Ｅ1001")
    assert list(refusal.value.errors) == ["login"]
    assert db.session.scalars(select(Person)).all()


def test_people_are_changed_field_by_field() -> None:
    team = make_unit("Team")
    person = make_person("e1001", "Chen Yu")
    by = admin()
    assert change(person, by, name="Chen Yu", unit_id=team.id, email="Chen@Example.COM") == ("email", "unit")
    assert (person.email, person.unit_id) == ("chen@example.com", team.id)
    assert change(person, by) == ()
    make_person("e1002")
    with pytest.raises(Invalid):
        change(person, by, login="E1002")


def test_nobody_is_put_into_a_closed_or_missing_unit() -> None:
    team = make_unit("Team")
    with transaction():
        service.close_unit(team, by=SYSTEM)
    person = make_person("e1001")
    for unit_id in (team.id, 2_000_000_000):
        with pytest.raises(Invalid) as refusal:
            change(person, SYSTEM, unit_id=unit_id)
        assert list(refusal.value.errors) == ["unit_id"]


def test_members_change_nobody() -> None:
    member, other = act(make_person("member")), make_person("other")
    attempts: list[Callable[[], Any]] = [
        lambda: service.create_person(NewPerson(login="new", name="New"), by=member),
        lambda: service.change_person(other, PersonData(login="x", name="X"), by=member),
        lambda: service.disable(other, by=member),
        lambda: service.enable(other, by=member),
        lambda: service.sign_out_everywhere(other, by=member),
        lambda: service.set_password(other, "four words of mine", by=member),
        lambda: service.change_settings(other, PersonalSettings(), by=member),
        lambda: service.give_role(other, Role.ADMINISTRATOR, None, by=member),
        lambda: service.issue_slip(other, by=member),
    ]
    for attempt in attempts:
        with pytest.raises(Forbidden), transaction():
            attempt()


def local_admin(place: str = "Site") -> tuple[Actor, Any]:
    site = make_unit(place, kind="site")
    person = make_person(f"admin-of-{place}".lower())
    with transaction():
        service.give_role(person, Role.ADMINISTRATOR, site, by=SYSTEM)
    return act(person), site


def test_who_administers_a_site_administers_nothing_else() -> None:
    by, site = local_admin()
    team = make_unit("Team", parent=site)
    with transaction():
        service.create_person(NewPerson(login="inside", name="Inside", unit_id=team.id), by=by)
    for unit_id in (None, make_unit("Elsewhere").id):
        with pytest.raises(Forbidden), transaction():
            service.create_person(NewPerson(login="outside", name="Outside", unit_id=unit_id), by=by)
    inside = person_by_login("inside")
    assert inside is not None
    with pytest.raises(Forbidden):
        change(inside, by, unit_id=None)  # out of the site


def test_who_administers_a_site_does_not_become_administrator_of_all() -> None:
    """The ways up: giving oneself the role, or taking over somebody who holds it."""
    by, site = local_admin()
    boss = make_person("boss", roles=[Role.ADMINISTRATOR], unit=site)
    me = db.session.get_one(Person, by.person_id)
    ways: list[Callable[[], Any]] = [
        lambda: service.give_role(me, Role.ADMINISTRATOR, None, by=by),
        lambda: service.issue_slip(boss, by=by),
        lambda: service.send_link(boss, by=by),
        lambda: service.set_password(boss, "four words of mine", by=by),
        lambda: service.change_person(boss, PersonData(login="boss", name="B", email="me@x.org"), by=by),
        lambda: service.disable(boss, by=by),
        lambda: service.take_role(boss, Role.ADMINISTRATOR, None, by=by),
    ]
    for way in ways:
        with pytest.raises(Forbidden), transaction():
            way()


@pytest.mark.parametrize("held", [Role.COMMITTEE, Role.ADMINISTRATOR, Role.COORDINATOR])
def test_coordinator_and_lead_help_members_in_but_not_people_with_roles(held: Role) -> None:
    site = make_unit("Site", kind="site")
    lead = make_person("lead", unit=site)
    team = make_unit("Team", parent=site, lead=lead)
    coordinator = make_person("coordinator")
    with transaction():
        service.give_role(coordinator, Role.COORDINATOR, site, by=SYSTEM)
    member = make_person("member", unit=team)
    important = make_person("important", unit=team)
    with transaction():
        service.give_role(important, held, None, by=SYSTEM)
    for helper in (lead, coordinator):
        with transaction():
            service.issue_slip(member, by=act(helper))
        with pytest.raises(Forbidden), transaction():
            service.issue_slip(important, by=act(helper))


def test_the_lead_of_another_unit_helps_nobody_in() -> None:
    lead = make_person("lead")
    make_unit("Team A", lead=lead)
    other = make_person("other", unit=make_unit("Team B"))
    with pytest.raises(Forbidden), transaction():
        service.issue_slip(other, by=act(lead))


def test_ending_access_ends_sessions_and_opens_again() -> None:
    person, by = make_person("e1001"), admin()
    epoch = person.session_epoch
    with transaction():
        service.disable(person, by=by)
    assert not person.is_active
    assert person.session_epoch == epoch + 1
    with transaction():
        service.disable(person, by=by)
    assert person.session_epoch == epoch + 1  # no news
    with transaction():
        service.enable(person, by=by)
    assert person.is_active


def test_the_last_administrator_stays() -> None:
    by = admin()
    root = db.session.get_one(Person, by.person_id)
    with pytest.raises(Refused), transaction():
        service.disable(root, by=SYSTEM)
    with pytest.raises(Refused), transaction():
        service.take_role(root, Role.ADMINISTRATOR, None, by=by)
    make_person("second", roles=[Role.ADMINISTRATOR])
    with pytest.raises(Refused), transaction():
        service.disable(root, by=by)  # not oneself
    with transaction():
        service.take_role(root, Role.ADMINISTRATOR, None, by=by)


def test_a_disabled_administrator_does_not_count() -> None:
    by = admin()
    second = make_person("second", roles=[Role.ADMINISTRATOR])
    with transaction():
        service.disable(second, by=by)
    with pytest.raises(Refused), transaction():
        service.take_role(db.session.get_one(Person, by.person_id), Role.ADMINISTRATOR, None, by=by)


def test_roles_are_given_once_and_end_sessions() -> None:
    person, team = make_person("e1001"), make_unit("Team")
    for unit in (None, team):
        epoch = person.session_epoch
        for _twice in range(2):
            with transaction():
                service.give_role(person, Role.COMMITTEE, unit, by=SYSTEM)
        assert person.session_epoch == epoch + 1
    assert [a.path for a in act(person).assignments if a.role is Role.COMMITTEE] == ["/", team.path]
    with transaction():
        service.take_role(person, Role.COMMITTEE, team, by=SYSTEM)
    assert [a.path for a in act(person).assignments if a.role is Role.COMMITTEE] == ["/"]


def test_own_settings_are_ones_own() -> None:
    person = make_person("e1001", language=None)
    wanted = PersonalSettings(language="zh_Hans", time_zone="Europe/Berlin", theme="dark", mail_wanted=False)
    with transaction():
        service.change_settings(person, wanted, by=act(person))
    actor = act(person)
    assert (actor.language, actor.time_zone, actor.theme) == ("zh_Hans", "Europe/Berlin", "dark")
    assert person.mail_wanted is False


def test_an_address_of_two_people_signs_nobody_in() -> None:
    for login in ("e1", "e2"):
        person = make_person(login)
        change(person, SYSTEM, email="shared@example.com")
    alone = make_person("e3")
    change(alone, SYSTEM, email="Own@Example.com")
    assert person_signing_in("shared@example.com") is None
    assert person_signing_in(" OWN@example.com ") is alone
    assert person_signing_in("E3") is alone
    taken = make_person("own@example.com")
    assert person_signing_in("own@example.com") is taken  # a login comes before an address


def test_somebody_is_meant_by_login_or_only_name() -> None:
    chen, first, _second = (
        make_person("e1", "Chen Yu"),
        make_person("e2", "Li Na"),
        make_person("e3", "Li Na"),
    )
    assert person_meant("Chen Yu") is chen
    assert person_meant("E2") is first
    assert person_meant("Li Na") is None
    assert person_meant("nobody") is None
    for unreadable in ("a\x00b", "\x00", "\ud800"):  # what PostgreSQL does not even look for
        assert person_meant(unreadable) is person_by_login(unreadable) is unit_meant(unreadable) is None


def test_visitors_see_nobody_and_searching_leaks_no_login() -> None:
    make_person("secret-login", "Chen Yu")
    member = act(make_person("member", "Li Na"))
    assert db.session.scalars(visible_to(VISITOR)).all() == []
    names = lambda statement: [person.name for person in db.session.scalars(statement)]  # noqa: E731
    assert names(matching(visible_to(member), "chen")) == ["Chen Yu"]
    assert names(matching(visible_to(member), "yu chen")) == ["Chen Yu"]
    assert names(matching(visible_to(member), "secret")) == []
    assert names(matching(visible_to(member), "secret", logins=True)) == ["Chen Yu"]
    assert names(matching(visible_to(member), "%")) == []
