"""Nothing of an idea reaches a person with a conflict, and no author's name a reader of a blind round: every page
and every file of the feature, in every state of a round, is opened and read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM, Role
from improve.core.spreadsheets import read_table
from improve.core.spreadsheets.errors import UnreadableFile
from improve.notifications.models import InboxNotice
from improve.reviews import service
from improve.reviews.models import Decision, Review, Round, RoundItem
from improve.reviews.queries import items_of, visible_item
from improve.reviews.values import DecisionData, DeclarationData
from tests.browser import Browser
from tests.people import PASSWORD, act
from tests.reviews.company import Company, make_company

STATES = ("open", "decided", "published")
SECRETS = {
    "own": "Zebra own idea",
    "with": "Zebra written together",
    "team": "Zebra of a colleague",
    "unit": "Zebra for the team",
    "declared": "Zebra declared",
}
READER = "wu"


@dataclass
class World:
    """A round with five ideas that `wu` must not meet and five that `wu` may; `second` can decide them all."""

    app: Flask
    round_id: int = 0
    hidden: dict[str, int] = field(default_factory=dict)
    shown: list[int] = field(default_factory=list)
    company: Company = field(default_factory=Company)

    def make(
        self,
        *,
        author: str = "Authoress",
        as_: str = "member",
        opened: bool = True,
        author_hidden: bool = True,
    ) -> World:
        with self.app.app_context():
            self.company = company = make_company(signs_in=(READER, "chen", "mia", "coco", "root", "otto"))
            self._give(company, as_)
            company.person("zed", "warehouse", name=author)
            company.person("helper", "service")
            company.person("second", None)
            company.appoint(company.second, is_chair=True)
            ideas = {
                "own": company.idea(SECRETS["own"], READER),
                "with": company.idea(SECRETS["with"], "max", with_=[READER]),
                "team": company.idea(SECRETS["team"], "zed"),
                "unit": company.idea(SECRETS["unit"], "max", unit="warehouse"),
                "declared": company.idea(SECRETS["declared"], "max"),
            }
            open_ideas = [company.idea(f"Plain idea {number}") for number in range(5)]
            held = company.round(
                [*ideas.values(), *open_ideas], places=3, opened=opened, author_hidden=author_hidden
            )
            self.round_id = held.id
            self.hidden = {name: company.item(held, idea).id for name, idea in ideas.items()}
            self.shown = [company.item(held, idea).id for idea in open_ideas]
            if opened:
                with transaction():
                    service.declare_conflict(
                        db.session.get_one(RoundItem, self.hidden["declared"]),
                        DeclarationData("personal"),
                        by=act(company.wu),
                    )
                for place, idea in enumerate([*ideas.values(), *open_ideas]):
                    company.score(
                        held, idea, "second", 1 + place % 5, 3, 4, 5, note_to_author=f"Note {place}"
                    )
        return self

    @staticmethod
    def _give(company: Company, as_: str) -> None:
        if as_ == "chair":
            with transaction():
                term = next(m for m in company.committee.members if m.person_id == company.wu.id)
                term.is_chair = True
        elif as_ != "member":
            company.people.pop(READER)
            with transaction():
                person = db.session.query(Person).filter_by(login=READER).one()
                accounts.give_role(person, Role(as_), None, by=SYSTEM)
            company.people[READER] = db.session.query(Person).filter_by(login=READER).one()

    def advance_to(self, state: str) -> None:
        """Take the round one state further, or leave it open."""
        with self.app.app_context(), transaction():
            held = db.session.get_one(Round, self.round_id)
            if state in ("calibrating", "decided"):
                service.close_round(held, by=SYSTEM)
            if state == "decided":
                for item in items_of(SYSTEM, held.id):
                    service.decide(item, DecisionData("accept", f"Reason {item.id}"), by=SYSTEM)
            elif state == "published":
                service.publish_round(held, by=SYSTEM)

    def addresses(self) -> Iterator[str]:
        """Every GET address of the feature with every id of the round in it, the home page and the menu."""
        ids = {
            "round_id": [self.round_id],
            "item_id": [*self.hidden.values(), *self.shown],
            "committee_id": [1],
            "membership_id": [1, 2, 3],
            "rubric_id": [1],
            "person_id": range(1, 12),
            "number": [1],
            "place": [1, 2],
            "vote_id": [1],
            "suggestion_id": range(1, 11),
        }
        for rule in self.app.url_map.iter_rules():
            if not rule.endpoint.startswith("reviews.") or "GET" not in (rule.methods or ()):
                continue
            found = [rule.rule]
            for name in rule.arguments:
                found = [
                    re.sub(rf"<int:{name}>", str(value), address) for address in found for value in ids[name]
                ]
            yield from found
        yield from (f"/reviews/queue?show={which}" for which in ("open", "scored"))


def read(browser: Browser, address: str) -> tuple[int, str]:
    """The status and everything the answer says: a page's source, or the cells of a workbook."""
    answer = browser.client.get(address, headers=browser.headers)
    if answer.mimetype.startswith("application/vnd"):
        texts = []
        for sheet in range(1, 20):  # more than the record has
            try:
                table = read_table(answer.data, sheet=sheet)
            except UnreadableFile:
                continue  # a sheet with nothing in it but its header
            texts += [str(cell) for row in table.rows for cell in row.cells] + list(table.header)
        return answer.status_code, "\n".join(texts)
    return answer.status_code, html.unescape(answer.get_data(as_text=True))


