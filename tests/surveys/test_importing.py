"""Surveys and answers of other products. Feature table row "Import / export" (M): .lss/.lsq and LimeSurvey's CSV,
XLSForm, 问卷星, score tables."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.periods import PeriodKind
from improve.core.policy import SYSTEM, Role
from improve.core.spreadsheets import Sheet, write_xlsx
from improve.surveys import queries, service
from improve.surveys.importing import limesurvey, wjx, xlsform
from improve.surveys.importing.found import UnreadableSurvey
from improve.surveys.importing.reader import read_survey
from improve.surveys.models import Survey
from improve.surveys.queries.report import results_of
from improve.surveys.rules.scores import total
from improve.surveys.sittings import service as sittings
from improve.surveys.values.kinds import Kind
from tests.people import PASSWORD, make_person
from tests.surveys.making import make_survey, recount, rollup, stored

Run = Callable[..., Any]


def lss(tables: str, *, kind: str = "Survey", head: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<document><LimeSurveyDocType>{kind}</LimeSurveyDocType>'
        f"<DBVersion>177</DBVersion><languages><language>en</language></languages>{tables}</document>"
    ).encode()


def table(name: str, *rows: dict[str, str]) -> str:
    cells = ("".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in row.items()) for row in rows)
    return f"<{name}><rows>{''.join(f'<row>{row}</row>' for row in cells)}</rows></{name}>"


def old(qid: str, letter: str, title: str, text: str, **more: str) -> dict[str, str]:
    """A question of the old generation, which holds its text."""
    row = {"qid": qid, "parent_qid": "0", "gid": "1", "type": letter, "title": title, "question": text}
    return {**row, "language": "en", "question_order": qid, "mandatory": "N", "other": "N", **more}


OLD = lss(
    table(
        "questions",
        old("1", "M", "TICK", "<p>Which <b>ones</b>?</p><script>alert(1)</script>", other="Y"),
        old("2", "F", "GRID", "Rate"),
        old("3", "R", "RANK", "Order"),
        old("4", "O", "PICK", "One &amp; why, {TICK.shown}?"),
        old("5", "|", "FILE", "Upload"),
        old("6", "*", "SUM", "{a+b}"),
        old("7", "K", "NUMS", "How many?"),
        old("8", "S", "SHORT", "Say", relevance='TICK_SQ1.NAOK == "Y" && weird()'),
        old("9", "Y", "yes-no", "Sure?", relevance='PICK.NAOK == "A1"', mandatory="Y"),
        old("10", "!", "REC", "Would you recommend us?"),
        old("11", "T", "WHICH", "Which?", gid="2", relevance='TICK_SQ1.NAOK == "Y"'),
        {"qid": "21", "parent_qid": "1", "title": "SQ1", "question": "Tea", "language": "en"},
        {"qid": "22", "parent_qid": "2", "title": "R1", "question": "Taste", "language": "en"},
        {"qid": "23", "parent_qid": "7", "title": "N1", "question": "Cups", "language": "en"},
    )
    + table(
        "answers",
        *(
            {"qid": q, "code": c, "answer": c, "language": "en"}
            for q in ("2", "3", "4")
            for c in ("A1", "A2")
        ),
        *(
            {"qid": "10", "code": f"A{n}", "answer": str(n), "language": "en", "sortorder": str(n)}
            for n in range(11)
        ),
    )
    + table("groups", {"gid": "2", "group_order": "2", "grelevance": 'PICK.NAOK != "A2"'})
    + table(
        "question_attributes",
        {"qid": "5", "attribute": "max_num_of_files", "value": "3"},
        {"qid": "5", "attribute": "allowed_filetypes", "value": "png"},
    )
    + table("quota", {"id": "1"})
    + table("unknown_table", {"x": "y"})
)


def test_the_old_generation_of_limesurvey() -> None:
    found = limesurvey.read(OLD)
    kinds = {spec.code: spec.kind for spec in found.questions}
    assert kinds == {
        "TICK": Kind.MULTIPLE,
        "GRID": Kind.MATRIX,
        "RANK": Kind.RANKING,
        "PICK": Kind.CHOICE,
        "PICK_comment": Kind.LONG_TEXT,
        "FILE": Kind.FILE,
        "SUM": Kind.HIDDEN,
        "NUMS_N1": Kind.NUMBER,
        "SHORT": Kind.SHORT_TEXT,
        "yes_no": Kind.YES_NO,
        "REC": Kind.NPS,
        "WHICH": Kind.LONG_TEXT,
    }
    specs = {spec.code: spec for spec in found.questions}
    assert str(specs["TICK"].text.text("en")) == "Which ones?"  # no tags, no script
    assert specs["PICK"].text.text("en") == "One & why, {{answer.TICK}}?"
    assert specs["yes_no"].show_if == 'PICK = "A1"'
    assert (specs["SHORT"].show_if, "weird" in specs["SHORT"].unread) == ("", True)
    told = {one.where for one in found.not_taken}
    assert specs["FILE"].most == "3"
    assert specs["WHICH"].show_if == 'PICK != "A2" and TICK.SQ1 = "y"'
    assert {"FILE", "SUM", "quota", "SHORT: relevance", "yes-no", "REC"} <= told


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<",
        b"<document/>",
        b"hello",
        b"PK\x03\x04 broken",
        b"\x00\x01\x02",
        lss("", kind="Label set"),
        lss("", head='<!DOCTYPE d [<!ENTITY x "y">]>'),
        lss("", head='<!DOCTYPE d SYSTEM "file:///etc/passwd">'),
        lss("").replace(b"UTF-8", b"UTF-7"),
        lss(""),
        lss(table("questions", old("1", ":", "F", "Cells"))),
        b"class\ttype/scale\tname\ttext\nS\t\tlanguage\ten\n",
    ],
)
def test_what_is_no_survey_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableSurvey):
        read_survey(data)


def workbook(**sheets: list[list[str]]) -> bytes:
    file = io.BytesIO()
    write_xlsx(file, [Sheet(name, rows[0], rows[1:]) for name, rows in sheets.items()])
    return file.getvalue()


XLSFORM = workbook(
    survey=[
        [
            "type",
            "name",
            "label::English (en)",
            "label::中文 (zh)",
            "required",
            "relevant",
            "constraint",
            "appearance",
        ],
        ["start", "start", "", "", "", "", "", ""],
        ["select_one visit", "visit", "What for?", "办理什么？", "yes", "", "", ""],
        ["begin_group", "more", "", "", "", "${visit} = 'fix it'", "", ""],
        ["integer", "age", "Age", "年龄", "", "", ". >= 0 and . <= 120", ""],
        ["select_multiple visit", "all of them", "All", "全部", "", "${age} > 17", "", ""],
        ["range", "stars", "Stars", "几星", "", "selected(${all of them}, 'ask')", "", ""],
        ["end_group", "", "", "", "", "", "", ""],
        ["text", "why", "Why ${age}?", "为什么？", "", "", "", "multiline"],
        ["geopoint", "place", "Where", "哪里", "", "", "", ""],
        ["image", "scan", "A picture", "图片", "", "", "", ""],
        ["note", "bye", "Bye", "再见", "", "${visit} = 'never offered'", "", ""],
    ],
    choices=[
        ["list_name", "name", "label::English (en)", "label::中文 (zh)"],
        ["visit", "fix it", "Repair", "维修"],
        ["visit", "ask", "Advice", "咨询"],
    ],
    settings=[["form_title", "default_language"], ["Counter", "English (en)"]],
)


def test_xlsform() -> None:
    assert xlsform.is_xlsform(XLSFORM)
    found = read_survey(XLSFORM)
    specs = {spec.code: spec for spec in found.questions}
    assert {code: spec.kind for code, spec in specs.items()} == {
        "visit": Kind.CHOICE,
        "age": Kind.NUMBER,
        "all_of_them": Kind.MULTIPLE,
        "stars": Kind.RATING,
        "why": Kind.LONG_TEXT,
        "scan": Kind.FILE,
        "bye": Kind.STATEMENT,
    }
    assert found.languages == ["en", "zh_Hans"]
    assert dict(specs["visit"].text) == {"en": "What for?", "zh_Hans": "办理什么？"}
    assert (specs["age"].least, specs["age"].most, specs["age"].is_whole) == ("0", "120", True)
    assert specs["why"].text.text("en") == "Why {{answer.age}}?"
    assert {one.where for one in found.not_taken} >= {"place", "all of them"}
    # The value of the condition was renamed with its choice, and so was the question it asks about.
    assert specs["age"].show_if == 'visit = "fix_it"'
    assert specs["stars"].show_if == 'visit = "fix_it" and all_of_them = "ask"'
    assert (specs["bye"].show_if, specs["bye"].unread) == ("", "${visit} = 'never offered'")
    assert (specs["scan"].kind, specs["age"].unread) == (Kind.FILE, "")


WJX = """青年活动满意度
1. 您的性别*[单选题]
○男
○女
2、您参加过哪些活动？ [多选题] *
A. 讲座
B. 参观
其他（请注明）____
3. 您有多大可能向朋友推荐我们？[量表题]
不可能 0 1 2 3 4 5 6 7 8 9 10 极有可能
4. 请评价[矩阵量表题]
差 一般 好
场地
讲师
5. 您的建议[填空题]
6. 上传照片[上传文件题]
"""


def test_wjx() -> None:
    found = wjx.read(WJX)
    specs = {spec.code: spec for spec in found.questions}
    assert {code: spec.kind for code, spec in specs.items()} == {
        "q1": Kind.CHOICE,
        "q2": Kind.MULTIPLE,
        "q3": Kind.NPS,
        "q4": Kind.MATRIX,
        "q5": Kind.SHORT_TEXT,
        "q6": Kind.FILE,
    }
    assert [specs["q1"].is_required, specs["q2"].is_required, specs["q3"].is_required] == [True, True, False]
    assert [choice.text.text("zh_Hans") for choice in specs["q2"].choices] == ["讲座", "参观"]
    assert specs["q2"].offers_other
    assert (specs["q3"].low_label.text("zh_Hans"), specs["q3"].high_label.text("zh_Hans")) == (
        "不可能",
        "极有可能",
    )
    assert [row.text.text("zh_Hans") for row in specs["q4"].rows] == ["场地", "讲师"]
    assert [one.where for one in found.not_taken] == ["q3"]
    assert read_survey(WJX.encode("gb18030")).title == found.title


def told(result: Any) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_samples_of_limesurvey_come_in_with_their_answers(app: Flask, run: Run, shared: Path) -> None:
    folder = shared / "data" / "lss-samples"
    made = told(run("import", "survey", str(folder / "fixture_nps_en_zh.lss"), "--json"))
    assert (made["created"], [one["where"] for one in made["not_taken"]]) == (5, ["groups", "NPS", "CSAT"])
    answers = str(folder / "fixture_results-survey900001.csv")
    taken = told(run("import", "responses", str(made["id"]), answers, "--json"))
    assert (taken["read"], taken["created"], taken["partial"], taken["errors"]) == (4, 4, 1, [])
    assert {one["where"] for one in taken["not_taken"]} == {
        "seed",
        "token",
        "startdate",
        "datestamp",
        "interviewtime",
    }
    again = told(run("import", "responses", made["public_id"], answers, "--json"))
    assert (again["created"], again["updated"], again["skipped"]) == (0, 0, 4)
    with app.app_context():
        assert stored() == 3
        assert rollup() == recount()
        counts = queries.counts_of(made["id"])
        assert counts["NPS"] == {"3": 1, "9": 1, "10": 1}
        assert counts["TOPICS.SQ001"] == {"y": 1}
        words = {found.answers.get("WHYLOW") for found in queries.responses(made["id"])}
        assert words == {'Waited 3 days; "nobody" called\nback', None, "=cmd|' /C calc'!A0"}
        assert sittings.left_after(made["id"]) == {1: 1}
        survey = db.session.get_one(Survey, made["id"])
        assert (survey.status, str(survey.title.text("zh_Hans"))) == ("closed", "NPS 示例")
    plain = told(run("import", "survey", str(folder / "imex_one_question_two_languages.lss"), "--json"))
    assert plain["languages"] == ["en", "et"]


def test_the_r_community_as_a_survey(app: Flask, run: Run, shared: Path) -> None:
    """75.10 in the wave of 2019, as published."""
    file = shared / "data" / "surveys" / "r_community_nps_2018_2020.csv"
    with app.app_context():
        number = make_survey().id
    maps = ("--map", "nps=nps_score_1_10", "--map", "why=like_best", "--map", "external_id=response_id")
    taken = told(run("import", "responses", str(number), str(file), *maps, "--json"))
    assert (taken["read"], taken["created"] + len(taken["errors"])) == (5_956, 5_956)
    with app.app_context():
        months = queries.score_series(number, "nps", PeriodKind.MONTH)
        wave = total([score for start, score in months if date(2019, 12, 1) <= start <= date(2020, 1, 1)])
        assert wave is not None
        assert wave.n == 2_004
        assert wave.value == pytest.approx(75.10, abs=0.005)


def test_chinese_restaurants_as_a_survey(app: Flask, run: Run, shared: Path) -> None:
    """Top two 76.67 %, mean 4.03."""
    file = shared / "data" / "surveys" / "asap_zh_restaurant_reviews_300.csv"
    with app.app_context():
        number = make_survey("transaction").id
    maps = ("--map", "csat=star", "--map", "why=reviewbody", "--map", "external_id=index")
    taken = told(run("import", "responses", str(number), str(file), *maps, "--json"))
    assert (taken["read"], taken["created"], taken["errors"]) == (300, 300, [])
    with app.app_context():
        counts = {int(value): n for value, n in queries.counts_of(number)["csat"].items()}
        assert sum(counts.values()) == 300 == sum(queries.counts_of(number)["why"].values())
        assert sum(value * n for value, n in counts.items()) / 300 == pytest.approx(4.03, abs=0.005)
        report = results_of(db.session.get_one(Survey, number))
        assert report.leading is not None and report.leading.score is not None
        assert report.leading.score.value == pytest.approx(76.67, abs=0.005)


def test_a_table_of_scores_by_mapping(app: Flask, run: Run, tmp_path: Path) -> None:
    with app.app_context():
        number = make_survey(choices=True).id
    file = tmp_path / "scores.csv"
    file.write_text(
        "No,Date,How likely,Reason,Kind\n1,2026-01-05,9,Good,Repair\n2,2026-01-06,11,x,Advice\n3,,,,\n"
    )
    maps = (
        "--map",
        "nps=How likely",
        "--map",
        "why=Reason",
        "--map",
        "choice=Kind",
        "--map",
        "external_id=No",
    )
    taken = told(run("import", "responses", str(number), str(file), *maps, "--json"))
    assert (taken["created"], [(e["row"], e["column"]) for e in taken["errors"]]) == (2, [(3, "How likely")])
    file.write_text("No,Date,How likely,Reason,Kind\n1,2026-01-05,2,Bad,维修\n")
    changed = told(run("import", "responses", str(number), str(file), *maps, "--json"))
    assert (changed["created"], changed["updated"]) == (0, 1)
    with app.app_context():
        assert queries.counts_of(number)["nps"] == {"2": 1}
        assert queries.counts_of(number)["why"] == {"low": 1}
        assert queries.counts_of(number)["choice"] == {"c1": 1}
        assert rollup() == recount()
    for bad in (
        ("nobody", str(file)),
        (str(number), "/nowhere.csv"),
        (str(number), str(file), "--map", "x=No"),
    ):
        assert run("import", "responses", *bad, "--json").exit_code == 2
    dry = told(run("import", "responses", str(number), str(file), *maps, "--dry-run", "--json"))
    assert dry["skipped"] == 1


def test_a_file_becomes_a_draft_on_the_page(app: Flask, new_browser: Any) -> None:
    with app.app_context():
        make_person("ann", roles=[Role.COORDINATOR], password=PASSWORD)
    for language in ("en", "zh-Hans"):
        ann = new_browser(language=language)
        ann.sign_in("ann", PASSWORD)
        page = ann.get("/surveys/from-file")
        token = page.one('main input[name="csrf_token"]').attributes["value"]
        for content, status in ((b"nothing", 422), (OLD, 200)):
            data = {"csrf_token": token, "file": (io.BytesIO(content), "x.lss")}
            sent = ann.client.post("/surveys/from-file", data=data, headers=ann.headers)
            assert sent.status_code == status
    with app.app_context():
        survey = db.session.scalars(select(Survey)).first()
        assert survey is not None
        number = survey.id
        with transaction():
            service.discard(db.session.get_one(Survey, number + 1), by=SYSTEM)
        assert results_of(survey).responses == 0
    page = ann.get(f"/surveys/{number}")
    assert "weird" in page.text
