"""Pasted and uploaded tables: which column is what, what a cell means, and which rows are bad."""

from __future__ import annotations

import io
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.core.cells import CellError
from improve.core.localized import Localized
from improve.core.periods import PeriodKind, after, code, start_of
from improve.core.spreadsheets import Sheet as Written
from improve.core.spreadsheets import UnknownColumn, UnreadableFile, read_table, write_xlsx
from improve.metrics import sheets
from improve.metrics.models import Metric


def metric(kind: str = "value", period: str = "week", unit: str | None = None) -> Metric:
    """As much of a metric as a sheet looks at."""
    return cast(
        Metric,
        SimpleNamespace(
            has_counts=kind != "value",
            period_kind=PeriodKind(period),
            unit=Localized.both(unit) if unit else None,
        ),
    )


def rows_of(text: str, of: Metric | None = None, **more: Any) -> sheets.Rows:
    of = of or metric()
    return sheets.read_rows(of, sheets.pasted(of, text, more.get("columns")), more.get("order"))


W2 = {"period": "2026-W02", "value": 1.5}
W3 = {"period": "2026-W03", "value": 2.0}


@pytest.mark.parametrize(
    "text",
    [
        "2026-W02\t1.5\n2026-W03\t2",
        "2026-W02;1,5\n2026-W03;2",
        "2026-W02,1.5\n2026-W03,2",
        "2026-W02 1.5\n2026-W03 2",
        "2026-W02   1.5\n\n2026-W03   2",
        "Week of\tMinutes\n2026-01-05\t1.5\n2026-01-12\t2",
        "Period\tValue\n2026/1/5\t1.5\n2026/1/12\t2",
        "周起始\t数值\n2026年1月5日\t1.5\n2026年1月12日\t2",
        "value;period\n1,5;2026-W02\n2;2026-W03",
        "note,value,period\nok,1.5,2026-W02\nlate,2,2026-W03",
        "07.01.2026\t1.5\n13.01.2026\t2",
        "2026-01-07 10:30:00\t1.5\n2026-01-18 23:59\t2",
        "2026-W02\t 1.5 \r\n2026-W03\t２\r\n",
    ],
)
def test_two_columns_in_whatever_form(text: str) -> None:
    found = rows_of(text)
    assert found.raw == [W2, W3]
    assert not found.problems


@pytest.mark.parametrize(
    "text",
    [
        "2026-W02\t12\t340\n",
        "2026-W02,12,340",
        "2026-W02 12 340",
        "Period;Denominator;Numerator\n2026-W02;340;12",
        "期间\t分子\t分母\n2026-W02\t12\t340",
        "Week of\tLate orders\tOrders\n2026-W02\t12\t340",
    ],
)
def test_three_columns_for_counts(text: str) -> None:
    assert rows_of(text, metric("proportion")).raw == [
        {"period": "2026-W02", "numerator": 12.0, "denominator": 340.0}
    ]


@pytest.mark.parametrize(
    ("period", "text", "code"),
    [
        ("month", "2026-05", "2026-05"),
        ("month", "2026/5", "2026-05"),
        ("month", "2026年5月", "2026-05"),
        ("month", "May 2026", "2026-05"),
        ("month", "May-26", "2026-05"),
        ("month", "Sept. 2026", "2026-09"),
        ("month", "202605", "2026-05"),
        ("month", "2026-05-31", "2026-05"),
        ("quarter", "2026-Q2", "2026-Q2"),
        ("quarter", "Q2 2026", "2026-Q2"),
        ("quarter", "2026年第2季度", "2026-Q2"),
        ("quarter", "2026-05", "2026-Q2"),
        ("week", "2026-W18", "2026-W18"),
        ("week", "2026年第18周", "2026-W18"),
        ("week", "46027", "2026-W02"),
        ("week", "1767571200", "2026-W02"),
        ("week", "1767571200000", "2026-W02"),
        ("day", "20260504", "2026-05-04"),
        ("day", "2026-05-04T08:00:00", "2026-05-04"),
    ],
)
def test_what_names_a_period(period: str, text: str, code: str) -> None:
    assert [row["period"] for row in rows_of(f"{text}\t1", metric(period=period)).raw] == [code]


@pytest.mark.parametrize("text", ["2026", "soon", "2026-W60", "31.02.2026", "99999-01-01", "2026-13-01", "0"])
def test_what_names_none(text: str) -> None:
    found = rows_of(f"period\tvalue\n{text}\t1")
    assert [(problem.row, problem.field) for problem in found.problems] == [(2, "period")]
    assert text in str(found.problems[0].message)


def test_bad_cells_are_named_by_row_and_field_and_blank_ones_are_gaps() -> None:
    found = rows_of("period\tvalue\n2026-W02\tabc\n2026-W03\t\n\t5\n2026-W05\t5\nx\ty")
    assert found.raw == [{"period": "2026-W05", "value": 5.0}]
    assert found.numbers == [5]
    assert found.blank == 1
    assert [(problem.row, problem.field) for problem in found.problems] == [
        (2, "value"),
        (4, "period"),
        (6, "period"),
        (6, "value"),
    ]


