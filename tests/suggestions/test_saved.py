"""Saved views: kept, shared by who may, begun with; and the list with its filters in the browser."""

from __future__ import annotations

import pytest

from improve.accounts.models import RoleAssignment, Unit
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.policy import Actor, Role
from improve.suggestions.saved import queries, service
from improve.suggestions.saved.address import address_of
from improve.suggestions.saved.models import SavedView
from improve.suggestions.saved.values import ViewData
from improve.suggestions.values import Filters, Sort
from improve.suggestions.views.lists import filters_of
from tests.people import act, make_person, make_unit

pytestmark = pytest.mark.usefixtures("context")


def kept(by: Actor, name: str, **more: object) -> SavedView:
    with transaction():
        return service.save(ViewData(name=name, **more), {"q": "oil"}, by=by)  # type: ignore[arg-type]


def coordinator(unit: Unit) -> Actor:
    person = make_person("carl", unit=unit)
    with transaction():
        db.session.add(RoleAssignment(person_id=person.id, role=Role.COORDINATOR, unit_id=unit.id))
    return act(person)


def names(actor: Actor) -> list[str]:
    return [view.name for view in queries.views_of(actor)]


@pytest.mark.parametrize(
    "address",
    [
        {},
        {"q": "夜班"},
        {
            "q": "a",
            "in": "title",
            "status": "done",
            "category": "3",
            "unit": "4",
            "mine": "backed",
            "person": "Bo",
        },
        {"since": "2026-01-02", "until": "2026-03-04", "votes": "5", "sort": "quiet"},
    ],
)
def test_an_address_says_what_its_filters_say(address: dict[str, str]) -> None:
    filters, problems = filters_of(address)
    assert not problems and address_of(filters) == address


def test_a_search_is_sorted_by_fit_unless_told_otherwise() -> None:
    assert filters_of({"q": "oil"})[0].sort == Sort.RELEVANCE
    assert filters_of({"q": "oil", "sort": "votes"})[0].sort == Sort.VOTES
    assert filters_of({"q": " "})[0] == Filters()


def test_views_are_ones_own_until_they_are_shared(context: object) -> None:
    site = make_unit("Site", kind="site")
    team, other = make_unit("Team", parent=site), make_unit("Other")
    carl = coordinator(site)
    ada, bob = act(make_person("ada", unit=team)), act(make_person("bob", unit=other))
    kept(carl, "private")
    view = kept(carl, "shared", unit_id=team.id)
    kept(ada, "zebra")
    assert names(carl) == ["private", "shared"]
    assert names(ada) == ["zebra", "shared"]
    assert names(bob) == []
    assert queries.visible_view(bob, view.id) is None and queries.visible_view(ada, view.id) is not None
    with pytest.raises(Forbidden), transaction():
        service.save(ViewData("x", unit_id=other.id), {}, by=carl)
    with pytest.raises(Forbidden), transaction():
        service.save(ViewData("x", unit_id=team.id), {}, by=ada)
    with pytest.raises(Invalid), transaction():
        service.save(ViewData("x", unit_id=4711), {}, by=carl)
    with pytest.raises(Forbidden), transaction():
        service.remove(view, by=ada)
    assert names(carl) == ["private", "shared"]


def test_what_tells_one_view_tells_all(context: object) -> None:
    site = make_unit("Site", kind="site")
    carl = coordinator(site)
    ada = act(make_person("ada", unit=make_unit("Team", parent=site)))
    for by, name, unit in ((carl, "a", site.id), (carl, "b", None), (ada, "c", None)):
        kept(by, name, unit_id=unit)
    for actor in (carl, ada):
        one_by_one = {view.id for view in db.session.scalars(queries.visible_to(actor))}
        assert one_by_one == {view.id for view in queries.views_of(actor)}


def test_the_same_name_replaces_and_another_is_refused(context: object) -> None:
    ada = act(make_person("ada"))
    first, second = kept(ada, "mine"), kept(ada, "other")
    with transaction():
        service.save(ViewData("mine"), {"q": "new"}, by=ada)
    assert first.asked == {"q": "new"} and len(names(ada)) == 2
    with pytest.raises(Invalid), transaction():
        service.change(second, ViewData("mine"), by=ada)


def test_there_is_an_end_to_saving(context: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_VIEWS", 1)
    ada = act(make_person("ada"))
    kept(ada, "one")
    with pytest.raises(Refused):
        kept(ada, "two")


def test_one_begins_with_one_view_at_most(context: object) -> None:
    ada = act(make_person("ada"))
    kept(ada, "one", is_default=True)
    two = kept(ada, "two", is_default=True)
    assert [view.name for view in queries.views_of(ada) if view.is_default] == ["two"]
    with transaction():
        service.change(two, ViewData("two"), by=ada)
    assert not any(view.is_default for view in queries.views_of(ada))
    with transaction():
        service.begin_with(two, by=ada)
        service.remove(two, by=ada)
    assert names(ada) == ["one"] and not any(view.is_default for view in queries.views_of(ada))
