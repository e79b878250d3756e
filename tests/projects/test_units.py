"""Pilot and comparison as two units of one metric."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.errors import Invalid
from improve.core.periods import PeriodKind, code
from improve.core.policy import SYSTEM, Role
from improve.metrics import service as metrics
from improve.metrics.queries import company_day, path_text
from improve.projects import jobs, verdicts
from improve.projects.acting.interests import Interest, interest_of
from improve.projects.checking.comparison import compared
from improve.projects.checking.shown import check_of
from improve.projects.models import Project, Stage
from improve.projects.queries import plan_versions, stored_verdicts
from improve.projects.window import window_of
from improve.stats.effect import welch_ar
from improve.web.i18n import speaking
from tests.browser import Browser
from tests.conftest import Clock
from tests.metrics.door import let_in, signed_in
from tests.metrics.making import fill, make_metric
from tests.metrics.test_api import token_of
from tests.people import act, make_person, make_unit
from tests.projects.making import (
    BEFORE,
    IMPROVED,
    UNCHANGED,
    make_project,
    move,
    noise,
    reload,
    running,
    week,
    write_plan,
)

THERE = [*noise(30, 24), *noise(30, 10, seed=9)]


@pytest.fixture
def inside(app: Flask, clock: Clock) -> Iterator[None]:
    """Cautions have links, which need a request."""
    with app.test_request_context():
        yield


def fill_unit(metric: Any, unit: Any, values: Any, *, by: Any = SYSTEM) -> None:
    rows = [
        {"period": code(PeriodKind.WEEK, week(n - 34)), "value": value, "unit": path_text(unit)}
        for n, value in enumerate(values)
    ]
    with transaction():
        outcome = metrics.record(metric, rows, by=by)
    assert not outcome.errors


def test_the_verdict_rests_on_the_unit_and_is_compared_with_another(
    inside: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole and the third unit got worse: they do not count. Difference in differences, unit by unit."""
    ann, bob, eve = (make_person(login, roles=(Role.COORDINATOR,)) for login in ("ann", "bob", "eve"))
    here, there, third = (make_unit(name) for name in ("Hall A", "Hall B", "Hall C"))
    metric = make_metric("M", owner=ann)
    fill(metric, week(-34), [*BEFORE, *noise(46, 10)], by=act(ann))
    fill_unit(metric, here, [*BEFORE, *IMPROVED], by=act(bob))
    fill_unit(metric, there, THERE)
    project = running(ann, metric=metric, measured_unit_id=here.id, comparison_unit_id=there.id)
    other = running(ann, metric=metric, title="In hall B", measured_unit_id=there.id, starts_on=week(-5))
    elsewhere = running(ann, metric=metric, title="In hall C", measured_unit_id=third.id)
    window = window_of(reload(project))
    assert window is not None
    assert window.result.verdict.verdict == "improved"
    found = compared(window)
    assert found is not None
    assert found.effect is not None
    gaps = [ours - theirs for ours, theirs in zip([*BEFORE, *IMPROVED], THERE, strict=True)]
    assert found.effect == welch_ar(gaps[:24], gaps[24:])
    # What is stored and what the board says are of the unit too; one measured on the whole has another verdict.
    whole = running(ann, metric=metric, title="Everywhere")
    projects = [reload(one) for one in (project, whole)]
    known = verdicts.current(projects, today=company_day())
    assert [known[one.id].verdict.verdict for one in projects] == ["improved", "worse"]
    assert stored_verdicts([project.id])[project.id].code == "improved"
    # Only who entered readings that count has an interest in the result.
    assert interest_of(reload(project), bob.id) is Interest.ENTERED
    assert interest_of(reload(whole), bob.id) is None
    # What was changed there too is said; what was tried in a third unit has nothing to do with either.
    monkeypatch.setattr("improve.projects.checking.shown.current_actor", lambda: SYSTEM)
    with speaking("en"):
        shown = check_of(reload(project), window, plan_versions(reload(project)))
    texts = " | ".join(one.text for one in shown["cautions"])
    assert "The comparison (Truck waiting time · Hall B) was changed as well: In hall B" in texts
    assert "In hall C" not in texts
    assert "Truck waiting time · Hall A" in shown["line"]
    # A correction in the unit is seen at once and by the job.
    fill_unit(metric, here, [*BEFORE, *UNCHANGED], by=act(eve))
    assert stored_verdicts([project.id])[project.id].code == "no_change_shown"
    assert jobs.refresh_verdicts() == 0
    assert reload(other).state is Stage.DO
    assert reload(elsewhere).measured_unit_id == third.id


