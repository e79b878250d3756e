"""Scores of surveys fill metrics: exact, without small groups, and only for who may see the survey."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from improve.core.db import transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.metrics import service as metrics
from improve.metrics.models import Metric
from improve.metrics.queries import corrections_of, series
from improve.metrics.values import MetricData
from improve.surveys import feeds, service
from improve.surveys.corrections import service as corrections
from tests.conftest import Clock
from tests.people import act, make_person, make_unit
from tests.surveys.making import answer_many, make_survey

NAME = Localized(en="Score", zh_Hans="得分")


def fed(key: str, *, kind: str = "value", period: str = "week") -> Metric:
    with transaction():
        data = MetricData(name=NAME, kind=kind, period=period, direction="up", feed=f"surveys:{key}")
        metric = metrics.define(data, by=SYSTEM)
    with transaction():
        metrics.pull(metric, by=SYSTEM)
    return metric


def test_nps_by_week_without_small_groups(context: object, clock: Clock) -> None:
    clock.set(datetime(2026, 3, 2, 9, tzinfo=UTC))
    survey = make_survey()
    answer_many(survey, {10: 4, 8: 3, 3: 1})  # 100 (4 - 1) / 8
    clock.move(days=7)
    answer_many(survey, {10: 4})  # four answers could tell who said what
    clock.move(days=7)
    answer_many(survey, {10: 1, 0: 4})
    clock.move(days=7)
    answer_many(survey, {10: 9})  # the running week
    # Beside all answers and the other weeks the four would follow from any week of the month, so one goes with them.
    assert series(fed(f"{survey.id}:nps")).values == (37.5,)


def test_csat_is_a_share_of_counted_answers(context: object, clock: Clock) -> None:
    clock.set(datetime(2026, 3, 2, 9, tzinfo=UTC))
    survey = make_survey("transaction")
    answer_many(survey, {5: 3, 4: 1, 3: 1, 1: 1}, code="csat")
    clock.move(days=31)
    metric = fed(f"{survey.id}:csat", period="month")
    assert metric.kind == "proportion"
    assert series(metric).values == pytest.approx([100 * 4 / 6])


def test_what_a_corrected_answer_said_before_is_in_no_history(context: object, clock: Clock) -> None:
    clock.set(datetime(2026, 3, 2, 9, tzinfo=UTC))
    survey = make_survey("transaction")
    answer_many(survey, {5: 6, 1: 3}, code="csat")
    with transaction():
        receipt = service.answer(survey, {"csat": 1}, "en").secret
    clock.move(days=31)
    metric = fed(f"{survey.id}:csat", period="month")
    assert series(metric).values == pytest.approx([60])
    with transaction():
        kept = corrections.find(survey, receipt, to_change=True)
        assert kept is not None
        corrections.correct(survey, kept, {"csat": 5}, "en")
    with transaction():
        metrics.pull(metric, by=SYSTEM)
    assert series(metric).values == pytest.approx([70])
    [old] = corrections_of(metric.id, date(2026, 3, 1), date(2026, 3, 1))[date(2026, 3, 1)]
    # That it was corrected is known. Six of ten beside seven would tell what one customer had said.
    assert (old.value, old.numerator, old.denominator) == (None, None, None)


def test_offers_are_what_the_actor_may_see(context: object, clock: Clock) -> None:
    unit, other = make_unit("Service"), make_unit("Plant")
    shared = make_survey(unit_id=unit.id, is_shared=True)
    secret = make_survey(unit_id=unit.id, is_shared=False)
    make_survey(unit_id=unit.id, published=False)
    manager = act(make_person("mia", roles=[Role.ADMINISTRATOR]))
    outsider = act(make_person("out", unit=other))
    assert {offer.key for offer in feeds.offers(manager)} == {f"{shared.id}:nps", f"{secret.id}:nps"}
    assert {offer.key for offer in feeds.offers(outsider)} == {f"{shared.id}:nps"}
    assert feeds.offer(outsider, f"{secret.id}:nps") is None
    assert feeds.offer(manager, f"{secret.id}:nps") is not None


@pytest.mark.parametrize(
    "key", ["", ":", "1", "x:nps", "1:why", "99999999999999:nps", "0:nps", "-1:nps", "１:nps"]
)
def test_a_strange_key_measures_nothing(context: object, clock: Clock, key: str) -> None:
    make_survey()
    assert feeds.offer(SYSTEM, key) is None


def test_the_number_of_statements_does_not_grow(context: object, clock: Clock, statements: object) -> None:
    counts = []
    for _time in range(2):
        for _one in range(3):
            make_survey()
        with statements() as asked:  # type: ignore[operator]
            feeds.offers(SYSTEM)
        counts.append(asked.count)
    assert counts[0] == counts[1]
