"""T1, T2, T3, T4 and T7 by comparison: every door of the product is opened twice, and between the two everything changes
that its reader must not know. Then no byte may differ: no title, name, count, order, excerpt, length or file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from werkzeug.routing import Rule

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.accounts.values import NewToken
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.models import Decision, Review, Round, RoundItem
from improve.reviews.values import DeclarationData
from improve.suggestions import service as suggestions
from improve.suggestions.discussion import service as talking
from improve.suggestions.linking import service as linking
from improve.suggestions.merging import service as merging
from improve.suggestions.merging.values import MergeData
from improve.suggestions.models import CoAuthor, Comment, Suggestion
from improve.suggestions.syndication import service as feeding
from improve.suggestions.values import CommentText
from tests.browser import Browser
from tests.people import PASSWORD, act, make_unit
from tests.reviews.test_leaks import World

HIDDEN = ("team", "unit", "declared")
# What stands in addresses and is no idea, round or person: nothing of an idea hangs on it here, and why.
ELSEWHERE = {
    "tag": "a language",
    "digest": "a file of the product",
    "name": "a file of the product",
    "token": "a secret of one's own; feeds are opened below",
    "link_id": "a link to sign in",
    "notice_id": "leads to an address that is opened below",
    "field_id": "a question of a category",
    "draft_id": "one's own",
    "file_id": "one's own",
    "canned_id": "an answer of the coordinators",
    "place": "a practice idea: decided long ago, or made up; test_practice tells who meets it",
    "vote_id": "of the committee once scoring is over; test_voting tells what a recused member meets",
    "place_id": "a place",
    "route_id": "who handles what",
    "view_id": "a search of one's own, opened below by its words",
    "code": "a place, a question, a kind of import",
    "metric_id": "a metric",
    "project_id": "a project: its idea is decided",
    "check_id": "of a project",
    "action_id": "of a project",
    "award_id": "of a project",
    "program_id": "of a project",
    "saving_id": "of a project",
    "contact_id": "people to ask",
    "endpoint_id": "a webhook",
    "delivery_id": "a message of a webhook: what any colleague may read",
    "survey_id": "a survey",
    "code_id": "of a survey",
    "public_id": "of a survey",
    "upload_id": "a file of an answer to a survey",
    "key": "of a survey",
    "receipt": "of a survey",
    "run_id": "an import of one's own",
}
WORDS = ("Zebra", "Okapi", "Philomena", "Yolanda", "Quagga", "zed")
ASKED = (
    "/search?q={}",
    "/suggestions?q={}",
    "/suggestions?person={}",
    "/suggestions?scope=comments&q={}",
    "/suggestions/similar?title={}+idea&problem=colleague",
    "/suggestions/export.csv?q={}",
    "/suggestions/mine?q={}",
    "/api/v1/suggestions?q={}",
)
ORDERS = ("newest", "oldest", "votes", "best", "discussed", "active", "trending", "similar")
# A token against forged requests, and what is drawn anew for each answer.
EACH_TIME = re.compile(
    r'name="csrf_token"[^>]*>|nonce="[^"]*"|nonce-[\w+/=-]+|(?<="token":)"[^"]*"|name="draft_writer" value="[^"]*"'
)


Answer = tuple[int, str | None, str | None, str]


def _told(content: bytes) -> str:
    """What an answer says; of a workbook its sheets and texts."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(one).decode() for one in book.namelist() if one.startswith("xl/"))


