"""What nobody would type into an address answers like a page, never with an error of ours."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from improve.core.policy import Role
from tests.browser import Browser
from tests.conftest import Clock
from tests.metrics.door import let_in, signed_in
from tests.people import make_person
from tests.projects.making import IMPROVED, running

BIG = "9" * 30
QUERIES = {
    "/projects": ("q=%00", "q=%ED%A0%80", "q=%25%5F%21", f"unit={BIG}", f"owner={BIG}", "owner=%00", "lanes=x", "q=%F0%9F%98%80"),
    "/projects/list": ("q=a%00b", "stage=x", "late=%00", "unit=-1"),
    "/projects/stand-up": ("unit=%00", f"unit={BIG}", "unit=x"),
    "/projects/limits": ("unit=%00", f"unit={BIG}"),
    "/projects/new": (f"idea={BIG}", "idea=%00", "idea=%23x"),
    "/projects/1/plan/preview": ("smallest_useful=1e999", "starts_on=9999-12-31", "starts_on=0001-01-01", f"metric_id={BIG}", "settle_in=%00", "smallest_useful=%00", "baseline_from=9999-12-31"),
    "/savings": ("state=%00", "kind=gold", "state=x"),
    "/search": ("q=%00", f"q={BIG}"),
}  # fmt: skip


def test_bad_addresses(app: Flask, clock: Clock, new_browser: Callable[..., Browser]) -> None:
    with app.app_context():
        running(make_person("tom", roles=[Role.COORDINATOR]), IMPROVED)
        let_in()
    tom = signed_in(new_browser, "tom")
    found = {
        (path, query): status
        for path, queries in QUERIES.items()
        for query in queries
        if (status := tom.client.get(f"{path}?{query}").status_code)
        not in (400 if "%00" in query else 200, 303, 404)
    }
    assert found == {}
