"""Extra fields of categories: defined, asked, stored typed, and old answers keep their words."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from improve.accounts.models import Person
from improve.accounts.passwords import hashed
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.localized import Localized
from improve.core.messages import LazyText
from improve.core.policy import SYSTEM, Actor, Role
from improve.suggestions import service as ideas
from improve.suggestions.fields import kinds, queries, service
from improve.suggestions.fields.models import Field, FieldAnswer
from improve.suggestions.fields.values import FieldData, Option, options_of
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.ports import FieldType
from improve.suggestions.values import CategoryData
from improve.web.features import EXTENSION, Contribution
from tests.browser import Browser
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import HOSTILE, REFUSED, idea

NewBrowser = Callable[..., Browser]
RISK = Localized(zh_Hans="低\n高", en="low\nhigh")


def two(zh: str, en: str) -> Localized:
    return Localized(zh_Hans=zh, en=en)


WEIGHT = FieldData(two("重量", "Weight"), "number", unit="kg", low=0, high=40, code="weight")
LEVEL = FieldData(two("风险", "Risk"), "choice", options=RISK, code="risk", is_required=True, order=1)
WHERE = FieldData(two("地点", "Where"), "text", code="where", order=2)


@pytest.fixture
def ada(context: object) -> Actor:
    return act(make_person("ada"))


@pytest.fixture
def safety(context: object) -> Category:
    with transaction():
        return ideas.create_category(CategoryData(name=two("安全", "Safety"), code="safety"), by=SYSTEM)


def add(category: Category, data: FieldData, by: Actor = SYSTEM) -> Field:
    with transaction():
        return service.add_field(category, data, by=by)


def give(suggestion: Suggestion, by: Actor, **raw: Any) -> bool:
    fields = queries.fields_of(suggestion.category_id)
    with transaction():
        return service.answer(
            suggestion, kinds.checked_by_code(fields, raw, by), {field.id: field for field in fields}
        )


def answers(suggestion: Suggestion) -> dict[str, Any]:
    return {a.field.code: a.value for a in queries.answers_of([suggestion.id])[suggestion.id]}


def test_answers_are_stored_typed(ada: Actor, safety: Category) -> None:
    for data in (WEIGHT, LEVEL, WHERE):
        add(safety, data)
    suggestion = idea(ada, category_id=safety.id)
    give(suggestion, ada, weight="12,5", risk="o2", where=" Hall  3 ")
    assert answers(suggestion) == {"weight": 12.5, "risk": "o2", "where": "Hall 3"}
    assert [a.shown for a in map(kinds.shown, queries.answers_of([suggestion.id])[suggestion.id])] == [
        "12.5",
        "高",
        "Hall 3",
    ]
    assert give(suggestion, ada, weight=12.5, risk="o2", where="Hall 3") is False
    give(suggestion, ada, risk="o1")
    assert answers(suggestion) == {"risk": "o1"}


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"weight": 1}, "fields.risk"),
        ({"risk": "o3"}, "fields.risk"),
        ({"risk": "low"}, "fields.risk"),
        ({"risk": "o1", "weight": -1}, "fields.weight"),
        ({"risk": "o1", "weight": 40.01}, "fields.weight"),
        ({"risk": "o1", "weight": "NaN"}, "fields.weight"),
        ({"risk": "o1", "weight": "1e999"}, "fields.weight"),
        ({"risk": "o1", "weight": [1]}, "fields.weight"),
        ({"risk": "o1", "where": "x" * 201}, "fields.where"),
        ({"risk": "o1", "where": {"a": 1}}, "fields.where"),
        ({"risk": "o1", "nothing": "x"}, "fields"),
        *(({"risk": "o1", "where": text}, "fields.where") for text in REFUSED.values()),
    ],
)
def test_what_does_not_fit_is_named(ada: Actor, safety: Category, raw: dict[str, Any], field: str) -> None:
    for data in (WEIGHT, LEVEL, WHERE):
        add(safety, data)
    with pytest.raises(Invalid) as caught:
        kinds.checked_by_code(queries.fields_of(safety.id), raw, ada)
    assert list(caught.value.errors) == [field]


def test_new_words_are_a_new_version_and_old_answers_keep_theirs(ada: Actor, safety: Category) -> None:
    risk = add(safety, LEVEL)
    old, new = idea(ada, category_id=safety.id), idea(ada, "Later", category_id=safety.id)
    give(old, ada, risk="o1")
    with transaction():
        service.change_field(
            risk,
            replace(LEVEL, label=two("危险程度", "Danger"), options=two("很低\n高", "very low\nhigh")),
            by=SYSTEM,
        )
    give(new, ada, risk="o3")
    said = [(kinds.shown(queries.answers_of([s.id])[s.id][0])) for s in (old, new)]
    assert [(a.label.text("en"), a.value, a.shown) for a in said] == [
        ("Risk", "o1", "低"),
        ("Danger", "o3", "很低"),
    ]
    assert risk.newest.number == 2
    assert {o.code for o in risk.newest.text.options} == {"o3", "o2"}, "the entry that stayed keeps its code"


def test_order_and_closing_make_no_version(safety: Category) -> None:
    risk = add(safety, LEVEL)
    with transaction():
        service.change_field(risk, replace(LEVEL, order=7, is_closed=True, is_required=False), by=SYSTEM)
    assert risk.newest.number == 1
    assert queries.fields_of(safety.id) == []
    assert len(queries.fields_of(safety.id, with_closed=True)) == 1


@pytest.mark.parametrize(
    ("zh", "en", "ok"),
    [
        ("低\n高", "low\nhigh", True),
        ("低\n\n 高 ", "", True),
        ("低", "low\nhigh", False),
        ("", "", False),
        ("低\n低", "a\nb", False),
        ("x" * 81, "", False),
        ("\n".join(map(str, range(51))), "", False),
    ],
)
def test_a_list_has_one_entry_a_line(zh: str, en: str, ok: bool) -> None:
    lines = Localized(zh_Hans=zh, en=en)
    if ok:
        assert [option.code for option in options_of(lines, ())] == ["o1", "o2"]
    else:
        with pytest.raises(Invalid):
            options_of(lines, ())


def test_an_entry_keeps_its_code_by_either_language() -> None:
    before = (Option("o1", two("低", "low")), Option("o2", two("高", "high")))
    after = options_of(two("高\n低一点", "very high\nlow"), before)
    assert [option.code for option in after] == ["o2", "o1"]


def test_only_who_looks_after_categories_defines_fields(ada: Actor, safety: Category) -> None:
    with pytest.raises(Forbidden):
        add(safety, WEIGHT, by=ada)
    add(safety, WEIGHT)
    for bad in (WEIGHT, replace(WEIGHT, code="b", kind="nothing"), replace(WEIGHT, code="b", low=5, high=4)):
        with pytest.raises(Invalid):
            add(safety, bad)
    for number in range(19):
        add(safety, replace(WEIGHT, code=f"c{number}"))
    with pytest.raises(Refused):
        add(safety, replace(WEIGHT, code="one-more"))


def test_a_feature_above_brings_a_kind_of_its_own(app: Flask, ada: Actor, safety: Category) -> None:
    steps = {"s1": "Picking", "s2": "Packing"}
    kind = FieldType(
        "process_step",
        LazyText("Process step"),
        options=lambda _actor: steps.items(),
        shown=lambda code: steps.get(code, "gone"),
        href=lambda code: f"/steps/{code}",
    )
    features = app.extensions[EXTENSION]
    features[0] = replace(
        features[0],
        contributions=(*features[0].contributions, Contribution("suggestions.field_type", kind)),
    )
    add(safety, FieldData(two("步骤", "Step"), "process_step", code="step"))
    suggestion = idea(ada, category_id=safety.id)
    with pytest.raises(Invalid):
        give(suggestion, ada, step="s3")
    give(suggestion, ada, step="s2")
    (answer,) = map(kinds.shown, queries.answers_of([suggestion.id])[suggestion.id])
    assert (answer.shown, answer.href) == ("Packing", "/steps/s2")


def test_another_category_leaves_answers_alone(ada: Actor, safety: Category) -> None:
    add(safety, WHERE)
    suggestion = idea(ada, category_id=safety.id)
    give(suggestion, ada, where="Hall 3")
    with transaction():
        other = ideas.create_category(CategoryData(name=two("质量", "Quality")), by=SYSTEM)
    add(other, replace(WHERE, code="also"))
    with transaction():
        suggestion.category_id = other.id
    give(suggestion, ada, also="Hall 4")
    assert answers(suggestion) == {"where": "Hall 3", "also": "Hall 4"}


# Pages


@pytest.fixture
def company(app: Flask) -> Flask:
    with app.app_context():
        make_person("ada", language=None)
        make_person("chief", roles=(Role.COORDINATOR,), language=None)
        with transaction():
            db.session.execute(update(Person).values(password_hash=hashed(PASSWORD)))
            category = ideas.create_category(
                CategoryData(name=two("安全", "Safety"), code="safety"), by=SYSTEM
            )
            ideas.create_category(CategoryData(name=two("质量", "Quality"), code="quality"), by=SYSTEM)
            for data in (WEIGHT, LEVEL, WHERE):
                service.add_field(category, data, by=SYSTEM)
    return app


def signed_in(new_browser: NewBrowser, login: str, language: str = "en") -> Browser:
    browser = new_browser(language=language)
    browser.sign_in(login, PASSWORD)
    return browser


TEXT = {"title": "Lift table", "problem": "Heavy boxes", "idea": "A table"}
HAND_IN = {"en": "Hand in the idea", "zh-Hans": "提交建议"}


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_without_a_script_the_questions_come_by_a_button_or_with_the_first_try(
    company: Flask, new_browser: NewBrowser, language: str
) -> None:
    ada = signed_in(new_browser, "ada", language)
    ada.get("/suggestions/new")
    assert ada.page.css("#extra input, #extra select") == []
    ada.submit(button=HAND_IN[language], category_id="1", raw={"act": "fields"}, title="Lift table")
    assert len(ada.page.css("#extra input, #extra select")) == 3
    assert ada.page.css("#problems") == []
    ada.submit(button=HAND_IN[language], status=422, **TEXT, **{"x-1": "41", "x-3": "Hall <3>"})
    assert {node.attributes["id"] for node in ada.page.css("#extra [aria-invalid]")} == {"x-1", "x-2"}
    assert ada.page.one("#x-3").attributes["value"] == "Hall <3>"
    ada.submit(button=HAND_IN[language], **{"x-1": "12.5", "x-2": "o2"})
    assert "12.5 kg" in ada.text
    assert "Hall <3>" in ada.text
    ada.get("/suggestions/1/edit")
    assert ada.page.one("#x-1").attributes["value"] == "12.5"
    ada.submit(**{"x-1": "", "x-2": "o1"})
    assert "12.5 kg" not in ada.text


def test_a_script_gets_the_questions_when_the_category_is_chosen(
    company: Flask, new_browser: NewBrowser
) -> None:
    ada = signed_in(new_browser, "ada")
    ada.get("/suggestions/new")
    token = ada.form(button="Hand in the idea").values["csrf_token"]
    for category, count in (("1", 3), ("2", 0), ("", 0), ("99999999999", 0), ("x", 0)):
        part = ada.client.post(
            "/suggestions/fields",
            data={"csrf_token": token, "category_id": category, "x-3": "typed"},
            headers={"HX-Request": "true"},
        ).text
        assert part.count('class="form-label"') == count
        assert ("typed" in part) == (count == 3)


@pytest.mark.parametrize("text", [text for name, text in HOSTILE.items() if name != "template"])
def test_hostile_answers_are_shown_as_they_are(company: Flask, new_browser: NewBrowser, text: str) -> None:
    ada = signed_in(new_browser, "ada")
    ada.get("/suggestions/new?category_id=1")
    ada.submit(button="Hand in the idea", **TEXT, **{"x-2": "o1", "x-3": text})
    assert " ".join(text.split()) in ada.text
    ada.get("/suggestions/1/edit")
    assert ada.page.one("#x-3").attributes["value"] == text


def test_a_draft_keeps_the_answers(company: Flask, new_browser: NewBrowser) -> None:
    ada = signed_in(new_browser, "ada")
    ada.get("/suggestions/new?category_id=1")
    ada.submit(button="Save as a draft and finish later", title="Lift", **{"x-3": "Hall 3", "x-2": "o2"})
    ada.get("/suggestions/new?draft=1")
    assert ada.page.one("#x-3").attributes["value"] == "Hall 3"
    assert ada.page.one("#x-2 option[selected]").attributes["value"] == "o2"


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_coordinator_defines_fields_on_pages(
    company: Flask, new_browser: NewBrowser, language: str
) -> None:
    chief = signed_in(new_browser, "chief", language)
    chief.get("/suggestions/categories/2/fields")
    chief.get("/suggestions/categories/2/fields/new")
    chief.submit(
        kind="choice",
        status=422,
        **{"label-en": "Shift", "options-en": "early\nlate", "options-zh_Hans": "早班"},
    )
    chief.submit(**{"options-zh_Hans": "早班\n晚班", "label-zh_Hans": "班次"})
    chief.get("/suggestions/categories/2/fields/4")
    chief.submit(**{"label-en": "Which shift"}, order="3")
    with company.app_context():
        field = db.session.get_one(Field, 4)
        assert [version.label.text("en") for version in field.versions] == ["Shift", "Which shift"]
    assert chief.client.get("/suggestions/categories/1/fields/4").status_code == 404
    ada = signed_in(new_browser, "ada")
    assert ada.client.get("/suggestions/categories/2/fields").status_code == 403


def test_the_export_has_a_column_for_each_field(company: Flask, new_browser: NewBrowser) -> None:
    ada = signed_in(new_browser, "ada")
    ada.get("/suggestions/new?category_id=1")
    ada.submit(button="Hand in the idea", **TEXT, **{"x-1": "12.5", "x-2": "o2", "x-3": "=1+1"})
    head, row = csv.reader(
        io.StringIO(ada.client.get("/suggestions/export.csv", headers=ada.headers).text.lstrip("\ufeff"))
    )
    cells = dict(zip(head, row, strict=True))
    assert (cells["Safety: Weight (kg)"], cells["Safety: Risk"]) == ("12.5", "high")
    assert not cells["Safety: Where"].startswith("=")


def test_the_api_takes_and_shows_answers(company: Flask) -> None:
    from improve.accounts import service as accounts
    from improve.accounts.values import NewToken

    with company.app_context(), transaction():
        ada = db.session.get_one(Person, 1)
        token = accounts.issue_token(ada, NewToken(label="t"), by=act(ada))
    client = company.test_client()

    def send(**more: Any) -> tuple[int, dict[str, Any]]:
        answer = client.post(
            "/api/v1/suggestions",
            json={**TEXT, **more},
            headers={"Authorization": f"Bearer {token}"},
        )
        return answer.status_code, json.loads(answer.text)

    status, body = send(category="safety", fields={"weight": 50})
    assert status == 422
    assert {error["field"] for error in body["errors"]} == {"fields.weight", "fields.risk"}
    with company.app_context():
        assert db.session.scalar(select(func.count()).select_from(Suggestion)) == 0
    status, body = send(category="safety", fields={"weight": 12.5, "risk": "o2"})
    assert status == 201
    assert [(f["code"], f["value"], f["unit"]) for f in body["fields"]] == [
        ("weight", 12.5, "kg"),
        ("risk", "o2", ""),
    ]
    assert body["fields"][1]["shown"] in ("高", "high")
    assert send(category="quality")[0] == 201
    with company.app_context():
        assert db.session.scalar(select(func.count()).select_from(FieldAnswer)) == 2


def test_a_file_brings_answers_to_extra_fields(context: object, run: Any, tmp_path: Path) -> None:
    """By `--map field:CODE=COLUMN`: entries in any language, numbers, and a row error where they do not fit."""
    with transaction():
        safe = ideas.create_category(CategoryData(Localized.both("Safety"), code="SAFE"), by=SYSTEM)
        service.add_field(
            safe,
            FieldData(
                Localized({"en": "Machine"}),
                "choice",
                options=Localized({"en": "Press\nSaw", "zh_Hans": "冲床\n锯床"}),
                code="machine",
                is_required=True,
            ),
            by=SYSTEM,
        )
        service.add_field(safe, FieldData(Localized.both("Kilos"), "number", high=50, code="kg"), by=SYSTEM)
    file = tmp_path / "ideas.csv"
    lines = [
        "title,category,where,how heavy",
        "One,SAFE,冲床,12.5",
        "Two,SAFE,saw,",
        "Three,SAFE,Lathe,3",
        "Four,SAFE,,51",
        "Five,,Press,",
        "Six,,,",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    command = ("import", "suggestions", str(file), "--map", "field:machine=where", "--json")

    def bring(*more: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(run(*command, *more).stdout)
        return found

    first = bring("--map", "field:kg=how heavy")
    assert (first["created"], first["updated"], first["skipped"]) == (3, 0, 0)
    assert [(error["row"], error["column"]) for error in first["errors"]] == [
        (4, "where"),
        (5, "how heavy"),
        (6, "where"),
    ]
    db.session.rollback()
    stored = {
        idea.title: queries.answers_of([idea.id])[idea.id] for idea in db.session.scalars(select(Suggestion))
    }
    assert {title: [kinds.shown(one).shown for one in found] for title, found in stored.items()} == {
        "One": ["冲床", "12.5"],
        "Two": ["锯床"],
        "Six": [],
    }
    assert bring("--map", "field:kg=how heavy")["skipped"] == 3
    file.write_text("\n".join([lines[0], "One,SAFE,saw,12.5"]), encoding="utf-8")
    again = bring()  # the column that is not mapped stays as it was
    assert (again["updated"], again["errors"]) == (1, [])
    db.session.rollback()
    one = db.session.scalars(select(Suggestion).where(Suggestion.title == "One")).one()
    assert [answer.value for answer in queries.answers_of([one.id])[one.id]] == ["o2", 12.5]
    assert run("import", "suggestions", str(file), "--map", "field:nothing=where").exit_code == 2
