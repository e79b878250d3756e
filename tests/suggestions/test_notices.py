"""Who hears of what, with which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from improve.core.db import transaction
from improve.core.notices import Notice
from improve.core.policy import SYSTEM, Actor, Role
from improve.suggestions import events, notices, service
from improve.suggestions.models import Suggestion
from improve.suggestions.values import CommentText, Outcome, Status
from tests.people import act, make_person
from tests.suggestions.ideas import idea

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def people(context: object) -> dict[str, Actor]:
    roles = {"chief": (Role.COORDINATOR,)}
    return {
        name: act(make_person(name, roles=roles.get(name, ()))) for name in ("ada", "bob", "carl", "chief")
    }


@pytest.fixture
def suggestion(people: dict[str, Actor]) -> Suggestion:
    """By Ada with Bob; Carl follows."""
    made = idea(people["ada"], co_authors=("bob",))
    with transaction():
        service.follow(made, by=people["carl"])
    return made


def told(found: Iterable[Notice]) -> set[int]:
    return {person_id for notice in found for person_id in notice.person_ids}


def ids(people: dict[str, Actor], *names: str) -> set[int]:
    return {people[name].person_id for name in names}


def test_authors_hear_of_comments_but_not_of_their_own(
    people: dict[str, Actor], suggestion: Suggestion
) -> None:
    for name, hears in (("chief", ("ada", "bob")), ("ada", ("bob",))):
        with transaction():
            posted = service.comment(suggestion, CommentText("Good"), by=people[name])
        event = events.CommentPosted(
            actor_id=people[name].actor_id, subject_id=suggestion.id, comment_id=posted.id
        )
        assert told(notices.commented(event)) == ids(people, *hears)
        assert "Drip trays" in str(next(iter(notices.commented(event))).text)


def test_followers_hear_of_the_decision_and_the_result(
    people: dict[str, Actor], suggestion: Suggestion
) -> None:
    about = {"actor_id": people["chief"].actor_id, "subject_id": suggestion.id}
    with transaction():
        service.begin_review(suggestion, by=people["chief"])
    assert told(notices.review_begun(events.ReviewBegun(**about))) == ids(people, "ada", "bob")
    with transaction():
        service.decide(suggestion, Outcome.DECLINED, "Too dear", by=people["chief"])
    decided = list(notices.decided(events.SuggestionDecided(**about, outcome="declined")))
    assert told(decided) == ids(people, "ada", "bob", "carl")
    assert decided[0].detail == "Too dear"
    assert decided[0].text.msgid.startswith("Declined")


def test_who_stops_following_hears_no_more(people: dict[str, Actor], suggestion: Suggestion) -> None:
    for _twice in range(2):
        with transaction():
            service.unfollow(suggestion, by=people["carl"])
    with transaction():
        service.decide(suggestion, Outcome.ACCEPTED, "Yes", by=people["chief"])
    event = events.SuggestionDecided(actor_id=None, subject_id=suggestion.id, outcome="accepted")
    assert told(notices.decided(event)) == ids(people, "ada", "bob")


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