@pytest.mark.parametrize("as_", ["member", "chair", "administrator", "coordinator"])
def test_T1_a_recused_person_meets_the_idea_nowhere(
    app: Flask, new_browser: Callable[..., Browser], as_: str
) -> None:
    world = World(app).make(as_=as_)
    browser = new_browser()
    browser.sign_in(READER, PASSWORD)
    for state in STATES:
        world.advance_to(state)
        for address in world.addresses():
            status, said = read(browser, address)
            assert status < 500, (state, address)
            assert "Zebra" not in said, (state, address)
            numbers = {str(item_id) for item_id in world.hidden.values()}
            links = set(re.findall(r'(?:href|action)="/reviews/items/(\d+)', said))
            assert not links & numbers, (state, address)


def test_T7_a_hidden_idea_and_a_missing_one_answer_alike(app: Flask, browser: Browser) -> None:
    world = World(app).make()
    browser.sign_in(READER, PASSWORD)
    missing = 1_999_999_999
    for hidden in world.hidden.values():
        for address in (f"/reviews/items/{hidden}", f"/reviews/items/{hidden}/conflict"):
            status, said = read(browser, address)
            other_status, other = read(browser, address.replace(str(hidden), str(missing)))
            assert status == other_status == 404
            assert said.replace(f"items/{hidden}", "#") == other.replace(f"items/{missing}", "#")


def test_forged_posts_about_a_hidden_idea_change_nothing(app: Flask, browser: Browser) -> None:
    world = World(app).make(as_="chair")
    hidden, shown = world.hidden["team"], world.shown[0]
    browser.sign_in(READER, PASSWORD)
    browser.get(f"/reviews/items/{shown}")
    token = browser.page.one('form[data-score] input[name="csrf_token"]').attributes["value"]
    with app.app_context():
        before = db.session.query(Review).count()
        criteria = [c.id for c in db.session.get_one(Round, world.round_id).rubric_version.criteria]
    data = {"csrf_token": token, **{f"c{number}": "5" for number in criteria}}
    assert browser.client.post(f"/reviews/items/{hidden}", data=data).status_code == 404
    answer = browser.client.post(
        f"/reviews/items/{hidden}/conflict", data={"csrf_token": token, "kind": "other"}
    )
    assert answer.status_code == 404
    world.advance_to("calibrating")
    decisions = {"csrf_token": token, f"d{hidden}": "accept", f"r{hidden}": "Mine is good."}
    browser.client.post(f"/reviews/rounds/{world.round_id}/decisions", data=decisions)
    with app.app_context():
        assert db.session.query(Review).count() == before
        assert db.session.query(Decision).count() == 0