def test_units_that_cannot_be_compared_are_refused(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    here = make_unit("Hall A")
    inside, there = make_unit("Line 1", parent=here), make_unit("Hall B")
    metric, another = make_metric("M", owner=ann), make_metric("N")
    project = make_project(owner=ann)
    refused: dict[str, dict[str, Any]] = {
        "measured_unit_id": {"comparison_unit_id": there.id},
        "comparison_unit_id": {"measured_unit_id": here.id, "comparison_unit_id": inside.id},
    }
    for field, units in refused.items():
        with pytest.raises(Invalid) as error:
            write_plan(project, metric, **units)
        assert list(error.value.errors) == [field]
    for units, field in (
        ({"measured_unit_id": here.id, "comparison_unit_id": here.id}, "comparison_unit_id"),
        ({"measured_unit_id": 999_999}, "measured_unit_id"),
        ({"measured_unit_id": here.id, "comparison_unit_id": 999_999}, "comparison_unit_id"),
        (
            {"measured_unit_id": here.id, "comparison_unit_id": there.id, "comparison_id": another.id},
            "comparison_unit_id",
        ),
    ):
        with pytest.raises(Invalid) as error:
            write_plan(project, metric, **units)
        assert list(error.value.errors) == [field]
    assert reload(project).measured_unit_id is None


def test_the_plan_chooses_them_and_page_and_api_say_so(
    app: Flask, clock: Clock, new_browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        ann = make_person("ann", "Ann", roles=(Role.COORDINATOR,))
        here, there = make_unit("Hall A"), make_unit("Hall B")
        metric = make_metric("M", owner=ann)
        fill_unit(metric, here, [*BEFORE, *IMPROVED])
        fill_unit(metric, there, THERE)
        project = make_project(owner=ann)
        write_plan(project, metric)
        number, places = project.id, (str(here.id), str(there.id))
        token = token_of(ann)
        let_in()
    browser = signed_in(new_browser, "ann", "en")
    browser.get(f"/projects/{number}/plan")
    save = browser.page.texts("button[value=save]")[0]
    browser.submit(button=save, measured_unit_id=places[0], comparison_unit_id=places[0], status=422)
    assert "One of the two units is part of the other" in browser.text
    browser.submit(button=save, comparison_unit_id=places[1])
    with app.app_context():
        move(db.session.get_one(Project, number), Stage.DO, by=SYSTEM)
    for language, said in (
        ("en", ("Compared with", "Hall B", "Hall A")),
        ("zh-Hans", ("我方减去对方", "Hall B")),
    ):
        reader = signed_in(new_browser, "ann", language)
        reader.get(f"/projects/{number}")
        for words in said:
            assert words in reader.text, (language, words)
        reader.get(f"/projects/{number}/rollout")
        assert "Hall B" in reader.text
    answer = app.test_client().get(
        f"/api/v1/projects/{number}/verdict", headers={"Authorization": f"Bearer {token}"}
    )
    found: Any = answer.get_json()
    assert (found["verdict"], found["n_after"]) == ("improved", 10)
    assert (found["comparison"]["metric"], found["comparison"]["unit"]) == ("M", int(places[1]))
    assert found["comparison"]["high"] < 0
