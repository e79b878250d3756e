"""What members hear, and that reminders reach only those who owe something, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask, url_for

from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.events import Event
from improve.core.notices import Notice, NoticeKind
from improve.core.policy import SYSTEM
from improve.reviews import events, jobs, lead_notices, notices, response_notices, service
from improve.reviews.days import company_today
from improve.reviews.models import Round
from improve.reviews.panels import count_waiting, next_steps, of_suggestion, waiting
from improve.reviews.values import DecisionData, DeclarationData, State
from improve.web.i18n import speaking
from tests.conftest import Clock
from tests.people import act
from tests.reviews.company import Company, make_company


def told(found: list[Notice]) -> dict[int, int]:
    """Person id -> the number in the text."""
    return {person: notice.text.n for notice in found for person in notice.person_ids}


def test_each_member_hears_their_own_number(company: Company) -> None:
    held = company.round([company.idea("One"), company.idea("Team", "ada"), company.idea("Own", "mia")])
    found = list(notices.opened(events.RoundOpened(actor_id=None, subject_id=held.id)))
    assert told(found) == {company.chen.id: 3, company.mia.id: 2, company.wu.id: 2}


def test_the_round_is_named_in_each_reader_s_language(company: Company) -> None:
    with transaction():
        db.session.get_one(Person, company.mia.id).language = "zh_Hans"
    held = company.round([company.idea("One")])
    found = list(notices.opened(events.RoundOpened(actor_id=None, subject_id=held.id)))
    named = {person: notice.text.params["round"] for notice in found for person in notice.person_ids}
    assert named[company.mia.id] == "2026年第四季度"
    assert named[company.chen.id] == "Q4 2026"


def test_reminders_go_out_seven_and_two_days_before_and_one_after_to_those_who_owe(
    clock: Clock, company: Company, heard: list[Event]
) -> None:
    ideas = [company.idea("One"), company.idea("Two")]
    held = company.round(ideas, closes_on=company_today() + timedelta(days=9))
    for idea in ideas:
        company.score(held, idea, "chen", 3)
    sent: dict[int, list[int]] = {}
    for day in range(14):
        heard.clear()
        jobs.close_overdue()
        assert jobs.remind() + jobs.remind() == (1 if day in (2, 7, 10) else 0), day
        for event in heard:
            if isinstance(event, events.RoundEnding):
                sent[day] = sorted(told(list(notices.ending(event))))
            elif isinstance(event, events.RoundOverdue):
                *members, chair = list(notices.overdue(event))
                sent[day] = sorted(told(members))
                assert chair.person_ids == (company.chen.id,)
                assert chair.text.params["names"] == "Mia 2, Wu 2"
                assert chair.text.n == 4
        clock.move(days=1)
    owing = sorted([company.mia.id, company.wu.id])
    assert sent == {2: owing, 7: owing, 10: owing}


def test_nobody_hears_of_a_round_that_is_complete(clock: Clock, company: Company) -> None:
    idea = company.idea("One")
    held = company.round([idea], closes_on=company_today() + timedelta(days=1))
    for name in ("chen", "mia", "wu"):
        company.score(held, idea, name, 3)
    event = events.RoundOverdue(actor_id=None, subject_id=held.id)
    assert not list(notices.overdue(event))
    assert not list(notices.ending(events.RoundEnding(actor_id=None, subject_id=held.id, days_left=2)))


def test_a_worker_that_slept_long_stays_quiet(clock: Clock, company: Company) -> None:
    company.round([company.idea("One")], closes_on=company_today())
    clock.move(days=6)
    jobs.close_overdue()
    assert jobs.remind() == 0


def test_a_worker_that_slept_sends_the_nearer_reminder_only(clock: Clock, company: Company) -> None:
    company.round([company.idea("One")], closes_on=company_today() + timedelta(days=9))
    clock.move(days=8)
    assert jobs.remind() == 1
    assert jobs.remind() == 0


def test_an_extended_round_is_reminded_of_again(clock: Clock, company: Company) -> None:
    from improve.reviews.values import RunningRoundData

    held = company.round([company.idea("One")], closes_on=company_today() + timedelta(days=1))
    assert jobs.remind() == 1
    with transaction():
        service.change_running(
            held, RunningRoundData(held.name, held.closes_on + timedelta(days=3), 2), by=SYSTEM
        )
    clock.move(days=1)
    assert jobs.remind() == 1


def test_two_workers_send_one_reminder(app: Flask) -> None:
    with app.app_context():
        company = make_company()
        company.round([company.idea("One")], closes_on=company_today() + timedelta(days=1))
    barrier, results = Barrier(2), []

    def work() -> None:
        with app.app_context():
            barrier.wait()
            results.append(jobs.remind())
            db.session.remove()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [0, 1]


def test_a_round_closes_by_itself_after_its_last_day(clock: Clock, company: Company) -> None:
    held = company.round([company.idea("One")], closes_on=company_today() + timedelta(days=1))
    clock.move(days=1)
    assert jobs.close_overdue() == 0
    clock.move(days=1)
    assert jobs.close_overdue() == 1
    assert jobs.close_overdue() == 0
    assert db.session.get_one(Round, held.id).phase is State.CALIBRATING


def test_T12_the_chair_hears_of_a_conflict_but_not_why_nor_which(company: Company) -> None:
    idea = company.idea("Unmistakable title")
    held = company.round([idea])
    item = company.item(held, idea)
    with transaction():
        service.declare_conflict(item, DeclarationData("personal"), by=act(company.mia))
    event = events.ConflictDeclared(actor_id=company.mia.id, subject_id=item.id)
    found = list(notices.conflict_declared(event))
    assert [notice.person_ids for notice in found] == [(company.chen.id,)]
    said = str(found[0].text)
    assert "Mia" in said
    assert "Unmistakable" not in said
    assert "close to" not in said


def test_T1_T6_a_chair_hears_of_no_idea_that_they_must_not_meet(company: Company) -> None:
    """What is missing, who stepped back and what did not come back is counted without it, chair by chair."""
    company.person("olga", "office")
    company.person("second")
    company.appoint(company.second, is_chair=True)
    ideas = [company.idea("One"), company.idea("Of the chair's team", "olga")]
    held = company.round(ideas)
    plain, hidden = (company.item(held, idea).id for idea in ideas)

    def heard_by_chairs(found: Iterable[Notice], kind: NoticeKind) -> dict[str, int]:
        logins = {company.chen.id: "chen", company.second.id: "second"}
        return {
            logins[one]: getattr(notice.text, "n", 1)
            for notice in found
            if notice.kind is kind
            for one in notice.person_ids
        }

    overdue = notices.overdue(events.RoundOverdue(actor_id=None, subject_id=held.id))
    assert heard_by_chairs(overdue, notices.ESCALATION) == {"chen": 4, "second": 7}
    for item_id, chairs in ((plain, {"chen", "second"}), (hidden, {"second"})):
        declared = events.ConflictDeclared(actor_id=company.mia.id, subject_id=item_id)
        assert set(heard_by_chairs(notices.conflict_declared(declared), notices.CONFLICT)) == chairs
        lost = events.LeadReplaced(actor_id=None, subject_id=item_id, person_id=None)
        assert set(heard_by_chairs(lead_notices.replaced(lost), notices.CONFLICT)) == chairs
    day = company_today() + timedelta(days=3)
    with transaction():
        service.close_round(held, by=SYSTEM)
        for idea in ideas:
            data = DecisionData("revise", "Say who pays.", day)
            service.decide(
                company.item(held, idea), data, by=act(company.second) if idea is ideas[1] else SYSTEM
            )
        service.publish_round(held, by=SYSTEM)
    due = events.RevisionsDue(actor_id=None, subject_id=held.id, day=day.isoformat(), days_left=-1)
    assert heard_by_chairs(response_notices.revisions(due), notices.RESULTS) == {"chen": 1, "second": 2}


def test_home_says_what_waits(company: Company) -> None:
    ideas = [company.idea("One"), company.idea("Two")]
    held = company.round(ideas)
    with company_request():
        found = list(waiting(act(company.mia)))
        assert [(item.title.n, item.due) for item in found] == [(2, held.closes_on)]
        assert list(waiting(act(company.max))) == []
        assert list(waiting(act(company.root))) == []
    assert count_waiting(act(company.mia)) == 2
    company.score(held, ideas[0], "mia", 3)
    assert count_waiting(act(company.mia)) == 1
    with transaction():
        service.close_round(held, by=SYSTEM)
    assert count_waiting(act(company.mia)) == 0
    with company_request():
        assert list(waiting(act(company.mia))) == []
        assert [item.title.n for item in waiting(act(company.chen))] == [2]
    for idea in ideas:
        with transaction():
            service.decide(company.item(held, idea), DecisionData("accept", "Good."), by=act(company.chen))
    with company_request():
        (publish,) = waiting(act(company.chen))
        assert publish.href == url_for("reviews.answers", round_id=held.id)


def company_request():
    from flask import current_app

    return current_app.test_request_context()


def test_the_next_step_of_an_idea_tells_nothing_of_a_prepared_decision(company: Company) -> None:
    idea = company.idea("One")
    held = company.round([idea])
    step = next_steps([idea.id])[idea.id]
    assert step.when == idea.promised_on
    with transaction():
        idea.promised_on = None
    assert next_steps([idea.id])[idea.id].when == held.closes_on
    with transaction():
        service.close_round(held, by=SYSTEM)
    before = next_steps([idea.id])[idea.id]
    with transaction():
        service.decide(company.item(held, idea), DecisionData("decline", "No."), by=act(company.chen))
    assert next_steps([idea.id])[idea.id] == before
    with transaction():
        service.publish_round(held, by=act(company.chen))
    assert next_steps([idea.id]) == {}
    assert next_steps([]) == {}


@pytest.mark.parametrize("show_scores", [True, False])
def test_after_publication_the_author_reads_the_notes_and_readers_the_score_if_shown(
    company: Company, show_scores: bool
) -> None:
    idea = company.idea("One")
    held = company.round([idea], show_scores=show_scores)
    company.score(held, idea, "mia", 5, note_to_author="Start with one rack.", private_note="Hm, hm.")
    company.score(held, idea, "chen", 3)
    with company_request(), speaking("en"):
        before = str(of_suggestion(act(company.max), idea))
        assert "Q4 2026" in before
        assert "Start with one rack." not in before
    with transaction():
        service.close_round(held, by=SYSTEM)
        service.decide(
            company.item(held, idea),
            DecisionData("revise", "Come back.", company_today() + timedelta(days=30)),
            by=act(company.chen),
        )
        service.publish_round(held, by=act(company.chen))
    with company_request(), speaking("en"):
        author, reader = (str(of_suggestion(act(company.people[n]), idea)) for n in ("max", "coco"))
    assert "Start with one rack." in author
    assert "Start with one rack." not in reader
    for page in (author, reader):
        assert "Come back." in page
        assert "Hm, hm." not in page
        assert "Mia" not in page
        assert ("75 of 100" in page) is show_scores


def test_a_recused_colleague_reads_nothing_of_a_running_round(company: Company) -> None:
    idea = company.idea("Team", "ada")
    company.round([idea])
    with company_request():
        assert of_suggestion(act(company.wu), idea) is None
        assert of_suggestion(act(company.ada), idea) is not None
        assert of_suggestion(act(company.max), idea) is not None
        assert of_suggestion(act(company.max), company.idea("Other")) is None


def test_authors_are_told_by_their_idea(company: Company, heard: list[Event]) -> None:
    idea = company.idea("One")
    held = company.round([idea])
    with transaction():
        service.close_round(held, by=SYSTEM)
        service.decide(company.item(held, idea), DecisionData("accept", "Good."), by=act(company.chen))
        heard.clear()
        service.publish_round(held, by=act(company.coco))
    decided = [event for event in heard if event.name() == "SuggestionDecided"]
    assert [(event.subject_id, event.actor_id) for event in decided] == [(idea.id, company.chen.id)]
