"""What a company settles once is kept between requests, and never a moment too long."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask, current_app
from flask.ctx import AppContext
from sqlalchemy import select, text

from improve.accounts.models import Organization, Person, SpecialDays, Unit
from improve.accounts.queries import company_settings, open_places, work_calendar
from improve.core import settled
from improve.core.db import db, rows, transaction
from improve.core.localized import Localized
from improve.suggestions.models import Category
from improve.suggestions.naming.models import StatusName
from improve.suggestions.naming.queries import own_names
from improve.suggestions.queries import category_choices
from improve.suggestions.values import Status
from improve.suggestions.voting.models import VotingRule
from improve.suggestions.voting.queries import voting_rules
from tests.people import make_person
from tests.statements import Statements

DAY = date(2026, 5, 1)
Counted = Callable[[], AbstractContextManager[Statements]]


def elsewhere(*statements: str) -> None:
    """Somebody with an SQL client, who knows nothing of us."""
    with db.engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


def category(name: str) -> Category:
    made = Category(name=Localized.both(name), code=name)
    db.session.add(made)
    db.session.flush()
    return made


def names() -> list[str]:
    return [str(name) for _id, name in category_choices()]


def next_request() -> None:
    """Reading goes on in another transaction."""
    db.session.rollback()


def test_every_table_that_is_kept_is_watched(context: AppContext) -> None:
    with db.engine.connect() as connection:
        assert settled.watched_tables(connection) == frozenset(settled.tables)
    assert {"accounts_organization", "accounts_unit", "suggestions_category"} <= settled.tables


def test_nothing_is_asked_again_while_nothing_changed(context: AppContext, statements: Counted) -> None:
    questions = (company_settings, work_calendar, open_places, category_choices, own_names, voting_rules)
    before = [question() for question in questions]
    next_request()
    with statements() as asked:
        assert [question() for question in questions] == before
    assert asked.count == 1, str(asked)  # the number


def test_each_kind_of_change_is_seen_whoever_makes_it(context: AppContext) -> None:
    seen = []
    for statement in (
        'INSERT INTO suggestions_category (name, code, "order", visibility, has_local_lane, is_closed)'
        " VALUES ('{\"en\": \"one\"}', 'one', 0, 'everyone', false, false)",
        'UPDATE suggestions_category SET name = \'{"en": "two"}\'',
        "DELETE FROM suggestions_category",
    ):
        elsewhere(statement)
        next_request()
        seen.append(names())
    assert seen == [["one"], ["two"], []]


def test_all_that_is_kept_follows_its_tables(context: AppContext) -> None:
    """Each question before and after a row of each table it reads."""
    with transaction():
        made = category("first")
    changes = {
        company_settings: Organization(name=Localized.both("Ours")),
        work_calendar: SpecialDays(
            name=Localized.both("Feast"), first_day=DAY, last_day=DAY, is_working=False
        ),
        open_places: Unit(name=Localized.both("Hall"), code="hall", kind="site", path="/9/"),
        own_names: StatusName(status=Status.RECEIVED, name=Localized.both("New here")),
        voting_rules: VotingRule(category_id=made.id, kind="both"),
        category_choices: Category(name=Localized.both("Safety"), code="s"),
    }
    for question, row in changes.items():
        before = question()
        with transaction():
            db.session.add(row)
        assert question() != before, question.__name__


def test_own_changes_are_seen_at_once_and_forgotten_with_them(context: AppContext) -> None:
    with transaction():
        category("kept")
    assert names() == ["kept"]

    def change_and_fail() -> None:
        with transaction():
            assert names() == ["kept"]
            category("lost")
            assert names() == ["kept", "lost"]
            raise KeyError

    with pytest.raises(KeyError):
        change_and_fail()
    assert names() == ["kept"]
    with transaction():  # reaches the number that the lost one had
        category("other")
    assert names() == ["kept", "other"]


def test_another_thread_sees_a_change_in_its_next_transaction(app: Flask) -> None:
    def in_thread() -> list[str]:
        with app.app_context():
            return names()

    with ThreadPoolExecutor(1) as pool, app.app_context():
        assert pool.submit(in_thread).result() == []
        with transaction():
            category("new")
            assert pool.submit(in_thread).result() == []  # not before it is stored
        assert pool.submit(in_thread).result() == ["new"]


def test_without_its_triggers_nothing_is_kept(app: Flask, statements: Counted) -> None:
    """The guard against a migration that rebuilds a table: then it is slow, not wrong."""
    with app.app_context():
        with db.engine.begin() as connection:
            settled.unwatch(connection)
        assert names() == []
        elsewhere(
            'INSERT INTO suggestions_category (name, code, "order", visibility, has_local_lane, is_closed)'
            " VALUES ('{\"en\": \"one\"}', 'one', 0, 'everyone', false, false)"
        )
        next_request()
        assert names() == ["one"]
        with db.engine.begin() as connection:
            settled.watch(connection)
            assert settled.watched_tables(connection) == frozenset(settled.tables)


def test_what_must_be_stored_together_is_not_stored_by_a_question(context: AppContext) -> None:
    ann = make_person("ann")
    with transaction():
        with db.session.no_autoflush:
            ann.name = "Half"
            assert db.session.is_modified(ann)
            rows(select(Person.id)).all()
            assert ann in db.session.dirty
        rows(select(Person.id)).all()
        assert ann not in db.session.dirty


def test_the_number_that_a_statement_brings_along_is_believed_only_while_it_is_the_same(
    context: AppContext, statements: Counted
) -> None:
    """`told_along` asks with what was settled before; whatever changed meanwhile, the answer is the present one."""
    with transaction():
        category("first")

    def told() -> list[str]:
        def ask() -> tuple[int | None, list[str]]:
            known = names()
            return rows(select(settled.number_now)).scalar(), known

        return settled.told_along(ask)

    assert told() == names() == ["first"]
    next_request()
    with statements() as asked:
        assert told() == ["first"]
    assert asked.count == 1, str(asked)  # the statement itself
    next_request()
    elsewhere('UPDATE suggestions_category SET name = \'{"en": "other", "zh_Hans": "other"}\'')
    assert told() == ["other"] == names()
    next_request()
    elsewhere('UPDATE suggestions_category SET name = \'{"en": "again", "zh_Hans": "again"}\'')
    with transaction():
        assert told() == ["again"] == names()
    assert told() == ["again"]
    # What was asked under a number that nobody has confirmed is not kept under it.
    current_app.extensions[settled.EXTENSION].clear()
    next_request()
    with pytest.raises(ZeroDivisionError):
        settled.told_along(lambda: (len(names()) // 0, None))
    assert not current_app.extensions[settled.EXTENSION]
    assert settled.NUMBER not in db.session().info and settled.SUPPOSED not in db.session().info
    assert names() == ["again"]
