"""SPSS files, read back by a reader that is not ours."""

from __future__ import annotations

import io
import math
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from improve.core.spss import Format, Measure, Set, Variable, write_sav

pyreadstat = pytest.importorskip("pyreadstat", reason="`make venv` installs what is in requirements-dev.lock")
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
# Where pieces of a long text and their padding begin and end.
LENGTHS = (0, 1, 7, 8, 9, 250, 252, 253, 254, 255, 256, 257, 504, 505, 510, 511, 765, 766, 5_000)


def read(path: Path, variables: list[Variable], rows: list[list[Any]], **more: Any) -> tuple[Any, Any]:
    """What another program reads of it."""
    with path.open("wb") as file:
        assert write_sav(file, variables, rows, now=NOW, **more) == len(rows)
    found: tuple[Any, Any] = pyreadstat.read_sav(str(path), user_missing=True)
    return found


@pytest.mark.parametrize("letters", ["abcdefg ", "é您😀z"])
def test_texts_of_every_length_come_back_whole(tmp_path: Path, letters: str) -> None:
    texts = [(letters * 5_000)[:length].rstrip() for length in LENGTHS]
    # Each column is as wide as its one text, and a number stands behind it.
    variables = [one for n in LENGTHS for one in (Variable(f"t{n}", format=Format.TEXT), Variable(f"n{n}"))]
    rows: list[list[Any]] = [
        [cell for text in texts for cell in (text, len(text))],
        [cell for text in texts for cell in (text[:100], None)],
    ]
    table, _meta = read(tmp_path / "t.sav", variables, rows)
    assert [table[f"t{n}"][0] for n in LENGTHS] == texts
    assert [table[f"n{n}"][0] for n in LENGTHS] == [len(text) for text in texts]
    assert [table[f"t{n}"][1] for n in LENGTHS] == [text[:100].rstrip() for text in texts]


def test_longer_texts_than_the_format_holds_end_at_a_whole_letter(tmp_path: Path) -> None:
    rows = [["汉" * 20_000], ["a\0b\ud800c\n=1+1"]]
    table, _meta = read(tmp_path / "t.sav", [Variable("a", format=Format.TEXT)], rows)
    assert table["a"].tolist() == ["汉" * 10_922, "a b?c\n=1+1"]


@settings(max_examples=30, deadline=None)
@example([(sys.float_info.max, "highest"), (-sys.float_info.max, "missing"), (5e-324, "")])
@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(-200, 300) | st.floats(allow_nan=False, allow_infinity=False),
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40),
        ),
        max_size=30,
    )
)
def test_any_rows_come_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, str]]) -> None:
    path = tmp_path_factory.mktemp("sav") / "t.sav"
    variables = [Variable("n"), Variable("t", format=Format.TEXT)]
    table, _meta = read(path, variables, [list(row) for row in rows])
    back = [None if math.isnan(number) else number for number in table["n"].tolist()]
    ends = (sys.float_info.max, -sys.float_info.max)  # the format's own marks
    assert back == [None if n is None or n in ends else float(n) for n, _text in rows]
    assert table["t"].tolist() == [text.rstrip(" ") for _number, text in rows]


def test_labels_missing_values_days_and_sets(tmp_path: Path) -> None:
    variables = [
        Variable("day", "Tag", Format.DAY, Measure.SCALE),
        Variable("at", format=Format.MOMENT),
        Variable("nps", "您" * 200, labels=((0, "no"), (10, "yes"), (998, "?")), missing=998.0),
        Variable("short", format=Format.TEXT, labels=(("ask", "Ask"), ("fix_it", "是" * 100))),
        Variable("long", format=Format.TEXT, labels=(("fix_it_all_day", "Repair"), ("ask", "Ask"))),
        Variable("to"),
        Variable("TO", decimals=2),
        Variable("1st.", measure=Measure.SCALE),
        Variable("tick.c1"),
        Variable("tick.c2"),
        Variable("x" * 100),
        Variable("名字"),
    ]
    row = [date(2026, 5, 31), datetime(2026, 5, 31, 23, 30, tzinfo=UTC), 998, "ask", "ask", 1, 1.5, "x"]
    rows: list[list[Any]] = [[*row, 1, 0, 3, float("inf")], [None] * 12]
    sets = [Set("tick", "Which?", ("tick.c1", "tick.c2"))]
    table, meta = read(tmp_path / "t.sav", variables, rows, title="Titel 您" * 30, sets=sets)
    names = ["day", "at", "nps", "short", "long", "v_to", "v_TO_2", "v_1st", "tick.c1", "tick.c2", "x" * 64]
    assert meta.column_names == [*names, "名字"]
    first, second = table.to_dict("records")
    assert (first["day"], first["at"].to_pydatetime()) == (date(2026, 5, 31), datetime(2026, 5, 31, 23, 30))  # noqa: DTZ001
    assert [first[name] for name in ("nps", "v_to", "v_TO_2", "tick.c1", "tick.c2")] == [998, 1, 1.5, 1, 0]
    # Neither a text in a number nor infinity is a number.
    assert first["v_1st"] != first["v_1st"] and first["名字"] != first["名字"]
    assert second["nps"] != second["nps"] and second["short"] == ""
    assert meta.missing_ranges == {"nps": [{"lo": 998.0, "hi": 998.0}]}
    assert meta.variable_value_labels["nps"] == {0: "no", 10: "yes", 998: "?"}
    assert meta.variable_value_labels["short"] == {"ask": "Ask", "fix_it": "是" * 40}
    assert meta.variable_value_labels["long"] == {"fix_it_all_day": "Repair", "ask": "Ask"}
    assert meta.column_names_to_labels["nps"] == "您" * 85
    assert meta.variable_measure["day"] == "scale"
    assert meta.mr_sets["tick"]["variable_list"] == ["tick.c1", "tick.c2"]
    assert (meta.file_encoding, meta.number_rows) == ("UTF-8", 2)


def test_a_file_without_rows_is_a_file(tmp_path: Path) -> None:
    table, meta = read(tmp_path / "t.sav", [Variable("a", format=Format.TEXT), Variable("b")], [])
    assert (meta.column_names, len(table)) == (["a", "b"], 0)
    file = io.BytesIO()
    assert write_sav(file, [Variable("a")], [], now=NOW) == 0
    assert file.getvalue().startswith(b"$FL2")
