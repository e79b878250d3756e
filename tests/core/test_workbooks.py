"""XLSX in and out: cells by type, sheets by name or number, and archives that must not be opened."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from improve.core.spreadsheets import Limits, Sheet, Table, UnreadableFile, read_table, write_xlsx
from improve.core.spreadsheets.workbook import number_text


def workbook(*sheets: Sheet) -> bytes:
    stream = io.BytesIO()
    write_xlsx(stream, sheets)
    return stream.getvalue()


def one(rows: list[list[Any]], width: int = 1) -> bytes:
    return workbook(Sheet("Data", [f"c{i}" for i in range(width)], rows))


def column(data: bytes) -> list[Any]:
    return [row.cells[0] for row in read_table(data).rows]


def test_cells_by_type() -> None:
    values = [
        "007",
        "NA",
        "=1+1",
        12,
        12.0,
        12.5,
        0.1 + 0.2,
        -0.001,
        True,
        datetime(2019, 1, 5, 9, 8, 7),  # noqa: DTZ001
        date(2019, 1, 5),
        time(9, 8, 7),
        timedelta(hours=26, minutes=15),
        datetime.fromisoformat("2026-05-01T10:00:00+08:00"),
        12345678901234567890,
        date(1850, 1, 1),
        "two\nlines\tand 中文",
    ]
    assert column(one([[value] for value in values])) == [
        "007",
        "NA",
        "=1+1",
        "12",
        "12",
        "12.5",
        "0.3",
        "-0.001",
        "TRUE",
        datetime(2019, 1, 5, 9, 8, 7),  # noqa: DTZ001
        date(2019, 1, 5),
        "09:08:07",
        "26:15:00",
        "2026-05-01T02:00:00Z",
        "12345678901234567890",
        "1850-01-01",
        "two\nlines\tand 中文",
    ]


def test_nothing_is_written_for_nothing() -> None:
    table = read_table(one([[None, 1], ["", 2], [float("nan"), 3]], 2))
    assert [row.cells for row in table.rows] == [(None, "1"), (None, "2"), (None, "3")]


def test_overlong_text_is_cut_and_says_so() -> None:
    (cell,) = column(one([["x" * 40_000]]))
    assert len(cell) == 32_767
    assert cell.endswith("…")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (-3.0, "-3"),
        (1e14, "100000000000000"),
        (0.1, "0.1"),
        (1 / 3, "0.333333333333333"),
        (1e20, "1e+20"),
    ],
)
def test_numbers_as_excel_shows_them(value: float, text: str) -> None:
    assert number_text(value) == text


def test_sheets_by_name_and_number() -> None:
    data = workbook(
        Sheet("First", ["a"], [["1"]]), Sheet("2024", ["a"], [["2"]]), Sheet("Third", ["a"], [["3"]])
    )
    for sheet, expected in ((None, "1"), ("First", "1"), ("2024", "2"), ("2", "2"), (3, "3"), ("Third", "3")):
        table = read_table(data, sheet=sheet)
        assert table.column("a") == [expected]
    assert table.sheets == ("First", "2024", "Third")
    for absent in ("Fourth", "4", "0", "²", "9" * 5000):
        with pytest.raises(UnreadableFile) as refused:
            read_table(data, sheet=absent)
        assert refused.value.code == "unknown_sheet"


def test_the_first_visible_sheet_is_taken() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    hidden, shown = book.add_worksheet("lists"), book.add_worksheet("data")
    hidden.write(0, 0, "x")
    shown.write(0, 0, "a")
    shown.activate()
    hidden.hide()
    book.close()
    assert read_table(stream.getvalue()).sheet == "data"


def test_names_of_sheets_are_made_to_fit() -> None:
    data = workbook(
        Sheet("a/b:c", ["x"], []),
        Sheet("A b c", ["x"], []),
        Sheet("长" * 40, ["x"], []),
        Sheet("", ["x"], []),
    )
    names = read_table(data).sheets
    assert names == ("a b c", "A b c (2)", "长" * 31, "Sheet")


def test_an_empty_sheet_and_a_shifted_table() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_table(workbook(Sheet("empty", [], [])))
    assert refused.value.code == "empty"
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    page = book.add_worksheet()
    page.write_row(3, 2, ["id", "score"])
    page.write_row(4, 2, ["1", "5"])
    book.close()
    table: Table = read_table(stream.getvalue())
    assert (table.header[2:], table.rows[0].number, table.rows[0].cells[2:]) == (
        ("id", "score"),
        5,
        ("1", "5"),
    )


def test_rows_are_taken_one_by_one() -> None:
    rows = ([i, f"text {i}"] for i in range(3000))
    table = read_table(workbook(Sheet("many", ["n", "text"], rows)))
    assert (len(table.rows), table.rows[-1].cells) == (3000, ("2999", "text 2999"))


def test_a_lone_cell_at_the_end_of_a_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last row that Excel knows is refused by its number, not by walking through a million empty rows to it; a lone
    cell within the limits is read with the number of its row."""

    def reaching(row: int) -> bytes:
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream)
        page = book.add_worksheet()
        page.write_row(2, 1, ["email", "name"])
        page.write(row - 1, 1, "last@example.org")
        book.close()
        return stream.getvalue()

    table = read_table(reaching(5_000))
    assert [(row.number, row.cells) for row in table.rows] == [(5_000, (None, "last@example.org", None))]
    monkeypatch.setattr("improve.core.spreadsheets.workbook._records", lambda *_: pytest.fail("walked"))
    with pytest.raises(UnreadableFile) as refused:
        read_table(reaching(1_048_576))
    assert refused.value.code == "too_many_rows"


