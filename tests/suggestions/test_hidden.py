"""An idea that not everybody may read is read nowhere: every door of the application is tried."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Actor
from improve.projects import service as projects
from improve.projects.models import Project
from improve.projects.values import ProjectData
from improve.reviews.models import Round
from improve.suggestions import queries, service
from improve.suggestions.attachments.service import keep
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.similar.searching import similar_to
from improve.suggestions.values import (
    Answer,
    CategoryData,
    CommentText,
    IdeaText,
    Outcome,
    Visibility,
)
from improve.web import access
from tests.people import act, make_person, make_unit
from tests.reviews.company import Company, make_company
from tests.suggestions.test_attachments import file

TITLE = "Zyxwrack beside the paint booth"
SECRETS = ("Zyxwrack", "beside the paint booth", "Quorvish", "Plimsettle", "Vexwort", "Snorfile")
# Doors that change what the test stands on, or that answer files of other things.
LEFT_OUT = {"accounts.sign_out", "demo.enter", "i18n.switch", "static", "assets.file"}


@dataclass
class Hidden:
    """The idea, its category, and who may not read it though they had to do with it while it was open."""

    app: Flask
    suggestion_id: int
    category_id: int
    people: dict[str, int]


def put(actor: Actor, category: Category, **more: Any) -> Suggestion:
    with transaction():
        return service.submit(
            IdeaText(
                title=TITLE,
                problem="Quorvish stands in the way",
                idea="Plimsettle it elsewhere",
                expected_result="No more waiting",
                category_id=category.id,
                **more,
            ),
            by=actor,
        )


@pytest.fixture
def hidden(make_app: Callable[..., Flask]) -> Hidden:
    app = make_app(WTF_CSRF_ENABLED=False)
    with app.app_context():
        company = make_company()
        bob = company.person("bob", "office")
        with transaction():
            category = service.create_category(CategoryData(name=Localized.both("Delicate")), by=SYSTEM)
        idea = put(act(company.ada), category, unit_id=company.units["warehouse"].id)
        _live_with(company, idea, act(bob))
        _hide(category)
        people = {name: person.id for name, person in company.people.items()}
        return Hidden(app, idea.id, category.id, people)


def _live_with(company: Company, idea: Suggestion, bob: Actor) -> None:
    """While it is open to everyone, people have to do with it: votes, comments, files, a round, a project."""
    coco = act(company.coco)
    with transaction():
        service.back(idea, by=bob)
        service.follow(idea, by=bob)
        service.comment(idea, CommentText("Vexwort says a colleague"), by=coco)
        keep(idea, [file(b"Snorfile", "Snorfile.txt")], person_id=idea.author_id)
        projects.create(ProjectData(title="An open project", idea_ids=(idea.id,)), by=coco)
    held = company.round([idea])
    with transaction():
        service.decide(idea, Outcome.DECLINED, "Quorvish again", by=coco)
        db.session.execute(
            update(Round)
            .where(Round.id == held.id)
            .values(state="published", published_at=clock.now(), published_by_id=coco.actor_id)
        )


def _hide(category: Category) -> None:
    with transaction():
        service.change_category(
            category,
            CategoryData(name=category.name, code=category.code, visibility=Visibility.HANDLERS),
            by=SYSTEM,
        )


def entered(hidden: Hidden, login: str) -> FlaskClient:
    """A client in which every request, of pages and of the API, is this person's."""
    with hidden.app.app_context():
        actor = act(db.session.get_one(Person, hidden.people[login]))
    hidden.app.extensions[access.LOADERS].insert(0, lambda: actor)
    return hidden.app.test_client()


def addresses(app: Flask, method: str) -> Iterator[tuple[str, str]]:
    """Every rule with numbers of things that exist: the first two of each kind."""
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()) or rule.endpoint in LEFT_OUT:
            continue
        names = sorted(rule.arguments)
        kinds = {name: type(rule._converters[name]).__name__ for name in names}
        if any("Integer" not in kind for kind in kinds.values()):
            continue
        for numbers in product((1, 2), repeat=min(len(names), 1)):
            values = dict(zip(names, numbers + (1,) * len(names), strict=False))
            with app.test_request_context():
                yield rule.endpoint, app.url_map.bind("localhost").build(rule.endpoint, values)
            if not names:
                break


