"""Numbers are written as Babel writes them, only faster."""

from __future__ import annotations

from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from improve.web.formatting import _decimal

NUMBERS = st.one_of(
    st.floats(-1e17, 1e17),
    st.floats(-100, 100).map(lambda value: round(value, 3)),  # as people write them, with ties
    st.integers(-(10**18), 10**18),
)


@given(NUMBERS, st.sampled_from([None, 0, 1, 2, 3]), st.sampled_from(["en", "zh_Hans"]))
def test_numbers_are_written_as_babel_writes_them(value: float, digits: int | None, language: str) -> None:
    pattern = "#,##0" if digits == 0 else ("#,##0." + "0" * digits if digits else "#,##0.###")
    assert _decimal(value, digits) == format_decimal(value or 0, format=pattern, locale=language)
