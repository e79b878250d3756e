"""The import engine: mapping, reading, batches, dry runs, errors by row and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Annotated, Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from improve.core.cells import CellError
from improve.core.errors import Forbidden, Invalid
from improve.core.importing import engine
from improve.core.importing.ports import Became, Importer, ImportField
from improve.core.messages import _l
from improve.core.policy import SYSTEM, Actor
from improve.core.spreadsheets import UnknownColumn, read_table
from improve.core.values import Line, Whole, check


@dataclass(frozen=True)
class Thing:
    name: Annotated[str, Line(10)]
    size: Annotated[int | None, Whole(0, 100)] = None


@dataclass
class Store:
    """Stands for a feature: rows by name; `refuse` is a name that the feature itself turns down."""

    rows: dict[str, int | None] = field(default_factory=dict)
    batches: list[int] = field(default_factory=list)

    def apply(self, things: Sequence[Thing], _by: Actor) -> Sequence[Became]:
        self.batches.append(len(things))
        return [self._one(thing) for thing in things]

    def _one(self, thing: Thing) -> Became:
        if thing.name == "refuse":
            return Invalid.field("name", _l("This is not one of the choices."))
        before = "created" if thing.name not in self.rows else "updated"
        if before == "updated" and self.rows[thing.name] == thing.size:
            return "skipped"
        self.rows[thing.name] = thing.size
        return before


def importer_into(store: Store, batch: int = 500) -> Importer:
    def parse(raw: Mapping[str, Any]) -> Thing:
        return check(Thing, raw)

    return Importer(
        code="things",
        label=_l("Title"),
        line=_l("Title"),
        permission="things:import",
        fields=(
            ImportField("name", _l("Title"), required=True, synonyms=("名称",)),
            ImportField("size", _l("Status"), kind="whole"),
            ImportField("when", _l("Submitted"), kind="instant"),
        ),
        parse=parse,
        apply=store.apply,
        batch=batch,
    )


def bring_in(
    text: str, store: Store, given_map: Mapping[str, str] | None = None, **options: Any
) -> engine.Outcome:
    importer = importer_into(store, batch=options.pop("batch", 500))
    table = read_table(text.encode())
    mapping = engine.complete_mapping(importer, table, given_map or {})
    return engine.run(importer, table, mapping, by=SYSTEM, zone=UTC, **options)


def test_good_rows_are_stored_although_others_are_bad(context: object) -> None:
    store = Store()
    outcome = bring_in("name,size\nbolt,3\nthis name is too long,1\nnut,many\nrefuse,1\nwasher,\n", store)
    assert store.rows == {"bolt": 3, "washer": None}
    assert (outcome.read, outcome.created, outcome.updated, outcome.skipped) == (5, 2, 0, 0)
    assert [(error.row, error.column) for error in outcome.errors] == [(3, "name"), (4, "size"), (5, "name")]


def test_the_same_file_again_changes_nothing(context: object) -> None:
    store = Store()
    bring_in("name,size\na,1\nb,2\n", store)
    again = bring_in("name,size\na,1\nb,3\n", store)
    assert (again.created, again.updated, again.skipped) == (0, 1, 1)


def test_a_long_file_is_stored_batch_by_batch(context: object) -> None:
    store, seen = Store(), []
    bring_in(
        "name\n" + "\n".join(f"n{i}" for i in range(10)) + "\n",
        store,
        batch=4,
        progress=lambda outcome: seen.append(outcome.read),
    )
    assert store.batches == [4, 4, 2]
    assert seen == [4, 8, 10]


def test_headings_say_what_they_are_in_both_languages(context: object) -> None:
    store = Store()
    assert bring_in("名称,SIZE\na,1\n", store).created == 1
    assert store.rows == {"a": 1}


@pytest.mark.parametrize(
    ("given_map", "kind"),
    [
        ({"nonsense": "name"}, engine.UnusableMapping),
        ({"name": "no such column"}, UnknownColumn),
    ],
)
def test_an_impossible_mapping_stops_before_anything(
    context: object, given_map: Mapping[str, str], kind: type[Exception]
) -> None:
    store = Store()
    with pytest.raises(kind):
        bring_in("name\na\n", store, given_map)
    assert store.rows == {}


def test_a_needed_field_without_column_stops_before_anything(context: object) -> None:
    store = Store()
    with pytest.raises(engine.UnusableMapping, match="name"):
        bring_in("size\n1\n", store)
    assert store.batches == []


def test_an_open_date_order_is_asked(context: object) -> None:
    store = Store()
    text = "name,when\na,03/02/2026\n"
    with pytest.raises(CellError, match="day-month"):
        bring_in(text, store, {"when": "when"})
    assert store.batches == []


def test_who_may_not_import_does_not(context: object) -> None:
    store = Store()
    importer = importer_into(store)
    table = read_table(b"name\na\n")
    with pytest.raises(Forbidden):
        engine.run(importer, table, {"name": "name"}, by=Actor(actor_id=1), zone=UTC)
    assert store.rows == {}


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "refuse", "much too long"]), st.integers(-5, 200))))
def test_every_row_is_accounted_for(app: Flask, rows: list[tuple[str, int]]) -> None:
    with app.app_context():
        outcome = bring_in("name,size\n" + "".join(f"{name},{size}\n" for name, size in rows), Store())
    bad = {error.row for error in outcome.errors}
    assert outcome.read == len(rows)
    assert outcome.created + outcome.updated + outcome.skipped + len(bad) == len(rows)
