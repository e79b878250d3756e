"""What messages hold, and what they never do: nothing that any colleague may not read, nobody's name, no answer of an
anonymous survey, no single answer before there are five; and what is erased leaves the queue and the log, too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from improve.contacts.erasing import service as contacts_erasing
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.projects import service as projects
from improve.projects.models import Project
from improve.projects.values import StopData
from improve.suggestions import service as suggestions
from improve.suggestions.anonymity import jobs as box
from improve.suggestions.anonymity import service as unnamed
from improve.suggestions.discussion import service as talking
from improve.suggestions.merging import service as merging
from improve.suggestions.merging.values import MergeData
from improve.suggestions.models import Suggestion
from improve.suggestions.values import CategoryData, CommentText, IdeaText, Outcome, Visibility
from improve.surveys import service as surveys
from improve.surveys.alerts import service as alerts
from improve.surveys.corrections import service as corrections
from improve.surveys.invitations import sending
from improve.surveys.models import Survey
from improve.web.hooks import offered
from improve.web.i18n import speaking
from improve.webhooks import composing
from improve.webhooks.models import Attempt, Delivery, OutgoingMessage
from tests.conftest import A_WORKING_DAY, Clock
from tests.contacts.test_erasing import invited_answer, leftovers
from tests.people import act, make_person
from tests.projects.making import make_project
from tests.reviews.test_leaks import World
from tests.suggestions.ideas import idea
from tests.suggestions.test_anonymity import OPEN, TEXT
from tests.surveys.inviting import make_contact, make_wave
from tests.surveys.making import answer_many, make_survey
from tests.webhooks.receiver import SETTINGS, add_endpoint

WANG = "wang@example.com"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(**SETTINGS)


def hear_everything() -> int:
    return add_endpoint("http://127.0.0.1:9999/", tuple(kind.code for kind in offered()))[0]


def queued(kind: str | None = None) -> list[dict[str, Any]]:
    """The messages in the queue, oldest first."""
    db.session.rollback()
    bodies = db.session.scalars(select(OutgoingMessage.body).order_by(OutgoingMessage.id))
    told = [json.loads(body) for body in bodies]
    return [one for one in told if kind in (None, one["type"])]


def fits(told: dict[str, Any]) -> bool:
    """Has a message no name that its documented example has not?"""
    example = next(kind.example for kind in offered() if kind.code == told["type"])
    return set(told["data"]) <= {*example, "respondent"}


def test_every_kind_is_offered_in_both_languages_with_an_example_that_fits(context: object) -> None:
    kinds = offered()
    assert len(kinds) >= 20 and len({kind.code for kind in kinds}) == len(kinds)
    groups = [str(kind.group) for kind in kinds]
    assert sorted(set(groups), key=groups.index) == [
        g for i, g in enumerate(groups) if groups[i - 1 : i] != [g]
    ]
    for kind in kinds:
        body = composing.body_of(kind.code, A_WORKING_DAY, kind.example)
        assert json.loads(body)["data"] == kind.example
        said = []
        for language in ("en", "zh_Hans"):
            with speaking(language):
                said.append(str(kind.label))
        assert said[0] != said[1]


def test_of_ideas_only_what_any_colleague_may_read(context: object, clock: Clock) -> None:
    hear_everything()
    ann = act(make_person("ann", "Annabella Secret", roles=[Role.COORDINATOR]))
    with transaction():
        unnamed.change_settings(OPEN, by=SYSTEM)
        make = suggestions.create_category
        held = make(CategoryData(Localized.both("Kitchen"), "K", holds_new=True), by=SYSTEM)
        closed = make(CategoryData(Localized.both("Pay"), "P", visibility=Visibility.HANDLERS), by=SYSTEM)
    for category in (held, closed):
        kept = idea(ann, f"In {category.code}", category_id=category.id)
        with transaction():
            talking.comment(kept, CommentText("Hm"), by=ann)
    assert queued() == []
    with transaction():
        first = suggestions.submit(
            IdeaText("In K", "p", "i", category_id=held.id), by=act(make_person("bob"))
        )
    with transaction():
        suggestions.release(db.session.get_one(Suggestion, first.id), by=ann)
    target = idea(ann, "Trays")
    with transaction():
        talking.comment(target, CommentText("What I wrote"), by=ann)
        merging.merge(
            db.session.get_one(Suggestion, first.id),
            db.session.get_one(Suggestion, target.id),
            MergeData(),
            by=SYSTEM,
        )
        suggestions.decide(
            db.session.get_one(Suggestion, target.id), Outcome("declined"), "Because", by=SYSTEM
        )
    gone = idea(ann, "Gone")
    with transaction():
        suggestions.withdraw(gone, by=ann)
        unnamed.hand_in(TEXT, for_place=False)
    clock.move(days=1)
    box.empty_box()
    told = queued()
    assert [one["type"].partition(".")[2] for one in told] == [
        "released",
        "submitted",
        "commented",
        "merged",
        "decided",
        "submitted",
        "withdrawn",
        "submitted",
    ]
    assert all(fits(one) for one in told)
    by_kind = {one["type"]: one["data"] for one in told}
    assert by_kind["suggestion.merged"]["merged_into"] == target.id
    assert by_kind["suggestion.decided"]["outcome"] == "declined"
    assert by_kind["suggestion.withdrawn"] == {"id": gone.id, "external_id": None}
    everything = json.dumps(told, ensure_ascii=False)
    assert not any(word in everything for word in ("Annabella", "ann", "bob", "What I wrote", "Because"))


@pytest.mark.databases("sqlite")
def test_a_blind_round_tells_its_decisions_when_they_are_published_and_no_names(app: Flask) -> None:
    with app.app_context():
        hear_everything()
    world = World(app).make(author="Philomena Authoress")
    for state in ("decided", "published"):
        with app.app_context():
            before = queued("review.round_published") + queued("suggestion.decided")
            assert before == []
        world.advance_to(state)
    with app.app_context():
        told = queued()
        published = queued("review.round_published")[0]["data"]
        assert published["decided"] == {"accept": 10} and len(published["decisions"]) == 10
        assert len(queued("suggestion.decided")) == 10
        assert all(fits(one) for one in told)
        everything = json.dumps(told, ensure_ascii=False)
        names = ("Philomena", "Note ", "Reason ", "second", '"wu"', "personal")
        assert [name for name in names if name in everything] == []


def test_of_projects_what_everybody_may_read(context: object) -> None:
    hear_everything()
    owner = make_person("ann", "Annabella", roles=[Role.COORDINATOR])
    made = make_project(owner=owner)
    with transaction():
        projects.stop(db.session.get_one(Project, made.id), StopData("No time"), by=act(owner))
    told = queued()
    assert [one["type"] for one in told] == ["project.created", "project.moved", "project.stopped"]
    assert all(fits(one) for one in told) and "Annabella" not in json.dumps(told)


def test_answers_are_told_as_downloads_tell_them_and_anonymous_ones_never(context: object) -> None:
    hear_everything()
    forms: dict[str, int] = {}
    for anonymity in ("anonymous", "pseudonymous", "identified"):
        survey = make_survey("transaction", anonymity=anonymity)
        for number in range(6):
            make_contact(f"c{number}@{anonymity}.example", name="Li Wei")
        make_wave(survey, ignores_rest=True)
        sending.send_due()
        for number in range(6):
            raw = {"csat": 1 if number == 5 else 4, "why": f"Text {number}"}
            forms[anonymity] = invited_answer(survey, f"c{number}@{anonymity}.example", raw)
    told = queued("survey.answered")
    assert len(told) == 12 and all(fits(one) for one in told)
    assert [one["data"]["withheld"] for one in told] == [True, True, True, True, False, False] * 2
    assert all("answers" not in one["data"] and "day" not in one["data"] for one in told[:4])
    pseudonymous, identified = (told[place]["data"] for place in (5, 11))
    assert identified["answers"] == {"csat": 1, "why": "Text 5"}
    assert (identified["contact"], identified["contact_email"]) == ("Li Wei", "c5@identified.example")
    assert pseudonymous["respondent"] and not {"contact", "contact_email"} & set(pseudonymous)
    assert "example" not in json.dumps(pseudonymous).replace("improve.example", "")
    with transaction():
        alerts.tell()
    raised = queued("survey.alerts_raised")
    assert all(fits(one) for one in raised) and "Text" not in json.dumps(raised)
    assert f"{forms['identified']:016x}" in json.dumps(raised)
    assert f"{forms['anonymous']:016x}" not in json.dumps(raised)


def test_what_is_erased_leaves_the_queue_and_the_log(context: object) -> None:
    hear_everything()
    survey, quiet = (make_survey("transaction", anonymity=one) for one in ("pseudonymous", "identified"))
    answer_many(survey, {4: 5}, code="csat")
    make_contact(WANG, name="Wang")
    make_contact("li@example.com")
    forms = {}
    for kept in (survey, quiet):
        make_wave(kept, ignores_rest=True)
        sending.send_due()
        for email in (WANG, "li@example.com"):
            forms[kept.id, email] = invited_answer(kept, email, {"csat": 3, "why": "Late"})
    answer_many(quiet, {4: 5}, code="csat")
    idea(act(make_person("ann")), f"Ask {WANG.upper()}")
    with transaction():
        first = db.session.scalars(select(Delivery)).first()
        assert first is not None
        db.session.add(
            Attempt(delivery_id=first.id, at=A_WORKING_DAY, duration_ms=1, status=200, answer=f"Dear {WANG}")
        )
    before = len(queued())
    key = f"{forms[survey.id, WANG]:016x}"
    assert key in json.dumps(queued())
    with transaction():
        told, _files = contacts_erasing.export(WANG, by=SYSTEM)
        gone = contacts_erasing.erase(WANG, by=SYSTEM)
    assert (told["webhook_messages"], told["webhook_answers"]) != ([], [])
    assert gone["webhook_answers"] == 1
    assert not [table for table in leftovers(WANG) if table.startswith("webhooks")]
    assert key not in json.dumps(queued())
    assert f"{forms[survey.id, 'li@example.com']:016x}" in json.dumps(queued())
    assert len(queued()) < before
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == len(queued())


def test_a_withdrawn_answer_is_forgotten(context: object) -> None:
    hear_everything()
    survey = make_survey("transaction", anonymity="identified")
    answer_many(survey, {4: 5}, code="csat")
    with transaction():
        receipt = surveys.answer(db.session.get_one(Survey, survey.id), {"csat": 2, "why": "Mine"}, "en")
    assert queued()[-1]["data"]["answers"]["why"] == "Mine"
    with transaction():
        kept = db.session.get_one(Survey, survey.id)
        found = corrections.find(kept, receipt.secret)
        assert found is not None
        corrections.correct(kept, found, {"csat": 1, "why": "Mine, again"}, "en")
    assert queued()[-1]["type"] == "survey.answer_changed"
    with transaction():
        kept = db.session.get_one(Survey, survey.id)
        found = corrections.find(kept, receipt.secret)
        assert found is not None
        corrections.withdraw(kept, found)
    assert "Mine" not in json.dumps(queued())
    assert queued()[-1]["data"]["answer"] == receipt.key and queued()[-1]["type"] == "survey.answer_withdrawn"


@pytest.mark.databases("sqlite")
def test_a_message_has_at_most_20_kilobytes() -> None:
    for data in (
        {"url": "https://x/" + "y" * 300, "answers": {f"q{n}": "长" * 10_000 for n in range(40)}},
        {"url": "https://x/1", "title": "a" * 100_000},
        {"url": "https://x/1", "answers": {f"q{n}": n for n in range(9_000)}},
    ):
        body = composing.body_of("survey.answered", A_WORKING_DAY, data)
        told = json.loads(body)["data"]
        assert len(body.encode()) <= 20_000 and told["shortened"] is True and told["url"] == data["url"]
    assert "shortened" not in composing.body_of("x", A_WORKING_DAY, {"title": "short"})
