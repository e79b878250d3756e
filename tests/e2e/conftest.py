"""A running application and Chromium in front of it. Every test that uses them carries the mark `browser`.

def test_x(live, page): page.goto("/")                       # desktop, light, English
def test_y(live, every_look): every_look.goto("/")           # four times, see EVERY_LOOK
def test_z(live, show):                                      # any look, also without JavaScript
    with show(Look(javascript=False)) as page: ...
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests import servers
from tests.e2e.chromium import EVERY_LOOK, Look, axe, fits_its_width, launch, shown

RESULTS = Path(__file__).resolve().parents[2] / "test-results"
FAILED = pytest.StashKey[bool]()

Show = Callable[[Look], AbstractContextManager[Page]]


@dataclass(frozen=True)
class Live:
    """An application that answers on `url`."""

    url: str
    app: Flask


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def live(app: Flask) -> Iterator[Live]:
    """The application on a free port of this machine, with several requests at a time as in reality."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    app.config["BASE_URL"] = url
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield Live(url, app)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this worker."""
    missing = servers.chromium_missing()
    if missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def show(request: pytest.FixtureRequest, chromium: Browser, live: Live) -> Show:
    """Opens a browser of a look: `with show(Look(phone=True)) as page`. A failing test leaves a picture."""

    @contextmanager
    def open_page(look: Look) -> Iterator[Page]:
        with shown(chromium, look, live.url) as page:
            try:
                yield page
            except BaseException:
                _keep_picture(page, f"{request.node.name}-{look}")
                raise

    return open_page


@pytest.fixture
def page(request: pytest.FixtureRequest, chromium: Browser, live: Live) -> Iterator[Page]:
    """Desktop, light, English."""
    yield from _page(request, chromium, live, Look())


@pytest.fixture
def page_without_script(request: pytest.FixtureRequest, chromium: Browser, live: Live) -> Iterator[Page]:
    """The same without JavaScript."""
    yield from _page(request, chromium, live, Look(javascript=False))


@pytest.fixture(params=EVERY_LOOK, ids=str)
def every_look(request: pytest.FixtureRequest, chromium: Browser, live: Live) -> Iterator[Page]:
    """One page a look: phone and desktop, light and dark, English and Chinese."""
    yield from _page(request, chromium, live, request.param)


def _page(request: pytest.FixtureRequest, chromium: Browser, live: Live, look: Look) -> Iterator[Page]:
    with shown(chromium, look, live.url) as page:
        yield page
        if request.node.stash.get(FAILED, False):
            _keep_picture(page, request.node.name)


def _keep_picture(page: Page, name: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    file_name = re.sub(r"[^\w.-]+", "-", name)
    page.screenshot(path=RESULTS / f"{file_name}.png", full_page=True)


@pytest.fixture
def check_page() -> Callable[[Page], None]:
    """What every page in front of a person must keep: axe finds nothing, and it fits the screen."""

    def check(page: Page) -> None:
        axe(page)
        fits_its_width(page)

    return check
