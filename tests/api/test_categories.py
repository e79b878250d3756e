"""The API of categories: one object says what a client needs in order to hand an idea in; and the list of ideas
is narrowed as the page narrows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from improve.accounts.queries import actor_of
from improve.core.db import transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Actor, Role
from improve.suggestions import service
from improve.suggestions.fields.service import add_field
from improve.suggestions.fields.values import FieldData
from improve.suggestions.routing.admin import make_route
from improve.suggestions.routing.values import Handler, RouteData
from improve.suggestions.values import CategoryData, ImportedSuggestion, VotingData
from improve.suggestions.voting.service import change_rule
from improve.web.access import LOADERS
from tests.people import make_person, make_unit

As = Callable[[str], FlaskClient]


@pytest.fixture
def as_(app: Flask) -> As:
    """A client of somebody; the loader stands for the bearer token, which accounts test."""
    people: dict[str, Actor] = {}
    current: list[Actor] = []
    with app.app_context():
        for name, roles in (("ann", ()), ("root", (Role.ADMINISTRATOR,))):
            people[name] = actor_of(make_person(name, "Ann Author" if name == "ann" else name, roles=roles))
    app.extensions[LOADERS].insert(0, lambda: current[-1] if current else None)

    def client(name: str) -> FlaskClient:
        current.append(people[name])
        return app.test_client()

    return client


def test_a_category_says_its_rules(app: Flask, as_: As) -> None:
    with app.app_context():
        press = make_unit("Press")
        with transaction():
            category = service.create_category(
                CategoryData(
                    Localized({"en": "Safety", "zh_Hans": "安全"}),
                    code="SAFE",
                    promise_days=5,
                    visibility="unit",
                    has_local_lane=True,
                ),
                by=SYSTEM,
            )
            service.create_category(
                CategoryData(Localized.both("Old"), code="OLD", is_closed=True), by=SYSTEM
            )
        with transaction():
            rule = VotingData("budget", 3, date(2026, 1, 1), date(2026, 3, 31), counts_hidden=True)
            change_rule(category, rule, by=SYSTEM)
            add_field(
                category,
                FieldData(
                    Localized({"en": "Machine"}), "choice", options=Localized({"en": "Press 1\nPress 2"})
                ),
                by=SYSTEM,
            )
            make_route(RouteData(Handler.LEAD, category_id=category.id, unit_id=press.id), by=SYSTEM)
            make_route(RouteData(Handler.PERSON, person="root"), by=SYSTEM)
        number, unit = category.id, press.code
    found = as_("root").get("/api/v1/categories").json
    assert (found["total"], found["page"]) == (1, 1)
    (item,) = found["items"]
    assert {key: item[key] for key in ("id", "code", "name", "names", "promise_days", "visibility")} == {
        "id": number,
        "code": "SAFE",
        "name": "Safety",
        "names": {"en": "Safety", "zh_Hans": "安全"},
        "promise_days": 5,
        "visibility": "unit",
    }
    assert item["has_local_lane"] is True
    assert item["voting"] == {
        "kind": "budget",
        "votes_per_quarter": 3,
        "opens_on": "2026-01-01",
        "closes_on": "2026-03-31",
        "counts_hidden": True,
        "handlers_see_counts": False,
    }
    assert [(field["label"], field["kind"]) for field in item["fields"]] == [("Machine", "choice")]
    assert [option["label"] for option in item["fields"][0]["options"]] == ["Press 1", "Press 2"]
    assert {(way["unit"], way["handler"], way["person"], way["is_general"]) for way in item["routes"]} == {
        (unit, "lead", None, False),
        (None, "person", "root", True),
    }
    assert as_("root").get(f"/api/v1/categories/{number}").json == item
    assert as_("ann").get(f"/api/v1/categories/{number}").json == {**item, "routes": None}
    assert as_("ann").get("/api/v1/categories?closed=y").json["total"] == 2
    assert as_("ann").get("/api/v1/categories/2147483648").status_code == 404


NARROWED = (
    ("person=byron", ["Trays"]),
    ("person=nobody", []),
    ("since=2026-05-02", ["Lamps", "Trays"]),
    ("until=2026-05-02", ["Racks", "Trays"]),
    ("since=2026-05-02&until=2026-05-02", ["Trays"]),
    ("votes=3", ["Lamps", "Trays"]),
    ("votes=3&q=tray", ["Trays"]),
)
REFUSED = (("since=yesterday", "since"), ("votes=0", "votes"), ("votes=9999999999999999999", "votes"))


def test_ideas_are_narrowed_as_on_the_page(app: Flask, as_: As) -> None:
    with app.app_context(), transaction():
        rows = [
            ImportedSuggestion(
                title=title,
                author=author,
                votes_for=votes,
                submitted_at=datetime(2026, 5, day, 4, tzinfo=UTC),
            )
            for title, author, votes, day in (
                ("Racks", "Cai", 2, 1),
                ("Trays", "Ada Byron", 3, 2),
                ("Lamps", "Bo", 4, 3),
            )
        ]
        service.import_suggestions(rows, by=SYSTEM)
    for asked, found in NARROWED:
        answer = as_("ann").get(f"/api/v1/suggestions?{asked}").json
        assert sorted(item["title"] for item in answer["items"]) == found, asked
        assert answer["total"] == len(found), asked
    for asked, field in REFUSED:
        refused = as_("ann").get(f"/api/v1/suggestions?{asked}")
        assert refused.status_code == 422, asked
        assert [error["field"] for error in refused.json["errors"]] == [field], asked
