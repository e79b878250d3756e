"""What ideas put on the home page and into the search."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from improve.core.db import transaction
from improve.core.panels import NextStep
from improve.core.policy import SYSTEM, VISITOR, Role
from improve.suggestions import contributions, ports, service
from improve.suggestions.routing.models import Assignment
from improve.suggestions.values import Outcome
from tests.people import act, make_person, make_unit
from tests.suggestions.ideas import idea


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> object:
    with app.test_request_context():
        yield


def test_my_ideas_stand_with_their_step_the_last_changed_first(clock: object) -> None:
    ada, bob = act(make_person("ada")), act(make_person("bob"))
    first, second = idea(ada, "first"), idea(bob, "second", co_authors=("ada",))
    idea(bob, "not mine")
    clock.move(days=1)  # type: ignore[attr-defined]
    with transaction():
        service.decide(first, Outcome.DECLINED, "Too dear", by=SYSTEM)
    mine = list(contributions.mine(ada))
    assert [progress.title for progress in mine] == ["first", "second"]
    assert mine[0].step.ended
    assert mine[1].step.when == date(2026, 4, 1)
    assert mine[0].href == f"/suggestions/{first.id}"
    assert second.id


def test_promised_answers_wait_for_the_handlers_of_the_unit(clock: object) -> None:
    unit, other = make_unit("One"), make_unit("Two")
    ada = act(make_person("ada"))
    chief = act(make_person("chief", roles=(Role.COORDINATOR,)))
    overdue = idea(ada, "overdue", unit_id=unit.id)
    clock.move(days=25)  # type: ignore[attr-defined]
    idea(ada, "far away", unit_id=unit.id)
    own = idea(chief, "own", unit_id=other.id)
    assert [item.title for item in contributions.waiting(chief)] == ["overdue"]
    assert list(contributions.waiting(ada)) == []
    clock.move(days=25)  # type: ignore[attr-defined]
    assert [item.title for item in contributions.waiting(chief)] == ["overdue", "far away"]
    with transaction():
        service.decide(overdue, Outcome.ACCEPTED, "Yes", by=chief)
    assert [item.title for item in contributions.waiting(chief)] == ["far away"]
    assert own.promised_on is not None


def test_figures_count_what_was_put_into_practice_and_promises_kept(clock: object) -> None:
    ada = act(make_person("ada"))
    assert list(contributions.achieved(ada)) == []
    kept, late, still_open = idea(ada, "kept"), idea(ada, "late"), idea(ada, "open")
    with transaction():
        service.decide(kept, Outcome.ACCEPTED, "Yes", by=SYSTEM)
        service.finish(kept, by=SYSTEM)
    clock.move(days=31)  # type: ignore[attr-defined]
    with transaction():
        service.decide(late, Outcome.ACCEPTED, "Yes", by=SYSTEM)
    done, promises = contributions.achieved(ada)
    assert done.value == "1"
    assert promises.value == "1"
    assert getattr(promises.sentence, "params", {}) == {"due": "3"}
    assert still_open.answered_on is None
    assert list(contributions.achieved(VISITOR)) == []


def test_the_search_finds_ideas_with_the_place_marked() -> None:
    ada = act(make_person("ada"))
    for number in range(3):
        idea(ada, f"Tray {number}", problem="There is <oil> on the floor")
    found = contributions.found(ada, "oil", 2)
    assert found is not None
    assert (found.total, len(found.hits)) == (3, 2)
    assert "<mark>oil</mark>" in str(found.hits[0].line)
    english = contributions.found(ada, "tray", 1)
    assert english is not None
    assert english.hits[0].title == "<mark>Tray</mark> 2"
    assert "&lt;" in str(found.hits[0].line)
    assert found.more == "/suggestions?q=oil"
    assert contributions.found(VISITOR, "oil", 2) is None


def test_whoever_is_furthest_along_tells_the_step(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = act(make_person("ada"))
    told, untold = idea(ada, "told"), idea(ada, "untold")
    checking = NextStep("st-on", "play-circle-fill", "Being checked", when=date(2026, 5, 1), what="roll-out")
    monkeypatch.setattr(ports, "contributed", lambda _app, _slot: [lambda ids: {told.id: checking}])
    steps = ports.steps_of([told, untold])
    assert steps[told.id] is checking
    assert str(steps[untold.id].word) == str(ports.SHAPES[untold.state].word)
    line = ports.line_of([], checking, told)
    assert [mark.place for mark in line] == ["now", "next"]


def test_a_promise_passed_up_several_levels_is_one_line(app: Flask) -> None:
    ada, bea, cal = (make_person(login) for login in ("ada", "bea", "cal"))
    told = idea(act(ada), "told")
    since = told.submitted_at
    assignments = [
        Assignment(kind=kind, person=person, reason="", at=since + timedelta(days=days))
        for days, (kind, person) in enumerate(
            [("breach", ada), ("breach", bea), ("hand", cal), ("breach", ada)], 1
        )
    ]
    line = ports.line_of([], ports.own_step(told), told, assignments)
    names = [name for mark in line for name in ("Ada", "Bea", "Cal") if name in str(mark.word)]
    assert names == ["Bea", "Cal", "Ada"]
    assert [mark.before for mark in line if mark.before] == [("Ada",)]
