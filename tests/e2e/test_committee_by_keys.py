"""What a committee does around its scores, with the keys alone and without a script: rating comments, leading a discussion,
answering before the decision, voting, meeting, publishing. And each of these pages in every look.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.policy import SYSTEM, Actor
from improve.reviews import service
from improve.reviews.models import AuthorResponse, Ballot, Decision, Rating, Review, Round, Summary, Vote
from improve.reviews.queries import items_of
from improve.reviews.values import State, VoteData, VoteKind
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Status
from tests.e2e.chromium import Look
from tests.e2e.conftest import Live, Show
from tests.e2e.walking import in_its_language, sign_in
from tests.people import act
from tests.reviews.company import make_company

Check = Callable[[Page], None]
FARTHEST = 120  # steps with the tabulator until something counts as out of reach
NOTE = "Please count for two weeks first."


def prepare(ideas: int = 3) -> tuple[int, list[int], Actor]:
    """An open round in which all have scored but for Mia's last idea; answers the round, its items and its chair."""
    company = make_company(signs_in=("chen", "mia", "wu", "max"))
    told = [company.idea(f"第{n}条：Racks by the aisle") for n in range(ideas)]
    held = company.round(told, places=1, response_days=3)
    for place, idea in enumerate(told):
        for login in ("chen", "wu", *(["mia"] if idea is not told[-1] else [])):
            company.score(held, idea, login, 4 - place % 3, note_to_author=NOTE if login == "wu" else "")
    items, chair = [item.id for item in items_of(SYSTEM, held.id)], act(company.chen)
    with transaction():
        service.name_leads(held, dict.fromkeys(items, company.wu.id), by=chair)
    return held.id, items, chair


