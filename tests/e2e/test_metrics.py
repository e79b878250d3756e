"""Metrics in front of Chromium: every page in every look, and a paste that is looked at before it counts."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from improve.core import clock
from improve.core.db import transaction
from improve.core.periods import PeriodKind, after, code, start_of
from improve.core.policy import Role
from improve.metrics import service
from improve.metrics.values import MarkData
from improve.metrics.values.charting import PhaseData
from tests.e2e.chromium import Look
from tests.e2e.conftest import Live, Show
from tests.e2e.walking import in_its_language, sign_in
from tests.metrics.making import fill, fill_counts, make_metric
from tests.people import PASSWORD, act, make_person, make_unit

ANSWERS = dict.fromkeys(
    ("is_different", "has_known_cause", "is_desired", "is_lasting"), "yes"
) | dict.fromkeys(("difference", "cause", "desired", "lasting"), "A new dock")
Check = Callable[[Page], None]
WEEK = PeriodKind.WEEK
# Where the company is: late in the evening of UTC it is the next day there.
COMPANY = "Asia/Shanghai"


def week(n: int) -> str:
    """The week `n` weeks after (before) the running one."""
    return code(WEEK, after(WEEK, start_of(WEEK, clock.today(COMPANY)), n))


def prepare(app: Flask) -> tuple[int, int, int]:
    """Waiting time with signals, a gap, a correction, a mark and a target; and a share without readings."""
    with app.app_context():
        unit = make_unit("Warehouse")
        tom = make_person("tom", "Tom", roles=[Role.COORDINATOR], unit=unit, password=PASSWORD)
        waiting = make_metric(owner=tom, unit=unit, target=36.0)
        first = after(WEEK, start_of(WEEK, clock.today(COMPANY)), -24)
        values = [44.0, 45.5, 43.8, 46.1] * 3 + [None] + [37.0, 36.2, 35.8] * 4
        fill(waiting, first, values)
        share = make_metric("WH-02", name="Shipped on time", zh="按时发货率", kind="proportion", owner=tom)
        fill_counts(share, first, [(280.0 + n % 7, 320.0) for n in range(20)])
        bare = make_metric("WH-09", name="Picking errors", zh="拣货差错", owner=tom)
        with transaction():
            service.record(waiting, [{"period": week(-3), "value": 36.4}], by=act(tom))
            rows = [{"period": week(n), "value": 40 + n % 3, "unit": "Warehouse"} for n in range(-12, 0)]
            service.record(waiting, rows, by=act(tom))
            service.set_phase(waiting, PhaseData(period=week(-11), **ANSWERS), by=act(tom))
            service.add_mark(waiting, MarkData(day=after(WEEK, first, 6), note="New gate"), by=act(tom))
        return waiting.id, share.id, bare.id


def test_every_page_in_every_look(live: Live, every_look: Page, check_page: Check) -> None:
    number, share, bare = prepare(live.app)
    sign_in(every_look, "tom")
    in_its_language(every_look)
    for path in (
        "",
        "/new",
        f"/{number}",
        f"/{number}?show=all",
        f"/{share}",
        f"/{number}/edit",
        f"/{number}/enter",
        f"/{number}/paste",
        f"/{number}/upload",
        f"/{bare}",
        f"/{bare}/enter",
        f"/{number}?type=run&ticks=nhs&rules=auto&constant=2.66&baseline=",
        f"/{number}/new-limits",
        f"/{number}/units",
        f"/compare?one={number}&two={share}",
    ):
        every_look.goto(f"/metrics{path}")
        check_page(every_look)
    every_look.goto(f"/metrics/{number}/paste")
    every_look.fill("textarea", f"{week(-1)}\t35.5\n{week(-2)}\tmany\n{week(9)}\t3")
    every_look.press("textarea", "Tab")
    every_look.click("main form .btn-primary")
    expect(every_look.locator("main table")).to_have_count(2)
    check_page(every_look)


def test_pasted_readings_count_once_they_were_looked_at(live: Live, show: Show) -> None:
    _number, _share, bare = prepare(live.app)
    for look in (Look(), Look(javascript=False)):
        with show(look) as page:
            sign_in(page, "tom")
            page.goto(f"/metrics/{bare}/paste")
            value = 7 if look.javascript else 9
            page.fill("textarea", f"Week;Errors\n{week(-2)};{value}\n{week(-1)};oops")
            page.click("main form .btn-primary")
            expect(page.locator("main")).to_contain_text("oops")
            beside = page.context.new_page()
            beside.goto(f"/metrics/{bare}")
            expect(beside.locator("main")).not_to_contain_text(f"{value}.0")
            page.click("main form .btn-primary")
            page.wait_for_url(f"**/metrics/{bare}")
            expect(page.locator("main")).to_contain_text(f"{value}.0")


def test_a_chart_is_drawn_differently_kept_and_taken_as_a_file(live: Live, page: Page) -> None:
    """By keyboard: choose, look, keep; the picture is a download."""
    number, _share, _bare = prepare(live.app)
    sign_in(page, "tom")
    page.goto(f"/metrics/{number}")
    page.locator("summary", has_text="Draw it differently").press("Enter")
    page.get_by_label("Kind of chart").select_option("run")
    page.get_by_role("button", name="Draw it", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Keep it for everybody")).to_be_visible()
    page.get_by_role("button", name="Keep it for everybody").press("Enter")
    page.wait_for_url(f"**/metrics/{number}")
    page.locator("summary", has_text="How this was computed").press("Enter")
    expect(page.get_by_text("Run chart: the median")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="PNG").press("Enter")
    assert taken.value.path().read_bytes().startswith(b"\x89PNG")