readable = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@given(st.lists(readable.filter(str.strip), min_size=1, max_size=8))
def test_text_comes_back_as_it_was(texts: list[str]) -> None:
    assert column(one([[text] for text in texts])) == texts


# What must not be opened


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return stream.getvalue()


def with_sheet_xml(xml: bytes) -> bytes:
    """A workbook whose only sheet has this content."""
    source = zipfile.ZipFile(io.BytesIO(one([["x"]])))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            out.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return stream.getvalue()


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    bomb = archive(**{"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b"0" * 30_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(UnreadableFile) as refused:
        read_table(bomb, limits=Limits(unpacked=10_000_000))
    assert refused.value.code == "too_large"


HEAD = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1"><v>1</v></c></row>'
)
CORNERS = {
    "plain": b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "further attributes": b'<row r="1048576"><c s="1" r=\'XFD1048576\' t="n"><v>1</v></c></row>',
    "a mark in an attribute": b'<row><c x=">" r="XFD1048576"><v>1</v></c></row>',
    "leading zeros": b'<row><c r="XFD00001048576"><v>1</v></c></row>',
    "torn between two pieces": b"<!--%s--><row><c%sr%s=%s'XFD1048576'><v>1</v></c></row>"
    % (b"x" * ((1 << 20) - len(HEAD) - 400), *(b" " * 260,) * 3),
    "a row that hides its number": b'<row r="2"><c r="XFD2"/></row><row x=">" r="1048576"><c/></row>',
    "rows without a number": b'<row r="2"><c r="XFD2"/></row>' + b"<row/>" * 4000,
    "cells without a reference": b'<row r="1000000"/><row>' + b"<c/>" * 60 + b"</row>",
    "cells between comments": b'<row r="1000000"/><row>' + b"<c/><!-- <row> -->" * 60 + b"</row>",
}


@pytest.mark.parametrize("rows", CORNERS.values(), ids=list(CORNERS))
def test_a_cell_in_the_last_corner_asks_for_no_memory(rows: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_table(with_sheet_xml(HEAD + rows + b"</sheetData></worksheet>"))
    assert refused.value.code == "too_large"


def test_what_has_no_reference_stands_one_after_the_other() -> None:
    """As some programs write it; and a number that no cell of a spreadsheet shows is left as text."""
    rows = b"".join(
        b"<row><c><v>%d</v></c><c><v>1e400</v></c><c><v>NaN</v></c></row>" % n for n in range(20_000)
    )
    table = read_table(with_sheet_xml(b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"))
    assert (len(table.rows), table.header, table.rows[-1].cells) == (
        19_999,
        ("0", "inf", "nan"),
        ("19999", "inf", "nan"),
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 not an archive", "corrupt"),
        (one([["x"]])[:-200], "corrupt"),
        (archive(**{"word/document.xml": b"<a/>"}), "not_a_workbook"),
        (archive(**{"xl/workbook.xml": b"<not xml"}), "corrupt"),
        (with_sheet_xml(b"<worksheet><sheetData><row><c"), "corrupt"),
    ],
)
def test_damaged_workbooks(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_table(data)
    assert refused.value.code == code


@given(st.binary(max_size=400), st.integers(0, 4000))
def test_noise_is_refused_and_never_breaks(noise: bytes, place: int) -> None:
    good = one([["x"]])
    place %= len(good)
    for data in (b"PK\x03\x04" + noise, good[:place] + noise + good[place + len(noise) :]):
        try:
            read_table(data)
        except UnreadableFile as refused:
            assert refused.code
