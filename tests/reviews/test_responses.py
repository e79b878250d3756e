"""Authors answer what members wrote to them before the committee decides; ideas that are to be revised come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.errors import Invalid, Missing, Refused
from improve.core.events import Event
from improve.core.policy import SYSTEM
from improve.reviews import events, jobs, response_notices, service
from improve.reviews.days import company_today
from improve.reviews.models import Review, Round, RoundItem
from improve.reviews.queries import answers_as_read, response_on
from improve.reviews.values import DecisionData, HiddenWords, ReopeningData, ResponseData
from improve.suggestions import service as suggestions
from improve.suggestions.anonymity import delivery
from improve.suggestions.anonymity import service as unnamed
from improve.suggestions.anonymity.models import Claim
from improve.suggestions.anonymity.values import AnonymityData, UnnamedIdea
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.values import CommentText, IdeaText
from tests.browser import Browser
from tests.conftest import Clock
from tests.people import PASSWORD, act
from tests.reviews.company import Company, make_company

ANSWER = ResponseData("Ada here: we have counted it for two weeks.")


def heard_round(company: Company, *titles: str, author: str = "ada", **changes: object) -> Round:
    """Scored by Chen and Mia, with a note of each, and closed with five days to answer."""
    ideas = [company.idea(title, author, with_=["max"]) for title in titles]
    held = company.round(ideas, response_days=5, **changes)
    for idea in ideas:
        company.score(held, idea, "chen", 2, note_to_author="Please count it.", private_note="Weak.")
        company.score(held, idea, "mia", 4, note_to_author="And who looks after it?")
    with transaction():
        service.close_round(held, by=SYSTEM)
    return held


def item_of(held: Round) -> RoundItem:
    return db.session.query(RoundItem).filter_by(round_id=held.id).order_by(RoundItem.id).first()


def test_authors_answer_once_until_the_day_and_nothing_is_published_before(
    clock: Clock, company: Company
) -> None:
    held = heard_round(company, "One", "Two")
    first, second = db.session.query(RoundItem).order_by(RoundItem.id)
    assert held.responses_until == company_today() + timedelta(days=5)
    assert response_on(first.suggestion_id).notes == ["And who looks after it?", "Please count it."]
    for stranger in ("chen", "wu", "root"):
        with pytest.raises(Missing), transaction():
            service.answer_notes(first, ANSWER, by=act(company.people[stranger]))
    with pytest.raises(Invalid), transaction():
        service.answer_notes(first, ResponseData("x" * 2_001), by=act(company.ada))
    with transaction():
        service.answer_notes(first, ANSWER, by=act(company.max))  # a co-author
    with pytest.raises(Refused), transaction():
        service.answer_notes(first, ANSWER, by=act(company.ada))
    for item in (first, second):
        with transaction():
            service.decide(item, DecisionData("decline", "No."), by=act(company.chen))
    with pytest.raises(Refused), transaction():
        service.publish_round(held, by=act(company.chen))
    clock.move(days=6)
    with pytest.raises(Refused), transaction():
        service.answer_notes(second, ANSWER, by=act(company.ada))
    with transaction():
        service.publish_round(held, by=act(company.chen))


def test_what_is_amended_reaches_no_author_and_a_reopened_round_asks_anew(
    clock: Clock, company: Company
) -> None:
    held = heard_round(company, "One", "Two")
    first, second = db.session.query(RoundItem).order_by(RoundItem.id)
    with pytest.raises(Refused):
        company.score(held, first.suggestion, "chen", 5, note_to_author="Convinced, accept!")
    with transaction():
        service.answer_notes(first, ANSWER, by=act(company.ada))
    company.score(held, first.suggestion, "chen", 5, note_to_author="Convinced, accept!")
    assert db.session.query(Review).filter_by(item_id=first.id, reviewer_id=company.chen.id).count() == 2
    for who, item in (("chen", second), ("wu", first)):  # without an answer; for the first time
        with pytest.raises((Refused, Missing)):
            company.score(held, item.suggestion, who, 5)
    assert "Convinced, accept!" not in response_on(first.suggestion_id).notes
    with transaction():
        service.reopen_round(held, ReopeningData(company_today() + timedelta(days=3)), by=SYSTEM)
        assert held.responses_until is None
    company.score(held, second.suggestion, "mia", 3, note_to_author="Another note.")
    with transaction():
        service.close_round(held, by=SYSTEM)
    assert response_on(second.suggestion_id).notes == ["Another note.", "Please count it."]
    assert response_on(first.suggestion_id).answer == ANSWER.text


def test_a_blind_round_reads_the_answer_masked_like_the_idea(company: Company) -> None:
    held = heard_round(company, "One")
    item = item_of(held)
    with transaction():
        service.answer_notes(item, ANSWER, by=act(company.ada))
    assert answers_as_read([item]) == {item.id: "█████ here: we have counted it for two weeks."}
    with transaction():
        service.hide_words(item, HiddenWords("counted it for two weeks"), by=act(company.coco))
    assert answers_as_read([item]) == {item.id: "█████ here: we have █████."}


def test_who_is_reminded_of_answers_and_of_what_is_to_come_back(
    clock: Clock, company: Company, heard: list[Event]
) -> None:
    held = heard_round(company, "One", "Two")
    first, second = db.session.query(RoundItem).order_by(RoundItem.id)
    (closed,) = [one for one in heard if isinstance(one, events.RoundClosed)]
    both = {company.ada.id, company.max.id}
    asked = list(response_notices.asked(closed))
    assert {one for notice in asked for one in notice.person_ids} == both
    assert {notice.values["suggestion_id"] for notice in asked} == {first.suggestion_id, second.suggestion_id}
    with transaction():
        service.answer_notes(first, ANSWER, by=act(company.ada))
    told: list[tuple[int, str]] = []
    due = company_today() + timedelta(days=16)
    for day in range(25):
        heard.clear()
        jobs.remind()
        jobs.remind()
        told += [(day, one.name()) for one in heard if one.name() in ("ResponsesEnding", "ResponsesEnded")]
        told += [(day, f"{one.days_left}") for one in heard if isinstance(one, events.RevisionsDue)]
        for one in heard:
            if isinstance(one, events.ResponsesEnding):
                (ending,) = response_notices.ending(one)
                assert (ending.values["suggestion_id"], set(ending.person_ids)) == (
                    second.suggestion_id,
                    both,
                )
            elif isinstance(one, events.ResponsesEnded):
                assert [set(n.person_ids) for n in response_notices.ended(one)] == [
                    {company.chen.id, company.mia.id}
                ]
            elif isinstance(one, events.RevisionsDue) and one.days_left > 0:
                (notice,) = response_notices.revisions(one)
                assert (notice.values["suggestion_id"], set(notice.person_ids)) == (first.suggestion_id, both)
            elif isinstance(one, events.RevisionsDue):
                (notice,) = response_notices.revisions(one)
                assert notice.person_ids == (company.chen.id,)
                assert "One" not in str(notice.text.params)
        if day == 6:
            with transaction():
                for item in (first, second):
                    service.decide(item, DecisionData("revise", "Count it.", due), by=act(company.chen))
                service.publish_round(held, by=act(company.chen))
            clock.move(minutes=5)
            with transaction():  # the second one comes back before anybody is reminded
                again = db.session.get_one(Suggestion, second.suggestion_id)
                text = IdeaText(again.title, "Counted: nine times a week.", again.idea, co_authors=("max",))
                suggestions.edit(again, text, by=act(company.ada))
        clock.move(days=1)
    assert told == [(4, "ResponsesEnding"), (6, "ResponsesEnded"), (9, "7"), (15, "1"), (17, "-1")]


def test_an_author_without_a_name_answers_by_the_box(clock: Clock, company: Company) -> None:
    with transaction():
        unnamed.change_settings(AnonymityData(for_members=True), by=act(company.root))
        code = unnamed.hand_in(UnnamedIdea("Quiet", "It is loud.", "A quiet hour."), for_place=False)
    clock.move(days=1)
    delivery.empty_box()
    claim = db.session.query(Claim).one()
    idea = db.session.get_one(Suggestion, claim.suggestion_id)
    held = company.round([idea], response_days=1)
    company.score(held, idea, "chen", 2, note_to_author="Please count it.")
    with transaction():
        service.close_round(held, by=SYSTEM)
    clock.move(days=1)
    with pytest.raises(Invalid), transaction():
        unnamed.write(claim.code_hash, CommentText("x" * 2_001))
    with transaction():
        unnamed.write(claim.code_hash, CommentText("Nine times a week."))
    assert code
    clock.move(days=1)  # put in on the last day, taken out on the next
    delivery.empty_box()
    found = response_on(idea.id)
    assert (found.answer, found.answered_by_id) == ("Nine times a week.", None)
    assert db.session.query(Comment).filter_by(suggestion_id=idea.id).count() == 0


@pytest.mark.databases("sqlite")
def test_the_pages_of_an_answer(app: Flask, new_browser: Callable[..., Browser]) -> None:
    with app.app_context():
        company = make_company(signs_in=("ada", "chen", "mia", "max", "wu"))
        held = heard_round(company, "One")
        number, item = item_of(held).suggestion_id, item_of(held).id
    ada, mia, chen = (new_browser() for _ in range(3))
    for browser, login in ((ada, "ada"), (mia, "mia"), (chen, "chen")):
        browser.sign_in(login, PASSWORD)
    mia.get(f"/reviews/ideas/{number}/response", status=404)
    ada.get("/reviews/ideas/99999999999/response", status=404)
    ada.get(f"/suggestions/{number}")
    assert "Please count it." in ada.text
    ada.follow("Answer the committee")
    for secret in ("Weak.", "Chen", "Mia"):
        assert secret not in ada.page.html
    ada.submit(button="Send the answer", text="  ", status=422)
    ada.submit(button="Send the answer", text="<b>Nine</b> times, says Ada.")
    assert "You have answered" in ada.text
    mia.get(f"/reviews/items/{item}")
    assert "<b>Nine</b> times, says █████." in mia.text
    mia.follow("Change your score")
    mia.submit(f"/reviews/items/{item}", private_note="Better now.")
    assert "Your score" in mia.text
    chen.get("/reviews/rounds/1")
    assert "1 idea has an answer." in chen.text
    for printed in ("minutes", "record"):
        chen.get(f"/reviews/rounds/1/{printed}")
        assert "times, says █████." in chen.text


def test_the_page_says_that_authors_may_still_answer(app: Flask, new_browser: Callable[..., Browser]) -> None:
    """Instead of a button that refuses."""
    with app.app_context():
        company = make_company(signs_in=("chen",))
        held = heard_round(company, "One")
        item, ada = item_of(held).id, act(company.ada)
        with transaction():
            service.decide(item_of(held), DecisionData("decline", "No."), by=SYSTEM)
    chen = new_browser()
    chen.sign_in("chen", PASSWORD)
    answers = "/reviews/rounds/1/answers"
    assert "Authors can answer until" in chen.get(answers).text and "Publish all" not in chen.text
    with app.app_context(), transaction():
        service.answer_notes(db.session.get_one(RoundItem, item), ANSWER, by=ada)
    assert "Publish all" in chen.get(answers).text
