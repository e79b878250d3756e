"""The pages of metrics, walked by a picky browser in both languages and without a script."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from improve.core.db import db, transaction
from improve.core.policy import SYSTEM, Role
from improve.core.spreadsheets import Sheet, read_table, write_xlsx
from improve.metrics import service
from improve.metrics.models import Metric
from improve.metrics.queries import series
from tests.browser import Browser
from tests.conftest import Clock
from tests.metrics.door import LANGUAGES, NewBrowser, let_in, signed_in
from tests.metrics.making import fill, fill_counts, make_metric
from tests.people import make_person, make_unit
from tests.statements import Statements

Counting = Callable[[], Any]
MONDAY = date(2025, 11, 3)
STEADY = [10.0, 12.0, 11.0, 9.0, 10.0, 11.0, 12.0, 10.0, 9.0, 11.0, 10.0, 12.0]


@dataclass
class Company:
    """Tom coordinates, Ann owns a metric, Bob looks."""

    app: Flask
    metric: int
    share: int
    empty: int

    def values(self, metric_id: int) -> tuple[float | None, ...]:
        with self.app.app_context():
            return series(db.session.get_one(Metric, metric_id)).values


@pytest.fixture
def company(app: Flask, clock: Clock) -> Iterator[Company]:
    with app.app_context():
        unit = make_unit("Warehouse")
        ann = make_person("ann", "Ann Miller", unit=unit)
        make_person("bob", "Bob", unit=unit)
        make_person("tom", "Tom", roles=[Role.COORDINATOR], unit=unit)
        let_in()
        metric = make_metric("WH-07", owner=ann, unit=unit, target=9.0)
        fill(metric, MONDAY, [*STEADY, None, 20.0])
        share = make_metric("WH-02", name="On time", zh="按时发货", kind="proportion", direction="up")
        fill_counts(share, MONDAY, [(300 + i % 3, 330) for i in range(14)])
        empty = make_metric("WH-09", name="Picking errors", zh="拣货差错")
        found = Company(app, metric.id, share.id, empty.id)
    yield found


@pytest.fixture(params=LANGUAGES)
def tom(request: pytest.FixtureRequest, company: Company, new_browser: NewBrowser) -> Browser:
    return signed_in(new_browser, "tom", request.param)


@pytest.fixture
def ann(company: Company, new_browser: NewBrowser) -> Browser:
    return signed_in(new_browser, "ann")


def test_every_page_of_a_metric_in_both_languages(company: Company, tom: Browser) -> None:
    for metric_id in (company.metric, company.share, company.empty):
        for path in ("", "/edit", "/enter", "/paste", "/upload", "?show=all&readings=all", "?show=120"):
            tom.get(f"/metrics/{metric_id}{path}")
    for path in ("", "?which=mine", "?which=waiting", "?which=closed", "?q=nothing+like+it", "/new"):
        tom.get(f"/metrics{path}")


def test_the_list_says_what_is_overdue(company: Company, ann: Browser) -> None:
    ann.get("/metrics")
    assert "3 metrics are measured" in ann.text
    assert "2 wait for overdue readings" in ann.text
    assert "20.0" in ann.text
    ann.follow("Overdue 2")
    assert "Picking errors" not in ann.text
    ann.follow("Mine 1")
    assert "Truck waiting time" in ann.text
    assert "Picking errors" not in ann.text
    ann.submit("/metrics", q="on time")
    assert "Truck waiting time" not in ann.text


def test_a_metric_is_found_by_its_name_in_either_language(company: Company, ann: Browser) -> None:
    for text in ("拣货", "picking", "WH-09"):
        ann.get(f"/metrics?q={text}")
        assert "1 metric fits" in ann.text


def test_the_list_asks_no_more_for_more_metrics(company: Company, ann: Browser, statements: Counting) -> None:
    def count() -> int:
        asked: Statements
        with statements() as asked:
            ann.get("/metrics")
        return asked.count

    count()
    before = count()
    with company.app.app_context():
        for i in range(8):
            owner = make_person(f"p{i}")
            fill(make_metric(f"X-{i}", owner=owner, unit=make_unit(f"U{i}")), MONDAY, STEADY)
    count()  # the units are read anew once
    assert count() == before


def test_the_page_asks_no_more_for_more_readings_and_corrections(
    company: Company, ann: Browser, statements: Counting
) -> None:
    def count() -> int:
        with statements() as asked:
            ann.get(f"/metrics/{company.metric}?readings=all")
        return int(asked.count)

    count()
    before = count()
    with company.app.app_context():
        metric = db.session.get_one(Metric, company.metric)
        for i, person in enumerate([make_person(f"p{i}") for i in range(4)]):
            from tests.people import act

            with transaction():
                metric.owner_id = person.id
            fill(metric, date(2025, 8, 4), [float(i + j) for j in range(20)], by=act(person))
    assert count() <= before + 1


def test_what_a_chart_says_stands_in_the_heading(company: Company, ann: Browser) -> None:
    ann.get(f"/metrics/{company.metric}")
    assert ann.page.h1 == "Truck waiting time: the last reading lies above its limits"
    assert "2 of 3" not in ann.page.h1
    assert "no reading" in ann.text
    assert "hit or miss" in ann.text or "out of reach" in ann.text
    assert "2.66" in ann.text
    assert len(ann.page.css("svg.ch.wid")) == 1


def test_a_metric_is_defined_edited_closed_and_opened(company: Company, tom: Browser) -> None:
    tom.get("/metrics/new")
    tom.submit("/metrics/new", status=422)
    assert len(tom.page.css(".err")) == 3
    tom.submit(
        **{"name-en": "Scrap", "name-zh_Hans": "废料", "direction": "down", "kind": "rate", "per": "1000"},
        **{"numerator_name-en": "bad parts", "unit-en": "per 1,000 parts", "owner": "Ann Miller"},
        target="1,5",
        code="S-1",
        period="month",
    )
    assert tom.page.h1 in ("Scrap", "废料")
    with company.app.app_context():
        metric = db.session.scalars(db.select(Metric).where(Metric.code == "S-1")).one()
        assert (metric.per, metric.target, metric.owner.login) == (1000.0, 1.5, "ann")  # type: ignore[union-attr]
        number = metric.id
    tom.get(f"/metrics/{number}/edit")
    tom.submit(code="WH-07", status=422)
    assert tom.page.css("#code")[0].attributes["value"] == "WH-07"
    tom.submit(code="S-2", owner="nobody-here", status=422)
    tom.submit(code="S-2", owner="ann")
    tom.get(f"/metrics/{number}/edit")
    tom.submit(f"/metrics/{number}/close")
    tom.get(f"/metrics/{number}/enter", status=409)
    tom.get(f"/metrics/{number}/edit")
    tom.submit(f"/metrics/{number}/reopen")
    tom.get(f"/metrics/{number}/enter")


def test_a_member_looks_and_changes_nothing(company: Company, new_browser: NewBrowser) -> None:
    bob = signed_in(new_browser, "bob")
    bob.get(f"/metrics/{company.metric}")
    assert "Enter readings" not in bob.links()
    for path in ("edit", "enter", "paste", "upload"):
        bob.get(f"/metrics/{company.metric}/{path}", status=403)
    bob.get("/metrics/new", status=403)
    bob.get("/metrics/4711", status=404)


def test_readings_are_typed_into_the_periods_that_wait(company: Company, ann: Browser) -> None:
    ann.get(f"/metrics/{company.metric}")
    ann.follow("Enter readings")
    # The gap of week 5, what waits since week 7, and the running week 10.
    assert ann.form().names == {
        "value-2026-W05",
        "value-2026-W07",
        "value-2026-W08",
        "value-2026-W09",
        "value-2026-W10",
    }
    ann.submit(**{"value-2026-W05": "10,5", "value-2026-W07": "many"}, status=422)
    assert "“many” is not a number" in ann.text
    assert ann.form().values["value-2026-W05"] == "10,5"
    assert company.values(company.metric)[12] is None
    ann.submit(**{"value-2026-W07": "11"})
    assert "2 readings recorded" in ann.text
    assert company.values(company.metric)[12:15] == (10.5, 20.0, 11.0)


def test_nothing_typed_is_said(company: Company, ann: Browser) -> None:
    ann.get(f"/metrics/{company.metric}/enter")
    ann.submit(status=422)
    assert "Type at least one reading" in ann.text


def test_counts_are_typed_in_two_columns(company: Company, tom: Browser) -> None:
    tom.get(f"/metrics/{company.share}/enter")
    tom.submit(**{"numerator-2026-W07": "340", "denominator-2026-W07": "330"}, status=422)
    tom.submit(**{"numerator-2026-W07": "310"})
    assert company.values(company.share)[-1] == pytest.approx(100 * 310 / 330)


def test_a_reading_is_corrected_and_removed_and_its_history_stays(company: Company, ann: Browser) -> None:
    ann.get(f"/metrics/{company.metric}?readings=all")
    ann.follow("Correct: week of 3 Nov 2025")
    assert ann.page.h1.startswith("Correct week of 3 Nov 2025")
    ann.submit(**{"value-2025-W45": "9.5"})
    assert "1 corrected" in ann.text
    ann.get(f"/metrics/{company.metric}?readings=all")
    assert "corrected once" in ann.text
    ann.get(f"/metrics/{company.metric}/enter?period=2025-W45")
    ann.submit(button="Remove this reading")
    assert "is a gap now" in ann.text
    assert company.values(company.metric)[0] == 12.0
    ann.get(f"/metrics/{company.metric}/enter?period=nonsense", status=404)
    ann.get(f"/metrics/{company.metric}/enter?period=2031-W01", status=404)


def test_pasted_readings_are_looked_at_before_they_are_stored(company: Company, tom: Browser) -> None:
    tom.get(f"/metrics/{company.metric}/paste")
    before = company.values(company.metric)
    text = "Week\tWaited\n2025-W45\t9.9\n2025-W46\t12\n2026-W08\tten\n2026-W07\t13\n"
    tom.submit(text=text)
    assert company.values(company.metric) == before
    rows = tom.page.texts("tbody tr")
    assert any("“ten”" in row for row in rows)
    assert tom.form().values["text"].replace("\r\n", "\n").strip() == text.strip()
    tom.submit(button=tom.page.texts("button[value=record]")[0])
    after = company.values(company.metric)
    assert (after[0], after[1], after[-1]) == (9.9, 12.0, 13.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "This is needed"),
        ("hello", "Two columns are needed"),
        ("hello world", "There is no reading in it"),
        ("1\t2\t3\t4\n5\t6\t7\t8", "Two columns are needed"),
        ("05/01/2026\t1\n12/01/2026\t2", "day-month-year or month-day-year"),
    ],
)
def test_a_text_that_cannot_be_read_stays_in_the_form(
    company: Company, ann: Browser, text: str, said: str
) -> None:
    ann.get(f"/metrics/{company.metric}/paste")
    ann.submit(text=text, status=422)
    assert said in ann.text
    assert ann.form().values["text"].strip() == text


def test_the_order_of_dates_and_the_columns_can_be_chosen(company: Company, ann: Browser) -> None:
    ann.get(f"/metrics/{company.empty}/paste", status=403)
    ann.get(f"/metrics/{company.metric}/paste")
    ann.submit(text="day\tplan\tvalue\n05/01/2026\t99\t1\n12/01/2026\t99\t2", status=422)
    ann.submit(date_order="dmy")
    ann.submit(value_column="plan", button="Look again")
    ann.submit(button=ann.page.texts("button[value=record]")[0])
    assert 99.0 in company.values(company.metric)


def test_a_table_without_a_good_row_offers_nothing_to_record(company: Company, ann: Browser) -> None:
    ann.get(f"/metrics/{company.metric}/paste")
    ann.submit(text="period\tvalue\nnever\tnothing\n2031-W01\t5")
    assert not ann.page.css("button[value=record]")
    assert "This period has not begun yet" in ann.text


def workbook(rows: list[list[Any]], header: list[str]) -> FileStorage:
    stream = io.BytesIO()
    write_xlsx(stream, [Sheet("Readings", header, rows)])
    return FileStorage(io.BytesIO(stream.getvalue()), filename="readings.xlsx")


def test_a_workbook_is_uploaded_and_looked_at(company: Company, tom: Browser) -> None:
    tom.get(f"/metrics/{company.metric}/upload")
    tom.submit(status=422)
    tom.submit(file=workbook([[date(2026, 2, 9), 14.5], [date(2026, 2, 16), "x"]], ["日期", "数值"]))
    assert "14.5" in tom.text
    tom.submit(button=tom.page.texts("button[value=record]")[0])
    assert company.values(company.metric)[-1] == 14.5


def test_a_file_that_is_no_table_is_refused(company: Company, ann: Browser) -> None:
    ann.get(f"/metrics/{company.metric}/upload")
    ann.submit(file=FileStorage(io.BytesIO(b"\x00\x01\x02" * 50), filename="x.csv"), status=422)
    assert "neither CSV nor XLSX" in ann.text


def test_an_export_comes_back_as_it_was(company: Company, ann: Browser, tmp_path: Path) -> None:
    for number, end in ((company.metric, "csv"), (company.share, "xlsx")):
        ann.get(f"/metrics/{number}/readings.{end}")
        table = read_table(ann.body)
        assert len(table.rows) == 13 if number == company.metric else 14
        with company.app.app_context():
            from improve.metrics import sheets

            metric = db.session.get_one(Metric, number)
            rows = sheets.read_rows(metric, sheets.of_table(metric, table))
            with transaction():
                outcome = service.record(metric, rows.raw, by=SYSTEM)
            assert (outcome.changes, outcome.errors, outcome.skipped) == ([], [], len(table.rows))


def test_a_day_is_marked_on_the_chart_and_taken_off(company: Company, ann: Browser) -> None:
    ann.get(f"/metrics/{company.metric}")
    ann.submit(f"/metrics/{company.metric}/marks", day="2025-12-24", note="New <b>racks</b>")
    assert "New <b>racks</b>" in ann.text
    ann.submit(f"/metrics/{company.metric}/marks", day="2025-12-24", note="New <b>racks</b>", status=422)
    ann.submit(f"/metrics/{company.metric}/marks", day="tomorrow", note="x", status=422)
    ann.get(f"/metrics/{company.metric}")
    ann.submit(button="Remove: New <b>racks</b>")
    assert "racks" not in ann.page.text.replace("Taken off", "")


HOSTILE = {
    "nul": "a\x00b",
    "surrogate": "a\ud800b",
    "long": "x" * 5_000,
    "huge": "1" * 400,
    "large": "99999999999999999999",
    "infinite": "inf",
    "not a number": "NaN",
    "sql": "'; DROP TABLE metrics_metric; --",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_input_is_named_and_nothing_is_stored(company: Company, ann: Browser, name: str) -> None:
    text = HOSTILE[name]
    before = company.values(company.metric)
    ann.get(f"/metrics/{company.metric}/enter")
    raw = {"value-2026-W07": text.encode("utf-8", "surrogatepass") if "\ud800" in text else text}
    ann.submit(raw=raw, status=422)
    assert ann.page.css(".err")
    assert company.values(company.metric) == before
    ann.get(f"/metrics/{company.metric}/edit")
    sent = {"decimals": text, "target": text, "unit_id": text}
    if "\ud800" in text:
        sent = {key: value.encode("utf-8", "surrogatepass") for key, value in sent.items()}  # type: ignore[misc]
    ann.submit(f"/metrics/{company.metric}/edit", raw=sent, status=422)
