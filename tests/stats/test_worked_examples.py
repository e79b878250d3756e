"""Published examples with the numbers printed beside them, so that a clean clone checks against others too."""

from __future__ import annotations

import pytest

from improve.stats.change import judge
from improve.stats.control_charts import chart
from improve.stats.effect import welch_difference
from improve.stats.time_series import segmented


def numbers(text: str) -> list[int]:
    return [int(word) for word in text.split()]


# Cost of processing mortgage applications, 40 weeks (Montgomery, Statistical Quality Control, 6th ed., table 6.7).
MORTGAGE = numbers("""
    310 288 297 298 307 303 294 297 308 306 294 299 297 299 314 295 293 306 301 304
    305 282 305 296 314 295 287 301 298 311 310 292 305 299 304 310 304 305 333 328
""")

# Defective cans of orange juice in samples of 50, before and after a machine adjustment (Montgomery, tables 7.1 and 7.3).
CANS = numbers("""
    12 15 8 10 4 7 16 9 14 10 5 6 17 12 22 8 10 5 13 11
    20 18 24 15 9 12 7 13 9 6
""")
CANS_ADJUSTED = numbers("""
    9 6 12 5 6 4 6 3 7 6 2 4 3 6 5 4 8 5 6 7
    5 6 3 5
""")

# Annual flow of the Nile at Aswan, 1871-1970 (Cobb 1978); the dam changed it in 1899.
NILE = numbers("""
    1120 1160 963 1210 1160 1160 813 1230 1370 1140 995 935 1110 994 1020 960 1180 799 958 1140
    1100 1210 1150 1250 1260 1220 1030 1100 774 840 874 694 940 833 701 916 692 1020 1050 969
    831 726 456 824 702 1120 1100 832 764 821 768 845 864 862 698 845 744 796 1040 759
    781 865 845 944 984 897 822 1010 771 676 649 846 812 742 801 1040 860 874 848 890
    744 749 838 1050 918 986 797 923 975 815 1020 906 901 1170 912 746 919 718 714 740
""")


def test_mortgage_cost() -> None:
    drawn = chart("xmr", MORTGAGE, freeze=20, constant=3 / 1.128)
    assert (drawn.center, drawn.mean_range) == (300.5, pytest.approx(7.79, abs=0.005))
    assert (drawn.lower[0], drawn.upper[0]) == (
        pytest.approx(279.78, abs=0.005),
        pytest.approx(321.22, abs=0.005),
    )
    assert [s.index for s in drawn.signals] == [39, 40]


def test_orange_juice_cans() -> None:
    drawn = chart("p", CANS, [50] * 30)
    found = [drawn.center, drawn.lower[0], drawn.upper[0]]
    assert found == pytest.approx([0.2313, 0.0524, 0.4102], abs=6e-5)
    assert [s.index for s in drawn.signals if s.rule.startswith("outside")] == [15, 23]
    revised = chart("p", CANS, [50] * 30, exclude=[15, 23])
    assert [revised.center, revised.lower[0], revised.upper[0]] == pytest.approx(
        [0.2150, 0.0407, 0.3893], abs=6e-5
    )


def test_the_adjustment_of_the_machine() -> None:
    found = judge([v / 50 for v in CANS], [v / 50 for v in CANS_ADJUSTED], better="down")
    assert found.verdict == "improved"
    assert found.effect is not None
    # Published shares 0.2313 and 0.1108.
    assert found.effect.difference == pytest.approx(0.1108 - 0.2313, abs=1e-4)


def test_the_nile_after_the_dam() -> None:
    """Estimates and errors of R: lm and sandwich::NeweyWest(lag = 4, prewhite = FALSE, adjust = TRUE)."""
    found = segmented(NILE, 29, lag=4)
    assert (found.level_change.value, found.level_change.se) == pytest.approx((-289.1026854, 63.04980366))
    assert (found.average_effect.value, found.average_effect.se) == pytest.approx((-305.7553366, 146.93513))
    assert found.cautious().se == pytest.approx(185.155154)


def test_sleep() -> None:
    """Student 1908: R's t.test prints t = -1.8608 for first minus second."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    difference, se = welch_difference(first, second)
    assert difference / se == pytest.approx(1.8608, abs=5e-5)
