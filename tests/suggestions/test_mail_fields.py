"""The category of an idea by e-mail, and answers to its extra fields."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from improve.accounts.models import Person
from improve.accounts.passwords import hashed
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM
from improve.mailbox.service import take
from improve.notifications.models import OutgoingMail
from improve.suggestions import service as ideas
from improve.suggestions.drafts.models import Draft
from improve.suggestions.fields import queries, service
from improve.suggestions.fields.values import FieldData
from improve.suggestions.models import Suggestion
from improve.suggestions.values import CategoryData
from tests.browser import Browser
from tests.mailbox.letters import letter
from tests.people import PASSWORD, make_person

VOUCHED = "mx.example.org; dmarc=pass header.from=example.org"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(
        IMAP_HOST="mail.example.org",
        MAIL_IN_ADDRESS="Ideas@Example.org",
        MAIL_IN_AUTHENTICATED_BY="mx.example.org",
    )


def two(zh: str, en: str) -> Localized:
    return Localized(zh_Hans=zh, en=en)


def company() -> None:
    """Ada, and a category that asks a weight, needs a risk, and takes a word."""
    ada = make_person("ada", language=None)
    with transaction():
        db.session.execute(
            update(Person)
            .where(Person.id == ada.id)
            .values(email="ada@example.org", password_hash=hashed(PASSWORD))
        )
        safety = ideas.create_category(CategoryData(two("安全", "Safety"), code="SAFE"), by=SYSTEM)
        for data in (
            FieldData(two("重量", "Weight"), "number", unit="kg", low=0, high=40, code="weight"),
            FieldData(
                two("风险", "Risk"),
                "choice",
                options=two("低\n高", "low\nhigh"),
                code="risk",
                is_required=True,
                order=1,
            ),
        ):
            service.add_field(safety, data, by=SYSTEM)
        closed = CategoryData(two("旧", "Old"), code="OLD", is_closed=True)
        ideas.create_category(closed, by=SYSTEM)


@pytest.fixture
def post(context: object) -> Callable[[Any], str]:
    company()
    arrived: list[str] = []

    def arrive(mail: Any) -> str:
        arrived.append(take(bytes(mail), {"mailbox": "m", "uid_validity": 1, "uid": len(arrived) + 1}))
        return arrived[-1]

    return arrive


def handed_in() -> tuple[str, str | None, dict[str, Any]]:
    """Text, category and answers of the newest idea."""
    made = db.session.scalars(select(Suggestion).order_by(Suggestion.id.desc())).first()
    assert made is not None
    answers = {found.field.code: found.value for found in queries.answers_of([made.id])[made.id]}
    return made.problem, made.category.code if made.category else None, answers


SAID = {
    "labels, in either language": (
        "Category: Safety\nOil on the floor.\nWeight: 12\n风险：高\n",
        "ideas@example.org",
        ("Oil on the floor.", "SAFE", {"weight": 12.0, "risk": "o2"}),
    ),
    "codes, a unit, full width": (
        "类别： safe\nweight ： 12.5 KG\nRISK: Low\n\nOil: everywhere",
        "ideas@example.org",
        ("Oil: everywhere", "SAFE", {"weight": 12.5, "risk": "o1"}),
    ),
    "by the address": (
        "Risk: low\nOil\nRisk: high",
        "ideas+safe@example.org",
        ("Oil\nRisk: high", "SAFE", {"risk": "o1"}),
    ),
    "a category that is closed or unknown stays text": (
        "Category: Old\nCategory: Nowhere\nWeight: 3",
        "ideas@example.org",
        ("Category: Old\nCategory: Nowhere\nWeight: 3", None, {}),
    ),
}


@pytest.mark.parametrize("case", SAID.values(), ids=SAID.keys())
def test_a_mail_names_its_category_and_answers_its_questions(
    post: Callable[[Any], str], case: tuple[str, str, tuple[str, str | None, dict[str, Any]]]
) -> None:
    text, to, expected = case
    assert post(letter(text, to=to, Authentication_Results=VOUCHED)) == "idea"
    assert handed_in() == expected


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Category: Safety\nOil", {}),
        ("Category: Safety\nOil\nRisk: medium", {2: "medium"}),
        ("Category: Safety\nOil\nRisk: low\nWeight: heavy", {1: "heavy", 2: "o1"}),
        ("Category: Safety\nOil\nRisk: low\nWeight: 41", {1: "41", 2: "o1"}),
        ("Category: Safety\nOil\nRisk: low\nWeight: 1e999", {1: "1e999", 2: "o1"}),
    ],
)
def test_what_is_needed_and_missing_or_wrong_keeps_it_a_draft(
    post: Callable[[Any], str], text: str, kept: dict[int, str]
) -> None:
    assert post(letter(text, Authentication_Results=VOUCHED)) == "draft"
    assert db.session.scalars(select(Suggestion)).all() == []
    (draft,) = db.session.scalars(select(Draft))
    assert draft.typed["problem"] == ["Oil"]
    assert {key: value for key, value in draft.typed.items() if key.startswith("x-")} == {
        f"x-{number}": [said] for number, said in kept.items()
    }
    (answer,) = db.session.scalars(select(OutgoingMail))
    assert f"/suggestions/new?draft={draft.id}" in answer.letter


def test_no_address_of_a_category_opens_a_thread(post: Callable[[Any], str]) -> None:
    mail = letter("Oil", to="ideas+old@example.org", Authentication_Results=VOUCHED)
    assert post(mail) == "unknown_token"


@pytest.mark.databases("sqlite")
def test_a_draft_by_mail_takes_its_category_along_and_asks_what_is_open(
    app: Flask, new_browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        company()
        for number, text in enumerate(("Category: Safety\nOil", "Category: Safety\nWater\nRisk: high"), 1):
            take(bytes(letter(text, number=number)), {"mailbox": "m", "uid_validity": 1, "uid": number})
        numbers = {draft.typed["problem"][0]: draft.id for draft in db.session.scalars(select(Draft))}
    ada = new_browser()
    ada.sign_in("ada", PASSWORD)
    ada.get("/suggestions/drafts")
    ada.submit(f"/suggestions/drafts/{numbers['Water']}/hand-in")
    assert ada.page.h1 == "Drip trays"
    with app.app_context():
        assert handed_in() == ("Water", "SAFE", {"risk": "o2"})
    ada.get("/suggestions/drafts")
    ada.submit(f"/suggestions/drafts/{numbers['Oil']}/hand-in")
    assert "asks something more" in ada.text
    assert ada.form(button="Hand in the idea").values["problem"] == "Oil"


def test_a_draft_by_mail_confirmed_twice_at_once_is_one_idea(
    app: Flask, new_browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        company()
        take(bytes(letter("Water")), {"mailbox": "m", "uid_validity": 1, "uid": 1})
        (draft,) = db.session.scalars(select(Draft))
        address = f"/suggestions/drafts/{draft.id}/hand-in"
    ada = new_browser()
    ada.sign_in("ada", PASSWORD)
    ada.get("/suggestions/drafts")
    form = {"csrf_token": ada.form(address).values["csrf_token"]}
    cookie = ada.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    start = Barrier(4)

    def post(_number: int) -> int:
        client = app.test_client()
        client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie.value)
        start.wait(timeout=30)
        return client.post(address, data=form).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(post, range(4))) == [303, 404, 404, 404]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Suggestion)) == 1
