"""T1, T2, T4 and T7 over every door of the product, not those of reviews alone: while a committee judges an idea, its
members read it in the round or not at all. Whatever can be opened with GET is opened and read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from improve.accounts.models import Person
from improve.audit.models import AuditEntry
from improve.core.db import db, transaction
from improve.core.policy import Actor
from improve.reviews.models import RoundItem
from improve.suggestions.discussion import service as talking
from improve.suggestions.queries import visible_ids
from improve.suggestions.values import CommentText
from tests.browser import Browser
from tests.people import PASSWORD, act
from tests.reviews.test_leaks import READER, World, read

OTHERS_IDEAS = ("team", "unit", "declared")  # one's own can be read as everybody reads them
AUTHOR = "Philomena Quartz"
SEARCHES = (
    "/search?q=Zebra",
    "/search?q=Philomena",
    "/suggestions?q=Zebra",
    "/suggestions?person=Philomena",
    "/suggestions?sort=discussed",
    "/suggestions?scope=comments&q=Zebra",
    "/suggestions/similar?title=Zebra+of+a+colleague",
    "/suggestions/similar?title=Zebra+for+the+team&problem=Zebra",
)
# Where every colleague stands, whatever they wrote.
OF_PEOPLE = re.compile(r"^/(people|admin|units|reviews/committees|awards)")


def doors(app: Flask, ids: dict[str, list[int]]) -> Iterator[str]:
    """Every GET address with these ids, and without any; what needs other arguments is left out."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in ("static", "accounts.sign_out"):
            continue
        if not rule.arguments <= set(ids):
            continue
        found = [rule.rule]
        for name in rule.arguments:
            found = [re.sub(rf"<(int:)?{name}>", str(value), one) for one in found for value in ids[name]]
        yield from found
    yield from SEARCHES


def number_of(app: Flask, item_id: int) -> int:
    with app.app_context():
        return db.session.get_one(RoundItem, item_id).suggestion_id


def world(app: Flask, *, blind: bool, as_: str = "member") -> tuple[World, dict[str, list[int]]]:
    """A round that is open; people follow and comment on its ideas, so that feeds and inboxes have something."""
    made = World(app).make(author=AUTHOR, as_=as_, author_hidden=blind)
    hidden = [number_of(app, made.hidden[name]) for name in OTHERS_IDEAS]
    ids = {
        "suggestion_id": hidden,
        "round_id": [made.round_id],
        "item_id": [*made.hidden.values(), *made.shown],
        "committee_id": [1],
        "membership_id": [1, 2, 3],
        "rubric_id": [1],
        "person_id": [1, 2, 3],
        "category_id": [1],
        "unit_id": [1, 2],
        "comment_id": [1],
    }
    return made, ids


@pytest.mark.parametrize(("blind", "as_"), [(True, "member"), (False, "chair")])
@pytest.mark.databases("sqlite")
def test_no_door_shows_a_recused_member_the_idea(
    app: Flask, new_browser: Callable[..., Browser], blind: bool, as_: str
) -> None:
    made, ids = world(app, blind=blind, as_=as_)
    browser = new_browser()
    browser.sign_in(READER, PASSWORD)
    for state in ("open", "decided"):
        made.advance_to(state)
        seen = 0
        for address in doors(app, ids):
            status, said = read(browser, address)
            assert status < 500, (state, address)
            # What was typed into a search stands in its field.
            said = re.sub(r'value="[^"]*"|<title>.*?</title>', "", said)
            for title in ("Zebra of a colleague", "Zebra for the team", "Zebra declared"):
                assert title not in said.replace("+", " "), (state, address)
            seen += 1
        assert seen > 100
        for number in ids["suggestion_id"]:
            hidden = read(browser, f"/suggestions/{number}")
            missing = read(browser, "/suggestions/1999999999")
            assert hidden[0] == missing[0] == 404
            assert hidden[1].replace(f"suggestions/{number}", "#") == missing[1].replace(
                "suggestions/1999999999", "#"
            )
            assert browser.client.post(f"/suggestions/{number}/vote", data={}).status_code in (400, 404)


@pytest.mark.databases("sqlite")
def test_no_door_names_the_author_of_a_blind_idea_to_who_judges_it(
    app: Flask, new_browser: Callable[..., Browser]
) -> None:
    made, ids = world(app, blind=True)
    browser = new_browser()
    browser.sign_in("mia", PASSWORD)
    shown = 0
    for address in doors(app, ids):
        _status, said = read(browser, address)
        said = re.sub(r'value="[^"]*"', "", said)
        shown += "Zebra of a colleague" in said
        if not OF_PEOPLE.match(address):
            assert not ("Zebra of a colleague" in said and "Philomena" in said), address
            if "person=Philomena" in address or "q=Philomena" in address:
                assert "Zebra" not in said, address
    assert shown
    number = number_of(app, made.hidden["team"])
    answer = browser.client.get(f"/suggestions/{number}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/reviews/items/{made.hidden['team']}")
    for state in ("decided", "published"):
        made.advance_to(state)
    status, said = read(browser, f"/suggestions/{number}")
    assert status == 200
    assert "Philomena" in said


def seen_by(login: str) -> set[int]:
    return set(db.session.scalars(visible_ids(acting(login))))


def acting(login: str) -> Actor:
    return act(db.session.query(Person).filter_by(login=login).one())


def test_what_is_withheld_is_withheld_from_members_alone(app: Flask) -> None:
    made, ids = world(app, blind=True)
    with app.app_context():
        numbers = set(ids["suggestion_id"])

        for login in ("ada", "root", "coco"):
            assert numbers <= seen_by(login), login
        for login in ("mia", "chen", "wu"):
            assert not numbers & seen_by(login), login
        assert number_of(app, made.hidden["own"]) in seen_by("wu")
    for state in ("decided", "published"):
        made.advance_to(state)
    with app.app_context():
        assert numbers <= seen_by("mia") & seen_by("wu")


def test_inbox_and_mail_of_a_member_say_nothing_of_a_withheld_idea(
    app: Flask, new_browser: Callable[..., Browser]
) -> None:
    """A colleague's comment tells the followers of an idea; those who judge it blind hear nothing of it."""
    made, _ids = world(app, blind=True)
    with app.app_context(), transaction():
        idea = db.session.get_one(RoundItem, made.hidden["team"]).suggestion
        talking.comment(idea, CommentText("@mia @wu please look at this"), by=acting("ada"))
    for login in ("mia", READER):
        browser = new_browser()
        browser.sign_in(login, PASSWORD)
        said = html.unescape(browser.client.get("/notifications").get_data(as_text=True))
        assert "Zebra of a colleague" not in said, login


def test_the_log_names_no_idea_of_a_round(app: Flask) -> None:
    world(app, blind=True)
    with app.app_context():
        entries = db.session.query(AuditEntry).filter(
            AuditEntry.subject_type.in_(("review_item", "review_round"))
        )
        assert entries.count()
        for entry in entries:
            assert "Zebra" not in str(vars(entry))
            assert "Philomena" not in str(vars(entry))
