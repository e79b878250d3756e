"""A round of 200 ideas and 12 members, walked in Chromium from an empty section to the author who reads the reason: at a
desk with scripts and keys in English; and with fewer ideas on a phone without JavaScript in Chinese.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM, Role
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.models import Assignment, Committee, Decision, Review, Round, RoundItem
from improve.reviews.queries import items_of
from improve.reviews.values import DecisionData, MemberData, ReviewData, ReviewNotes, State
from improve.suggestions import service as suggestions
from improve.suggestions.values import IdeaText
from tests.e2e.chromium import Look, fits_its_width
from tests.e2e.conftest import Live, Show
from tests.e2e.walking import sign_in
from tests.people import PASSWORD, act, make_person, make_unit

MEMBERS, EACH = 12, 3
# How many ideas there are is the same to a phone; on the desk it is the number of a whole quarter.
WALKS = ((Look(), 200), (Look(phone=True, dark=True, language="zh-Hans", javascript=False), 60))


def company(app: Flask, language: str, ideas: int) -> None:
    """Twelve members from four units, twenty authors, their ideas."""
    with app.app_context():
        units = [make_unit(f"Unit {n}") for n in range(4)]
        for login, roles in (("root", [Role.ADMINISTRATOR]), ("ann", [])):
            make_person(login, login.title(), roles=roles, language=language, password=PASSWORD)
        for n in range(MEMBERS):
            make_person(
                f"m{n}",
                f"Member {n}",
                unit=units[n % 4],
                roles=[Role.COMMITTEE],
                language=language,
                password=PASSWORD if n < 3 else None,
            )
        authors = [make_person(f"a{n}", f"Author Person{n}", unit=units[n % 4]) for n in range(20)]
        ann = db.session.scalars(select(Person).where(Person.login == "ann")).one()
        with transaction():
            for n in range(ideas):
                author = authors[n % 20] if n else ann
                text = IdeaText(
                    title=f"Racks for scanners, place {n}" if n % 2 else f"第{n}号通道旁设充电架",
                    problem=f"We ({author.name}) look for scanners at place {n} every morning.",
                    idea="Racks beside the aisle.",
                    expected_result="Less waiting",
                )
                suggestions.submit(text, by=act(author))


class Walk:
    """One person after the other in front of the same browser."""

    def __init__(self, page: Page, live: Live, look: Look, ideas: int) -> None:
        self.page, self.app, self.look, self.ideas = page, live.app, look, ideas

    def become(self, login: str) -> None:
        self.page.context.clear_cookies()
        sign_in(self.page, login)

    def go(self, address: str) -> None:
        self.page.goto(address)
        fits_its_width(self.page)

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.fill(f"[name='{name.replace('__', '-')}']", value)

    def press(self, action: str = "", name: str = "") -> None:
        """The button of the form that goes to an address with these words in it."""
        form = f"main form[action*='{action}']" if action else "main form[method=post]"
        button = (
            f"button[name={name}]" if name else "button.btn-primary, button:not([name]):not([aria-hidden])"
        )
        self.page.locator(form).locator(button).first.click()

    def prepare(self) -> int:
        """The committee, the rubric, the round, its ideas, who scores what; answers the round's number."""
        self.become("root")
        self.go("/reviews/committees/new")
        self.fill(name__en="Board", name__zh_Hans="评审会")
        self.press("committees/new")
        self.page.wait_for_url(re.compile(r"committees/\d+$"))
        for login in ("m0", "m1"):
            self.fill(login=login)
            if login == "m0":
                self.page.check("[name=is_chair]")
            self.press("committees/")
            expect(self.page.locator("main")).to_contain_text(f"Member {login[1:]}")
        self.appoint_the_others()
        self.go("/reviews/rubrics/new")
        self.fill(
            name__en="Rubric",
            name__zh_Hans="标准",
            c0_name__en="Benefit",
            c0_question__en="How much better?",
            c0_weight="60",
            c0_anchor_1__en="Little",
            c0_anchor_5__en="Much",
        )
        self.page.locator("button[name=add]").click()
        self.fill(
            c1_name__en="Effort",
            c1_question__en="How soon?",
            c1_weight="40",
            c1_anchor_1__en="Years",
            c1_anchor_5__en="Days",
        )
        self.page.locator("button[name=add]").click()
        self.fill(c2_name__en="Safe", c2_question__en="Is it safe?", c2_weight="20")
        self.page.select_option("[name=c2_kind]", "yes_no")
        self.page.locator("button[name=add]").click()
        self.fill(c3_name__en="Advice", c3_question__en="What is to be watched?")
        self.page.select_option("[name=c3_kind]", "text")
        self.press("rubrics/new")
        self.page.wait_for_url(re.compile(r"/reviews/committees$"))
        self.go("/reviews/rounds/new")
        today = company_today_in(self.app)
        self.fill(
            name__en="Quarter",
            name__zh_Hans="季度",
            opens_on=today.isoformat(),
            closes_on=(today + timedelta(days=9)).isoformat(),
            places="40",
            reviews_each=str(EACH),
            max_load="60",
        )
        self.page.select_option("[name=committee_id]", index=1)
        self.page.select_option("[name=rubric_id]", index=1)
        self.press("rounds/new")
        self.page.wait_for_url(re.compile(r"/rounds/\d+/ideas"))
        self.press("/ideas", "all")
        expect(self.page.locator("h1")).to_contain_text(str(self.ideas))
        round_id = int(re.findall(r"rounds/(\d+)", self.page.url)[0])
        self.go(f"/reviews/rounds/{round_id}/names")
        self.page.locator("main ul.rows a").first.click()
        self.fill(passage="every morning")
        self.press("/names")
        expect(self.page.locator("del").last).to_contain_text("every morning")
        self.go(f"/reviews/rounds/{round_id}/assignments")
        self.press("/assignments/auto")
        expect(self.page.locator(".flash")).to_be_visible()
        self.go(f"/reviews/rounds/{round_id}/assignments?by=members")
        self.go(f"/reviews/rounds/{round_id}/prepare")
        self.press("/open")
        expect(self.page.locator("h1")).to_contain_text(str(self.ideas * EACH))
        return round_id

    def appoint_the_others(self) -> None:
        with self.app.app_context():
            committee = db.session.scalars(select(Committee)).one()
            for n in range(2, MEMBERS):
                with transaction():
                    service.appoint(committee, MemberData(login=f"m{n}", since=company_today()), by=SYSTEM)

    def score(self, round_id: int) -> None:
        """A member steps back from one idea, scores one after the other, and many in the table."""
        self.become("m1")
        self.go("/reviews")
        self.go("/reviews/queue")
        self.go("/reviews/next")
        expect(self.page.locator("main article")).to_contain_text("█████")
        left = self.page.url
        self.go(left + "/conflict")
        self.page.locator("[name=kind]").first.check()
        self.press("/conflict")
        assert self.page.goto(left).status == 404  # type: ignore[union-attr]
        for _ in range(2):
            self.go("/reviews/next")
            before = self.page.url
            if self.look.javascript:
                for key in ("4", "5", "2", "s"):
                    self.page.keyboard.press(key)
            else:
                for question in self.page.locator("[data-question]").all():
                    question.locator(".pick label").nth(1).click()
                self.press("/items/")
            self.page.wait_for_url(lambda url, before=before: "/items/" in url and url != before)
        self.go(f"/reviews/rounds/{round_id}/table")
        row = self.page.locator("tbody tr").last
        for cell in row.locator("select").all():
            cell.select_option(index=1)
        self.press("/table")
        expect(self.page.locator(".flash")).to_be_visible()
        with self.app.app_context():
            given = db.session.query(Review).all()
            assert len(given) == 3
            # By key, by a tap and in the table: not safe. Nobody wrote advice, which nobody has to.
            assert [one.values[self.safe(round_id)] for one in given] == [0, 0, 0]
            assert not any(one.texts for one in given)
        self.go("/reviews/mine")

    @staticmethod
    def safe(round_id: int) -> int:
        """The criterion that is answered by yes or no."""
        criteria = db.session.get_one(Round, round_id).rubric_version.criteria
        return next(one.id for one in criteria if one.kind == "yes_no")

    def others_score(self, round_id: int) -> None:
        """As the members would: what is assigned to them, some stricter than others."""
        with self.app.app_context():
            held = db.session.get_one(Round, round_id)
            criteria = [
                criterion.id for criterion in held.rubric_version.criteria if criterion.kind == "scale"
            ]
            safe = self.safe(round_id)
            given = set(db.session.execute(select(Review.item_id, Review.reviewer_id)).tuples())
            asked = (
                db.session.execute(
                    select(Assignment.item_id, Assignment.person_id).order_by(Assignment.item_id)
                )
                .tuples()
                .all()
            )
            people = {person.id: act(person) for person in db.session.scalars(select(Person))}
            with transaction():
                for item_id, person_id in asked:
                    if (item_id, person_id) not in given:
                        value = float(1 + (item_id * 7 // 9 + person_id % 3) % 5)
                        data = ReviewData({**dict.fromkeys(criteria, value), safe: 1.0}, ReviewNotes())
                        service.submit_review(
                            db.session.get_one(RoundItem, item_id), data, by=people[person_id]
                        )

    def decide(self, round_id: int) -> str:
        """Close, read the results, meet, decide; answers the reason that Ann will read."""
        self.become("root")
        self.go(f"/reviews/rounds/{round_id}")
        self.go(f"/reviews/rounds/{round_id}/close")
        self.press("/close")
        self.become("m0")
        self.go(f"/reviews/rounds/{round_id}")
        self.go(f"/reviews/rounds/{round_id}/map")
        self.go(f"/reviews/rounds/{round_id}/meeting")
        self.press("/meeting")
        self.page.locator("button[name=item]").first.click()
        expect(self.page.locator("#talked-about")).to_be_visible()
        self.go(f"/reviews/rounds/{round_id}/meeting")
        self.page.locator("button[name=end]").first.click()
        self.go(f"/reviews/rounds/{round_id}")
        choice = self.page.locator("main td.decide select").first
        number = str(choice.get_attribute("name"))[1:]
        choice.select_option("accept")
        box = self.page.locator(f"textarea[name=r{number}]")
        if not box.is_visible():
            self.page.locator("details", has=box).locator("summary").first.click()
        box.fill("Good and cheap.")
        self.press("/decisions")
        expect(self.page.locator(".flash")).to_be_visible()
        with self.app.app_context():
            assert db.session.scalars(select(Decision.item_id)).all() == [int(number)]
            with transaction():
                for item in items_of(SYSTEM, round_id):
                    if item.id != int(number):
                        outcome = "accept" if item.id % 5 == 0 else "decline"
                        service.decide(
                            item, DecisionData(outcome, f"Reason {item.suggestion_id}."), by=SYSTEM
                        )
            ann = db.session.scalars(
                select(RoundItem).join(RoundItem.suggestion).order_by(RoundItem.suggestion_id)
            ).first()
            assert ann is not None
            return "Good and cheap." if ann.id == int(number) else f"Reason {ann.suggestion_id}."

    def publish(self, round_id: int, reason: str) -> None:
        self.go(f"/reviews/rounds/{round_id}/minutes")
        # The chair's own unit wrote a quarter of the ideas, but for the one of Ann.
        expect(self.page.locator("section.minute")).to_have_count(self.ideas - self.ideas // 4 + 1)
        self.go(f"/reviews/rounds/{round_id}/answers")
        self.press("/answers")
        self.go(f"/reviews/rounds/{round_id}")
        self.go("/reviews/foresight")
        self.become("ann")
        self.go("/suggestions?mine=written")
        self.page.locator("main a.q").first.click()
        expect(self.page.locator("main")).to_contain_text(reason)
        with self.app.app_context():
            assert db.session.get_one(Round, round_id).phase is State.PUBLISHED


def company_today_in(app: Flask) -> object:
    with app.app_context():
        return company_today()


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("look", "ideas"), WALKS, ids=str)
def test_a_round_from_nothing_to_the_author(live: Live, show: Show, look: Look, ideas: int) -> None:
    company(live.app, look.language.replace("-", "_"), ideas)
    with show(look) as page:
        walk = Walk(page, live, look, ideas)
        round_id = walk.prepare()
        walk.score(round_id)
        walk.others_score(round_id)
        reason = walk.decide(round_id)
        walk.publish(round_id, reason)
