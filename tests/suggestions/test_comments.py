"""Comments: posted, counted, removed by whom and how long."""

from __future__ import annotations

import pytest

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Refused
from improve.core.policy import Actor, Role
from improve.suggestions import queries, service
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.values import CommentText
from tests.people import act, make_person
from tests.suggestions.ideas import idea

pytestmark = pytest.mark.usefixtures("context")


def post(suggestion: Suggestion, by: Actor, body: str = "Good") -> Comment:
    with transaction():
        return service.comment(suggestion, CommentText(body), by=by)


def test_comments_are_counted_and_read_in_order() -> None:
    ada, bob = act(make_person("ada")), act(make_person("bob"))
    suggestion = idea(ada)
    for number in range(3):
        post(suggestion, bob, f"No. {number}")
    assert [comment.body for comment in queries.comments_of(ada, suggestion.id)] == [
        "No. 0",
        "No. 1",
        "No. 2",
    ]
    db.session.refresh(suggestion)
    assert suggestion.comment_count == 3


def test_a_removed_comment_keeps_its_place_and_nothing_else(clock: object) -> None:
    ada, bob = act(make_person("ada")), act(make_person("bob"))
    suggestion = idea(ada)
    posted = post(suggestion, bob, "Oops")
    clock.move(hours=24)  # type: ignore[attr-defined]
    for _twice in range(2):
        with transaction():
            service.remove_comment(suggestion, posted, by=bob)
    db.session.refresh(suggestion)
    assert suggestion.comment_count == 0
    assert (posted.body, posted.removed_by_id) == ("", bob.actor_id)


def test_after_a_day_only_a_coordinator_removes_it(clock: object) -> None:
    ada, bob = act(make_person("ada")), act(make_person("bob"))
    chief = act(make_person("chief", roles=(Role.COORDINATOR,)))
    suggestion = idea(ada)
    posted = post(suggestion, bob)
    clock.move(hours=24, seconds=1)  # type: ignore[attr-defined]
    with pytest.raises(Refused), transaction():
        service.remove_comment(suggestion, posted, by=bob)
    with pytest.raises(Forbidden), transaction():
        service.remove_comment(suggestion, posted, by=ada)
    with transaction():
        service.remove_comment(suggestion, posted, by=chief)
    assert posted.removed_by_id == chief.actor_id


def test_a_withdrawn_idea_takes_no_comments() -> None:
    ada = act(make_person("ada"))
    suggestion = idea(ada)
    with transaction():
        service.withdraw(suggestion, by=ada)
    with pytest.raises(Refused):
        post(suggestion, ada)
