"""Labels of periods as places in time."""

from __future__ import annotations

import pytest

from improve.stats.errors import StatsError
from improve.stats.periods import positions, seasons

WORKING_DAYS = [
    "2024-01-01",
    "2024-01-02",
    "2024-01-03",
    "2024-01-04",
    "2024-01-05",
    "2024-01-08",
    "2024-01-10",
]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([], []),
        (["2026-05"], [0]),
        (["2024-11", "2024-12", "2025-02"], [0, 1, 3]),
        (["2024/1", "2024/2", "2024/10"], [0, 1, 9]),
        (["202411", "202412", "202501"], [0, 1, 2]),
        (["2024年5月", "2024年6月", "2024年8月"], [0, 1, 3]),
        (["2024-Q3", "2024 Q4", "2025Q2"], [0, 1, 3]),
        (["2024年第三季度", "2024年第4季度"], [0, 1]),
        (["2024-W51", "2024-W52", "2025-W01", "2025-W03"], [0, 1, 2, 4]),
        (["2024年第51周", "2024年第52周", "2025年第1周"], [0, 1, 2]),
        # 2020 had 53 weeks.
        (["2020-W53", "2021-W01", "2021-W02"], [0, 1, 2]),
        (["1871", "1872", "1874"], [0, 1, 3]),
        (["1871年", "1872年"], [0, 1]),
        # A running number with one left out; one that begins again names nothing.
        (["1", "2", "3", "5"], [0, 1, 2, 4]),
        (["51", "52", "1", "2"], [0, 1, 2, 3]),
        # Two columns, year and part: months, quarters once they have come round, weeks above 12.
        (["1969 1", "1969 2", "1969 4"], [0, 1, 3]),
        (["2024 1", "2024 2", "2024 3", "2024 4", "2025 1", "2025 3"], [0, 1, 2, 3, 4, 6]),
        (["2024 51", "2024 52", "2025 1"], [0, 1, 2]),
        # Dates: days, weeks, months, ends of months, quarters, working days.
        (["2024-01-01", "2024-01-02", "2024-01-04"], [0, 1, 3]),
        (["2024-01-01 00:00:00", "2024-01-02T00:00"], [0, 1]),
        (["2024-01-01", "2024-01-08", "2024-01-22", "2024-01-29"], [0, 1, 3, 4]),
        (["2024-01-01", "2024-02-01", "2024-04-01"], [0, 1, 3]),
        (["2024-01-31", "2024-02-29", "2024-03-31"], [0, 1, 2]),
        (["2024-01-01", "2024-04-01", "2024-07-01"], [0, 1, 2]),
        (["2024年1月1日", "2024年2月1日", "2024年3月1日"], [0, 1, 2]),
        (WORKING_DAYS, [0, 1, 2, 3, 4, 5, 7]),
        # No pattern: as they stand.
        (["before", "after"], [0, 1]),
        (["2024-01", "spring"], [0, 1]),
        (["2024-13-01", "2024-14-01"], [0, 1]),
        (["2024-01-01", "2024-01-04", "2024-01-09", "2024-01-11", "2024-02-20"], [0, 1, 2, 3, 4]),
        (["1969", "1969", "1970"], [0, 1, 2]),
        (["2024-54", "2024-55"], [0, 1]),
        (["2024-W60", "2024-W61"], [0, 1]),
        # Newest first stays newest first.
        (["2024-02", "2024-01"], [1, 0]),
    ],
)
def test_places(labels: list[str], expected: list[int]) -> None:
    assert positions(labels) == expected


def test_whole_numbers_are_places() -> None:
    assert positions([7, 8, 10]) == [7, 8, 10]
    with pytest.raises(StatsError) as refused:
        positions([1, 2, 1000])
    assert refused.value.code == "periods_too_far_apart"


@pytest.mark.parametrize(
    ("labels", "kind", "expected"),
    [
        ([], "month", []),
        (["2024-01", "2024-12"], "month", [1, 12]),
        (["2024-01-31", "2024-02-29"], "month", [1, 2]),
        (["202407"], "month", [7]),
        (["1969 1", "1969 12"], "month", [1, 12]),
        (["2024-01", "2024-03", "2024-04", "2024-12"], "quarter", [1, 1, 2, 4]),
        (["2024-Q3", "2024年第四季度"], "quarter", [3, 4]),
        (["2024 1", "2024 2", "2024 3", "2024 4", "2025 1"], "quarter", [1, 2, 3, 4, 1]),
    ],
)
def test_seasons(labels: list[str], kind: str, expected: list[int]) -> None:
    assert seasons(labels, kind) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        (["2024"], "month"),
        (["2024-Q1"], "month"),
        (["2024-13"], "month"),
        (["2024-13"], "quarter"),
        (["x"], "quarter"),
    ],
)
def test_labels_without_a_season_are_refused(labels: list[str], kind: str) -> None:
    with pytest.raises(StatsError) as refused:
        seasons(labels, kind)  # type: ignore[arg-type]
    assert refused.value.code == "season_unknown"
