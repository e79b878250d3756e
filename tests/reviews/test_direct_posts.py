"""What the page of an idea would not offer is refused when it is sent straight to the address, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from improve.accounts.models import Person
from improve.accounts.queries import actor_of
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.models import Assignment, Criterion, Membership, Review, Round, RoundItem
from improve.reviews.rules.scoring import field_of
from improve.reviews.values import DeclarationData, PracticeText, TermData
from improve.suggestions import service as suggestions
from improve.suggestions.models import Suggestion
from improve.web import access
from tests.people import act
from tests.reviews.company import Company, make_company

Case = tuple[str, int, int, str]  # what it is, item id, the status that is due, who sends it


def unheard(company: Company) -> Iterator[Case]:
    """Every reason for which no score is taken; each ends before the next begins."""
    own, plain, gone = (
        company.idea(name, author) for name, author in (("Own", "mia"), ("Plain", "max"), ("Gone", "max"))
    )
    held = company.round([own, plain, gone])
    mine, number, left = (company.item(held, one).id for one in (own, plain, gone))
    yield "her own idea", mine, 404, "mia"
    yield "no such idea", 1_999_999_999, 404, "mia"
    yield "no member", number, 403, "ada"
    yield "auditor", number, 404, "otto"
    with transaction():
        service.declare_conflict(
            db.session.get_one(RoundItem, number), DeclarationData("other"), by=act(company.wu)
        )
    yield "declared", number, 404, "wu"
    with transaction():
        suggestions.withdraw(gone, by=act(company.max))
    yield "withdrawn", left, 404, "mia"
    yield from _of_rounds(company)
    with transaction():
        service.close_round(held, by=SYSTEM)
    yield "closed", number, 409, "mia"
    term = db.session.query(Membership).filter_by(person_id=company.mia.id).one()
    with transaction():
        service.change_term(term, TermData(until=company_today() - timedelta(days=1)), by=SYSTEM)
    yield "out of office", number, 404, "mia"


def _of_rounds(company: Company) -> Iterator[Case]:
    def one(name: str, **changes: Any) -> tuple[Round, int]:
        idea: Suggestion = company.idea(name)
        held = company.round([idea], **changes)
        return held, company.item(held, idea).id

    yield "draft", one("Draft", opened=False)[1], 404, "mia"
    later = company_today() + timedelta(days=1)
    yield "not yet", one("Later", opens_on=later)[1], 409, "mia"
    item_id = one("Not assigned", reviews_each=1)[1]
    with transaction():
        asked = db.session.scalars(select(Assignment.person_id).where(Assignment.item_id == item_id)).all()
    other = next(name for name in ("mia", "chen", "wu") if company.people[name].id not in asked)
    yield "not assigned", item_id, 409, other
    held, number = one("Practice owed", opened=False)
    with transaction():
        service.write_practice(held, PracticeText("Shelf", "Lost", "Hang", "Found"), by=SYSTEM)
    with transaction():
        service.open_round(held, by=SYSTEM)
    yield "practice owed", number, 409, "mia"


def test_no_score_is_taken_past_the_page(make_app: Callable[..., Flask]) -> None:
    app = make_app(WTF_CSRF_ENABLED=False)
    asks: list[int] = []
    app.extensions[access.LOADERS].insert(0, lambda: actor_of(db.session.get_one(Person, asks[-1])))
    with app.app_context():
        company = make_company()
        found, due = {}, {}
        for name, item_id, status, who in unheard(company):
            asks.append(company.people[who].id)
            found[name], due[name] = (sent(app, item_id), reviews()), (status, 0)
        assert found == due
        idea = company.idea("Open to all")
        asks.append(company.chen.id)
        assert (sent(app, company.item(company.round([idea]), idea).id), reviews()) == (303, 1), (
            "what is sent is whole"
        )


def reviews() -> int:
    db.session.rollback()
    return db.session.query(Review).count()


def sent(app: Flask, item_id: int) -> int:
    """The status of a score for every criterion that there is."""
    with app.app_context():  # what is kept for a request must not outlive it
        given = {field_of(number): "3" for number in db.session.scalars(select(Criterion.id))}
        db.session.rollback()
        client = app.test_client(use_cookies=False)
        return client.post(f"/reviews/items/{item_id}", data=given).status_code
