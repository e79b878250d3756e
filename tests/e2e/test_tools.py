"""The tools of the browser tests see what they are there to see."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from tests.e2e.chromium import EVERY_LOOK, Look, axe, fits_its_width, shown

GOOD = """<!doctype html><html lang="en"><head><title>Good</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Good</h1><p>Words</p></main></body></html>"""
DEFECTS = {
    "faint": GOOD.replace("<p>", '<p style="color:#bbb;background:#fff">'),
    "wide": GOOD.replace("<p>", '<p style="width:3000px">'),
    "broken": GOOD.replace("<p>", "<script>nothing.here()</script><p>"),
    "lost": GOOD.replace("<p>", '<img src="/nowhere.png" alt=""><p>'),
    "elsewhere": GOOD.replace("<p>", '<img src="http://127.0.0.1:9/a.png" alt=""><p>'),
}


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    site = Flask(__name__)
    site.add_url_rule("/good", "good", lambda: GOOD)
    site.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
    site.add_url_rule("/fails", "fails", lambda: ("failed", 500))
    site.add_url_rule("/bad/<name>", "bad", lambda name: DEFECTS[name])
    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("look", EVERY_LOOK, ids=str)
def test_a_good_page_passes_in_every_look(chromium: Browser, origin: str, look: Look) -> None:
    with shown(chromium, look, origin) as page:
        page.goto("/good")
        axe(page)
        fits_its_width(page)


def test_axe_names_the_rule(chromium: Browser, origin: str) -> None:
    with shown(chromium, Look(), origin) as page:
        page.goto("/bad/faint")
        with pytest.raises(AssertionError, match="color-contrast"):
            axe(page)


def test_a_page_wider_than_the_phone_is_seen(chromium: Browser, origin: str) -> None:
    with shown(chromium, Look(phone=True), origin) as page:
        page.goto("/bad/wide")
        with pytest.raises(AssertionError, match="wider than the screen"):
            fits_its_width(page)


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("/bad/broken", "nothing is not defined"),
        ("/bad/lost", "404 from .*nowhere.png"),
        ("/bad/elsewhere", "asks elsewhere"),
        ("/fails", "500 from"),
    ],
)
def test_faults_behind_the_page_are_seen(chromium: Browser, origin: str, path: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint), shown(chromium, Look(), origin) as page:
        page.goto(path, wait_until="networkidle")


def test_without_javascript_no_script_runs(chromium: Browser, origin: str) -> None:
    with shown(chromium, Look(javascript=False), origin) as page:
        page.goto("/bad/broken")
        assert page.locator("h1").inner_text() == "Good"