def test_counts_leave_the_hidden_ideas_out(app: Flask, browser: Browser) -> None:
    world = World(app).make()
    browser.sign_in(READER, PASSWORD)
    page = browser.get("/reviews")
    assert page.h1.startswith("5 ideas wait")
    assert "5 ideas" in browser.text
    assert "10 ideas" not in browser.text
    home = browser.get("/")
    assert "Score 5 ideas" in home.text
    world.advance_to("calibrating")
    page = browser.get(f"/reviews/rounds/{world.round_id}")
    assert "5 ideas" in page.text
    assert "10 ideas" not in page.text


def test_the_queue_of_somebody_without_a_conflict_is_whole(app: Flask, browser: Browser) -> None:
    """So that the tests above do not pass because nothing is ever shown."""
    World(app).make()
    browser.sign_in("mia", PASSWORD)
    assert browser.get("/reviews").h1.startswith("10 ideas wait")
    assert "Zebra of a colleague" in browser.get("/reviews/queue").text


PEOPLE_PAGES = re.compile(r"/reviews/committees/\d+$")  # offers everybody in the company as a member


@pytest.mark.parametrize("login", ["chen", "mia", "root"])
def test_T2_a_blind_round_names_no_author(
    app: Flask, new_browser: Callable[..., Browser], login: str
) -> None:
    world = World(app).make(author="Philomena Quartz")
    browser = new_browser()
    browser.sign_in(login, PASSWORD)
    for state in STATES:
        world.advance_to(state)
        seen = 0
        for address in world.addresses():
            if PEOPLE_PAGES.search(address):
                continue
            _status, said = read(browser, address)
            seen += "Zebra of a colleague" in said
            if state != "published":
                assert "Philomena" not in said, (state, address)
                assert "Warehouse" not in said or "/committees" in address, (state, address)
        assert seen, (state, "the idea itself is shown")


def test_inboxes_name_neither_ideas_nor_authors(app: Flask) -> None:
    world = World(app).make(author="Philomena Quartz")
    world.advance_to("calibrating")
    with app.app_context():
        committee = {"chen", "mia", "wu", "second"}
        for notice in db.session.query(InboxNotice):
            if notice.person.login in committee and notice.endpoint.startswith("reviews."):
                said = f"{notice.line.text} {notice.detail}"
                assert "Zebra" not in said
                assert "Philomena" not in said


def test_T3_scores_stay_hidden_until_one_has_given_ones_own(app: Flask, browser: Browser) -> None:
    world = World(app).make()
    item = world.shown[0]
    browser.sign_in("mia", PASSWORD)
    browser.get(f"/reviews/items/{item}")
    assert "Other scores appear after you have saved yours." in browser.text
    assert "other member has scored" not in browser.text
    with app.app_context():
        criteria = [c.id for c in db.session.get_one(Round, world.round_id).rubric_version.criteria]
    browser.submit(f"/reviews/items/{item}", **{f"c{number}": "3" for number in criteria})
    browser.get(f"/reviews/items/{item}")
    assert "1 other member has scored this idea" in browser.text
    assert browser.client.get(f"/reviews/rounds/{world.round_id}/record.xlsx").status_code == 403


@pytest.mark.parametrize(("login", "status"), [("chen", 409), ("root", 409), ("otto", 404), ("mia", 403)])
def test_there_is_no_record_while_scores_come_in(
    app: Flask, browser: Browser, login: str, status: int
) -> None:
    world = World(app).make()
    browser.sign_in(login, PASSWORD)
    assert browser.client.get(f"/reviews/rounds/{world.round_id}/record.xlsx").status_code == status


def test_members_see_no_names_and_no_decision_before_it_is_published(app: Flask, browser: Browser) -> None:
    world = World(app).make()
    world.advance_to("decided")
    browser.sign_in("mia", PASSWORD)
    item = world.shown[0]
    said = browser.get(f"/reviews/items/{item}").text
    assert f"Reason {item}" not in said
    assert "Second" not in said
    assert f"Reason {item}" not in browser.get(f"/reviews/rounds/{world.round_id}").text
    assert "Strict and lenient" not in browser.text
    world.advance_to("published")
    assert f"Reason {item}" in browser.get(f"/reviews/items/{item}").text
    with app.app_context():
        reader = db.session.query(Person).filter_by(login="mia").one()
        assert visible_item(act(reader), item) is not None