def said(data: bytes) -> str:
    """What an answer says, also within a workbook."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return data.decode("utf-8", "replace")


# What is asked for comes back in search fields; the rest of the title does not.
ASKED = {"q": "Zyxwrack", "title": "Zyxwrack", "mine": "backed", "status": "declined", "sort": "newest"}


@pytest.mark.parametrize("login", ["bob", "otto", "max"])
def test_no_page_file_or_answer_shows_it(hidden: Hidden, login: str) -> None:
    client = entered(hidden, login)
    tried = 0
    doors = [(*door, {}) for door in addresses(hidden.app, "GET")]
    asked = [(endpoint, path, ASKED) for endpoint, path, _query in doors if "1" not in path]
    for endpoint, path, query in [*doors, *asked]:
        text = said(client.get(path, query_string=query).data)
        if query:
            text = text.replace(query["q"], "")
        found = [word for word in SECRETS if word in text]
        assert not found, (endpoint, path, query, found)
        tried += 1
    assert tried > 120


@pytest.mark.parametrize("login", ["bob", "otto"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_every_door_of_the_idea_answers_as_if_it_were_missing(
    hidden: Hidden, login: str, method: str
) -> None:
    client = entered(hidden, login)
    tried = 0
    for rule in hidden.app.url_map.iter_rules():
        if "suggestion_id" not in rule.arguments or method not in (rule.methods or ()):
            continue
        answers = []
        for number in (hidden.suggestion_id, hidden.suggestion_id + 100_000):  # the second does not exist
            values = dict.fromkeys(rule.arguments, 1) | {"suggestion_id": number}
            with hidden.app.test_request_context():
                path = hidden.app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
            answers.append(client.open(path, method=method, data={"body": "x", "act": "take_up"}).status_code)
        assert answers[0] == answers[1], (rule.endpoint, answers)
        assert answers[0] in (403, 404, 415), (rule.endpoint, answers)  # 403: a role; 415: JSON only
        tried += 1
    assert tried >= {"GET": 4, "POST": 10, "PUT": 1, "DELETE": 1}[method]


def test_the_walk_finds_it_for_who_may_read_it(hidden: Hidden) -> None:
    """The same walk with a handler's eyes: it would see what it looks for."""
    client = entered(hidden, "coco")
    seen = {
        endpoint
        for endpoint, path in addresses(hidden.app, "GET")
        if "Zyxwrack" in said(client.get(path).data)
    }
    assert seen >= {
        "suggestions.index",
        "suggestions.show",
        "suggestions.export_csv",
        "suggestions.export_xlsx",
        "suggestions_api.ideas",
        "suggestions_api.idea",
        "projects.show",
    }


def test_counts_and_similar_ideas_leave_it_out(hidden: Hidden) -> None:
    with hidden.app.app_context():
        for login, count in (("bob", 0), ("ada", 1), ("coco", 1)):
            actor = act(db.session.get_one(Person, hidden.people[login]))
            assert queries.counts_by_category(actor).get(hidden.category_id, 0) == count, login
            assert len(db.session.scalars(queries.visible_to(actor)).all()) == count, login
            assert len(similar_to(actor, TITLE)) == count, login


def test_of_a_unit_its_people_and_the_leads_above_read_it(context: object) -> None:
    site, other = make_unit("Site", kind="site"), make_unit("Other", kind="site")
    team = make_unit("Team", parent=site)
    boss = make_person("boss", unit=other)
    with transaction():
        accounts.change_unit(
            site,
            accounts_unit(site, lead_id=boss.id),
            by=SYSTEM,
        )
        category = service.create_category(
            CategoryData(name=Localized.both("Local"), visibility=Visibility.UNIT), by=SYSTEM
        )
    author = make_person("author", unit=other)
    below, beside, above = (
        make_person("below", unit=team),
        make_person("beside", unit=other),
        make_person("above", unit=site),
    )
    of_site = put(act(author), category, unit_id=site.id)
    of_team = put(act(author), category, unit_id=team.id)
    reads = {
        person.login: {idea.id for idea in db.session.scalars(queries.visible_to(act(person)))}
        for person in (author, boss, below, beside, above)
    }
    assert reads == {
        "author": {of_site.id, of_team.id},
        "boss": {of_site.id, of_team.id},  # leads the site, belongs elsewhere
        "below": {of_site.id, of_team.id},
        "beside": set(),
        "above": {of_site.id},
    }


def accounts_unit(unit: Any, **more: Any) -> Any:
    from improve.accounts.values import UnitData

    return UnitData(name=unit.name, kind=unit.kind, code=unit.code, parent_id=unit.parent_id, **more)


def test_an_accepted_idea_that_is_not_open_becomes_no_card(context: object) -> None:
    ada, chief = make_person("ada"), make_person("chief")
    with transaction():
        from improve.core.policy import Role

        accounts.give_role(chief, Role.COORDINATOR, None, by=SYSTEM)
        category = service.create_category(
            CategoryData(name=Localized.both("Delicate"), visibility=Visibility.HANDLERS), by=SYSTEM
        )
    idea = put(act(ada), category)
    with transaction():
        service.answer(idea, Answer("accepted", "We do it"), by=act(chief))
    assert db.session.scalars(select(Project)).all() == []


def test_who_was_responsible_once_reads_it_to_the_end(context: object) -> None:
    from improve.core.policy import Role

    ada, chief, cleo = (
        make_person("ada"),
        make_person("chief", roles=(Role.COORDINATOR,)),
        make_person("cleo"),
    )
    with transaction():
        category = service.create_category(
            CategoryData(name=Localized.both("Delicate"), visibility=Visibility.HANDLERS), by=SYSTEM
        )
    idea = put(act(ada), category)
    assert queries.visible_one(act(cleo), idea.id) is None
    with transaction():
        service.hand_over(idea, "cleo", by=act(chief))
    with transaction():
        service.hand_over(idea, "chief", by=act(cleo))
    assert queries.visible_one(act(cleo), idea.id) is not None
