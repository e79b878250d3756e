"""Who hears of what, with which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from improve.core.db import transaction
from improve.core.notices import Notice, Pace
from improve.core.policy import SYSTEM, Actor, Role
from improve.suggestions import events, notices, service
from improve.suggestions.hearing.audience import audiences
from improve.suggestions.hearing.kinds import KINDS, Step
from improve.suggestions.models import Suggestion
from improve.suggestions.values import CommentText, Outcome, Status
from tests.people import act, make_person
from tests.suggestions.ideas import idea

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def people(context: object) -> dict[str, Actor]:
    roles = {"chief": (Role.COORDINATOR,)}
    return {
        name: act(make_person(name, roles=roles.get(name, ())))
        for name in ("ada", "bob", "carl", "dora", "chief")
    }


@pytest.fixture
def suggestion(people: dict[str, Actor]) -> Suggestion:
    """By Ada with Bob; Carl follows."""
    made = idea(people["ada"], co_authors=("bob",))
    with transaction():
        service.follow(made, by=people["carl"])
    return made


def told(found: Iterable[Notice]) -> dict[str, set[int]]:
    """Kind -> the people, of those kinds that somebody gets."""
    return {
        audience.kind.code.removeprefix("suggestions."): set(audience.person_ids)
        for notice in found
        for audience in notice.audiences
        if audience.person_ids
    }


def ids(people: dict[str, Actor], *names: str) -> set[int]:
    return {people[name].person_id for name in names}


def decided(people: dict[str, Actor], suggestion: Suggestion) -> list[Notice]:
    """What is told of a decision."""
    with transaction():
        service.decide(suggestion, Outcome.DECLINED, "Too dear", by=people["chief"])
    about = {"actor_id": people["chief"].actor_id, "subject_id": suggestion.id, "outcome": "declined"}
    return list(notices.decided(events.SuggestionDecided(**about)))


def test_authors_and_followers_hear_of_comments(people: dict[str, Actor], suggestion: Suggestion) -> None:
    with transaction():
        posted = service.comment(suggestion, CommentText("Good"), by=people["chief"])
    event = events.CommentPosted(actor_id=None, subject_id=suggestion.id, comment_id=posted.id)
    assert told(notices.commented(event)) == {
        "mine.comment": ids(people, "ada", "bob"),
        "followed.comment": ids(people, "carl"),
    }
    notice = next(iter(notices.commented(event)))
    assert "Drip trays" in str(notice.text)
    assert (notice.detail, notice.is_story) == ("Good", True)


def test_who_backed_or_commented_hears_how_it_ended_and_nothing_else(
    people: dict[str, Actor], suggestion: Suggestion
) -> None:
    with transaction():
        service.back(suggestion, by=people["dora"])
        service.comment(suggestion, CommentText("Good"), by=people["chief"])
        service.begin_review(suggestion, by=SYSTEM)
    reviewed = notices.review_begun(events.ReviewBegun(actor_id=None, subject_id=suggestion.id))
    assert told(reviewed) == {"mine.phase": ids(people, "ada", "bob"), "followed.phase": ids(people, "carl")}
    found = decided(people, suggestion)
    assert told(found) == {
        "mine.decision": ids(people, "ada", "bob"),
        "followed.decision": ids(people, "carl"),
        "backed.decision": ids(people, "dora", "chief"),
    }
    assert found[0].detail == "Too dear"
    assert found[0].text.params["status"] == Status.DECLINED.word


def test_nobody_gets_unasked_for_mail() -> None:
    """Commenting and backing subscribe to nothing; the only mail of an idea is a question that waits."""
    mailed = {kind.code for kind in KINDS.values() if kind.default.mail is not Pace.NEVER}
    assert mailed == {"suggestions.mine.question"}


def test_who_stops_following_hears_no_more(people: dict[str, Actor], suggestion: Suggestion) -> None:
    for _twice in range(2):
        with transaction():
            service.unfollow(suggestion, by=people["carl"])
    assert told(decided(people, suggestion)) == {"mine.decision": ids(people, "ada", "bob")}


@pytest.mark.parametrize("name", ["bob", "dora"])
def test_an_author_or_backer_may_hear_no_more_and_come_back(
    people: dict[str, Actor], suggestion: Suggestion, name: str
) -> None:
    with transaction():
        service.back(suggestion, by=people["dora"])
    for _twice in range(2):
        with transaction():
            service.unfollow(suggestion, by=people[name])
    heard = {person for some in told(decided(people, suggestion)).values() for person in some}
    assert heard == ids(people, "ada", "bob", "carl", "dora") - ids(people, name)
    with transaction():
        service.follow(suggestion, by=people[name])
    event = events.SuggestionDecided(actor_id=None, subject_id=suggestion.id, outcome="declined")
    heard = {person for some in told(notices.decided(event)).values() for person in some}
    assert heard == ids(people, "ada", "bob", "carl", "dora")


def test_a_question_reaches_an_author_who_hears_no_more(
    people: dict[str, Actor], suggestion: Suggestion
) -> None:
    with transaction():
        service.unfollow(suggestion, by=people["ada"])
    (asked,) = audiences(suggestion.id, Step.QUESTION)
    assert set(asked.person_ids) == ids(people, "ada", "bob")


def test_each_step_has_its_sentence(people: dict[str, Actor], suggestion: Suggestion) -> None:
    steps: list[
        tuple[Callable[[], object], Callable[..., Iterable[Notice]], type[events.AboutSuggestion], dict]
    ] = [
        (lambda: service.begin_review(suggestion, by=SYSTEM), notices.review_begun, events.ReviewBegun, {}),
        (lambda: service.end_review(suggestion, by=SYSTEM), notices.review_ended, events.ReviewEnded, {}),
        (
            lambda: service.decide(suggestion, Outcome.ACCEPTED, "Yes", by=SYSTEM),
            notices.decided,
            events.SuggestionDecided,
            {"outcome": "accepted"},
        ),
        (lambda: service.begin_pilot(suggestion, by=SYSTEM), notices.pilot_begun, events.PilotBegun, {}),
        (lambda: service.end_pilot(suggestion, by=SYSTEM), notices.pilot_ended, events.PilotEnded, {}),
        (lambda: service.begin_pilot(suggestion, by=SYSTEM), notices.pilot_begun, events.PilotBegun, {}),
        (
            lambda: service.finish(suggestion, by=SYSTEM),
            notices.finished,
            events.SuggestionFinished,
            {"outcome": "done"},
        ),
        (
            lambda: service.reopen(suggestion, by=SYSTEM),
            notices.reopened,
            events.SuggestionReopened,
            {"status": "in_pilot"},
        ),
        (
            lambda: service.finish(suggestion, Status.DECLINED, "No effect", by=SYSTEM),
            notices.finished,
            events.SuggestionFinished,
            {"outcome": "declined"},
        ),
    ]
    said = []
    for act_now, notice_of, event_type, more in steps:
        with transaction():
            act_now()
        event = event_type(actor_id=None, subject_id=suggestion.id, **more)
        said += [notice.text.msgid for notice in notice_of(event)]
    assert len(said) == len(steps)
    assert len(set(said)) == len(said) - 1  # the pilot begins twice
