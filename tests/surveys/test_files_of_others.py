"""Files as other products really write them: nothing of them is invented, and nothing is lost without a word. Feature
table row "Import / export" (M)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.core.db import db
from improve.surveys.importing.found import FoundSurvey
from improve.surveys.importing.reader import read_survey
from improve.surveys.importing.responses import fields_of
from improve.surveys.models import Answer
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Spec
from tests.surveys.test_importing import lss, old, table, workbook

WJX = """员工满意度调查

请根据您的真实感受作答。
大约需要 3 分钟。

1. 您使用过哪些服务？ [多选题] [至少选2项] *
□热线
□网点
□其他请注明：________

2. 您对我们满意吗？[量表题]（选填）
非常不满意
不满意
一般
满意
非常满意

3. 您向朋友推荐我们的可能性有多大？ [量表题] *
不可能	○0	○1	○2	○3	○4	○5	○6	○7	○8	○9	○10	极有可能

4. 请评价 [矩阵量表题] *
|不满意|一般|满意|
外观|○|○|○|
第一印象	○	○	○

5. 您投诉过吗？ [单选题] *
○是（分值：5）
○否（请跳至第8题）
○不愿意说 (跳至问卷末尾)

===分页===
6. 投诉原因 [填空题] *
_________________________________
依赖于第1题第1;2个选项
7. 打分 [滑动条]
8. 您的部门 [下拉框]
A 技术部
B 市场部
9. 推荐 [量表题]
0~10
10. 说明文字 [段落说明]
11. 常用时段 [矩阵多选题]
上午 下午
工作日
周末
12. 联系方式 [多项填空题]
姓名：____ 电话：____
13. [绘图题]
"""


def made(found: FoundSurvey) -> dict[str, Spec]:
    return {spec.code: spec for spec in found.questions}


def told(found: FoundSurvey) -> set[str]:
    return {f"{one.where}: {one.what}" for one in found.not_taken}


def words(items: Any, language: str = "zh_Hans") -> list[str]:
    return [str(item.text.text(language)) for item in items]


def test_the_export_of_wjx() -> None:
    found = read_survey(WJX.encode("gb18030"))
    specs = made(found)
    assert str(found.intro and found.intro.text("zh_Hans")) == "请根据您的真实感受作答。\n大约需要 3 分钟。"
    assert {code: spec.kind for code, spec in specs.items()} == {
        "q1": Kind.MULTIPLE,
        "q2": Kind.RATING,
        "q3": Kind.NPS,
        "q4": Kind.MATRIX,
        "q5": Kind.CHOICE,
        "q6": Kind.SHORT_TEXT,
        "q7": Kind.NUMBER,
        "q8": Kind.CHOICE,
        "q9": Kind.NPS,
        "q10": Kind.STATEMENT,
        "q11_1": Kind.MULTIPLE,
        "q11_2": Kind.MULTIPLE,
        "q12_1": Kind.SHORT_TEXT,
        "q12_2": Kind.SHORT_TEXT,
    }
    assert (words(specs["q1"].choices), specs["q1"].offers_other, specs["q1"].least) == (
        ["热线", "网点"],
        True,
        "2",
    )
    assert (specs["q1"].is_required, specs["q2"].is_required, specs["q3"].is_required) == (True, False, True)
    ends = [(s.low_label.text("zh_Hans"), s.high_label.text("zh_Hans")) for s in (specs["q2"], specs["q3"])]
    assert ends == [("非常不满意", "非常满意"), ("不可能", "极有可能")]
    assert (words(specs["q4"].choices), words(specs["q4"].rows)) == (
        ["不满意", "一般", "满意"],
        ["外观", "第一印象"],
    )
    assert words(specs["q5"].choices) == ["是", "否", "不愿意说"]
    # "No" leads to question 8, so 6 and 7 are not for those; the last answer ends it behind this page.
    assert (specs["q5"].end_if, specs["q7"].show_if) == ('q5 in ("c3")', 'q5 != "c2"')
    assert specs["q6"].show_if == 'q1 in ("c1", "c2") and q5 != "c2"'
    assert (specs["q6"].begins_page, specs["q7"].begins_page, specs["q8"].show_if) == (True, False, "")
    assert words(specs["q8"].choices) == ["技术部", "市场部"]
    assert (words(specs["q11_2"].choices), words([specs["q11_2"], specs["q12_2"]])) == (
        ["上午", "下午"],
        ["常用时段 – 周末", "联系方式 – 电话"],
    )
    assert told(found) == {
        "第2题: Words between the ends are not taken: 不满意、一般、满意",
        "q3: Taken as NPS; please confirm that it is one.",
        "第5题: The points of its answers are not taken.",
        "第5题: Its jumps became conditions of the questions between; please look at them.",
        "第7题: It was a slider; it is a number here.",
        "q9: Taken as NPS; please confirm that it is one.",
        "第11题: It is a question for each line here.",
        "第12题: It is a question for each line here.",
        "第13题: Questions of the kind 绘图题 are not taken.",
    }


def part(qid: str, parent: str, title: str, text: str, scale: str = "0") -> dict[str, str]:
    return {
        "qid": qid,
        "parent_qid": parent,
        "title": title,
        "question": text,
        "language": "en",
        "scale_id": scale,
    }


def attribute(qid: str, name: str, value: str, language: str = "") -> dict[str, str]:
    return {"qid": qid, "attribute": name, "value": value, "language": language}


def of_limesurvey(page_format: str) -> bytes:
    return lss(
        table(
            "surveys", {"sid": "1", "language": "en", "format": page_format, "expires": "2027-01-01 00:00:00"}
        )
        + table(
            "surveys_languagesettings",
            {"surveyls_language": "en", "surveyls_title": "T", "surveyls_welcometext": "x" * 700},
            {
                "surveyls_language": "en",
                "surveyls_policy_notice": "<p>Ours</p>",
                "surveyls_description": "<p></p>",
            },
        )
        + table(
            "groups",
            {"gid": "1", "group_order": "1", "group_name": "One", "description": "About", "language": "en"},
            {"gid": "2", "group_order": "2", "group_name": "Two", "description": "", "language": "en"},
        )
        + table(
            "questions",
            old("1", ";", "TXT", "Cells"),
            old("2", "N", "NUM", "How many", preg="/^a/"),
            old("3", "D", "DAY", "When"),
            old("4", "I", "LANG", "Language", gid="2"),
            old("5", "F", "ARR", "Would you recommend us?", gid="2"),
            old("6", "1", "DUAL", "Both", gid="2"),
            old("7", "T", "WHY", 'You {if(NUM > 3, "a", "b")} {NUM.shown}', gid="2"),
            part("11", "1", "r1", "Row"),
            part("12", "1", "c1", "First", "1"),
            part("13", "1", "c2", "Second", "1"),
            part("51", "5", "SQ1", "Shop"),
            part("61", "6", "SQ1", "Line"),
        )
        + table(
            "answers",
            *(
                {"qid": "5", "code": f"A{n}", "answer": str(n), "language": "en", "sortorder": str(n)}
                for n in range(11)
            ),
            *(
                {"qid": "6", "code": c, "answer": c, "language": "en", "scale_id": s}
                for s in "01"
                for c in "ab"
            ),
        )
        + table(
            "question_attributes",
            attribute("2", "min_num_value_n", "0"),
            attribute("2", "max_num_value_n", "{OTHER}"),
            attribute("2", "num_value_int_only", "1"),
            attribute("2", "prefix", "EUR", "en"),
            attribute("3", "date_min", "2026-01-01"),
            attribute("5", "random_order", "1"),
            attribute("6", "random_order", "0"),
        )
        + table("quota", {"id": "1", "name": "Men"})
        + table("defaultvalues", {"qid": "1"})
    )


def test_what_limesurvey_says_of_questions_is_taken_or_told() -> None:
    found = read_survey(of_limesurvey("G"))
    specs = made(found)
    assert {code: spec.kind for code, spec in specs.items()} == {
        "TXT_r1_c1": Kind.SHORT_TEXT,
        "TXT_r1_c2": Kind.SHORT_TEXT,
        "NUM": Kind.NUMBER,
        "DAY": Kind.DATE,
        "ARR_SQ1": Kind.NPS,
        "DUAL": Kind.MATRIX,
        "DUAL_2": Kind.MATRIX,
        "WHY": Kind.LONG_TEXT,
    }
    assert (specs["NUM"].least, specs["NUM"].most, specs["NUM"].is_whole, specs["DAY"].least) == (
        "0",
        "",
        True,
        "2026-01-01",
    )
    assert words([specs["TXT_r1_c2"], specs["ARR_SQ1"]], "en") == [
        "Cells – Row – Second",
        "Would you recommend us? – Shop",
    ]
    assert told(found) == {
        "surveyls_welcometext: Its text is cut after 600 characters.",
        "surveyls_policy_notice: The notice on data protection is not taken; there is one for each survey here.",
        "expires: When it closes is not taken.",
        "defaultvalues: Answers filled in beforehand are not taken.",
        "quota: Quotas are not taken: Men",
        "groups: Names of pages are not shown here: One, Two",
        "groups: The description of a page is not taken: About",
        "TXT: It is a question for each cell here.",
        "NUM: A limit of it is not taken: {OTHER}",
        "NUM: Its check of answers is not taken: /^a/",
        "NUM: The text before or behind its field is not taken: EUR",
        "LANG: Questions of the kind I are not taken.",
        "ARR: Taken as NPS; please confirm that it is one.",
        "ARR: It stood in random order; here the order is fixed.",
        'WHY: Its text computes {if(NUM > 3, "a", "b")}; that stands there as it is.',
    }
    # The second page begins although its first question is not taken.
    pages = {
        form: [s.code for s in read_survey(of_limesurvey(form)).questions if s.begins_page] for form in "GSA"
    }
    assert pages == {"G": ["ARR_SQ1"], "S": ["NUM", "DAY", "ARR_SQ1", "DUAL", "WHY"], "A": []}
    # Its answers come under names of its own.
    names = {name for field in fields_of(found.questions) for name in field.synonyms}
    assert names >= {"TXT[r1_c2]", "TXT[r1][c2]", "ARR[SQ1]", "DUAL[SQ1][1]", "DUAL[SQ1][2]", "DUAL[SQ1#1]"}


def test_the_columns_and_groups_of_an_xlsform() -> None:
    head = ["type", "name", "label", "hint", "required", "relevant", "default", "choice_filter", "parameters"]
    long = "a_name_that_is_too_long_for_a_code"
    found = read_survey(
        workbook(
            survey=[
                head,
                ["select one yn", long, "Is it?", "", "TRUE", "", "", "", ""],
                ["begin group", "g", "Second part", "", "", f"${{{long}}} = 'y'", "", "", ""],
                ["range", "how good", "How?", "A hint", "yes", "", "", "", "start=1 end=5"],
                ["end group", "", "", "", "", "", "", "", ""],
                ["text", "why", f"You said ${{{long}}}", "", "${x} = 1", "", "hello", "", ""],
                ["range", "share", "Share", "", "yes", "", "", "", "start=0 end=100 step=5"],
                ["select_multiple yn", "more", "More", "", "no", "", "", "a=${b}", "randomize=true"],
            ],
            choices=[["list_name", "name", "label"], ["yn", "y", "Yes"], ["yn", "n", "No"]],
        )
    )
    specs = made(found)
    short = found.renamed[long]
    assert [(code, spec.kind, spec.is_required) for code, spec in specs.items()] == [
        (short, Kind.CHOICE, True),
        ("how_good", Kind.RATING, True),
        ("why", Kind.SHORT_TEXT, False),
        ("share", Kind.NUMBER, True),
        ("more", Kind.MULTIPLE, False),
    ]
    # The group ends where it ends: what follows is asked of everybody.
    assert [spec.show_if for spec in found.questions] == ["", f'{short} = "y"', "", "", ""]
    assert (specs["how_good"].hint.text("en"), specs["share"].most) == ("A hint", "100")
    assert specs["why"].text.text("en") == f"You said {{{{answer.{short}}}}}"
    assert told(found) == {
        f"{long}: The code is {short} here.",
        "how good: The code is how_good here.",
        "g: Names of pages are not shown here: Second part",
        "why: It was required under a condition; here it is not: ${x} = 1",
        "why: An answer filled in beforehand is not taken: hello",
        "share: It went in steps of 5; here any number fits.",
        "more: Which of its answers are offered depended on others; here all are: a=${b}",
        "more: It stood in random order; here the order is fixed.",
    }


SATISFIED = lss(
    table("surveys", {"sid": "1", "language": "en", "additional_languages": "zh-Hans"})
    + table(
        "questions",
        old("1", "L", "SAT", "How satisfied are you?"),
        old("1", "L", "SAT", "您满意吗？", language="zh-Hans"),
        old("2", "M", "TOP", "Topics", other="Y"),
        old("3", "L", "REC", "Would you recommend us?"),
        old("4", "N", "NUM", "How many?"),
        old("5", "T", "WHY", "Why?"),
        part("21", "2", "SQ1", "Price"),
    )
    + table(
        "answers",
        *(
            {"qid": "1", "code": f"A{n}", "answer": text, "language": tag, "sortorder": str(n)}
            for tag, texts in (("en", "Awful,Bad,So so,Good,Great"), ("zh-Hans", "很差,差,一般,好,很好"))
            for n, text in enumerate(texts.split(","), 1)
        ),
        *(
            {"qid": "3", "code": f"A{n}", "answer": str(n), "language": "en", "sortorder": str(n)}
            for n in range(11)
        ),
    )
)
ROWS = [
    [
        *("Response ID", "Date submitted", "SAT. How satisfied are you?", "Topics [Price]", "Topics [Other]"),
        *("Would you recommend us?", "NUM. How many?", "Why?", "Total time"),
    ],
    ["1", "2026-05-04 09:12:33", "Awful", "Yes", "Tea", "10 - extremely likely", "N/A", "N/A", "9"],
    ["2", "2026-05-04 09:12:33", "很好", "No", "", "9分", "3", "", "9"],
    ["3", "", "Neutral", "", "", "", "", "", ""],
    ["4", "2026-05-04 09:12:33", "Marvellous", "", "", "12", "", "", ""],
]


@pytest.mark.databases("sqlite")
def test_answers_in_words_under_headings_in_words(app: Flask, run: Any, tmp_path: Path) -> None:
    """LimeSurvey's other form of its table: full texts above and in the cells. What was begun and never sent in is
    no answer there either."""
    (tmp_path / "s.lss").write_bytes(SATISFIED)
    survey = json.loads(run("import", "survey", str(tmp_path / "s.lss"), "--json").stdout)["id"]
    lines = ["\t".join(row) for row in ROWS]
    (tmp_path / "words.txt").write_bytes("\r\n".join(lines).encode("gb18030"))
    told = json.loads(run("import", "responses", str(survey), str(tmp_path / "words.txt"), "--json").stdout)
    assert (told["created"], told["partial"], [one["where"] for one in told["not_taken"]]) == (
        3,
        1,
        ["Total time"],
    )
    assert [(one["row"], one["column"][:3]) for one in told["errors"]] == [(5, "SAT"), (5, "Wou")]
    with app.app_context():
        found = db.session.scalars(select(Answer))
        answers = {
            (one.question_code, one.value if one.text is None else one.text)
            for one in found
            if one.question_code != "TOP"
        }
    assert answers == {
        *{("SAT", "1"), ("TOP.SQ1", "y"), ("TOP.other", "Tea"), ("REC", "10"), ("WHY", "N/A")},
        *{("SAT", "5"), ("REC", "9"), ("NUM", "3")},
    }