def test_without_headings_the_first_row_is_a_reading() -> None:
    found = rows_of("2026-W02\t1\n2026-W03\t1\n2026-W04\t1")
    assert [row["period"] for row in found.raw] == ["2026-W02", "2026-W03", "2026-W04"]
    assert found.numbers == [1, 2, 3]


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [("%", "12%", 12.0), ("%", "12,5 %", 12.5), ("%", "12", 12.0), (None, "12%", 0.12), ("min", "12%", 0.12)],
)
def test_percent_of_a_metric_in_percent_is_its_own_unit(unit: str | None, text: str, value: float) -> None:
    assert rows_of(f"2026-W02\t{text}", metric(unit=unit)).raw[0]["value"] == pytest.approx(value)


def test_a_column_of_decimal_commas_is_read_as_such() -> None:
    found = rows_of("2026-W02\t1,5\n2026-W03\t1.234,5\n2026-W04\t1,234")
    assert [row["value"] for row in found.raw] == [1.5, 1234.5, 1.234]


def test_the_order_of_day_and_month_is_asked_where_nothing_shows_it() -> None:
    text = "05/01/2026\t1\n12/01/2026\t2"
    with pytest.raises(CellError) as refused:
        rows_of(text)
    assert refused.value.code == "date_order"
    assert [row["period"] for row in rows_of(text, order="dmy").raw] == ["2026-W02", "2026-W03"]
    assert [row["period"] for row in rows_of(text, order="mdy").raw] == ["2026-W18", "2026-W49"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("just words", "empty"),
        ("2026-W02", "unknown_column"),
        ("a\tb\tc\td\n1\t2\t3\t4", "unknown_column"),
    ],
)
def test_a_table_without_the_needed_columns_is_refused(text: str, code: str) -> None:
    with pytest.raises(UnreadableFile, check=lambda error: error.code == code):
        rows_of(text)


def test_chosen_columns_win() -> None:
    text = "period\tvalue\tother\n2026-W02\t1\t7"
    assert rows_of(text, columns={"value": "other"}).raw[0]["value"] == 7.0
    with pytest.raises(UnknownColumn):
        rows_of(text, columns={"value": "nowhere"})


def test_an_unclosed_quotation_mark_is_named() -> None:
    with pytest.raises(UnreadableFile):
        rows_of('"2026-W02\t1\n2026-W03\t2\t3\n')


def test_a_workbook_as_text_reads_the_same() -> None:
    stream = io.BytesIO()
    rows = [[date(2026, 1, 5), 1.5], [datetime(2026, 1, 12, 8), 2]]  # noqa: DTZ001  (as spreadsheets keep it)
    write_xlsx(stream, [Written("Readings", ["Week of", "Value"], rows)])
    table = read_table(stream.getvalue())
    of = metric()
    assert sheets.read_rows(of, sheets.of_table(of, table)).raw == [W2, W3]
    assert rows_of(sheets.as_text_table(table)).raw == [W2, W3]


def test_an_old_csv_in_chinese_encoding_is_read() -> None:
    table = read_table("期间,数值\n2026-W02,1.5\n2026-W03,2\n".encode("gb18030"))
    of = metric()
    assert sheets.read_rows(of, sheets.of_table(of, table)).raw == [W2, W3]


KINDS = st.sampled_from([kind for kind in PeriodKind if kind is not PeriodKind.YEAR])
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
NUMBERS = st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 3))


@given(
    kind=KINDS,
    day=DAYS,
    values=st.lists(NUMBERS, min_size=1, max_size=30),
    delimiter=st.sampled_from(["\t", ";", ","]),
    header=st.booleans(),
    ends=st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_with_any_delimiter_comes_back(
    *, kind: PeriodKind, day: date, values: list[float], delimiter: str, header: bool, ends: str
) -> None:
    start = start_of(kind, day)
    codes = [code(kind, after(kind, start, i)) for i in range(len(values))]
    lines = [f"{period}{delimiter}{value:f}" for period, value in zip(codes, values, strict=True)]
    text = ends.join([*([f"period{delimiter}value"] if header else []), *lines, ""])
    found = rows_of(text, metric(period=kind))
    assert not found.problems
    assert [row["period"] for row in found.raw] == codes
    assert [row["value"] for row in found.raw] == pytest.approx(values, abs=1e-9)


@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused_and_never_breaks(text: str) -> None:
    for of in (metric(), metric("rate", "month")):
        try:
            found = rows_of(text, of)
        except (UnreadableFile, CellError):
            continue
        assert len(found.raw) == len(found.numbers)
        for row in found.raw:
            assert set(row) == set(sheets.needed_columns(of))
