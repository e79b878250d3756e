"""Files of every common encoding and delimiter become the same table; what cannot be read is refused whole."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.core.spreadsheets import Limits, Table, UnknownColumn, UnreadableFile, csv_lines, read_table
from improve.core.spreadsheets.formulas import neutralize, restore

ROWS = [("建议", "score", "note"), ("改善流程", "9", 'says "yes"'), ("NA", "007", "two\nlines; and, more\t!")]


def as_csv(delimiter: str, *, newline: str = "\r\n") -> str:
    def field(text: str) -> str:
        quoted = any(c in text for c in ',;\t"\n')
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return newline.join(delimiter.join(map(field, row)) for row in ROWS) + newline


def cells(table: Table) -> list[tuple[object, ...]]:
    return [table.header, *(row.cells for row in table.rows)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-32"]
)
def test_encodings_and_delimiters_are_found(encoding: str, delimiter: str) -> None:
    table = read_table(as_csv(delimiter).encode(encoding))
    assert cells(table) == ROWS
    assert table.delimiter == delimiter


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends(newline: str) -> None:
    assert read_table(f"a,b{newline}1,2{newline}{newline}3,4".encode()).column("b") == ["2", "4"]


def test_a_western_file_is_not_read_as_chinese() -> None:
    table = read_table("name;note\nMüller;café, naïve\nGarcía;año\n".encode("cp1252"))
    assert table.encoding == "cp1252"
    assert table.column("name") == ["Müller", "García"]


@pytest.mark.parametrize("text", ["名称,备注\n张三,关于流程优化的建议\n", "內容\n繁體中文與㐀罕見字𠮷\n"])
def test_chinese_files_without_a_mark(text: str) -> None:
    for encoding in ("gb18030", "utf-8"):
        assert read_table(text.encode(encoding)).encoding == encoding
        assert "".join(read_table(text.encode(encoding)).header) in text.replace(",", "")


def test_declared_delimiter_of_excel() -> None:
    table = read_table(b"sep=;\r\na;b\r\n1,5;2\r\n")
    assert cells(table) == [("a", "b"), ("1,5", "2")]


def test_decimal_commas_do_not_make_columns() -> None:
    assert read_table(b"value;size\n1,5;2,5\n3,5;4,5\n").header == ("value", "size")


def test_one_column_keeps_its_commas_and_its_gaps() -> None:
    table = read_table(b'title\nBuy chairs, tables\n\n"Lights; and\nlamps"\n\n\n')
    assert [row.cells for row in table.rows] == [("Buy chairs, tables",), (None,), ("Lights; and\nlamps",)]
    assert [row.number for row in table.rows] == [2, 3, 4]
    assert table.delimiter is None


def test_ragged_rows_blank_lines_and_headings() -> None:
    table = read_table(b"\n,,\n id ,score,score,,\n1,2\n\n3,4,5,6,7,8\n,,,\n")
    assert table.header == ("id", "score", "score (2)", "column 4", "column 5", "column 6")
    assert [(row.number, row.cells) for row in table.rows] == [
        (4, ("1", "2", None, None, None, None)),
        (6, ("3", "4", "5", "6", "7", "8")),
    ]


def test_columns_by_name() -> None:
    table = read_table("Submit Date,ＮＰＳ,NPS\n1,2,3\n".encode())
    row = table.rows[0]
    assert table.cell(row, "Submit Date") == "1"
    assert table.cell(row, "submitdate") == "1"
    assert table.cell(row, "NPS") == "3"
    assert table.has("SUBMIT DATE")
    assert not table.has("nps")  # two columns answer to it
    with pytest.raises(UnknownColumn) as refused:
        table.column("score")
    assert refused.value.params["columns"] == ["Submit Date", "ＮＰＳ", "NPS"]


def test_a_header_alone_is_an_empty_table() -> None:
    assert read_table(b"a,b\n").rows == []


@pytest.mark.parametrize("text", ['a,b\n"Hello" she said,5\n', 'a,b\nsix" pipe,5\n'])
def test_careless_quotes(text: str) -> None:
    assert read_table(text.encode()).column("b") == ["5"]


def test_an_unquoted_export_with_tabs() -> None:
    table = read_table(b'score\ttext\n5\t"oops\n6\tfine\n')
    assert table.column("text") == ['"oops', "fine"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b",,\n", "empty"),
        (b'a,b\n1,"open\n2,3\n', "unclosed_quote"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01", "binary"),
        (bytes(range(256)), "binary"),
        (b"\xef\xbb\xbfa,b\n\xff\xfe,1\n", "encoding"),
        ("名称,备注\n".encode() * 50 + b"\xe5\x90,1\n", "encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_excel"),
        (b"a,b\n1," + b"x" * 1_000_001, "cell_too_long"),
    ],
)
def test_what_cannot_be_read(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_table(data)
    assert refused.value.code == code
    assert str(refused.value)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(bytes=20), "too_large"),
        (Limits(rows=1), "too_many_rows"),
        (Limits(columns=2), "too_many_columns"),
        (Limits(cell=10), "cell_too_long"),
    ],
)
def test_limits(limits: Limits, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_table(as_csv(",").encode(), limits=limits)
    assert refused.value.code == code


def test_paths_streams_and_what_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(as_csv(",").encode())
    with path.open("rb") as stream:
        assert cells(read_table(path)) == cells(read_table(stream)) == cells(read_table(str(path)))
    for absent in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(UnreadableFile) as refused:
            read_table(absent)
        assert refused.value.code == "not_found"
    with pytest.raises(UnreadableFile):
        read_table(path, sheet="Answers")


# Control characters other than tab and line ends are in no text that is ever stored.
characters = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\r\n=+-@'\",;")
text_cells = st.text(characters, max_size=12)


@given(text_cells)
def test_neutralized_text_comes_back(text: str) -> None:
    assert restore(neutralize(text)) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-", "'-"),
        ("-abc", "'-abc"),
        ("+86 138", "'+86 138"),
        ("＝cmd", "'＝cmd"),
        ("\tx", "'\tx"),
        ("'=x", "''=x"),
        ("-5", "-5"),
        ("+3.2 %", "+3.2 %"),
        ("-1,234.5", "-1,234.5"),
        ("-1e-3", "-1e-3"),
        ("-2+3", "'-2+3"),
        ("it's", "it's"),
        ("'tis", "'tis"),
        ("", ""),
    ],
)
def test_what_is_neutralized(text: str, written: str) -> None:
    assert neutralize(text) == written


@given(st.lists(st.tuples(text_cells, text_cells), max_size=6))
def test_csv_gives_back_what_was_written(rows: list[tuple[str, str]]) -> None:
    data = "".join(csv_lines(["a", "b"], rows)).encode()
    table = read_table(data)
    wanted = [tuple(cell if cell.strip() else None for cell in row) for row in rows]
    readable = [row for row in wanted if any(row)]
    assert [row.cells for row in table.rows] == readable


def test_how_values_are_written() -> None:
    moment = datetime.fromisoformat("2026-05-01T10:00:00+08:00")
    row = [1, 2.5, float("nan"), None, True, date(2026, 5, 1), moment, moment.replace(tzinfo=None), -3]
    first, second = csv_lines(["x"] * 9, [row])
    assert first.startswith("\ufeff")
    assert second == "1,2.5,,,TRUE,2026-05-01,2026-05-01T02:00:00Z,2026-05-01 10:00:00,-3\r\n"


def test_csv_is_streamed() -> None:
    taken = []

    def rows() -> object:
        for i in range(1000):
            taken.append(i)
            yield (i,)

    lines = csv_lines(["n"], rows())  # type: ignore[arg-type]
    next(lines)
    next(lines)
    assert len(taken) == 1


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("surveys/r_community_nps_2018_2020.csv", 5956, 10),
        ("surveys/nhs_fft_comments_2021_2022.csv", 7908, 11),
        ("reviews/iclr2023_scores.csv", 4874, 7),
        ("cases/helpdesk_events.csv", 13710, 3),
        ("suggestions/citizen_messages_zh.xlsx", 4326, 7),
        ("suggestions/category_tree_zh.xlsx", 517, 3),
        ("lss-samples/fixture_results-survey900001.csv", 4, 15),
        ("interchange/clockify_detailed_sample.csv", 2, 18),
    ],
)
def test_files_made_by_others(shared: Path, name: str, rows: int, columns: int) -> None:
    table = read_table(shared / "data" / name)
    assert (len(table.rows), len(table.header)) == (rows, columns)


def test_a_masked_formula_of_limesurvey(shared: Path) -> None:
    table = read_table(shared / "data" / "lss-samples" / "fixture_results-survey900001.csv")
    assert table.column("WHYLOW")[0] == 'Waited 3 days; "nobody" called\nback'
    assert table.column("WHYLOW")[3] == "=cmd|' /C calc'!A0"


def test_an_id_that_begins_with_a_dash(shared: Path) -> None:
    ids = read_table(shared / "data" / "reviews" / "iclr2023_scores.csv").column("id")
    assert sum(str(cell).startswith("-") for cell in ids) > 0
    stream = io.BytesIO("".join(csv_lines(["id"], ([cell] for cell in ids))).encode())  # type: ignore[list-item]
    assert read_table(stream).column("id") == ids
