"""What is found: exact in Chinese, folded in English, and never a surprise from the query's signs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from improve.core.db import db, transaction
from improve.core.policy import SYSTEM, Actor
from improve.core.spreadsheets import read_table
from improve.core.text import is_cjk
from improve.suggestions import queries, service
from improve.suggestions.queries import asked, counting
from improve.suggestions.queries.search import distinct_phrases, fts5_query, tsquery
from improve.suggestions.store.search import tsvector, words
from improve.suggestions.values import Filters, IdeaText, ImportedSuggestion, Outcome, Scope, Sort
from tests.people import act, make_person
from tests.suggestions.ideas import HOSTILE, idea


def total(actor: Actor, q: str, scope: Scope = Scope.ALL) -> int:
    return queries.page_of(actor, Filters(q=q, scope=scope)).total


@pytest.fixture
def ada(context: object) -> Actor:
    return act(make_person("ada"))


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("小区投诉电话打不通", "投诉", True),
        ("小区投诉电话打不通", "诉电", True),
        ("小区投诉电话打不通", "投诉电话", True),
        ("小区投诉电话打不通", "投电", False),
        ("小区投诉电话打不通", "通", True),
        ("小区投诉电话打不通", "小区投诉电话打不通", True),
        ("小区投诉，电话打不通", "诉电", False),
        ("小区投诉，电话打不通", "电话 投诉", True),
        ("小区投诉，电话打不通", "电话 地铁", False),
        ("二〇二四年的地铁", "二〇二四年", True),
        ("地铁3号线ABC出口", "地铁3号线abc", True),
        ("地铁3号线ABC出口", "abc出口", True),
        ("ＡＢＣ全角", "abc", True),
        ("Forklifts in the AISLE", "forklift", True),
        ("Forklifts in the AISLE", "aisle in", True),
        ("Forklifts in the AISLE", "lifts", False),
        ("Café naïve Straße", "café", True),
        ("Café naïve Straße", "cafe", False),
        ("Café naïve Straße", "STRASSE", True),
        ("C-3PO, 4.5 kg (A/B)", "c-3po", True),
        ("C-3PO, 4.5 kg (A/B)", "4.5", True),
        ("snake_case and O'Neill", "case", True),
        ("snake_case and O'Neill", "o'neill", True),
        ("𠀀𠀁𫝀 rare", "𠀁𫝀", True),
        ("привет мир", "ПРИВ", True),
        ("👷 helmet", "👷", False),
    ],
)
def test_a_title_is_found_by(ada: Actor, text: str, query: str, found: bool) -> None:
    idea(ada, text)
    assert total(ada, query) == total(ada, query, Scope.TITLE) == found


def test_every_word_may_stand_in_another_text(ada: Actor) -> None:
    idea(ada, "Drip trays", problem="Oil on the floor", idea="装托盘", expected_result="No slips")
    for query in ("drip oil slips 托盘", "托", "floor drip", "no"):
        assert total(ada, query) == 1, query
    for query in ("drip water", "the walls", "盘托"):
        assert total(ada, query) == 0, query
    assert total(ada, "oil", Scope.TITLE) == 0
    # A phrase does not reach from one text into the next.
    assert total(ada, "托盘no") == 1
    assert total(ada, "盘盘") == 0


@pytest.mark.parametrize(
    "query", [*HOSTILE.values(), '"', "*", "()", "a:b", "NOT", "AND OR", "\\", "'", "%", "_"]
)
def test_signs_of_the_query_languages_are_plain_text(ada: Actor, query: str) -> None:
    idea(ada, "托盘", problem="油", idea="盘")
    assert total(ada, query) == 0
    idea(ada, f"{query} 结尾")
    findable = any(character.isalnum() for character in query)
    assert total(ada, query) == findable


def test_long_and_repeated_queries(ada: Actor) -> None:
    idea(ada, "哈" * 100 + "x " * 40)
    assert total(ada, "哈" * 100) == 1
    assert total(ada, "哈" * 101) == 0
    assert total(ada, "x " * 100) == 1
    assert total(ada, " ".join("天地玄黄宇宙洪荒日月盈昃" * 8)) == 0


def test_a_text_is_found_to_its_last_word(ada: Actor) -> None:
    filler = "这是一段很长的文字没有别的内容" * 666
    idea(ada, problem=filler[:9_990] + "结尾之处", idea=filler[:9_990] + "第二个尾", expected_result=filler)
    assert total(ada, "结尾之处") == 1
    assert total(ada, "第二个尾") == 1
    assert total(ada, "尾结") == 0


def test_a_changed_text_is_found_by_its_new_words_only(ada: Actor) -> None:
    suggestion = idea(ada, "Old words")
    with transaction():
        service.edit(suggestion, IdeaText(title="新的标题", problem="p", idea="i"), by=ada)
    assert (total(ada, "old"), total(ada, "新的"), total(ada, "oil")) == (0, 1, 0)


def test_nothing_typed_finds_everything_and_only_signs_find_nothing(ada: Actor) -> None:
    idea(ada)
    assert total(ada, "   ") == 1
    assert total(ada, "!?。") == 0


CJK = st.text(st.sampled_from("天地玄黄宇宙洪荒日月盈昃辰宿列张"), min_size=1, max_size=12)
LATIN = st.text(st.sampled_from("abcxyz019éß"), min_size=1, max_size=8)
GAP = st.sampled_from(["", " ", "，", "-", "_", "、 "])


@st.composite
def titles(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(st.one_of(CJK, LATIN), GAP), min_size=1, max_size=6))
    return "".join(piece + gap for piece, gap in parts).strip()[:200] or "空"


@settings(max_examples=60)
@given(data=st.data())
def test_every_part_of_a_title_that_begins_in_chinese_finds_it(app: Flask, data: st.DataObject) -> None:
    """Each run of the part is whole or cut within Chinese, where every cut is a match."""
    with app.app_context():
        by = Actor(actor_id=None, is_system=True)
        title = data.draw(titles())
        suggestion_id = idea(by, title).id
        stored = service_title(suggestion_id)
        start = data.draw(st.integers(0, len(stored) - 1))
        end = data.draw(st.integers(start + 1, len(stored)))
        part = stored[start:end]
        if not is_cjk(part[0]):
            part = part.lstrip("abcxyz019éßs")
        if is_cjk(part):
            filters = Filters(q=part, scope=Scope.TITLE)
            ids = queries.sorted_ids(by, filters)
            assert suggestion_id in ids, (stored, part)
        db.session.remove()


def service_title(suggestion_id: int) -> str:
    found = queries.visible_one(SYSTEM, suggestion_id)
    assert found is not None
    return found.title


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_the_databases_get_holds_no_syntax(text: str, query: str) -> None:
    """Terms are letters and figures, so quoting them is enough."""
    assert not set(words(text)) & set("\"'()*:^{}\\<>&|!")
    phrases = distinct_phrases(query)
    for phrase in phrases:
        assert all(term.isalnum() for term in phrase)
        assert re.fullmatch(r"(?:'\w+' <-> )*(?:'\w+'|\('\w+':\*(?: \| '\w+':\*)*\))", tsquery(phrase))
    if phrases:
        assert re.fullmatch(r'(?:"[\w ]+"|\(|\)| AND | OR | \*)+', fts5_query(phrases, Scope.ALL))


def test_positions_stay_within_what_a_tsvector_holds() -> None:
    stored = tsvector("投诉" * 10_000)
    assert max(int(place) for places in stored.split() for place in places.split(":")[1].split(",")) == 16_383


def test_the_citizens_titles_are_counted_exactly(context: object, shared: Path) -> None:
    path = shared / "data" / "suggestions" / "citizen_messages_zh.xlsx"
    if not path.exists():
        pytest.skip("the citizens' file is not here")
    table = read_table(path)
    rows = [
        ImportedSuggestion(
            title=" ".join(str(table.cell(row, "留言主题")).split())[:200],
            problem=str(table.cell(row, "留言详情")).strip()[:10_000],
            external_id=str(table.cell(row, "留言编号")),
        )
        for row in table.rows
    ]
    with transaction():
        service.import_suggestions(rows, by=SYSTEM)
    found = {q: total(SYSTEM, q, Scope.TITLE) for q in ("投诉", "噪音", "地铁", "物业")}
    assert found == {"投诉": 202, "噪音": 147, "地铁": 128, "物业": 113}
    for q in found:
        held = sum(q in row.title + row.problem for row in rows)
        assert abs(total(SYSTEM, q) - held) <= 3, q
    everywhere = {q: sum(q in row.title or q in row.problem for row in rows) for q in ("西", "噪", "扰民")}
    assert {q: total(SYSTEM, q) for q in everywhere} == everywhere


def test_searches_of_one_shape_share_their_statements_and_find_their_own(ada: Actor) -> None:
    texts = {"pump is loud": "pump", "lamp is dim": "lamp", "水泵很吵": "水泵", "#7 broken": "#7 broken"}
    made = {query: idea(ada, title).id for title, query in texts.items()}

    def found(q: str) -> list[int]:
        return [item.id for item in queries.page_of(ada, Filters(q=q, sort=Sort.RELEVANCE)).items]

    assert found("pump") == [made["pump"]]
    built = asked.ids_statement.cache_info().misses, counting._whole.cache_info().misses
    for query, suggestion_id in made.items():
        assert found(query) == [suggestion_id], query
        assert found(str(suggestion_id)) == [suggestion_id]
    assert found("lamp dim") == [made["lamp"]]
    assert found("dim pump") == []
    # One for two phrases and one for each number; the words themselves built nothing.
    now = asked.ids_statement.cache_info().misses, counting._whole.cache_info().misses
    assert now[0] == built[0]
    assert now[1] - built[1] <= 1 + len(made)


@pytest.mark.parametrize("sort", list(Sort))
def test_few_and_many_are_listed_alike(ada: Actor, monkeypatch: pytest.MonkeyPatch, sort: Sort) -> None:
    bob = act(make_person("bob"))
    ideas = [idea(ada, f"pump {number}") for number in range(4)]
    with transaction():
        service.withdraw(ideas[0], by=ada)
        service.back(ideas[2], by=bob)
        service.decide(ideas[3], Outcome.DECLINED, "No pump", by=SYSTEM)
    wanted = [Filters(q="pump", sort=sort), Filters(q="pump", sort=sort, status="declined")]
    wanted += [Filters(q="pump", sort=sort, scope=Scope.TITLE), Filters(q="ideas[", sort=sort)]
    few = [queries.page_of(ada, filters, per_page=2) for filters in wanted]
    monkeypatch.setattr(counting, "FEW", -1)
    many = [queries.page_of(ada, filters, per_page=2) for filters in wanted]
    assert few == many
    assert [listing.total for listing in few] == ([2, 0, 2, 0] if sort is Sort.QUIET else [3, 1, 3, 0])
