"""Numbers in every way people write them, and what only the whole column can decide."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.core.cells import Cell, CellError
from improve.core.numbers import NumberReader, read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("007", 7),
        (" 12.5 ", 12.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("1,5", 1.5),
        ("12,3456", 12.3456),
        ("0,125", 0.125),
        ("1,234", 1234),
        ("1.234", 1.234),
        ("1 234,5", 1234.5),
        ("1\u202f234\u202f567", 1234567),
        ("1'234.50", 1234.5),
        ("-5", -5),
        ("\u22125", -5),
        ("－５．５", -5.5),
        ("+3", 3),
        ("12%", 0.12),
        ("12.5 %", 0.125),
        ("９９％", 0.99),
        ("1e3", 1000),
        ("1.5E-3", 0.0015),
        (".5", 0.5),
        (",5", 0.5),
        ("5.", 5),
    ],
)
def test_ways_to_write_a_number(text: str, value: float) -> None:
    assert read_number(text) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "NA",
        "abc",
        "1,2,3",
        "1.2.3",
        "1,23,456",
        "1.234.5",
        "--1",
        "1-2",
        "5 %%",
        "inf",
        "nan",
        "1e999",
        "0x10",
        "½",
        "1_000",
        ".",
        ",",
        "1 2",
        "12,34.5,6",
        "TRUE",
    ],
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(CellError) as refused:
        read_number(text)
    assert refused.value.code == "not_a_number"


def test_blank_is_none() -> None:
    assert read_number(None) is None
    assert read_number(" \u3000") is None


@pytest.mark.parametrize(
    ("column", "delimiter", "text", "value"),
    [
        (["1,5", "1,234"], None, "1,234", 1.234),
        (["1,234", "2,345"], None, "1,234", 1234),
        (["1,234", "2,345"], ";", "1,234", 1.234),
        (["1.5", "1,234"], ";", "1,234", 1234),
        (["1.234,5"], None, "2.345", 2345),
        (["1,234.5"], ";", "2,345", 2345),
        (["1,5", "1.5"], None, "1,234", 1234),
        (["1,5", "1.5"], None, "1,5", 1.5),
        ([None, "NA", ""], None, "1,234", 1234),
        (["3"], ";", "1.234", 1.234),
    ],
)
def test_the_column_settles_what_a_cell_leaves_open(
    column: list[Cell], delimiter: str | None, text: str, value: float
) -> None:
    assert NumberReader.for_column(column, delimiter=delimiter).read(text) == pytest.approx(value)


def test_whole_numbers() -> None:
    reader = NumberReader()
    assert reader.read_whole("12.0") == 12
    assert reader.read_whole("1,234") == 1234
    assert reader.read_whole(None) is None
    with pytest.raises(CellError) as refused:
        reader.read_whole("12.5")
    assert refused.value.code == "not_whole"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_python_numbers_come_back(number: float) -> None:
    if math.isfinite(float(f"{number:.15g}")):
        assert read_number(f"{number:.15g}") == float(f"{number:.15g}") or "." in f"{number:.15g}"
    assert read_number(str(round(number % 1000))) == round(number % 1000)


@given(st.text(max_size=20))
def test_any_text_is_a_finite_number_or_refused(text: str) -> None:
    try:
        value = read_number(text)
    except CellError:
        return
    assert value is None or math.isfinite(value)
