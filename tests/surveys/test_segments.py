"""Counts by segment are exact at once: after answers, corrections and files, and when older answers are counted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.operations import migrations
from improve.surveys import service
from improve.surveys.corrections import service as corrections
from improve.surveys.importing.responses import Brought
from improve.surveys.importing.taking import Taking
from improve.surveys.models import Survey
from improve.surveys.rules.answers import Given
from improve.surveys.segments.models import SegmentRollup
from improve.surveys.values.settings import NewSurvey
from improve.surveys.values.texts import ChoiceTexts, MultipleTexts, NewQuestion, PlainTexts
from tests.conftest import Clock
from tests.surveys.making import TITLE, by_segment, recount, recount_by_segment, rollup


def make_split(starter: str = "relationship") -> Survey:
    """NPS and why, a place that the link carries, a choice, yes or no, several choices and a number."""
    with transaction():
        survey = service.create(NewSurvey(starter, TITLE, "all"), by=SYSTEM)
        for kind in ("choice", "yes_no", "hidden", "number", "multiple"):
            row = service.add_question(survey, NewQuestion(kind, TITLE), by=SYSTEM)
            texts: Any = PlainTexts(TITLE, code="place") if kind == "hidden" else None
            if kind in ("choice", "multiple"):
                texts = (ChoiceTexts if kind == "choice" else MultipleTexts)(
                    TITLE, type(TITLE)(en="A\nB", zh_Hans="甲\n乙")
                )
            if texts is not None:
                service.rewrite_question(survey, row.code, texts, by=SYSTEM)
        service.publish_survey(survey, by=SYSTEM)
    return survey


FORM = st.fixed_dictionaries(
    {
        "nps": st.one_of(st.integers(0, 10), st.just("na")),
        "why": st.sampled_from(["", "good"]),
        "choice": st.sampled_from(["c1", "c2", None]),
        "yes_no": st.sampled_from(["y", "n", None]),
        "place": st.sampled_from(["", "north", "süd_1", "日%"]),
        "number": st.integers(0, 3),
        "multiple": st.sampled_from([None, ["c1"], ["c1", "c2"]]),
    }
)
STEP = st.tuples(st.sampled_from(["answer", "correct", "bring"]), FORM, st.sampled_from(["en", "zh_Hans"]))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, min_size=1, max_size=8))
def test_segments_are_the_recount(context: object, steps: list[Any]) -> None:
    survey = make_split()
    secrets: list[str] = []
    for number, (what, form, language) in enumerate(steps):
        raw = {name: value for name, value in form.items() if value not in ("", None)}
        with transaction():
            kept = db.session.get_one(Survey, survey.id)
            if what == "bring":
                cells = (Given("nps", str(form["nps"])), Given("place", form["place"] or "x"))
                # The same two ids over and over: what a row said before is taken out.
                row = Brought(str(number % 2), date(2026, 1, 5), 1, language, cells, {"n": str(number)})
                Taking(survey.id).apply([row], SYSTEM)
            elif what == "correct" and secrets:
                found = corrections.find(kept, secrets[number % len(secrets)])
                assert found is not None
                corrections.correct(kept, found, raw, language)
            else:
                secrets.append(service.answer(kept, raw, language).secret)
    assert rollup() == recount()
    assert by_segment() == recount_by_segment()


def test_answers_that_were_there_before_are_counted(context: object, clock: Clock) -> None:
    clock.set(datetime(2026, 1, 20, 9, tzinfo=UTC))
    survey = make_split()
    for number in range(40):
        clock.move(days=1)
        raw = {
            "nps": number % 11,
            "choice": f"c{number % 2 + 1}",
            "place": f"p{number % 3}",
            "number": number,
        }
        with transaction():
            kept = db.session.get_one(Survey, survey.id)
            service.answer(kept, raw if number % 5 else {"nps": 3}, ("en", "zh_Hans")[number % 2])
    before = by_segment()
    assert len(before) > 50
    assert {key[4] for key in before} >= {date(2026, 1, 26), date(2026, 2, 1), date(2026, 2, 2)}
    with transaction():
        db.session.execute(delete(SegmentRollup))
    script = ScriptDirectory.from_config(migrations.config()).get_revision("0100_count_segments")
    with db.engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        script.module._fill()
    db.session.expire_all()
    assert by_segment() == before == recount_by_segment()
