"""Scoring: once, amended, the same again, too late, and two at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from improve.audit.models import AuditEntry
from improve.core.commits import EXTENSION
from improve.core.db import db, transaction
from improve.core.errors import Invalid, Refused
from improve.core.events import Event
from improve.core.policy import SYSTEM, Actor
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.models import Review, RoundItem
from improve.reviews.queries import (
    current_review,
    inputs_of,
    key_of_person,
    latest_stored,
    revisions_of,
    standing_of,
)
from improve.reviews.store import scored_together
from improve.reviews.values import ReviewData, ReviewNotes
from improve.suggestions import service as suggestions
from tests.conftest import Clock
from tests.people import act
from tests.reviews.company import Company, make_company


def test_a_score_is_kept_with_its_answers(company: Company) -> None:
    idea = company.idea("Idea")
    held = company.round([idea])
    company.score(
        held,
        idea,
        "mia",
        4,
        5,
        None,
        3,
        note_to_author="Good.",
        private_note="Hm.",
        proposal="accept",
        confidence=3,
    )
    review = current_review(company.item(held, idea).id, key_of_person(company.mia.id))
    assert review is not None
    assert [review.values[c.id] for c in held.rubric_version.criteria] == [4, 5, None, 3]
    assert review.score == pytest.approx((40 * 75 + 20 * 100 + 15 * 50) / 75)
    assert review.answered == pytest.approx(0.75)
    assert (review.revision, review.note_to_author, review.private_note) == (1, "Good.", "Hm.")
    assert (review.proposal, review.confidence, review.reviewer_label) == ("accept", 3, "Mia")


def test_under_sixty_percent_of_the_weight_is_an_abstention(company: Company) -> None:
    idea = company.idea("Idea")
    held = company.round([idea])
    company.score(held, idea, "mia", None, 5, 5, None)
    company.score(held, idea, "chen", 5, 5, None, None)
    reviews = {r.reviewer_id: r for r in db.session.query(Review)}
    assert reviews[company.mia.id].abstained
    assert reviews[company.chen.id].score == 100
    assert standing_of(held, inputs_of(held)).items[0].n == 1


def test_an_amendment_appends_and_the_last_one_counts(company: Company) -> None:
    idea = company.idea("Idea")
    held = company.round([idea])
    company.score(held, idea, "mia", 1)
    company.score(held, idea, "mia", 5)
    revisions = revisions_of(company.item(held, idea).id, key_of_person(company.mia.id))
    assert [(r.revision, r.score, r.is_current) for r in revisions] == [(2, 100, True), (1, 0, False)]
    assert standing_of(held, inputs_of(held)).items[0].mean == 100


def test_the_same_again_is_no_news(company: Company, heard: list[Event]) -> None:
    idea = company.idea("Idea")
    held = company.round([idea])
    heard.clear()
    company.score(held, idea, "mia", 4, note_to_author="x")
    company.score(held, idea, "mia", 4, note_to_author="x")
    company.score(held, idea, "mia", 4, note_to_author="y")
    assert [event.name() for event in heard] == ["ReviewSubmitted", "ReviewAmended"]
    assert db.session.query(Review).count() == 2


def test_events_name_no_score_and_no_text(company: Company, heard: list[Event]) -> None:
    idea = company.idea("Idea")
    held = company.round([idea])
    heard.clear()
    company.score(held, idea, "mia", 4, private_note="secret words")
    assert all("secret" not in repr(event) and "Idea" not in repr(event) for event in heard)
    assert [event.subject_id for event in heard] == [company.item(held, idea).id]


def test_before_the_first_and_after_the_last_day_nothing_is_taken(clock: Clock, company: Company) -> None:
    today = company_today()
    idea = company.idea("Idea")
    held = company.round([idea], opens_on=today + timedelta(days=1), closes_on=today + timedelta(days=3))
    with pytest.raises(Refused) as early:
        company.score(held, idea, "mia", 4)
    assert early.value.message.msgid.startswith("Scoring begins")
    clock.move(days=1)
    company.score(held, idea, "mia", 4)
    clock.move(days=2)
    company.score(held, idea, "mia", 5)
    clock.move(days=1)
    with pytest.raises(Refused) as late:
        company.score(held, idea, "mia", 3)
    assert late.value.message.msgid.startswith("Scoring ended")
    assert [review.score for review in db.session.query(Review).order_by(Review.id)] == [75, 100]


def test_a_day_is_over_when_it_is_over_where_the_company_is(clock: Clock, company: Company) -> None:
    """20 November 16:30 in Greenwich is the 21st in Shanghai."""
    clock.set(datetime(2026, 11, 20, 15, 30, tzinfo=UTC))
    assert company_today().day == 20
    clock.set(datetime(2026, 11, 20, 16, 30, tzinfo=UTC))
    assert company_today().day == 21


def test_a_closed_round_takes_no_score(company: Company) -> None:
    idea = company.idea("Idea")
    held = company.round([idea])
    with transaction():
        service.close_round(held, by=SYSTEM)
    with pytest.raises(Refused):
        company.score(held, idea, "mia", 4)


def test_a_withdrawn_idea_leaves_the_round(company: Company) -> None:
    ideas = [company.idea("Stays"), company.idea("Goes")]
    held = company.round(ideas)
    with transaction():
        suggestions.withdraw(ideas[1], by=act(company.max))
    item = db.session.query(RoundItem).filter_by(suggestion_id=ideas[1].id).one()
    data = ReviewData({c.id: 3 for c in held.rubric_version.criteria}, ReviewNotes())
    with pytest.raises(Refused), transaction():
        service.submit_review(item, data, by=act(company.mia))
    assert [one.item_id for one in standing_of(held, inputs_of(held)).items] == [
        company.item(held, ideas[0]).id
    ]


def test_what_is_missing_is_named_at_its_criterion(company: Company) -> None:
    idea = company.idea("Idea")
    held = company.round([idea])
    first, second, *_rest = held.rubric_version.criteria
    with pytest.raises(Invalid) as refused, transaction():
        service.submit_review(
            company.item(held, idea), ReviewData({first.id: 3}, ReviewNotes()), by=act(company.mia)
        )
    assert f"c{second.id}" in refused.value.errors
    assert f"c{first.id}" not in refused.value.errors


def submit_at_once(
    app: Flask, item_id: int, actor: Actor, sent: list[dict[int, float | None]]
) -> list[object]:
    """Each of `sent` in a thread of its own, all released together."""
    barrier, results = Barrier(len(sent)), []

    def run(scores: dict[int, float | None]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    item = db.session.get_one(RoundItem, item_id)
                    results.append(
                        service.submit_review(item, ReviewData(scores, ReviewNotes()), by=actor).revision
                    )
            except Exception as error:  # the test looks at it
                results.append(error)
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(scores,)) for scores in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("values", [[3, 3, 3, 3], [1, 2, 3, 4]], ids=["same", "different"])
def test_two_submissions_of_one_review_leave_one_current(app: Flask, values: list[int]) -> None:
    with app.app_context():
        company = make_company()
        idea = company.idea("Idea")
        held = company.round([idea])
        item_id, actor = company.item(held, idea).id, act(company.mia)
        criteria = [c.id for c in held.rubric_version.criteria]
    sent = [dict.fromkeys(criteria, float(value)) for value in values]
    results = submit_at_once(app, item_id, actor, sent)
    assert all(isinstance(result, int) for result in results), results
    with app.app_context():
        reviews = db.session.query(Review).order_by(Review.revision).all()
        assert [r.is_current for r in reviews] == [False] * (len(reviews) - 1) + [True]
        assert [r.revision for r in reviews] == list(range(1, len(set(values)) + 1))


def test_a_score_and_the_end_of_the_round_at_once(app: Flask) -> None:
    """Either the score came before the closing and is in the results, or it was refused."""
    with app.app_context():
        company = make_company()
        idea = company.idea("Idea")
        held = company.round([idea])
        held_id, item_id, actor = held.id, company.item(held, idea).id, act(company.mia)
        scores = {c.id: 3.0 for c in held.rubric_version.criteria}
    barrier, outcome = Barrier(2), []

    def close() -> None:
        with app.app_context():
            barrier.wait()
            with transaction():
                service.close_round(db.session.get_one(type(held), held_id), by=SYSTEM)
            db.session.remove()

    def score() -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    item = db.session.get_one(RoundItem, item_id)
                    service.submit_review(item, ReviewData(scores, ReviewNotes()), by=actor)
                outcome.append("taken")
            except Refused:
                outcome.append("refused")
            db.session.remove()

    threads = [Thread(target=close), Thread(target=score)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        stored = latest_stored(held_id)
        counted = stored.data["standing"]["reviews"]
        assert (outcome, counted) in ((["taken"], 1), (["refused"], 0))


@pytest.mark.databases("sqlite")
def test_scores_handed_in_together_share_a_commit_and_nothing_else(app: Flask) -> None:
    """Those that line up behind a writer are stored at once, each with its entry in the trail; one that is refused
    takes nobody along."""
    with app.app_context():
        company = make_company()
        ideas = [company.idea(f"Idea {n}") for n in range(5)]
        held = company.round(ideas, reviews_each=None)
        items = [company.item(held, idea).id for idea in ideas]
        scores = {c.id: 3.0 for c in held.rubric_version.criteria}
        actor, chair = act(company.mia), act(company.chen)
        with transaction():
            suggestions.withdraw(company.item(held, ideas[3]).suggestion, by=act(company.max))
        db.session.remove()

    def send(item_id: int, by: Actor) -> object:
        with app.app_context():
            try:
                return service.hand_in_and_go_on(item_id, ReviewData(scores, ReviewNotes()), by=by)
            except Refused as error:
                return type(error)
            finally:
                db.session.remove()

    def sent(pairs: list[tuple[int, Actor]]) -> list[object]:
        with app.app_context(), ThreadPoolExecutor(len(pairs)) as pool:
            with transaction():  # so that all of them have to wait
                futures = [pool.submit(send, *pair) for pair in pairs]
                while EXTENSION not in app.extensions or not app.extensions[EXTENSION]:
                    time.sleep(0.01)
                line = app.extensions[EXTENSION][scored_together]
                while line.waiting < len(pairs) - 1:
                    time.sleep(0.01)
            return [one.result() for one in futures]

    commits: list[object] = []
    with app.app_context():
        event.listen(db.engine, "commit", commits.append)
    assert len(set(sent([(item, actor) for item in items[:3]]))) == 3
    assert len(commits) == 1, "one for all of them; ours had nothing to store"
    found = sent([(items[4], actor), (items[3], actor), (items[0], chair), (items[0], actor)])
    assert found[1] is Refused and len({*found}) == 4
    with app.app_context():
        given = db.session.query(Review).filter(Review.is_current).all()
        assert sorted((one.item_id, one.reviewer_id) for one in given) == sorted(
            [(item, actor.person_id) for item in (*items[:3], items[4])] + [(items[0], chair.person_id)]
        )
        told = select(func.count()).where(AuditEntry.event == "ReviewSubmitted")
        assert db.session.scalar(told) == len(given)