@dataclass
class Doors:
    """Every address with these ids in it, read as one person."""

    app: Flask
    login: str
    ids: dict[str, list[int]]
    feed: str = ""
    token: str = ""
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = Browser(self.app)
        self.browser.sign_in(self.login, PASSWORD)

    def addresses(self) -> Iterator[str]:
        for rule in self.app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint not in ("static", "accounts.sign_out"):
                unknown = rule.arguments - set(self.ids) - set(ELSEWHERE)
                assert not unknown, f"{rule}: a new door; say in this table what {unknown} is"
                if rule.endpoint.startswith("suggestions.feed") and "token" in rule.arguments:
                    yield from self._filled(rule, {**self.ids, "token": [self.feed]})
                elif rule.arguments <= set(self.ids):
                    yield from self._filled(rule, self.ids)
        yield from (one.format(word) for one in ASKED for word in WORDS)
        yield from (f"/suggestions?sort={order}" for order in ORDERS)
        yield from (f"/api/v1/suggestions?sort={order}" for order in ORDERS)

    @staticmethod
    def _filled(rule: Rule, ids: dict[str, list[int]] | dict[str, list[str]]) -> Iterator[str]:
        found = [rule.rule]
        for name in rule.arguments:
            found = [re.sub(rf"<(\w+:)?{name}>", str(value), one) for one in found for value in ids[name]]
        yield from found

    def read(self) -> dict[str, Answer]:
        """What every door answers: status, where to, and what stands there."""
        answers = {}
        # That a secret of one's own was used is said on pages.
        self.browser.client.get("/api/v1/categories", headers={"Authorization": f"Bearer {self.token}"})
        self.browser.client.get(f"/suggestions/feeds/{self.feed}/all.atom")
        for address in self.addresses():
            headers = dict(self.browser.headers)
            if address.startswith("/api/"):
                headers["Authorization"] = f"Bearer {self.token}"
            answer = self.browser.client.get(address, headers=headers)
            assert answer.status_code < 500, address
            told = _told(answer.data)
            answers[address] = (
                answer.status_code,
                answer.headers.get("Location"),
                None if "csrf" in told else answer.headers.get("ETag"),
                EACH_TIME.sub("", told),
            )
        return answers


@pytest.fixture
def world(app: Flask, clock: object) -> tuple[World, dict[str, list[int]]]:
    """Before the round began its members followed, backed and discussed its ideas; one was merged, one linked."""
    made = World(app).make(author="Philomena Quartz", opened=False)
    with app.app_context():
        people = {
            login: db.session.query(Person).filter_by(login=login).one()
            for login in ("wu", "mia", "zed", "ada", "root")
        }
        company = made.company
        company.person("yon", "warehouse", name="Yolanda Onyx")
        make_unit("Attic")
        ideas = {name: db.session.get_one(RoundItem, made.hidden[name]).suggestion for name in HIDDEN}
        plain = db.session.get_one(RoundItem, made.shown[0]).suggestion
        quagga = company.idea("Quagga idea", "zed")
        with transaction():
            for login in ("wu", "mia"):
                for idea in ideas.values():
                    suggestions.follow(idea, by=act(people[login]))
            talking.comment(
                ideas["team"], CommentText("@mia @wu what do you think of the Zebra?"), by=act(people["ada"])
            )
            talking.comment(ideas["team"], CommentText("A Zebra is fine with me."), by=act(people["mia"]))
            linking.link(plain, "similar", ideas["team"], by=act(people["root"]))
            merging.merge(quagga, ideas["team"], MergeData("The same"), by=act(people["root"]))
        with transaction():
            service.open_round(db.session.get_one(Round, made.round_id), by=SYSTEM)
        with transaction():
            item = db.session.get_one(RoundItem, made.hidden["declared"])
            service.declare_conflict(item, DeclarationData("personal"), by=act(people["wu"]))
            people["zed"].password_hash = people["mia"].password_hash
        held = db.session.get_one(Round, made.round_id)
        company.people["second"] = db.session.query(Person).filter_by(login="second").one()
        for idea in (*ideas.values(), plain):
            company.score(held, idea, "second", 4, 3, 4, 5, note_to_author="Nice", private_note="Hm")
        ids = {
            "suggestion_id": [*(idea.id for idea in ideas.values()), plain.id, quagga.id],
            "round_id": [made.round_id],
            "item_id": [made.hidden["team"], made.hidden["declared"], made.shown[0]],
            "committee_id": [1],
            "membership_id": [1],
            "rubric_id": [1],
            "person_id": [people["zed"].id, people["mia"].id],
            "category_id": [1],
            "unit_id": [1],
            "comment_id": [1],
            "attachment_id": [1],
            "number": [1],
        }
    return made, ids


def doors(app: Flask, login: str, ids: dict[str, list[int]]) -> Doors:
    with app.app_context():
        person = db.session.query(Person).filter_by(login=login).one()
        with transaction():
            feeding.make_secret(by=act(person))
            token = accounts.issue_token(person, NewToken("all"), by=act(person))
        secret = feeding.secret_of(person.id)
        feed = feeding.token_of(secret)
    return Doors(app, login, ids, feed, token)


