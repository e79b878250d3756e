"""Single answers as an SPSS file. Feature table row "Import / export" (M): SPSS .sav out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import Role
from improve.surveys import service
from improve.surveys.exporting.columns import Column
from improve.surveys.exporting.spss import coded_of, numbers_of
from improve.surveys.invitations import spending
from improve.surveys.models import Survey
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Choice, Spec
from tests.surveys.conftest import SignIn
from tests.surveys.inviting import invite
from tests.surveys.making import make_survey
from tests.surveys.test_exporting import GIVEN
from tests.surveys.test_way import make_every

pyreadstat = pytest.importorskip("pyreadstat", reason="`make venv` installs what is in requirements-dev.lock")

OTHERS = ("day", "wording", "language", "nps", "why")


def choices(*codes: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, Localized(en=code.upper())) for code in codes)


@pytest.mark.parametrize(
    ("codes", "numbers"),
    [
        (("c1", "c2"), [1, 2]),
        (("A10", "A2"), [10, 2]),
        (("0", "1"), [0, 1]),
        (("c1", "d1"), None),  # the same number twice
        (("c1", "yes"), None),
        (("c1", "c996"), None),  # that number means "other"
        ((), None),
    ],
)
def test_choices_keep_the_numbers_of_their_codes(codes: tuple[str, ...], numbers: list[int] | None) -> None:
    found = numbers_of(choices(*codes))
    assert (None if found is None else list(found.values())) == numbers


def test_what_a_value_becomes(app: Flask) -> None:
    text = Localized(en="?")
    table: list[tuple[Spec, str | None, Any]] = [
        (Spec("q", Kind.CHOICE, text, choices=choices("c1", "c2"), offers_other=True), "other", 996),
        (Spec("q", Kind.CHOICE, text, choices=choices("c1", "c2"), offers_not_sure=True), "na", 998),
        (Spec("q", Kind.CHOICE, text, choices=choices("fix_it", "ask")), "fix_it", "fix_it"),
        (Spec("q", Kind.NPS, text, offers_not_sure=True), "na", 998),
        (Spec("q", Kind.NPS, text), "10", 10),
        (Spec("q", Kind.NPS, text), None, None),
        (Spec("q", Kind.YES_NO, text), "n", 0),
        (Spec("q", Kind.NUMBER, text), "-1.25", -1.25),
        (Spec("q", Kind.DATE, text), "no day", None),
        (Spec("q", Kind.CONSENT, text), "v2", "v2"),
    ]
    with app.app_context():
        for spec, given, meant in table:
            assert coded_of(Column("q", spec)).value(given) == meant, (spec.kind, given)


def test_every_answer_is_in_the_file(app: Flask, sign_in: SignIn, tmp_path: Path) -> None:
    with app.app_context():
        number = make_every().id
        for _one in range(4):
            with transaction():
                service.answer(db.session.get_one(Survey, number), GIVEN, "en")
    reader = sign_in(Role.AUDITOR)
    reader.get(f"/surveys/{number}/answers.sav", status=409)  # fewer than five
    with app.app_context(), transaction():
        service.answer(db.session.get_one(Survey, number), {"agree": True, "sure": "y"}, "zh_Hans")
    sign_in(Role.MEMBER, login="mem").get(f"/surveys/{number}/answers.sav", status=403)
    file = tmp_path / "answers.sav"
    for browser, words in (
        (reader, ("Drink?", "Milk")),
        (sign_in(Role.AUDITOR, login="li", language="zh_Hans"), ("喝什么？", "奶")),
    ):
        browser.get(f"/surveys/{number}/results")
        browser.get(f"/surveys/{number}/answers.sav")
        assert "attachment" in browser.response.headers["Content-Disposition"]
        file.write_bytes(browser.body)
        table, meta = pyreadstat.read_sav(str(file), user_missing=True)
        assert meta.column_names_to_labels["pick"] == words[0]
        assert meta.variable_value_labels["grid.c1"][2] == words[1]
    # An anonymous survey: nobody, and nothing but the day.
    assert meta.column_names[:4] == ["day", "wording", "language", "place"]
    assert not {"answered_at", "respondent", "contact"} & set(meta.column_names)
    rows = table.to_dict("records")
    assert len(rows) == 5
    row = next(row for row in rows if row["why"])
    wanted = {
        "csat": 4, "rate": 2, "pick": 996, "pick.other": GIVEN["pick.other"], "tick.c1": 0, "tick.c2": 1,
        "tick.other": GIVEN["tick.other"], "grid.c1": 2, "rank.c1": 2, "rank.c2": 1, "age": 41, "sure": 0,
        "why": "'=1+1", "place": "-5", "agree": "v1", "language": "en", "wording": 1,
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert str(row["day_answer"]) == "2026-05-31"
    assert meta.mr_sets["tick"]["variable_list"] == ["tick.c1", "tick.c2"]
    empty = next(row for row in rows if not row["why"])
    assert empty["csat"] != empty["csat"] and empty["tick.c1"] != empty["tick.c1"] and empty["sure"] == 1


@pytest.mark.databases("sqlite")
def test_it_names_whom_the_survey_names(app: Flask, sign_in: SignIn, tmp_path: Path) -> None:
    """As the other downloads: nobody, a pseudonym, or the contact for whoever looks after contacts."""
    heads: dict[str, list[str]] = {
        "anonymous": [],
        "pseudonymous": ["answered_at", "respondent"],
        "identified": ["answered_at", "contact", "contact_email"],
    }
    made = {}
    with app.app_context():
        for anonymity in heads:
            survey = made_for(anonymity)
            made[anonymity] = survey.id
    file = tmp_path / "answers.sav"
    for browser, sees in ((sign_in(Role.COORDINATOR), True), (sign_in(Role.AUDITOR, login="eve"), False)):
        for anonymity, head in heads.items():
            browser.get(f"/surveys/{made[anonymity]}/answers.sav")
            file.write_bytes(browser.body)
            table, meta = pyreadstat.read_sav(str(file))
            assert [name for name in meta.column_names if name not in OTHERS] == head
            told = table.to_csv()
            assert ("王芳" in told) is (anonymity == "identified" and sees)
            assert ("@example.com" in told) is (anonymity == "identified" and sees)
            if head:
                assert table["answered_at"].notna().all()


def made_for(anonymity: str) -> Survey:
    """A survey with five answers, one of them through a personal link."""
    survey = make_survey(anonymity=anonymity)
    token = invite(survey, f"{anonymity}@example.com", name="王芳").rpartition("/")[2]
    for guest in (spending.find(survey.id, token), None, None, None, None):
        with transaction():
            service.answer(db.session.get_one(Survey, survey.id), {"nps": 9}, "en", invited=guest)
    return survey
