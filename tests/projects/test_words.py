"""What is said about a verdict, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.metrics import service as metrics
from improve.metrics.models import Metric
from improve.metrics.queries import company_day
from improve.metrics.values import MarkData
from improve.projects.models import Project, Stage
from improve.projects.presenting.cautions import Caution, cautions
from improve.projects.presenting.computing import computed
from improve.projects.presenting.drawing import bar, check_chart
from improve.projects.presenting.facts import facts
from improve.projects.presenting.headings import heading
from improve.projects.presenting.sentences import card_line, said, sentence
from improve.projects.queries import plan_versions, same_metric
from improve.projects.window import Window, window_of
from improve.web.i18n import speaking
from tests.conftest import Clock
from tests.metrics.making import fill, fill_counts, make_metric, record
from tests.people import make_person
from tests.projects.making import (
    BEFORE,
    IMPROVED,
    UNCHANGED,
    WORSE,
    make_project,
    move,
    noise,
    reload,
    running,
    week,
    write_plan,
)

LANGUAGES = ("en", "zh_Hans")
FORBIDDEN = re.compile(r"significan|\bprove[ds]?\b|no effect|显著|证明|没有效果|None|nan|%\(", re.IGNORECASE)
CASES: dict[str, tuple[list[float], list[float], dict[str, Any]]] = {
    "improved": (BEFORE, IMPROVED, {}),
    "early": (BEFORE[:9], IMPROVED[:5], {"after_bad_result": True}),
    "no change": (BEFORE, UNCHANGED, {"settle_in": 1}),
    "worse": (BEFORE, WORSE, {"smallest_useful": 10.0, "useful_as": "relative"}),
    "few": (BEFORE, IMPROVED[:2], {}),
    "nothing before": ([], IMPROVED, {"baseline_from": week(-20)}),
    "trend": ([60 - i * 0.8 for i in range(24)], noise(38, 10), {}),
    "flat": ([40.0] * 24, [40.0] * 10, {"seasonal": True}),
}


@pytest.fixture
def inside(app: Flask, clock: Clock) -> Iterator[None]:
    with app.test_request_context():
        yield


def window(project: Project) -> Window:
    found = window_of(reload(project))
    assert found is not None
    return found


@pytest.mark.parametrize("case", CASES)
def test_every_verdict_is_said_in_both_languages(inside: None, case: str) -> None:
    before, after, fields = CASES[case]
    project = running(make_person("ann"), after, before=before, **fields)
    for language in LANGUAGES:
        with speaking(language):
            found = window(project)
            verdict = found.result.verdict
            texts = [
                heading(reload(project), found, company_day()),
                sentence(project, found.metric, verdict),
                str(said(project, found.metric, verdict).finding),
                card_line(found.metric, found.result),
                *(fact.text for fact in facts(found)),
                *computed(found, plan_versions(project)),
                *(one.text for one in all_cautions(found)),
            ]
            for text in texts:
                assert text
                assert not FORBIDDEN.search(text), text
                chinese = re.search(r"[\u4e00-\u9fff]", text) is not None
                assert chinese is (language == "zh_Hans") or text.isdecimal()
            assert "svg" in check_chart(found)
            assert (bar(found.metric, found.result) is None) is (verdict.effect is None)


def all_cautions(found: Window) -> list[Caution]:
    others = same_metric(SYSTEM, found.metric.id, date(2020, 1, 1), company_day(), besides=found.project.id)
    taken = said(found.project, found.metric, found.result.verdict)
    return cautions(found, taken.cautions, versions=plan_versions(found.project), others=others, marks=[])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_the_paragraph_is_taken_apart_without_losing_a_word(inside: None, case: str, language: str) -> None:
    before, after, fields = CASES[case]
    project = running(make_person("ann"), after, before=before, **fields)
    with speaking(language):
        found = window(project)
        whole = sentence(project, found.metric, found.result.verdict)
        taken = said(project, found.metric, found.result.verdict)
        parts = [re.sub(r"</?b>", "", str(taken.finding)), *taken.cautions]
        assert sorted("".join("".join(parts).split())) == sorted("".join(whole.replace("'", "&#39;").split()))
        assert all(caution in whole for caution in taken.cautions)


def test_the_numbers_that_matter_are_bold(inside: None) -> None:
    project = running(make_person("ann"), IMPROVED)
    with speaking("en"):
        found = window(project)
        text = str(said(project, found.metric, found.result.verdict).finding)
    assert re.findall(r"<b>(.*?)</b>", text) == ["40.01", "33.84", "\u22126.16"]


def test_markup_in_a_name_stays_text(inside: None) -> None:
    ann = make_person("ann")
    metric = make_metric(name="<b>Bold</b> & co", zh="<i>斜体</i>", owner=ann)
    fill(metric, week(-34), [*BEFORE, *IMPROVED])
    project = running(ann, metric=metric)
    with speaking("en"):
        found = window(project)
        assert "&lt;b&gt;Bold" in str(said(project, found.metric, found.result.verdict).finding)
        assert "<b>Bold" not in str(check_chart(found))


def texts(project: Project) -> str:
    with speaking("en"):
        return "\n".join(caution.text for caution in all_cautions(window(project)))


def test_a_stable_baseline_is_said_and_an_unstable_one_too(inside: None) -> None:
    ann = make_person("ann")
    assert "The baseline is stable: no signal in 24 weeks" in texts(running(ann, IMPROVED))
    shaken = [*BEFORE[:10], 60.0, *BEFORE[10:]]
    assert "The baseline was not stable" in texts(running(ann, IMPROVED, before=shaken, code="B"))


def test_a_bad_result_that_started_it_is_said(inside: None) -> None:
    assert "Started because of a bad result" in texts(
        running(make_person("ann"), IMPROVED, after_bad_result=True)
    )


def test_other_changes_on_the_metric_stand_on_both_verdicts(inside: None) -> None:
    ann = make_person("ann")
    metric = make_metric(owner=ann)
    fill(metric, week(-34), [*BEFORE, *IMPROVED])
    first = running(ann, metric=metric, title="First")
    second = running(ann, metric=metric, title="Second", starts_on=week(-6), baseline_from=week(-30))
    planned = make_project("Only planned", owner=ann)
    write_plan(planned, metric, starts_on=week(-5))
    assert "Another change on the same metric began on 19 January: Second" in texts(first)
    assert "began on 22 December: First" in texts(second)
    assert "Only planned" not in texts(first)


def test_a_plan_changed_after_the_start_is_said_with_its_reason(inside: None, clock: Clock) -> None:
    ann = make_person("ann")
    metric = make_metric(owner=ann)
    fill(metric, week(-34), [*BEFORE, *IMPROVED])
    project = make_project(owner=ann)
    now = clock.now
    clock.move(weeks=-12)
    write_plan(project, metric)
    move(reload(project), Stage.DO)
    clock.set(now)
    assert "plan" not in texts(project).lower()
    write_plan(reload(project), metric, settle_in=2, smallest_useful=2.5, reason="We learned more.")
    said_now = texts(project)
    assert (
        "changed after the start, on 4 March (smallest useful change, settling in, review date): We learned more."
        in said_now
    )


def test_a_plan_written_after_the_start_is_said(inside: None) -> None:
    assert "The plan was written on 4 March, after the start" in texts(running(make_person("ann"), IMPROVED))


def test_different_months_are_said_and_the_same_ones_are_not(inside: None) -> None:
    ann = make_person("ann")
    assert "Before and after cover different months" in texts(running(ann, IMPROVED))
    year = noise(40, 60, seed=9)
    assert "different months" not in texts(running(ann, IMPROVED, before=year, code="Y"))


def test_gaps_and_later_corrections_are_said(inside: None) -> None:
    values: list[Any] = [*BEFORE, *IMPROVED]
    values[3] = None
    project = running(make_person("ann"), values[24:], before=values[:24])
    record(reload(project).metric, [{"period": "2026-W05", "value": 33.0}])  # type: ignore[arg-type]
    found = texts(project)
    assert "Without a reading in the window: 1 week." in found
    assert "Readings that were corrected later: 1 week." in found


def test_how_it_was_computed_has_the_numbers(inside: None) -> None:
    project = running(make_person("ann"), IMPROVED)
    with speaking("en"):
        found = window(project)
        text = " ".join(computed(found, plan_versions(project)))
    assert "2.66" in text
    assert found.inputs.digest[:12] in text
    assert "WH-07" in text
    assert "38.3 to 41.7" in text
    assert "Welch" in text


def test_shares_show_the_counts_beside(inside: None) -> None:
    ann = make_person("ann")
    metric = make_metric("S", kind="proportion", direction="up", owner=ann)
    fill_counts(metric, week(-34), [*((240, 300) for _ in range(24)), *((270, 300) for _ in range(10))])
    project = running(ann, metric=metric, direction="up", smallest_useful=5.0, settle_in=2)
    with speaking("en"):
        found = window(project)
        text = " ".join(computed(found, plan_versions(project)))
        assert "5,760 of 7,200 before (80.0%), 2,160 of 2,400 after (90.0%)" in text
        assert "Newcombe" in text
        assert "10.0 percentage" not in text


@pytest.mark.parametrize(
    ("useful", "said_so"),
    [(1.0, "the whole interval reaches it"), (6.2, "less is not ruled out"), (9.0, "ruled out")],
)
def test_the_smallest_useful_change_is_held_against_the_interval(
    inside: None, useful: float, said_so: str
) -> None:
    project = running(make_person("ann"), IMPROVED, smallest_useful=useful)
    with speaking("en"):
        assert said_so in facts(window(project))[0].text


def test_the_chart_marks_the_start_the_settling_and_the_running_week(inside: None) -> None:
    project = running(make_person("ann"), [*IMPROVED, 35.0], settle_in=2)
    db.session.expire_all()
    with transaction():
        metrics.add_mark(db.session.get_one(Metric, 1), MarkData(week(-4), "Flood"), by=SYSTEM)
    with speaking("en"):
        drawn = str(check_chart(window(project), [(week(-4), "Flood")]))
    assert "Start 22 December" in drawn
    assert 'class="settle"' in drawn
    assert "pt pu" in drawn
    assert "Flood" in drawn
    assert "cl lim2" in drawn


def test_a_change_that_is_to_come_is_drawn_ahead(inside: None) -> None:
    ann = make_person("ann")
    metric = make_metric(owner=ann)
    fill(metric, week(-24), BEFORE)
    project = make_project(owner=ann)
    write_plan(project, metric, baseline_from=week(-24), starts_on=week(2) + timedelta(days=1))
    move(reload(project), Stage.DO)
    with speaking("en"):
        found = window(project)
        assert "Start 17 March" in str(check_chart(found))
        assert heading(reload(project), found, company_day()) == (
            "The change starts on 17 March; the baseline holds 24 weeks"
        )
