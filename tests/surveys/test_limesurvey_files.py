"""LimeSurvey's archive and its tab-separated structure. Feature table row "Import / export" (M): .lsa."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from flask import Flask

from improve.surveys import queries
from improve.surveys.importing import limesurvey_archive
from improve.surveys.importing.answers import table_of
from improve.surveys.importing.found import UnreadableSurvey
from improve.surveys.importing.reader import read_survey
from improve.surveys.sittings import service as sittings
from improve.surveys.values.kinds import Kind
from tests.surveys.making import recount, rollup
from tests.surveys.test_importing import Run, lss, old, table, told

COLUMNS = (
    "id related_id class type/scale name relevance text help language mandatory other max_answers".split()
)


def line(**cells: str) -> str:
    return "\t".join(cells.get(name.replace("/", "_"), "") for name in COLUMNS)


def spoken(language: str, texts: list[str]) -> list[str]:
    """The rows that stand in the file once for each language."""
    said = iter(texts)

    def one(kind: str, name: str, scale: str = "", **more: str) -> str:
        cells = {"class": kind, "name": name, "type_scale": scale, "text": next(said), "language": language}
        return line(**cells, **more)

    return [
        one("G", "first"),
        one("Q", "pick", "L", mandatory="Y", other="Y"),
        one("A", "A1", "0"),
        one("A", "A2", "0"),
        one("G", "second", relevance='pick.NAOK == "A1"'),
        one("Q", "tick", "M", max_answers="2"),
        one("SQ", "SQ1"),
        one("SQ", "SQ2"),
        one("Q", "why", "T", relevance='tick_SQ2 == "Y"', help="h"),
    ]


STRUCTURE = "\n".join(
    [
        "\t".join(COLUMNS),
        line(**{"class": "S", "name": "language", "text": "en"}),
        line(**{"class": "S", "name": "additional_languages", "text": "zh-Hans"}),
        line(**{"class": "SL", "name": "surveyls_title", "text": "Counter", "language": "en"}),
        line(**{"class": "SL", "name": "surveyls_title", "text": "柜台", "language": "zh-Hans"}),
        *spoken("en", ["", '"<b>Pick</b>"', "Tea", "Milk", "", "Tick", "One", "Two", "Why?"]),
        *spoken("zh-Hans", ["", "选择", "茶", "奶", "", "勾选", "一", "二", "为什么？"]),
        line(**{"class": "QTA", "name": "full", "text": "10"}),
    ]
)


def test_the_tab_separated_structure() -> None:
    for data in (STRUCTURE.encode(), b"\xef\xbb\xbf" + STRUCTURE.replace("\n", "\r\n").encode()):
        found = read_survey(data)
        specs = {spec.code: spec for spec in found.questions}
        assert {code: spec.kind for code, spec in specs.items()} == {
            "pick": Kind.CHOICE,
            "tick": Kind.MULTIPLE,
            "why": Kind.LONG_TEXT,
        }
        assert dict(found.title) == {"en": "Counter", "zh_Hans": "柜台"}
        assert dict(specs["pick"].text) == {"en": "Pick", "zh_Hans": "选择"}
        assert [dict(one.text) for one in specs["pick"].choices] == [
            {"en": "Tea", "zh_Hans": "茶"},
            {"en": "Milk", "zh_Hans": "奶"},
        ]
        assert (specs["pick"].is_required, specs["pick"].offers_other) == (True, True)
        assert ([one.code for one in specs["tick"].choices], specs["tick"].most) == (["SQ1", "SQ2"], "2")
        assert specs["tick"].begins_page and not specs["why"].begins_page
        assert specs["tick"].show_if == 'pick = "A1"'
        assert specs["why"].show_if == 'pick = "A1" and tick.SQ2 = "y"'
        assert [one.where for one in found.not_taken] == ["quota", "groups"]


LSS = lss(
    table(
        "questions",
        old("1", "L", "yes-no", "Would you recommend us?"),
        old("2", "M", "TICK", "Which?", other="Y"),
        old("3", "F", "GRID", "Rate"),
        old("4", "T", "WHY", "Why?"),
        {"qid": "21", "parent_qid": "2", "title": "SQ1", "question": "Tea", "language": "en"},
        {"qid": "31", "parent_qid": "3", "title": "R1", "question": "Taste", "language": "en"},
        {"qid": "32", "parent_qid": "3", "title": "R2", "question": "Look", "language": "en"},
    )
    + table(
        "answers",
        *({"qid": q, "code": c, "answer": c, "language": "en"} for q in ("1", "3") for c in ("A1", "A2")),
    )
)
LSR = lss(
    table(
        "responses",
        {
            "id": "1",
            "submitdate": "2026-05-04 09:12:33",
            "lastpage": "1",
            "startlanguage": "en",
            "token": "secret",
        }
        | {"_9X1X1": "A1", "_9X1X2SQ1": "Y", "_9X1X2other": "Gin", "_9X1X3R1": "A2", "_9X1X4": "=1+1"},
        {"id": "2", "submitdate": "", "lastpage": "1", "startlanguage": "en", "token": ""}
        | {"_9X1X1": "A2", "_9X1X2SQ1": "", "_9X1X2other": "", "_9X1X3R1": "", "_9X1X4": ""},
    ),
    kind="Responses",
)


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "."), content)
    return out.getvalue()


LSA = archive(survey_9__lss=LSS, survey_9_responses__lsr=LSR, survey_9_tokens__lst=b"<people/>")


def test_an_archive_brings_its_answers_along(app: Flask, run: Run, tmp_path: Any) -> None:
    file = tmp_path / "survey_9.lsa"
    file.write_bytes(LSA)
    made = told(run("import", "survey", str(file), "--json"))
    assert made["created"] == 4
    assert {"answers", "survey_9_tokens.lst", "yes-no"} <= {one["where"] for one in made["not_taken"]}
    taken = told(run("import", "responses", str(made["id"]), str(file), "--json"))
    assert (taken["created"], taken["partial"], taken["errors"]) == (2, 1, [])
    assert [one["where"] for one in taken["not_taken"]] == ["token"]
    with app.app_context():
        (only,) = queries.responses(made["id"])
        assert only.answers == {
            "yes_no": "A1",
            "TICK": "2",
            "TICK.SQ1": "y",
            "TICK.other": "Gin",
            "GRID.R1": "A2",
            "WHY": "=1+1",
        }
        assert sittings.left_after(made["id"]) == {1: 1}
        assert rollup() == recount()


def test_columns_of_version_7_have_the_same_headings() -> None:
    titles = {"1": "PICK", "2": "TICK", "21": "SQ1", "5": "X"}
    for column, heading in (
        ("Q1", "PICK"),
        ("Q2_S21", "TICK[SQ1]"),
        ("Q2_Cother", "TICK[other]"),
        ("_9X1X1comment", "PICK_comment"),
        ("_9X1X2SQ1#1", "TICK_2[SQ1]"),
        ("Q99", "Q99"),
        ("id", "id"),
    ):
        assert limesurvey_archive._heading(column, titles, {}) == heading


@pytest.mark.parametrize(
    "data",
    [
        archive(survey__lss=b"<"),
        archive(survey__lss=b"A" * 20_000_002),  # 20 kB that unpack to 20 MB
        LSA[:-60],
        LSA.replace(b"PK\x03\x04", b"PK\x03\x05", 2)[4:],
        archive(other__txt=b"x"),
    ],
)
def test_hostile_archives_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableSurvey):
        read_survey(data)


def test_an_archive_without_answers_says_so() -> None:
    with pytest.raises(Exception, match=r"no file \.lsr"):
        table_of(archive(survey__lss=LSS))
    assert table_of(b"a,b\n1,2\n") is None
