"""Members rate each other's comments: after the own score, in secret, and only of ideas without a conflict."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Missing, Refused
from improve.core.policy import SYSTEM, Role
from improve.core.spreadsheets import read_table
from improve.reviews import service
from improve.reviews.models import Rating, Review
from improve.reviews.queries import rated_in, results_for
from improve.reviews.values import DeclarationData
from tests.browser import Browser
from tests.people import PASSWORD, act
from tests.reviews.company import Company, make_company

HELPFUL = ("Comments found helpful", "Ratings of comments")
SAID = "Please <b>count</b> the stops first."


def _committee(company: Company, *names: str) -> None:
    """Further members of the office."""
    for name in names:
        company.person(name, roles=[Role.COMMITTEE], signs_in=True)
        company.appoint(company.people[name])


def _rate(company: Company, review_id: int, who: str, helpful: bool) -> None:
    review = db.session.get_one(Review, review_id)
    with transaction():
        service.rate_comment(review.item, review_id, helpful, by=act(company.people[who]))


def test_who_may_rate_and_what_counts(company: Company) -> None:
    _committee(company, "nia", "oda")
    idea, zebra = company.idea("Plain"), company.idea("Zebra", "ada")
    held = company.round([idea, zebra])
    for one in (idea, zebra):
        company.score(held, one, "mia", 4, note_to_author=SAID)
    company.score(held, idea, "wu", 2)
    written, hidden, silent = (
        db.session.query(Review).filter_by(item_id=company.item(held, one).id, reviewer_id=who.id).one().id
        for one, who in ((idea, company.mia), (zebra, company.mia), (idea, company.wu))
    )
    for who, review, error in (
        ("chen", written, Refused),  # not yet scored
        ("mia", written, Missing),  # one's own
        ("wu", hidden, Missing),  # of the warehouse
        ("wu", silent, Missing),
        ("ada", written, Forbidden),
    ):
        with pytest.raises(error):
            _rate(company, review, who, True)
    for who in ("chen", "nia", "oda"):
        company.score(held, idea, who, 3)
    with pytest.raises(Missing):
        _rate(company, silent, "chen", True)  # nothing was written

    def told() -> dict[str, tuple[int, int]]:
        results = results_for(held, act(company.chen))
        found = rated_in(held.id, results.by_item, results.inputs.recused)
        return {key: (one.helpful, one.n) for key, one in found.items()}

    _rate(company, written, "chen", False)
    _rate(company, written, "chen", True)  # thought better of it: one voice
    _rate(company, written, "wu", True)
    assert told() == {}  # two would tell who
    _rate(company, written, "nia", False)
    mia = f"p{company.mia.id}"
    assert told() == {mia: (2, 3)}
    company.score(held, idea, "mia", 5, note_to_author=SAID)  # other scores, the same words
    assert told() == {mia: (2, 3)}
    now = db.session.query(Review).filter_by(reviewer_id=company.mia.id, revision=2).one().id
    _rate(company, now, "nia", True)
    assert told() == {mia: (3, 3)} and db.session.query(Rating).count() == 3
    with pytest.raises(Missing):
        _rate(company, written, "oda", True)  # not what stands there now
    _rate(company, now, "oda", False)
    with transaction():
        service.declare_conflict(company.item(held, idea), DeclarationData("other"), by=act(company.nia))
    assert told() == {mia: (2, 3)}
    company.score(held, idea, "mia", 5, note_to_author="Other words.")
    assert told() == {}
    with transaction():
        service.close_round(held, by=SYSTEM)


def test_comments_are_rated_on_the_page(app: Flask, new_browser: Callable[..., Browser]) -> None:
    with app.app_context():
        company = make_company(signs_in=("chen", "mia", "wu"))
        _committee(company, "nia")
        idea = company.idea("Plain")
        held = company.round([idea])
        company.score(held, idea, "mia", 4, note_to_author=SAID)
        for who in ("wu", "nia"):
            company.score(held, idea, who, 3)
        item, review = company.item(held, idea).id, db.session.query(Review).order_by(Review.id).first().id
        round_id = held.id
    page, post = f"/reviews/items/{item}", f"/reviews/items/{item}/reviews/{review}/rating"
    browsers = {}
    for login, language in (("chen", "en"), ("mia", "zh-Hans"), ("wu", "zh-Hans"), ("nia", "en")):
        browsers[login] = new_browser(language=language)
        browsers[login].sign_in(login, PASSWORD)
        browsers[login].language(language)
    assert "the stops first" not in browsers["chen"].get(page).text  # not before the own score
    browsers["wu"].get(page)
    assert "&lt;b&gt;count" in browsers["wu"].page.html and "Mia" not in browsers["wu"].page.text
    browsers["wu"].submit(post, button="有帮助")
    assert 'aria-pressed="true"' in browsers["wu"].page.html
    browsers["nia"].get(page)
    browsers["nia"].submit(post, button="Not helpful")
    assert "有助于决定" not in browsers["mia"].get(page).text
    with app.app_context(), transaction():
        service.close_round(db.session.get_one(type(held), round_id), by=SYSTEM)
    browsers["chen"].get(page)  # the chair, who has not scored, reads names now
    browsers["chen"].submit(post, button="Helpful")
    assert "helpful: 2 of 3" in browsers["chen"].text
    assert "3位评委中有2位认为您的意见有助于决定" in browsers["mia"].get(page).text
    results = f"/reviews/rounds/{round_id}"
    assert "How helpful their comments are" in browsers["chen"].get(results).text
    assert "helpful: 2 of 3" in browsers["chen"].text
    assert "(helpful: 2 of 3)" in browsers["chen"].get(f"{results}/record").text
    book = browsers["chen"].client.get(f"{results}/record.xlsx").data
    reviews, members = read_table(book, sheet="Reviews"), read_table(book, sheet="Members")
    told = zip(*(reviews.column(name) for name in (*HELPFUL, "Reviewer")), strict=True)
    assert set(told) == {(None, None, "Nia"), (None, None, "Wu"), ("2", "3", "Mia")}
    given = {
        name: (scores, helpful, of)
        for name, scores, helpful, of in zip(
            *(members.column(name) for name in ("Reviewer", "Scores", *HELPFUL)), strict=True
        )
    }
    assert given["Mia"] == ("1", "2", "3") and given["Chen"] == ("0", None, None)
    assert "意见是否有帮助" not in browsers["wu"].get(results).text
    assert browsers["wu"].client.post(post.replace(str(review), "99999"), data={}).status_code in (303, 400)
