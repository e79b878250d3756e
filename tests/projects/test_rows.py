"""The rows P1 to P10 of the feature table (../shared/reference/change-and-charts.md), one test each.

P10, whether a change lasts, is tested in test_acting.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from improve.audit.models import AuditEntry
from improve.core.db import db, transaction
from improve.core.errors import Invalid
from improve.core.policy import Role
from improve.metrics.queries import series
from improve.projects import service, verdicts
from improve.projects.limits import frozen
from improve.projects.models import PlanVersion, Stage, VerdictCode
from improve.projects.presenting.sentences import sentence
from improve.projects.queries import plan_of, plan_versions
from improve.projects.values import DecisionData, PlanData
from improve.projects.window import window_of
from improve.stats.change import judge
from improve.stats.control_charts import xmr_limits
from improve.web.i18n import speaking
from tests.browser import Browser
from tests.conftest import Clock
from tests.metrics.door import let_in, signed_in
from tests.metrics.making import fill, make_metric, record
from tests.people import act, make_person
from tests.projects.making import (
    BEFORE,
    IMPROVED,
    UNCHANGED,
    WORSE,
    make_project,
    move,
    reload,
    running,
    week,
    write_plan,
)

NewBrowser = Callable[..., Browser]
NEEDED = ("owner_id", "metric_id", "direction", "smallest_useful", "baseline_from", "starts_on")


@pytest.mark.parametrize("name", NEEDED)
def test_p1_nothing_enters_do_without_its_measurement_plan(context: object, clock: Clock, name: str) -> None:
    project = make_project(owner=make_person("ann"))
    write_plan(project, make_metric(), **{name: None})
    with pytest.raises(Invalid) as refused:
        move(reload(project), Stage.DO)
    assert list(refused.value.errors) == [name]


def test_p1_settling_in_and_the_review_date_are_always_there(context: object, clock: Clock) -> None:
    project = running(make_person("ann"))
    assert (reload(project).settle_in, reload(project).review_on) == (0, date(2026, 2, 16))


@pytest.mark.databases("sqlite")
def test_p2_a_locked_plan_keeps_both_versions_on_the_verdict(
    app: Flask, clock: Clock, new_browser: NewBrowser
) -> None:
    with app.app_context():
        ann = make_person("ann", "Ann")
        project = running(ann, IMPROVED)
        with pytest.raises(Invalid), transaction():
            service.plan(
                reload(project),
                PlanData(**plan_of(reload(project)) | {"smallest_useful": 1.0, "also_ids": ()}),
                by=act(ann),
            )
        with transaction():
            changed = plan_of(reload(project)) | {
                "smallest_useful": 1.0,
                "also_ids": (),
                "reason": "Too strict.",
            }
            service.plan(reload(project), PlanData(**changed), by=act(ann))
        assert [one.plan["smallest_useful"] for one in plan_versions(reload(project))] == [3.0, 1.0]
        number = project.id
        let_in()
    ann_browser = signed_in(new_browser, "ann")
    ann_browser.get(f"/projects/{number}")
    for words in ("The plan was changed after the start", "Too strict.", "Version 2"):
        assert words in ann_browser.text, words
    assert [old.text() for old in ann_browser.page.css("del")] == ["3"]


def test_p3_the_system_fills_the_series(context: object, clock: Clock) -> None:
    project = reload(running(make_person("ann"), IMPROVED))
    window = window_of(project)
    assert window is not None
    assert project.metric is not None
    assert list(window.inputs.values) == list(series(project.metric).values)
    with transaction():
        record(project.metric, [{"period": "2026-W08", "value": 35.5}])
    again = window_of(reload(project))
    assert again is not None
    assert 35.5 in again.inputs.values  # nobody typed the result


def test_p4_the_baselines_limits_are_frozen(context: object, clock: Clock) -> None:
    window = window_of(reload(running(make_person("ann"), IMPROVED, settle_in=2)))
    assert window is not None
    lines, limits = frozen(window.inputs).lines, xmr_limits(BEFORE, screen=True)
    assert lines is not None
    for ours, theirs in zip(
        (lines.lower[0], lines.center, lines.upper[0]),
        (limits.lower[0], limits.center, limits.upper[0]),
        strict=True,
    ):
        assert ours == pytest.approx(theirs, abs=1e-6)
    assert frozen(window.inputs).labels[24:26] == (None, None)  # settling in belongs to neither


def test_p5_nothing_is_split_by_itself(context: object, clock: Clock) -> None:
    """The baseline is what the plan says, however far the readings have moved."""
    project = running(make_person("ann"), WORSE)
    before = window_of(reload(project))
    clock.move(weeks=2)
    after = window_of(reload(project))
    assert before is not None
    assert after is not None
    assert frozen(before.inputs).lines == frozen(after.inputs).lines
    assert db.session.scalar(select(func.count()).select_from(PlanVersion)) == 1
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) is not None


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (BEFORE, IMPROVED, "improved"),
        (BEFORE, UNCHANGED, "no_change_shown"),
        (BEFORE, WORSE, "worse"),
        (BEFORE, IMPROVED[:3], "not_enough_data"),
    ],
)
def test_p6_the_verdict_is_one_of_four(
    context: object, clock: Clock, before: Any, after: Any, verdict: str
) -> None:
    project = reload(running(make_person("ann"), after, before=before))
    result = verdicts.current([project], today=clock.now.date())[project.id]
    assert (
        result.verdict.verdict == verdict == judge(before, after, better="down", smallest_useful=3.0).verdict
    )
    assert verdict in tuple(VerdictCode)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_p7_the_sentence_names_size_interval_points_and_caution(
    app: Flask, clock: Clock, language: str
) -> None:
    with app.test_request_context(), speaking(language):
        project = reload(running(make_person("ann"), IMPROVED))
        assert project.metric is not None
        verdict = verdicts.current([project], today=clock.now.date())[project.id].verdict
        said = sentence(project, project.metric, verdict)
        assert verdict.effect is not None
        for figure in (abs(verdict.effect.difference), abs(verdict.effect.low), abs(verdict.effect.high)):
            assert f"{figure:.2f}" in said or f"{figure:.1f}" in said, (figure, said)
        assert "24" in said
        assert "10" in said
        for never in ("significant", "proved", "no effect", "显著", "证明"):
            assert never not in said


@pytest.mark.databases("sqlite")
def test_p8_two_changes_on_one_metric_list_each_other(
    app: Flask, clock: Clock, new_browser: NewBrowser
) -> None:
    with app.app_context():
        ann = make_person("ann", "Ann")
        metric = make_metric("M", owner=ann)
        fill(metric, week(-34), [*BEFORE, *UNCHANGED])
        first = running(ann, metric=metric, title="New lists", starts_on=week(-10)).id
        second = running(
            ann, metric=metric, title="New scanners", starts_on=week(-6), baseline_from=week(-30)
        ).id
        let_in()
    browser = signed_in(new_browser, "ann")
    browser.get(f"/projects/{first}")
    assert "New scanners" in browser.text
    browser.get(f"/projects/{second}")
    assert "New lists" in browser.text


@pytest.mark.databases("sqlite")
def test_p9_adopting_against_the_verdict_needs_a_reason(
    app: Flask, clock: Clock, new_browser: NewBrowser
) -> None:
    with app.app_context():
        project = running(make_person("ann", "Ann"), UNCHANGED, stage=Stage.CHECK)
        make_person("tom", roles=[Role.COORDINATOR])
        let_in()
        number = project.id
    browser = signed_in(new_browser, "tom")
    browser.get(f"/projects/{number}")
    browser.submit(f"/projects/{number}/decide", decision="adopt", reason="", status=422)
    browser.submit(
        f"/projects/{number}/decide", decision="adopt", reason="Safer anyway.", next_review_on="2026-06-01"
    )
    with app.app_context():
        assert reload(project).decided_verdict == "no_change_shown"
    browser.get(f"/projects/{number}/follow-up")
    assert "Next review: 1 June" in browser.text
    assert DecisionData("adopt", "x").next_review_on is None


@pytest.mark.databases("sqlite")
def test_the_report_fills_itself(app: Flask, clock: Clock, new_browser: NewBrowser) -> None:
    with app.app_context():
        done = running(make_person("ann", "Ann"), IMPROVED, stage=Stage.CHECK).id
        bare = make_project("Bare").id
        let_in()
    for language in ("en", "zh-Hans"):
        browser = signed_in(new_browser, "ann", language)
        for number in (done, bare):
            browser.get(f"/projects/{number}/a3")
            assert len(browser.page.css(".a3 > section")) == 7