class Keys:
    """Somebody with a keyboard: what the tabulator does not reach, they cannot do."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, place: Locator) -> None:
        """Step through the page until the focus is there."""
        expect(place).to_have_count(1)
        for _step in range(FARTHEST):
            if place.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached by the tabulator: {place}")

    def press(self, place: Locator, key: str = "Enter") -> None:
        """A key that leads to the next page."""
        self.reach(place)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def write(self, place: Locator, text: str) -> None:
        self.reach(place)
        self.page.keyboard.type(text)

    def choose(self, place: Locator, value: str) -> None:
        """An entry of a closed list, with the arrow."""
        self.reach(place)
        for _step in range(20):
            if place.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no entry {value!r} in {place}")

    def tick(self, place: Locator) -> None:
        self.reach(place)
        self.page.keyboard.press("Space")
        expect(place).to_be_checked()


class Committee:
    """One after the other in front of the same keyboard."""

    def __init__(self, page: Page, app: Flask, round_id: int, items: list[int]) -> None:
        self.page, self.app, self.round_id, self.items = page, app, round_id, items
        self.keys = Keys(page)
        self.address = f"/reviews/rounds/{round_id}"

    def become(self, login: str, address: str) -> None:
        self.page.context.clear_cookies()
        sign_in(self.page, login)
        self.page.goto(address)

    def one(self, selector: str) -> Locator:
        return self.page.locator(f"main {selector}")

    def button(self, action: str, more: str = ":not([name], [aria-hidden])") -> Locator:
        """The button of the form that goes to an address with this end."""
        place = f"[action$='{action}'],[action*='{action}?']"
        return self.one(f"form:is({place}) button{more}")

    def score_in_the_table(self) -> None:
        self.become("mia", f"{self.address}/table")
        for cell in self.one(f"#row-{self.items[-1]} select").all():
            self.keys.choose(cell, "3")
        self.keys.press(self.button("/table"))
        expect(self.page.locator(".flash")).to_be_visible()

    def rate_a_comment(self) -> None:
        self.page.goto(f"/reviews/items/{self.items[0]}")
        self.keys.press(self.button("/rating", "[value='1']"))
        expect(self.button("/rating", "[value='1']")).to_have_attribute("aria-pressed", "true")
        self.keys.press(self.button("/rating", "[value='0']"))  # thought better of it
        expect(self.button("/rating", "[value='0']")).to_have_attribute("aria-pressed", "true")

    def sum_up(self) -> None:
        self.become("wu", "/reviews/leading")
        self.keys.press(self.one(f"a[href='/reviews/items/{self.items[0]}/summary']"))
        self.keys.write(self.one("[name=strengths]"), "Cheap.")
        self.keys.write(self.one("[name=concerns]"), "Nobody has counted.")
        self.keys.choose(self.one("[name=proposal]"), "revise")
        self.keys.press(self.button("/summary"))

    def answer_the_notes(self) -> None:
        with self.app.app_context(), transaction():
            service.close_round(db.session.get_one(Round, self.round_id), by=SYSTEM)
            numbers = db.session.scalars(select(Suggestion.id).order_by(Suggestion.id)).all()
        self.become("max", "/suggestions")
        for place, number in enumerate(numbers):
            self.page.goto(f"/suggestions/{number}")
            self.keys.press(self.one(f"a[href='/reviews/ideas/{number}/response']"))
            expect(self.page.locator("main")).to_contain_text(NOTE)
            self.keys.write(self.one("[name=text]"), f"We have counted: {place} a week.")
            self.keys.press(self.button("/response"))
            expect(self.page.locator("main")).to_contain_text(f"{place} a week")

    def meet(self) -> None:
        self.become("chen", f"{self.address}/meeting")
        self.keys.press(self.button("/meeting"))
        self.keys.press(self.one("form[action$='/meeting'] button.btn-primary[name=item]"))
        expect(self.one("#talked-about")).to_contain_text("Racks by the aisle")

    def vote(self, kind: str) -> None:
        """The chair opens it, all cast their ballots, the chair closes it and reads the result."""
        self.become("chen", f"{self.address}/meeting")
        self.keys.press(self.one("a[href$='/votes/new']"))
        radio = self.one(f"[name=kind][value={kind}]")
        self.keys.reach(self.one("[name=kind]:checked"))
        for _step in range(len(VoteKind)):
            if radio.is_checked():
                break
            self.page.keyboard.press("ArrowDown")
        expect(radio).to_be_checked()
        for box in self.one("[name=idea]").all():
            if not box.is_checked():
                self.keys.tick(box)
        self.keys.press(self.button("/votes/new"))
        address = self.page.url
        for login in ("chen", "mia", "wu"):
            self.become(login, address)
            self.mark(kind)
            self.keys.press(self.one("form.form-narrow button.btn-primary"))
            expect(self.page.locator("main")).to_contain_text("Your ballot is in")
        self.become("chen", address)
        self.keys.press(self.button("/close"))
        expect(self.one("ol li .place").first).to_contain_text("1")

    def mark(self, kind: str) -> None:
        boxes = self.one(".ballot :is(select, input)").all()
        if kind == VoteKind.APPROVAL:
            self.keys.tick(boxes[0])
        elif kind == VoteKind.RANKING:
            for place, box in enumerate(boxes, 1):
                self.keys.choose(box, str(place))
        else:
            self.keys.write(boxes[0], "6")
            self.keys.write(boxes[1], "4")

    def decide_and_publish(self) -> None:
        self.page.goto(f"{self.address}/meeting")
        self.keys.press(self.button("/meeting", "[name=end]"))
        self.page.goto(self.address)
        for place, item in enumerate(self.items):
            self.keys.choose(self.one(f"[name=d{item}]"), "decline" if place else "accept")
            reason = self.one(f"[name=r{item}]")
            if not reason.is_visible():
                self.keys.reach(self.one(f"details:has([name=r{item}]) summary"))
                self.page.keyboard.press("Enter")
            self.keys.reach(reason)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(f"Reason {place}.")
        self.keys.press(self.button("/decisions"))
        expect(self.page.locator(".flash").first).to_be_visible()
        self.keys.press(self.one("a[href$='/answers']").first)
        self.keys.press(self.button("/answers"))
        self.become("max", "/suggestions?mine=written")
        expect(self.one("a.q")).to_have_count(len(self.items))


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_committee_works_with_the_keys_alone(live: Live, show: Show, javascript: bool) -> None:
    with live.app.app_context():
        round_id, items, _chair = prepare()
    with show(Look(javascript=javascript)) as page:
        walk = Committee(page, live.app, round_id, items)
        walk.score_in_the_table()
        walk.rate_a_comment()
        walk.sum_up()
        walk.answer_the_notes()
        walk.meet()
        for kind in VoteKind:
            walk.vote(kind)
        walk.decide_and_publish()
    with live.app.app_context():
        assert db.session.query(Review).count() == 3 * len(items)
        assert [one.is_helpful for one in db.session.query(Rating)] == [False]
        assert [one.proposal for one in db.session.query(Summary)] == ["revise"]
        assert [one.answer for one in db.session.query(AuthorResponse).order_by(AuthorResponse.item_id)] == [
            f"We have counted: {place} a week." for place in range(3)
        ]
        assert [vote.kind for vote in db.session.query(Vote).order_by(Vote.id)] == list(VoteKind)
        given: dict[str, list[list[int]]] = {vote.kind: [] for vote in db.session.query(Vote)}
        kinds = {vote.id: vote.kind for vote in db.session.query(Vote)}
        for ballot in db.session.query(Ballot):
            given[kinds[ballot.vote_id]].append(sorted(ballot.marks.values()))
        assert given == {
            VoteKind.RANKING: [[1, 2, 3]] * 3,
            VoteKind.APPROVAL: [[1]] * 3,
            VoteKind.ALLOTMENT: [[4, 6]] * 3,
        }
        assert {one.reason for one in db.session.query(Decision)} == {f"Reason {n}." for n in range(3)}
        assert db.session.get_one(Round, round_id).phase is State.PUBLISHED
        assert {one.status for one in db.session.query(Suggestion)} == {Status.ACCEPTED, Status.DECLINED}


@pytest.mark.databases("sqlite")
def test_the_pages_around_the_scores_in_every_look(live: Live, every_look: Page, check_page: Check) -> None:
    """As the chair meets them while a vote is open, and afterwards its result and the record."""
    with live.app.app_context():
        round_id, items, chair = prepare()
        held = db.session.get_one(Round, round_id)
        with transaction():
            service.close_round(held, by=SYSTEM)
            service.start_meeting(held, by=SYSTEM)
            vote = service.open_vote(held, VoteData("ranking"), items, by=chair)
            vote_id = vote.id
    sign_in(every_look, "chen")
    in_its_language(every_look)
    round_, ballot = f"/reviews/rounds/{round_id}", f"/reviews/rounds/{round_id}/votes/{vote_id}"
    for address in (ballot, f"{round_}/leads", f"{round_}/meeting", f"/reviews/items/{items[0]}"):
        every_look.goto(address)
        check_page(every_look)
    with live.app.app_context(), transaction():
        held = db.session.get_one(Round, round_id)
        vote = db.session.get_one(Vote, vote_id)
        service.cast_ballot(held, vote, {items[0]: 1, items[1]: 2}, by=chair)
        service.close_vote(held, vote, by=chair)
    for address in (ballot, f"{round_}/map", f"{round_}/record"):
        every_look.goto(address)
        check_page(every_look)
    every_look.context.clear_cookies()
    sign_in(every_look, "max")
    in_its_language(every_look)
    every_look.goto("/reviews/ideas/1/response")
    check_page(every_look)
