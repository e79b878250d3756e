"""Single answers of every kind, out as CSV, XLSX and JSON and back in again. Feature table row "Import / export" (M)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Flask

from improve.core.db import db, transaction
from improve.core.policy import Role
from improve.core.spreadsheets import read_table
from improve.surveys import queries, service
from improve.surveys.models import Survey
from tests.people import PASSWORD, make_person
from tests.surveys.test_way import make_every

GIVEN: dict[str, Any] = {
    "agree": True,
    "csat": 4,
    "rate": 2,
    "pick.other": "=cmd|' /C calc'!A0",
    "tick": ["c2"],
    "tick.other": "Gin, and tonic",
    "grid": {"c1": "c2"},
    "rank": ["c2", "c1"],
    "age": 41,
    "day": "2026-05-31",
    "sure": "n",
    "why": "'=1+1",
    "place": "-5",
}


def test_every_answer_survives_the_way_out_and_back(
    app: Flask, new_browser: Any, run: Any, tmp_path: Path
) -> None:
    with app.app_context():
        make_person("ann", roles=[Role.COORDINATOR], password=PASSWORD)
        first, second = make_every(), make_every()
        for _one in range(5):
            with transaction():
                service.answer(db.session.get_one(Survey, first.id), GIVEN, "en")
        with transaction():
            service.answer(db.session.get_one(Survey, first.id), {"agree": True, "sure": "y"}, "zh_Hans")
        numbers = (first.id, second.id)
        told = queries.counts_of(numbers[0])
    ann = new_browser()
    ann.sign_in("ann", PASSWORD)
    table = read_table(ann.get(f"/surveys/{numbers[0]}/answers.csv") and ann.body)
    rows = [dict(zip(table.header, one.cells, strict=True)) for one in table.rows]
    row = next(row for row in rows if row["why"])
    assert row["day_answer"] == "2026-05-31"
    assert (row["pick"], row["pick.other"], row["why"]) == ("other", GIVEN["pick.other"], "'=1+1")
    assert (row["tick.c1"], row["tick.c2"], row["tick.other"]) == ("0", "1", GIVEN["tick.other"])
    assert (row["grid.c1"], row["rank.c1"], row["place"], row["agree"]) == ("c2", "2", "-5", "v1")
    maps = ("--map", "submitted_at=day", "--map", "day=day_answer")
    for kind in ("csv", "xlsx", "csv?values=labels", "xlsx?values=labels"):
        file = tmp_path / f"answers.{kind.partition('?')[0]}"
        ann.get(f"/surveys/{numbers[0]}/answers.{kind}")
        file.write_bytes(ann.body)
        result = run("import", "responses", str(numbers[1]), str(file), *maps, "--json")
        found = json.loads(result.stdout)
        assert found["errors"] == []
        # The day and the question of that code: a file that was brought in is not brought in again.
        assert found["created"] == (6 if kind == "csv" else 0), kind
    with app.app_context():
        assert queries.counts_of(numbers[1]) == told
    ann.get(f"/surveys/{numbers[0]}/answers.csv?values=labels")
    words = read_table(ann.body)
    assert {"Milk", None} == set(words.column("grid.c1"))
    assert {"Other", None} == set(words.column("pick"))
    ann.get(f"/surveys/{numbers[0]}/answers.json")
    forms = json.loads(ann.body)["answers"]
    assert len(forms) == 6
    assert {form.get("age") for form in forms} == {41, None}
    assert {form.get("pick.other") for form in forms} == {GIVEN["pick.other"], None}
