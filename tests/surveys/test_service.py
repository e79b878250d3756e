"""Use cases: what is stored, what stays as it is, and that counts are exact."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.localized import Localized
from improve.core.periods import PeriodKind
from improve.core.policy import SYSTEM, Role
from improve.surveys import nonces, queries, service
from improve.surveys.corrections import service as corrections
from improve.surveys.importing.responses import Brought
from improve.surveys.importing.taking import Taking
from improve.surveys.models import Answer, Response, Rollup, SpentForm, Status, Survey
from improve.surveys.rules.answers import Given
from improve.surveys.rules.standing import AlreadyAnswered, NotOpen
from improve.surveys.values.settings import Draft, NewSurvey, Running
from improve.surveys.values.texts import NewQuestion, OpenTexts
from tests.accounts.test_concurrency import at_once
from tests.people import act, make_person, make_unit
from tests.surveys.making import (
    TITLE,
    answer,
    answer_many,
    by_segment,
    make_survey,
    recount,
    recount_by_segment,
    rollup,
    stored,
)

pytestmark = pytest.mark.usefixtures("context")


def test_an_answer_is_stored_without_person_and_time(clock: Any) -> None:
    survey = make_survey()
    key = answer(survey, {"nps": 6, "why": "Arrived late"}, "zh_Hans")
    response = db.session.scalars(select(Response)).one()
    assert key == f"{response.id:016x}"
    assert (response.day, response.answered_at, response.language) == (date(2026, 3, 4), None, "zh_Hans")
    kept = {a.question_code: (a.value, a.text) for a in db.session.scalars(select(Answer))}
    assert kept == {"nps": ("6", None), "why": ("low", "Arrived late")}
    names = {
        column.name
        for table in ("surveys_response", "surveys_answer")
        for column in db.metadata.tables[table].columns
    }
    assert not {p for n in names for p in n.split("_")} & {"person", "ip", "agent", "address", "token"}


def test_the_day_is_the_companys(clock: Any) -> None:
    from datetime import UTC, datetime

    survey = make_survey()
    clock.set(datetime(2026, 3, 4, 17, 0, tzinfo=UTC))  # already the fifth in Shanghai
    answer(survey, {"nps": 9})
    assert db.session.scalars(select(Response.day)).one() == date(2026, 3, 5)


def test_a_refused_answer_leaves_nothing() -> None:
    survey = make_survey()
    with pytest.raises(Invalid), transaction():
        service.answer(survey, {"nps": 9, "why": "x" * 6_000}, "en")
    assert (stored(), rollup()) == (0, {})


@pytest.mark.parametrize(
    ("fields", "takes"),
    [
        ({}, True),
        ({"opens_on": date(2026, 3, 5)}, False),
        ({"closes_on": date(2026, 3, 3)}, False),
        ({"closes_on": date(2026, 3, 4)}, True),
        ({"status": "closed"}, False),
    ],
)
def test_answers_are_taken_while_it_is_open(clock: Any, fields: dict[str, Any], takes: bool) -> None:
    survey = make_survey(**fields)
    if takes:
        answer(survey, {"nps": 9})
    else:
        with pytest.raises(NotOpen):
            answer(survey, {"nps": 9})
    assert stored() == takes


def test_a_draft_takes_no_answers() -> None:
    with pytest.raises(NotOpen):
        answer(make_survey(published=False), {"nps": 9})


STEP = st.tuples(
    st.integers(0, 1),
    st.one_of(st.integers(-1, 11), st.just("na"), st.none()),
    st.sampled_from(["", "good", "bad\x00"]),
    st.sampled_from(["c1", "c2", "c9", None]),
    st.sampled_from(["en", "zh_Hans", "fr"]),
    st.integers(0, 40),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=12))
def test_the_rollup_is_the_recount(clock: Any, steps: list[Any]) -> None:
    """After any sequence of answers, good and bad, to several surveys and wordings, on several days."""
    surveys = [make_survey(choices=True), make_survey(choices=True)]
    start = clock.now
    for number, (which, nps, why, choice, language, days) in enumerate(steps):
        clock.set(start)
        clock.move(days=days)
        if number == 4:
            with transaction():
                service.revise(surveys[which], by=SYSTEM)
                service.publish_survey(surveys[which], by=SYSTEM)
        with suppress(Invalid):
            answer(surveys[which], {"nps": nps, "why": why, "choice": choice}, language)
    clock.set(start)
    assert rollup() == recount()
    assert by_segment() == recount_by_segment()
    everything = queries.counts_of(surveys[0].id)
    for by in (PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR):
        for code, counts in everything.items():
            found = queries.counts_by_period(surveys[0].id, code, by)
            assert sum(found.values(), start=type(counts)()) == counts


def test_periods_begin_where_they_should(clock: Any) -> None:
    from datetime import UTC, datetime

    survey = make_survey()
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 31), date(2026, 12, 31)):
        clock.set(datetime(day.year, day.month, day.day, 3, tzinfo=UTC))
        answer(survey, {"nps": 9})

    def starts(by: PeriodKind) -> list[date]:
        return list(queries.counts_by_period(survey.id, "nps", by))

    assert starts(PeriodKind.WEEK) == [
        date(2026, 2, 23),
        date(2026, 3, 2),
        date(2026, 3, 30),
        date(2026, 12, 28),
    ]
    assert starts(PeriodKind.MONTH) == [date(2026, 2, 1), date(2026, 3, 1), date(2026, 12, 1)]
    assert starts(PeriodKind.QUARTER) == [date(2026, 1, 1), date(2026, 10, 1)]
    series = queries.score_series(survey.id, "nps", PeriodKind.MONTH)
    assert [start.month for start, _score in series] == list(
        range(2, 13)
    )  # empty months are there, without a score
    assert [score.n for _start, score in series][:3] == [1, 3, 0]
    assert series[2][1].value is None
    assert queries.score_series(survey.id, "why", PeriodKind.MONTH) == []


def test_a_form_counts_once() -> None:
    survey = make_survey()
    nonce = nonces.read(nonces.issue(survey.public_id, 1), survey.public_id)
    assert nonce is not None
    with transaction():
        service.answer(survey, {"nps": 9}, "en", nonce)
    with pytest.raises(AlreadyAnswered), transaction():
        service.answer(survey, {"nps": 0}, "en", nonce)
    assert stored() == 1
    assert rollup() == recount()
    assert by_segment() == recount_by_segment()


def test_a_form_sent_by_many_threads_counts_once(app: Flask) -> None:
    survey = make_survey()
    survey_id = survey.id
    nonce = nonces.read(nonces.issue(survey.public_id, 1), survey.public_id)
    db.session.remove()

    def send(_number: int) -> bool:
        with app.app_context(), transaction():
            try:
                service.answer(db.session.get_one(Survey, survey_id), {"nps": 9}, "en", nonce)
            except AlreadyAnswered:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(send, range(16)))
    assert outcomes.count(True) == 1
    assert stored() == 1


def test_many_threads_lose_no_count(app: Flask) -> None:
    survey_id = make_survey(choices=True).id
    db.session.remove()

    def send(number: int) -> None:
        with app.app_context(), transaction():
            raw = {"nps": number % 3, "choice": f"c{number % 2 + 1}", "why": "x"}
            service.answer(db.session.get_one(Survey, survey_id), raw, "en")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(48)))
    assert stored() == 48
    assert rollup() == recount()
    assert by_segment() == recount_by_segment()


def test_what_several_change_at_once_comes_in_turn(app: Flask) -> None:
    """One answer is changed by several while others answer: no count drifts, and none wait for each other forever."""
    survey = make_survey(choices=True)
    survey_id = survey.id
    with transaction():
        kept = db.session.get_one(Survey, survey_id)
        receipts = [service.answer(kept, {"nps": 9, "choice": "c1"}, "en").secret for _one in range(2)]
    db.session.remove()

    def change(number: int) -> None:
        survey = db.session.get_one(Survey, survey_id)
        kept = corrections.find(survey, receipts[number % 2])
        assert kept is not None
        raw = {"nps": (3, 9, 6)[number % 3], "choice": f"c{number % 2 + 1}", "why": f"{number}"}
        corrections.correct(survey, kept, raw, ("en", "zh_Hans")[number % 2])

    def send() -> None:
        raw = {"nps": 3, "choice": "c2"}
        service.answer(db.session.get_one(Survey, survey_id), raw, "en")

    for _round in range(4):
        acts = [*(partial(change, number) for number in range(6)), send, send]
        assert at_once(app, acts) == {"done": 8}
    assert stored() == 10
    assert rollup() == recount()
    assert by_segment() == recount_by_segment()


def test_nonces_expire_and_their_notes_are_deleted(clock: Any) -> None:
    survey = make_survey()
    token = nonces.issue(survey.public_id, 1)
    nonce = nonces.read(token, survey.public_id)
    assert nonce is not None
    with transaction():
        service.answer(survey, {"nps": 9}, "en", nonce)
    clock.move(hours=24)
    assert nonces.read(token, survey.public_id) == nonce
    with transaction():
        assert service.forget_spent_forms() == 0
    clock.move(seconds=1)
    assert nonces.read(token, survey.public_id) is None
    clock.move(days=1)
    with transaction():
        assert service.forget_spent_forms() == 1
    assert db.session.scalars(select(SpentForm)).all() == []


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "", lambda t: "a.b.c", lambda t: "\x00"]
)
def test_a_forged_nonce_is_none(spoil: Any) -> None:
    token = nonces.issue("one", 1)
    assert nonces.read(token, "one") is not None
    assert nonces.read(spoil(token), "one") is None
    assert nonces.read(token, "two") is None


def test_public_ids_cannot_be_guessed() -> None:
    import math

    ids = {make_survey(published=False).public_id for _ in range(20)}
    assert len(ids) == 20
    assert len(service.settings.PUBLIC_ALPHABET) == len(set(service.settings.PUBLIC_ALPHABET))
    assert math.log2(len(service.settings.PUBLIC_ALPHABET)) * service.settings.PUBLIC_LENGTH >= 64
    assert all(len(i) == service.settings.PUBLIC_LENGTH and i.isalnum() for i in ids)


def test_a_published_wording_stays_as_it_is() -> None:
    survey = make_survey()
    texts = OpenTexts(Localized.both("Why?"))
    for act_on in (
        lambda: service.rewrite_question(survey, "why", texts, by=SYSTEM),
        lambda: service.remove_question(survey, "why", by=SYSTEM),
        lambda: service.move_question(survey, "why", -1, by=SYSTEM),
        lambda: service.add_question(survey, NewQuestion("csat", Localized.both("?")), by=SYSTEM),
        lambda: service.change_draft(survey, Draft(TITLE), by=SYSTEM),
        lambda: service.publish_survey(survey, by=SYSTEM),
        lambda: service.discard(survey, by=SYSTEM),
    ):
        with pytest.raises(Refused), transaction():
            act_on()


def test_answers_keep_their_wording() -> None:
    survey = make_survey()
    answer(survey, {"nps": 9, "why": "a"})
    with transaction():
        service.revise(survey, by=SYSTEM)
        service.remove_question(survey, "why", by=SYSTEM)
        row = service.add_question(survey, NewQuestion("long_text", Localized.both("And?")), by=SYSTEM)
        assert row.code == "comment"
    answer(survey, {"nps": 8, "why": "b"})  # the published wording is still asked
    with transaction():
        service.publish_survey(survey, by=SYSTEM)
    with pytest.raises(Invalid):
        answer(survey, {"nps": 8, "why": "c"})
    answer(survey, {"nps": 8, "comment": "d"})
    first, second = reversed(queries.versions_of(survey))
    assert [q.code for q in first.questions] == ["nps", "why"]
    assert [q.code for q in second.questions] == ["nps", "comment"]
    filled = list(queries.responses(survey.id))
    assert sorted((f.version, tuple(sorted(f.answers.items()))) for f in filled) == [
        (1, (("nps", "8"), ("why", "b"))),
        (1, (("nps", "9"), ("why", "a"))),
        (2, (("comment", "d"), ("nps", "8"))),
    ]
    assert [score.n for _start, score in queries.score_series(survey.id, "nps", PeriodKind.YEAR)] == [3]


def test_a_removed_questions_code_is_not_given_again() -> None:
    survey = make_survey(choices=True)
    with transaction():
        service.revise(survey, by=SYSTEM)
        service.remove_question(survey, "choice", by=SYSTEM)
        row = service.add_question(survey, NewQuestion("choice", Localized.both("?")), by=SYSTEM)
    assert row.code == "choice_2"


def test_a_new_wording_can_be_dropped() -> None:
    survey = make_survey()
    with transaction():
        service.revise(survey, by=SYSTEM)
    with pytest.raises(Refused), transaction():
        service.revise(survey, by=SYSTEM)
    with transaction():
        service.discard(survey, by=SYSTEM)
    assert len(queries.versions_of(survey)) == 1
    assert survey.status == Status.PUBLISHED


def test_a_draft_can_be_deleted() -> None:
    survey = make_survey(published=False)
    with transaction():
        service.discard(survey, by=SYSTEM)
    assert db.session.scalars(select(Survey)).all() == []


def test_a_survey_with_missing_texts_is_not_published() -> None:
    survey = make_survey(title=Localized(en="Only English"), published=False)
    with pytest.raises(Refused) as refusal, transaction():
        service.publish_survey(survey, by=SYSTEM)
    assert (refusal.value.message.msgid, refusal.value.message.n) == (
        "%(n)s text is missing in a language.",
        1,
    )
    english = make_survey(title=Localized(en="Only English"), languages="en")
    assert english.status == Status.PUBLISHED


def test_closing_and_opening_again(clock: Any) -> None:
    survey = make_survey(closes_on=date(2026, 3, 10))
    with transaction():
        service.close(survey, by=SYSTEM)
    with pytest.raises(Refused), transaction():
        service.close(survey, by=SYSTEM)
    clock.move(days=30)
    with transaction():
        service.reopen(survey, by=SYSTEM)
    assert (survey.closes_on, survey.closed_at) == (None, None)
    answer(survey, {"nps": 9})


def test_days_are_in_order() -> None:
    survey = make_survey()
    with pytest.raises(Invalid) as refusal, transaction():
        service.change_running(survey, Running(date(2026, 4, 2), date(2026, 4, 1), True), by=SYSTEM)
    assert set(refusal.value.errors) == {"closes_on"}


def test_the_order_of_questions_decides_their_pages() -> None:
    survey = make_survey(choices=True, published=False)
    with transaction():
        service.move_question(survey, "choice", -1, by=SYSTEM)
        service.move_question(survey, "choice", -1, by=SYSTEM)
    version = queries.draft_version(survey)
    assert version is not None
    assert [(q.code, q.page) for q in version.questions] == [("choice", 1), ("nps", 1), ("why", 2)]
    with transaction():
        service.move_question(survey, "choice", 1, by=SYSTEM)
        service.remove_question(survey, "why", by=SYSTEM)
    version = queries.draft_version(survey)
    assert version is not None
    assert [(q.code, q.position, q.page) for q in version.questions] == [("nps", 1, 1), ("choice", 2, 2)]


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_who_may_ask(role: Role) -> None:
    person = act(make_person("p", roles=[role]))
    survey = make_survey()
    may = role in (Role.ADMINISTRATOR, Role.COORDINATOR, Role.CASE_HANDLER)
    for use_case in (
        lambda: service.create(NewSurvey("effort", TITLE), by=person),
        lambda: service.change_running(survey, Running(), by=person),
        lambda: service.close(survey, by=person),
    ):
        if may:
            with transaction():
                use_case()
        else:
            with pytest.raises(Forbidden), transaction():
                use_case()


def test_a_role_in_a_unit_reaches_its_surveys_only() -> None:
    from improve.accounts import service as accounts

    here, there = make_unit("Here"), make_unit("There")
    person = make_person("p")
    with transaction():
        accounts.give_role(person, Role.COORDINATOR, here, by=SYSTEM)
    actor = act(person)
    with pytest.raises(Forbidden), transaction():
        service.create(NewSurvey("effort", TITLE), by=actor)
    with pytest.raises(Forbidden), transaction():
        service.create(NewSurvey("effort", TITLE, unit_id=there.id), by=actor)
    own = make_survey(by=actor, unit_id=here.id, published=False)
    foreign = make_survey(unit_id=there.id, published=False)
    shared = make_survey(unit_id=there.id)
    hidden = make_survey(unit_id=there.id, is_shared=False)

    def ids(statement: Any) -> set[int]:
        return {survey.id for survey in db.session.scalars(statement)}

    assert ids(queries.visible_to(actor)) == {own.id, shared.id}
    assert ids(queries.managed_by(actor)) == {own.id}
    assert ids(queries.with_results_for(actor)) == {own.id}
    assert ids(queries.visible_to(SYSTEM)) == {own.id, foreign.id, shared.id, hidden.id}
    with pytest.raises(Forbidden), transaction():
        service.close(foreign, by=actor)


def test_results_cost_the_same_whatever_the_number_of_answers(statements: Any, clock: Any) -> None:
    """A million answers in the roll-up: no statement touches the single answers, none is asked per day."""
    from datetime import timedelta

    from improve.surveys.queries.report import results_of

    survey = make_survey()
    version_id = queries.versions_of(survey)[0].id
    rows = [
        Rollup(
            survey_id=survey.id,
            version_id=version_id,
            question_code=code,
            day=clock.now.date() - timedelta(days=d),
            value=v,
            count=n,
        )
        for d in range(365)
        for code, v, n in (
            ("nps", "10", 1500),
            ("nps", "8", 800),
            ("nps", "3", 500),
            ("_response", "en", 2800),
        )
    ]
    with transaction():
        db.session.add_all(rows)
    with statements() as asked:
        report = results_of(survey, PeriodKind.MONTH)
    assert report.responses == 365 * 2800 > 1_000_000
    assert report.leading is not None and report.leading.score is not None
    assert report.leading.score.value == pytest.approx(100 * (1500 - 500) / 2800)
    assert not [text for text in asked.texts if "surveys_answer" in text or "surveys_response" in text]
    assert asked.count < 12


def test_export_is_recorded_and_needs_the_role(app: Flask) -> None:
    survey = make_survey()
    answer_many(survey, {9: 5})
    person = act(make_person("p"))
    with pytest.raises(Forbidden), transaction():
        service.note_export(survey, by=person)


def test_the_owner_hears_what_others_do() -> None:
    from improve.surveys import notices
    from improve.surveys.events import SurveyClosed, SurveyPublished

    owner = act(make_person("ann", roles=[Role.COORDINATOR]))
    survey = make_survey(by=owner)
    (told,) = notices.published(SurveyPublished(actor_id=None, subject_id=survey.id))
    assert (told.person_ids, told.endpoint) == ((owner.person_id,), "surveys.show")
    (told,) = notices.closed(SurveyClosed(actor_id=None, subject_id=survey.id))
    assert (told.endpoint, dict(told.values)) == ("surveys.results", {"survey_id": survey.id})
    nobodys = make_survey()
    assert list(notices.closed(SurveyClosed(actor_id=None, subject_id=nobodys.id))) == []


def test_every_change_is_published(app: Flask) -> None:
    from improve.core import events as core
    from improve.surveys.feature import feature

    heard: list[str] = []
    app.extensions[core.EXTENSION].setdefault(core.Event, []).append(lambda event: heard.append(event.name()))
    survey = make_survey(published=False)
    with transaction():
        service.change_running(survey, Running(closes_on=date(2099, 1, 1)), by=SYSTEM)
        service.change_running(survey, Running(closes_on=date(2099, 1, 1)), by=SYSTEM)  # no news
        service.publish_survey(survey, by=SYSTEM)
    answer_many(survey, {9: 1})
    with transaction():
        service.revise(survey, by=SYSTEM)
        service.discard(survey, by=SYSTEM)
        service.close(survey, by=SYSTEM)
        service.reopen(survey, by=SYSTEM)
        service.note_export(survey, by=SYSTEM)
    with transaction():
        secret = service.answer(survey, {"nps": 9}, "en").secret
        kept = corrections.find(survey, secret)
        assert kept is not None
        corrections.correct(survey, kept, {"nps": 3}, "en")
        row = Brought("1", date(2026, 1, 5), 1, "en", (Given("nps", "9"),), {"nps": "9"})
        assert Taking(survey.id).apply([row], SYSTEM) == ["created"]
        twice = Brought("1", date(2026, 1, 6), 1, "en", (Given("nps", "2"),), {"nps": "2"})
        assert Taking(survey.id).apply([row, twice, row, twice], SYSTEM) == [
            "skipped",
            "updated",
            "updated",
            "updated",
        ]
    assert rollup() == recount()
    assert by_segment() == recount_by_segment()
    assert heard == [
        "SurveyCreated",
        "SurveyChanged",
        "SurveyPublished",
        "SurveyAnswered",
        "SurveyRevised",
        "SurveyDiscarded",
        "SurveyClosed",
        "SurveyReopened",
        "AnswersExported",
        "SurveyAnswered",
        "SurveyCorrected",
        "AnswersImported",
        "AnswersImported",
    ]
    # Those of the packages below have tests of their own.
    assert set(heard) <= {event.name() for event in feature.publishes}