def differing(before: dict[str, Answer], after: dict[str, Answer]) -> list[str]:
    """The doors that answer otherwise, each with the first place that tells."""
    assert list(before) == list(after)
    return [f"{one}: {_difference(before[one], after[one])}" for one in before if before[one] != after[one]]


def _difference(one: Answer, other: Answer) -> str:
    if one[:3] != other[:3]:
        return f"{one[:3]} {other[:3]}"
    lines = zip(one[3].splitlines(), other[3].splitlines(), strict=False)
    return next((f"{a[:300]!r} {b[:300]!r}" for a, b in lines if a != b), "length")


def rewrite(app: Flask, world: World) -> None:
    """Other titles, texts, numbers and comments: what a recused member must not know."""
    with app.app_context(), transaction():
        for name in HIDDEN:
            idea = db.session.get_one(RoundItem, world.hidden[name]).suggestion
            idea.title, idea.text.problem, idea.text.idea = f"Okapi {name}", "Okapi", "Another Okapi"
            idea.votes_for, idea.votes, idea.best, idea.comment_count = 40, 40, 0.9, 17
        for comment in db.session.query(Comment).filter_by(suggestion_id=idea.id):
            comment.body = "An Okapi is no Zebra."


def another_author(app: Flask, world: World) -> None:
    """Somebody else's idea, from another unit: what who judges a blind idea must not know."""
    with app.app_context(), transaction():
        yon = db.session.query(Person).filter_by(login="yon").one()
        zed = db.session.query(Person).filter_by(login="zed").one()
        for idea in db.session.query(Suggestion).filter_by(author_id=zed.id):
            idea.author_id = yon.id
        for row in db.session.query(CoAuthor).filter_by(person_id=zed.id):
            row.person_id = yon.id


def rescore(app: Flask) -> None:
    """Other scores, notes and proposals: what nobody must know who has not scored, and no author."""
    with app.app_context(), transaction():
        for review in db.session.query(Review):
            review.score, review.proposal, review.confidence = 11.0, "decline", 1
            review.private_note, review.note_to_author = "A bad idea", "Sorry"
            for score in review.scores:
                score.value = 1.0
        for decision in db.session.query(Decision):
            decision.outcome, decision.reason = "decline", "Too dear"


@pytest.mark.databases("sqlite")
def test_T1_T4_T7_nothing_of_an_idea_reaches_a_recused_member(
    app: Flask, world: tuple[World, dict[str, list[int]]]
) -> None:
    made, ids = world
    reader = doors(app, "wu", ids)
    before = reader.read()
    assert sum(one[0] == 200 for one in before.values()) > 100
    rewrite(app, made)
    told = differing(before, reader.read())
    assert not told, "\n".join(told)


@pytest.mark.databases("sqlite")
def test_T2_T3_who_judges_a_blind_idea_learns_neither_whose_it_is_nor_what_others_gave(
    app: Flask, world: tuple[World, dict[str, list[int]]]
) -> None:
    made, ids = world
    reader = doors(app, "mia", ids)
    before = reader.read()
    assert "Zebra of a colleague" in before[f"/reviews/items/{made.hidden['team']}"][3]
    another_author(app, made)
    rescore(app)
    told = differing(before, reader.read())
    assert not told, "\n".join(told)


@pytest.mark.databases("sqlite")
def test_T8_an_author_learns_nothing_before_the_publication_and_never_a_private_note(
    app: Flask, world: tuple[World, dict[str, list[int]]]
) -> None:
    made, ids = world
    with app.app_context(), transaction():
        db.session.get_one(Round, made.round_id).response_days = 5
    made.advance_to("decided")
    reader = doors(app, "zed", {**ids, "suggestion_id": ids["suggestion_id"][:1]})
    before = reader.read()
    # What members wrote to the author is there to be answered, as it stood when scoring ended; nothing else is.
    assert "Nice" in before[f"/reviews/ideas/{ids['suggestion_id'][0]}/response"][3]
    rescore(app)
    told = differing(before, reader.read())
    assert not told, "\n".join(told)
    with app.app_context(), transaction():
        db.session.get_one(Round, made.round_id).responses_until = None
    made.advance_to("published")
    said = "".join(one[3] for one in reader.read().values())
    assert "Too dear" in said
    assert "Sorry" in said
    assert "A bad idea" not in said
