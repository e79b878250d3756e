"""Moments in every way the files of others write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.core.cells import Cell, CellError
from improve.core.dates import DateReader, read_zone, to_instant

naive = datetime


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-12-20 14:06:19", "2019-12-20T14:06:19"),
        ("2019/1/5 9:08:07", "2019-01-05T09:08:07"),
        ("2019.1.5 9:08", "2019-01-05T09:08:00"),
        ("2019-01-05", "2019-01-05T00:00:00"),
        ("2019-01-05T09:08:07", "2019-01-05T09:08:07"),
        ("2019-01-05T09:08:07.25", "2019-01-05T09:08:07.250000"),
        ("2019-01-05 09:08:07,123456789", "2019-01-05T09:08:07.123456"),
        ("2019-01-05T09:08:07Z", "2019-01-05T09:08:07+00:00"),
        ("2019-01-05 09:08:07 UTC", "2019-01-05T09:08:07+00:00"),
        ("2010-12-30 14:32:00+01:00", "2010-12-30T14:32:00+01:00"),
        ("2010-12-30T14:32:00 +0130", "2010-12-30T14:32:00+01:30"),
        ("2010-12-30 14:32-05", "2010-12-30T14:32:00-05:00"),
        ("2010-12-30 14:32:00\u221205:00", "2010-12-30T14:32:00-05:00"),
        ("2019年1月5日", "2019-01-05T00:00:00"),
        ("2019年01月05日 9:08:07", "2019-01-05T09:08:07"),
        ("2019年1月5号9时8分7秒", "2019-01-05T09:08:07"),
        ("2019年1月5日 下午3点", "2019-01-05T15:00:00"),
        ("2019/1/5 上午12:30", "2019-01-05T00:30:00"),
        ("２０１９／１／５　９：０８", "2019-01-05T09:08:00"),
        ("1549308030", "2019-02-04T19:20:30+00:00"),
        ("1549308030123", "2019-02-04T19:20:30.123000+00:00"),
        ("43470.5", "2019-01-05T12:00:00"),
        ("43470", "2019-01-05T00:00:00"),
        ("43470.380636574", "2019-01-05T09:08:07"),
        ("20190105", "2019-01-05T00:00:00"),
        ("20190105T090807Z", "2019-01-05T09:08:07+00:00"),
        ("5 Jan 2019", "2019-01-05T00:00:00"),
        ("05-Jan-2019 09:08", "2019-01-05T09:08:00"),
        ("January 5th, 2019", "2019-01-05T00:00:00"),
        ("31/12/2019 23:59", "2019-12-31T23:59:00"),
        ("12/31/2019, 11:59 PM", "2019-12-31T23:59:00"),
        ("5.1.2019", "2019-01-05T00:00:00"),
        ("03/03/2026 12:05 a.m.", "2026-03-03T00:05:00"),
        ("31/12/69", "1969-12-31T00:00:00"),
        ("31/12/26", "2026-12-31T00:00:00"),
    ],
)
def test_ways_to_write_a_moment(text: str, expected: str) -> None:
    assert DateReader().read(text) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "NA",
        "2019-13-05",
        "2019-02-29",
        "2019-01-05 25:00",
        "2019-01-05 12:60",
        "99:99",
        "2019",
        "201901",
        "123456789012",
        "31/31/2019",
        "5 Foo 2019",
        "2019-01/05",
        "2019-01-05 09:08:07+99:00",
        "20191305",
        "1" * 500,
        "-43470",
    ],
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(CellError) as refused:
        DateReader("dmy").read(text)
    assert refused.value.code == "not_a_date"


def test_empty_and_typed_cells() -> None:
    reader = DateReader()
    assert reader.read(None) is None
    assert reader.read("  ") is None
    assert reader.read_date(None) is None
    assert reader.read_instant("", UTC) is None
    moment = naive(2019, 1, 5, 9, 8, 7)
    assert reader.read(moment) is moment
    assert reader.read(date(2019, 1, 5)) == naive(2019, 1, 5)
    assert reader.read_date("2019/1/5 9:08:07") == date(2019, 1, 5)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/02/2026", "13/02/2026"], "dmy"),
        (["03/02/2026", "02/13/2026"], "mdy"),
        (["03.02.2026"], "dmy"),
        (["03/03/2026", "3/3/2026"], None),
        (["2026-02-03", None, "soon"], None),
        ([naive(2026, 2, 3), "13/02/2026"], "dmy"),
        ([], None),
    ],
)
def test_the_column_decides_the_order(cells: list[Cell], order: str | None) -> None:
    assert DateReader.for_column(cells).order == order


def test_an_order_that_the_column_leaves_open_is_asked() -> None:
    ambiguous: list[Cell] = ["03/02/2026", "02/03/2026"]
    with pytest.raises(CellError) as refused:
        DateReader.for_column(ambiguous)
    assert refused.value.code == "date_order"
    assert refused.value.params["value"] == "03/02/2026"
    assert DateReader.for_column(ambiguous, "dmy").read("03/02/2026") == naive(2026, 2, 3)
    assert DateReader.for_column(ambiguous, "mdy").read("03/02/2026") == naive(2026, 3, 2)


def test_a_column_that_contradicts_itself() -> None:
    with pytest.raises(CellError) as refused:
        DateReader.for_column(["13/02/2026", "02/13/2026"])
    assert refused.value.code == "date_order_mixed"
    reader = DateReader.for_column(["13/02/2026", "02/13/2026"], "dmy")
    with pytest.raises(CellError):
        reader.read("02/13/2026")


def test_instants() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    reader = DateReader()
    assert reader.read_instant("2026-06-05 17:30", shanghai) == datetime(2026, 6, 5, 9, 30, tzinfo=UTC)
    assert reader.read_instant("2026-06-05T17:30Z", shanghai) == datetime(2026, 6, 5, 17, 30, tzinfo=UTC)
    assert to_instant(datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1))), UTC).hour == 23
    with pytest.raises(CellError):
        reader.read_instant("0001-01-01", shanghai)


def test_zones() -> None:
    assert read_zone("Asia/Shanghai") == ZoneInfo("Asia/Shanghai")
    for name in ("Asia/Nowhere", "", "../../etc/passwd", "x" * 300):
        with pytest.raises(CellError) as refused:
            read_zone(name)
        assert refused.value.code == "time_zone"


@given(st.datetimes(datetime(1000, 1, 1), datetime(9999, 1, 1)))  # noqa: DTZ001
def test_iso_comes_back(moment: datetime) -> None:
    assert DateReader().read(moment.isoformat()) == moment
    assert DateReader().read(moment.isoformat(sep=" ")) == moment


@given(st.text(max_size=30))
def test_any_text_is_a_moment_or_refused(text: str) -> None:
    try:
        DateReader.for_column([text]).read(text)
    except CellError as refused:
        assert refused.code in ("not_a_date", "date_order")
