"""What is filled in is kept, a table scores many ideas, and what one gave stays readable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Missing, Refused
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.models import Membership, Review, ReviewDraft, Round
from improve.reviews.queries import items_of
from improve.reviews.values import DeclarationData, TermData
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Visibility
from tests.browser import Browser
from tests.people import PASSWORD, act
from tests.reviews.company import Company, make_company

HOSTILE = {"note_to_author": "a\x00b\ud800" + "x" * 9_000, "else": "1", "c999": "5"}


@pytest.fixture
def item(company: Company) -> object:
    idea = company.idea("Plain")
    return company.item(company.round([idea, company.idea("Other"), company.idea("Own", "wu")]), idea)


def test_a_draft_is_kept_once_and_goes_when_it_is_handed_in(company: Company, item: object) -> None:
    by = act(company.mia)
    first = item.round.rubric_version.criteria[0].id
    for value in ("3", "4"):
        with transaction():
            service.keep_draft(item, {f"c{first}": value, **HOSTILE}, by=by)
    (draft,) = db.session.query(ReviewDraft)
    assert set(draft.fields) == {f"c{first}", "note_to_author"}
    assert draft.fields[f"c{first}"] == "4"
    assert len(draft.fields["note_to_author"]) <= 4_000
    assert not db.session.query(Review).count()
    company.score(item.round, item.suggestion, "mia", 3)
    assert not db.session.query(ReviewDraft).count()


def test_only_who_may_score_keeps_a_draft(company: Company, item: object) -> None:
    with pytest.raises(Forbidden), transaction():
        service.keep_draft(item, {}, by=act(company.ada))
    own = next(one for one in items_of(SYSTEM, item.round_id) if one.suggestion.title == "Own")
    with pytest.raises(Missing), transaction():
        service.keep_draft(own, {}, by=act(company.wu))
    with transaction():
        service.keep_draft(item, {"note_to_author": "x"}, by=act(company.mia))
        service.declare_conflict(item, DeclarationData("other"), by=act(company.mia))
    assert not db.session.query(ReviewDraft).count()
    with transaction():
        service.close_round(item.round, by=SYSTEM)
    with pytest.raises(Refused), transaction():
        service.keep_draft(item, {}, by=act(company.chen))


def signed_in(app: Flask, browser: Browser, login: str) -> tuple[int, dict[str, int], list[int]]:
    """A round of four ideas, one of which is wu's; the member signs in."""
    with app.app_context():
        company = make_company(signs_in=("mia", "wu"))
        ideas = [company.idea(f"Idea {number}") for number in range(3)] + [company.idea("Own of wu", "wu")]
        held = company.round(ideas)
        found = {one.suggestion.title: one.id for one in items_of(SYSTEM, held.id)}
        numbers = held.id, found, [c.id for c in held.rubric_version.criteria]
    browser.sign_in(login, PASSWORD)
    return numbers


def test_the_page_shows_what_was_begun(app: Flask, new_browser: Callable[..., Browser]) -> None:
    browser = new_browser()
    _round_id, items, criteria = signed_in(app, browser, "mia")
    address = f"/reviews/items/{items['Idea 0']}"
    browser.get(address)
    token = browser.page.one('form[data-score] input[name="csrf_token"]').attributes["value"]
    fields = {f"c{criteria[0]}": "4", f"na{criteria[1]}": "y", "private_note": "Half a thought"}
    answer = browser.client.post(f"{address}/draft", data={"csrf_token": token, **fields})
    assert (answer.status_code, answer.data) == (204, b"")
    page = browser.get(address)
    assert "Not handed in yet" in page.text
    assert "2 of 4 answered" in page.text
    assert "Half a thought" in page.html
    assert "4 ideas wait" in browser.get("/reviews/queue").text
    other = new_browser()
    other.sign_in("wu", PASSWORD)
    assert "Half a thought" not in other.get(address).html
    browser.get(address)
    browser.submit(f"{address}/draft/drop")
    assert "Half a thought" not in browser.page.html
    assert browser.client.post(f"{address}/draft", data=fields).status_code in (204, 400)
    assert "Half a thought" not in browser.get(address).html  # without the token nothing is kept


def test_a_table_scores_rows_and_keeps_the_good_ones(app: Flask, new_browser: Callable[..., Browser]) -> None:
    browser = new_browser()
    round_id, items, criteria = signed_in(app, browser, "wu")
    address = f"/reviews/rounds/{round_id}/table"
    page = browser.get(address)
    assert "Own of wu" not in page.text

    def cells(title: str, *values: str) -> dict[str, str]:
        return {f"i{items[title]}c{c}": value for c, value in zip(criteria, values, strict=False)}

    whole, half = cells("Idea 0", "5", "4", "na", "1"), cells("Idea 1", "5", "2")
    page = browser.submit(address + "?page=1", status=422, **whole, **half)
    assert "1 score was saved. These rows were not:" in page.text
    assert page.text.count("A value is missing in this row") == 2
    with app.app_context():
        (review,) = db.session.query(Review)
        assert review.values == dict(zip(criteria, (5, 4, None, 1), strict=True))
    page = browser.submit(address + "?page=1", **cells("Idea 1", "5", "2", "3", "3"))
    assert "1 score saved" in page.text
    hostile = {f"i{items['Idea 2']}c{c}": "9" for c in criteria}
    hostile |= {f"i{items['Own of wu']}c{c}": "5" for c in criteria}
    browser.submit(address + "?page=1", raw=hostile, status=422)
    with app.app_context():
        assert db.session.query(Review).count() == 2
        assert {one.revision for one in db.session.query(Review)} == {1}
    browser.submit(address + "?page=1", **cells("Idea 0", "1"))
    with app.app_context():
        assert db.session.query(Review).filter_by(revision=2).one().values[criteria[0]] == 1


def test_what_one_gave_stays_readable_when_the_term_is_over(
    app: Flask, new_browser: Callable[..., Browser]
) -> None:
    browser = new_browser()
    round_id, _items, _criteria = signed_in(app, browser, "mia")
    assert browser.get("/reviews/mine").h1 == "You have not scored an idea yet"
    with app.app_context():
        company = Company()
        company.people = {one.person.login: one.person for one in db.session.query(Membership)}
        held = db.session.get_one(Round, round_id)
        for item in list(items_of(SYSTEM, round_id))[:2]:
            company.score(held, item.suggestion, "mia", 5, private_note="Only mine")
        company.score(held, item.suggestion, "chen", 1, private_note="Of the chair")
        last_idea = item.suggestion_id
        term = next(one for one in db.session.query(Membership) if one.person.login == "mia")
        with transaction():
            service.change_term(term, TermData(until=company_today() - timedelta(days=1)), by=SYSTEM)
    page = browser.get("/reviews/mine")
    assert page.h1 == "You have scored 2 ideas"
    assert "Only mine" in page.text
    assert "Of the chair" not in page.text
    with app.app_context(), transaction():  # what is hidden from everybody is hidden here, too
        db.session.get_one(Suggestion, last_idea).audience = Visibility.HANDLERS
    assert browser.get("/reviews/mine").h1 == "You have scored 1 idea"
