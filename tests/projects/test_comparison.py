"""The place without the change, metrics also looked at, and two changes on one metric."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from improve.core.db import transaction
from improve.core.errors import Invalid
from improve.core.policy import SYSTEM
from improve.metrics.service import redefine
from improve.metrics.values import MetricData
from improve.projects.checking.comparison import also_looked_at, compared
from improve.projects.checking.shown import check_of
from improve.projects.queries import plan_versions, same_metric
from improve.projects.window import Window, window_of
from improve.stats.effect import welch_ar
from improve.web.i18n import speaking
from tests.browser import Browser
from tests.conftest import Clock
from tests.metrics.door import let_in, signed_in
from tests.metrics.making import fill, make_metric
from tests.people import act, make_person, make_unit
from tests.projects.making import BEFORE, IMPROVED, UNCHANGED, noise, reload, running, week

NewBrowser = Callable[..., Browser]


def window(project: Any) -> Window:
    found = window_of(reload(project))
    assert found is not None
    return found


def other_place(code: str, values: Any, **more: Any) -> Any:
    metric = make_metric(code, name=f"Waiting at {code}", **more)
    fill(metric, week(-34), values)
    return metric


def test_ours_minus_theirs_is_the_difference_of_the_two_changes(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    steady = other_place("STEADY", [*noise(30, 24), *noise(30, 10, seed=9)])
    fallen = other_place("FALLEN", [*noise(30, 24), *noise(24, 10)])
    project = running(ann, IMPROVED, comparison_id=steady.id)
    found = compared(window(project))
    assert found is not None
    assert found.effect is not None
    gaps = [
        ours - theirs
        for ours, theirs in zip([*BEFORE, *IMPROVED], [*noise(30, 24), *noise(30, 10, seed=9)], strict=True)
    ]
    assert found.effect == welch_ar(gaps[:24], gaps[24:])
    assert found.is_favorable("down")
    project = running(ann, IMPROVED, code="OTHER", comparison_id=fallen.id)
    found = compared(window(project))
    assert found is not None
    assert not found.is_favorable("down")
    few = other_place("FEW", [*noise(30, 5)])
    found = compared(window(running(ann, IMPROVED, code="THIRD", comparison_id=few.id)))
    assert found is not None
    assert found.effect is None


@pytest.mark.parametrize("what", ["same", "monthly", "gone"])
def test_what_cannot_be_compared_is_refused(context: object, clock: Clock, what: str) -> None:
    ann = make_person("ann")
    metric = make_metric("M", owner=ann)
    fill(metric, week(-34), [*BEFORE, *IMPROVED])
    number = {"same": metric.id, "monthly": make_metric("X", period="month").id, "gone": 999_999}[what]
    with pytest.raises(Invalid) as refused:
        running(ann, metric=metric, comparison_id=number)
    assert list(refused.value.errors) == ["comparison_id"]


def test_what_is_also_looked_at_decides_nothing(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    errors = other_place("ERRORS", [*BEFORE, *noise(46, 10)])
    project = running(ann, IMPROVED, also_ids=(errors.id,))
    (also,) = also_looked_at(SYSTEM, window(project))
    assert (also.result.code, window(project).result.code) == ("worse", "improved")
    assert plan_versions(project)[0].plan["also_ids"] == [errors.id]


def test_two_changes_that_overlap_are_listed_on_both(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    metric = make_metric("M", owner=ann)
    fill(metric, week(-34), [*BEFORE, *UNCHANGED])
    first = running(ann, metric=metric, title="First", starts_on=week(-10))
    second = running(ann, metric=metric, title="Second", starts_on=week(-4), baseline_from=week(-9))

    def listed(project: Any) -> list[str]:
        seen = window(project)
        row = reload(project)
        others = same_metric(
            act(ann), metric.id, row.baseline_from, seen.as_of, besides=row.id, starts_on=row.starts_on
        )
        return [other.title for other in others]

    assert (listed(first), listed(second)) == (["Second"], ["First"])
    third = running(ann, metric=metric, title="Long before", starts_on=week(-30), baseline_from=week(-34))
    long_ago, by = clock.now - timedelta(weeks=20), ann.id
    with transaction():
        row = reload(third)
        row.decision, row.decided_by_id, row.decided_at = "adopt", by, long_ago
        row.stage, row.stage_since = "closed", long_ago
    assert listed(second) == ["First"]  # it was over before this one began


@pytest.mark.databases("sqlite")
def test_the_page_says_it(app: Flask, clock: Clock, new_browser: NewBrowser) -> None:
    with app.app_context():
        unit = make_unit("Night shift")
        ann = make_person("ann", "Ann")
        steady = other_place("STEADY", [*noise(30, 24), *noise(30, 10, seed=9)], unit=unit)
        errors = other_place("ERRORS", [*BEFORE, *noise(46, 10)])
        project = running(ann, IMPROVED, comparison_id=steady.id, also_ids=(errors.id,))
        let_in()
        number = project.id
    for language, said in (
        (
            "en",
            (
                "Compared with Waiting at STEADY",
                "ours minus theirs",
                "Also looked at",
                "did not improve as much",
            ),
        ),
        ("zh-Hans", ("我方减去对方", "同时观察", "没有同样的改善")),
    ):
        browser = signed_in(new_browser, "ann", language)
        browser.get(f"/projects/{number}")
        for words in said:
            assert words in browser.text, words
        browser.get(f"/projects/{number}/plan")


def test_what_speaks_against_a_comparison_or_the_data_is_said(
    inside: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comparison that was changed too or lies in the same place shows nothing; nor is it hidden that a definition
    was changed meanwhile for the time before, or that a baseline was typed when the results were known."""
    monkeypatch.setattr("improve.projects.checking.shown.current_actor", lambda: SYSTEM)
    ann = make_person("ann")
    plant = make_unit("Plant")
    dock, far = make_unit("Dock", parent=plant), make_unit("Far")

    def said(project: Any) -> str:
        here = window(project)
        found = check_of(reload(project), here, plan_versions(reload(project)))
        return " | ".join(caution.text for caution in found["cautions"])

    steady = [*noise(30, 24), *noise(30, 10, seed=9)]
    for n, (place, words) in enumerate(
        ((far, "did not improve as much"), (plant, "or with it"), (dock, "or with it"))
    ):
        there = other_place(f"T-{n}", steady, unit=place)
        metric = other_place(f"M-{n}", [*BEFORE, *IMPROVED], unit=dock)
        project = running(ann, metric=metric, comparison_id=there.id, title=f"P{n}")
        assert words in said(project)
        if place is far:
            running(ann, metric=there, title="Our turn")
            assert "was changed as well: Our turn." in said(project)
            assert "did not improve" not in said(project)
    assert "entered after the start: 24 weeks" in said(project)
    metric = project.metric
    with transaction():
        meant = MetricData(metric.name, "down", "value", "week", description="Else", holds_from=week(-90))
        redefine(metric, meant, by=SYSTEM)
    assert "Definition changed: How is it measured?" in said(project)


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    with app.test_request_context(), speaking("en"):
        yield
