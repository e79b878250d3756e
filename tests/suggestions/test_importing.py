"""Bringing in rows: twice changes nothing, changes are taken over, our own decisions stay."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from improve.core.db import db, transaction
from improve.core.errors import Forbidden
from improve.core.policy import SYSTEM, Actor, Role
from improve.suggestions import queries, service
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.values import Filters, ImportedSuggestion, Outcome
from tests.people import act, make_person

pytestmark = pytest.mark.usefixtures("context")
WHEN = datetime(2019, 1, 5, 9, 8, 7, tzinfo=UTC)


def bring(*rows: ImportedSuggestion, by: Actor = SYSTEM) -> list[str]:
    with transaction():
        return [str(outcome) for outcome in service.import_suggestions(rows, by=by)]


def row(**more: object) -> ImportedSuggestion:
    values = {"title": "噪音扰民", "problem": "夜里施工", "external_id": "208636", "author": "UU0081"}
    values |= {"submitted_at": WHEN, "votes_for": 7, "votes_against": 1}
    return ImportedSuggestion(**{**values, **more})  # type: ignore[arg-type]


def only() -> Suggestion:
    db.session.expire_all()
    return db.session.scalars(select(Suggestion)).one()


def test_a_row_comes_in_with_its_author_as_a_name_and_its_votes_as_totals() -> None:
    assert bring(row()) == ["created"]
    stored = only()
    assert (stored.author_id, stored.author_name, stored.author_label) == (None, "UU0081", "UU0081")
    assert (stored.votes, stored.votes_for, stored.imported_for, stored.imported_against) == (7, 0, 7, 1)
    assert (stored.submitted_at, stored.promised_on, stored.problem) == (WHEN, None, "夜里施工")


@pytest.mark.parametrize("key", ["208636", None])
def test_the_same_rows_again_change_nothing(key: str | None) -> None:
    rows = [row(external_id=key), row(external_id=key and "2", title="另一条")]
    assert bring(*rows, rows[0]) == ["created", "created", "skipped"]
    before = db.session.scalars(select(Suggestion.changed_at).order_by(Suggestion.id)).all()
    assert bring(*rows) == ["skipped", "skipped"]
    assert db.session.scalars(select(Suggestion.changed_at).order_by(Suggestion.id)).all() == before


@pytest.mark.parametrize(
    ("changed", "name", "value"),
    [
        ({"title": "新标题"}, "title", "新标题"),
        ({"problem": "白天施工"}, "problem", "白天施工"),
        ({"author": "别人"}, "author_name", "别人"),
        ({"votes_for": 9}, "votes", 9),
        ({"votes_against": 0}, "imported_against", 0),
        ({"category": "城建"}, "category_id", 1),
    ],
)
def test_a_changed_row_is_taken_over(changed: dict[str, object], name: str, value: object) -> None:
    bring(row())
    assert bring(row(**changed)) == ["updated"]
    assert getattr(only(), name) == value
    assert bring(row(**changed)) == ["skipped"]


def test_a_changed_row_is_found_by_its_new_words() -> None:
    bring(row())
    bring(row(title="地铁拥挤"))
    assert queries.page_of(SYSTEM, Filters(q="地铁", scope="title")).total == 1
    assert queries.page_of(SYSTEM, Filters(q="扰民", scope="title")).total == 0


def test_what_became_of_it_here_is_not_undone_by_the_file() -> None:
    bring(row(status="received"))
    with transaction():
        service.decide(only(), Outcome.ACCEPTED, "Yes", by=SYSTEM)
    assert bring(row(status="received")) == ["skipped"]
    assert only().status == "accepted"


def test_ballots_and_totals_add_up_when_the_file_changes() -> None:
    bring(row())
    with transaction():
        service.back(only(), by=act(make_person("ada")))
    bring(row(votes_for=100))
    assert (only().votes, only().votes_for, only().imported_for) == (101, 1, 100)


def test_categories_are_found_by_code_or_name_and_made_once() -> None:
    bring(row(category="城建"), row(external_id="2", category="城建"), row(external_id="3", category="交通"))
    assert db.session.scalar(select(func.count()).select_from(Category)) == 2
    code = db.session.scalars(select(Category.code).order_by(Category.id)).first()
    bring(row(external_id="4", category=str(code).lower()))
    assert db.session.scalar(select(func.count()).select_from(Category)) == 2


def test_only_handlers_import() -> None:
    with pytest.raises(Forbidden):
        bring(row(), by=act(make_person("ada")))
    assert bring(row(), by=act(make_person("chief", roles=(Role.COORDINATOR,)))) == ["created"]
