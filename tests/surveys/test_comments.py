"""Comments: the words that set a class apart, themes, and coding by hand with its agreement and its export."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask import Flask
from statsmodels.stats.inter_rater import cohens_kappa  # type: ignore[import-untyped]

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Missing, Refused
from improve.core.localized import Localized
from improve.core.policy import Actor, Role
from improve.stats.agreement import cohen_kappa
from improve.surveys import service as surveys
from improve.surveys.codebook import queries, rules, service
from improve.surveys.codebook.models import Coded
from improve.surveys.codebook.values import CodeTexts
from improve.surveys.corrections import service as corrections
from improve.surveys.models import Survey
from improve.surveys.themes.rules import keywords, z_of
from improve.surveys.themes.values import USUAL
from improve.surveys.themes.words import mentions, words_of
from improve.surveys.values.kinds import Group
from tests.people import act, make_person
from tests.surveys.conftest import SignIn
from tests.surveys.making import answer, make_survey

WAITED = "We waited two hours. 等了两个小时"
CASES = [
    ("The technicians' visits", {"technician", "visit"}),
    ("师傅手艺很好，但是等了两个小时", {"师傅", "手艺"}),
    ("— 12 & 的", set()),
    ("a" * 9_999, {"a" * 40}),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=["stems", "chinese", "nothing", "long"])
def test_words(text: str, expected: set[str]) -> None:
    assert expected <= set(words_of(text)) and (expected or not words_of(text))


def test_a_theme_is_found_by_forms_of_its_words() -> None:
    assert mentions("Nobody was ON time, we waited", ["wait"]) and mentions("always on-time", ["on time"])
    assert mentions("老师傅经验足", ["师傅"]) and not mentions("The waiter smiled", ["wait", ""])
    assert all(theme.name.get("zh_Hans") and theme.words for theme in USUAL)


def test_keywords_are_those_of_the_class_and_of_enough_people() -> None:
    low = [("low", words_of("long wait and rude staff"))] * 12 + [("low", words_of("secret word"))] * 4
    high = [("high", words_of("friendly staff"))] * 16
    found = {word.key: word.count for word in keywords([*low, *high], "low", fewest=5)}
    assert found == {
        "long": 12,
        "wait": 12,
        "rude": 12,
    }  # not "staff" (everybody), not "secret" (four people)
    assert {word.key for word in keywords([*low, *high], None, fewest=5)} == {
        "long", "wait", "rude", "staff", "friend",
    }  # fmt: skip
    assert z_of(10, 20, 10, 20) == 0 and z_of(12, 16, 0, 16) == -z_of(0, 16, 12, 16) > 1.96


def test_kappa_is_that_of_statsmodels() -> None:
    first, second = [1, 1, 0, 0, 1, 0, 1, 1, 0, 0], [1, 0, 0, 0, 1, 0, 1, 1, 1, 0]
    table = [
        [sum(a == i and b == j for a, b in zip(first, second, strict=True)) for j in (0, 1)] for i in (0, 1)
    ]
    assert cohen_kappa(first, second) == pytest.approx(cohens_kappa(table, return_results=False))
    assert cohen_kappa([], []) is None and cohen_kappa([1, 1], [1, 1]) is None


def _written(amount: int = 12) -> Survey:
    survey = make_survey()
    for place in range(amount):
        answer(survey, {"nps": 2 if place % 2 else 10, "why": WAITED if place % 2 else "Friendly staff"})
    return survey


def _code_all(survey: Survey, by: Actor, *, wrong: int = 0) -> None:
    """Give the first code to those who waited, but for the first `wrong` comments."""
    codes = queries.codes_of(survey.id)
    while (said := queries.next_uncoded(survey.id, "why", by.actor_id)) is not None:
        done = queries.progress(survey.id, "why", by.actor_id).done
        ids = [codes[0].id] if (said.group is Group.LOW) != (done < wrong) else []
        with transaction():
            service.code_comment(survey, said.response_id, "why", ids, by=by)


def test_coding_counts_by_class_and_agreement(context: None) -> None:
    survey = _written()
    first, second = (make_person(login, login, roles=(Role.COORDINATOR,)) for login in ("ann", "bob"))
    with transaction():
        assert service.begin_with_usual(survey, by=act(first)) == len(USUAL)
        with pytest.raises(Refused):
            service.begin_with_usual(survey, by=act(first))
    _code_all(survey, act(first))
    _code_all(survey, act(second), wrong=2)
    found = queries.readings(survey.id, "why")
    ids = [code.id for code in queries.codes_of(survey.id)]
    assert len(found) == 24 and len(rules.latest(found)) == 12
    (pair,) = rules.agreements(found, ids)
    assert pair.n == 12 and pair.codes[0][2] == pytest.approx(10 / 12)
    by_second = [r for r in found if r.coder_id == second.id]
    low = sum(ids[0] in r.codes for r in by_second if r.group is Group.LOW)
    shown = rules.counts(found, ids, suppress=False)[0]  # the latest reading is the second person's
    assert shown.groups[Group.LOW].count == low and shown.groups[Group.LOW].n == 6
    hidden = rules.counts(found, ids, suppress=True)[0]
    assert hidden.groups[Group.LOW].count in (None, low) and None in [c.count for c in hidden.groups.values()]


def test_a_code_goes_with_its_comment_and_belongs_to_its_survey(context: None) -> None:
    survey, other = _written(6), _written(6)
    coder = make_person("ann", "Ann", roles=(Role.COORDINATOR,))
    reader = make_person("aud", "Aud", roles=(Role.AUDITOR,))
    texts = CodeTexts(Localized(en="Waiting", zh_Hans="等待"), words="wait\n\nwait\n等")
    with transaction():
        code = service.add_code(survey, texts, by=act(coder))
        foreign = service.add_code(other, texts, by=act(coder))
    assert code.words == "wait\n等"
    said = queries.next_uncoded(survey.id, "why", coder.id)
    assert said is not None
    for ids, by, response, error in [
        ([foreign.id], coder, said.response_id, Missing),
        ([code.id], coder, said.response_id + 1, Missing),
        ([code.id], reader, said.response_id, Forbidden),
    ]:
        with pytest.raises(error), transaction():
            service.code_comment(survey, response, "why", ids, by=act(by))
    with transaction():
        receipt = surveys.answer(db.session.get_one(Survey, survey.id), {"nps": 1, "why": "late"}, "en")
    newest = int(receipt.key, 16)
    with transaction():
        service.code_comment(survey, newest, "why", [code.id], by=act(coder))
    kept = corrections.find(survey, receipt.secret)
    assert kept is not None
    with transaction():
        corrections.correct(survey, kept, {"nps": 9}, "en")
    assert db.session.get(Coded, (newest, "why", coder.id)) is None


def test_pages_of_comments_and_coding(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        survey_id = _written().id
        empty_id = make_survey().id
    browser = sign_in(Role.COORDINATOR)
    home = f"/surveys/{survey_id}"
    assert browser.get(f"/surveys/{empty_id}/comments").h1 == "No comments yet"
    page = browser.get(f"{home}/comments?group=low")
    assert "waited 6" in page.text and "Waiting and punctuality" in page.text
    page = browser.get(f"{home}/comments?word=wait&group=low")
    assert "6 comments with “waited”" in page.text and "Friendly" not in page.text
    browser.get(f"{home}/comments?theme=people&page=9")
    assert browser.get(f"{home}/codes").h1 == "There is no codebook yet"
    browser.submit(button="Begin with the usual themes")
    browser.get(f"{home}/codes/new")
    browser.submit(button="Save", status=422)
    texts: Any = {"name-zh_Hans": "问候<b>", "name-en": "Greeting<b>", "words": "hello\n你好"}
    browser.submit(button="Save", **texts)
    with app.app_context():
        chosen = queries.codes_of(survey_id)[0].id
    browser.get(f"{home}/coding")
    for _number in range(11):
        browser.submit(button="Save and next", raw={"code": [str(chosen)]})
    assert browser.submit(button="Skip").h1 == "You are through; 1 comment was skipped"
    browser.get(f"{home}/coding")
    browser.submit(button="Save and next", raw={"code": [str(2**31)]}, status=404)
    browser.get(f"{home}/coding")
    assert browser.submit(button="Save and next").h1 == "You have coded every comment"
    assert browser.get(f"{home}/codes").h1 == "12 comments are coded"
    browser.get(f"{home}/answers.csv")
    rows = list(csv.DictReader(io.StringIO(browser.body.decode("utf-8-sig"))))
    assert sorted(row["why.codes"] for row in rows) == ["", *["Waiting and punctuality"] * 11]
    reader = sign_in(Role.AUDITOR, login="aud", language="zh_Hans")
    for address in ("codes", "comments"):
        reader.get(f"{home}/{address}")
    reader.get(f"{home}/coding", status=403)
    sign_in(Role.MEMBER, login="mem").get(f"{home}/comments", status=403)
