"""Pages in a real browser: how one looks, what it must not do, and what axe says of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    Response,
)

from tests import servers

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
)
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Look:
    """How a person meets the page."""

    phone: bool = False
    dark: bool = False
    language: str = "en"
    javascript: bool = True

    def __str__(self) -> str:
        parts = ["phone" if self.phone else "desktop", "dark" if self.dark else "light", self.language]
        return "-".join([*parts, *([] if self.javascript else ["no-script"])])

    def options(self) -> dict[str, Any]:
        """What a browser context is made with."""
        return {
            "viewport": {"width": 390, "height": 844} if self.phone else {"width": 1280, "height": 900},
            "device_scale_factor": 2 if self.phone else 1,
            "is_mobile": self.phone,
            "has_touch": self.phone,
            "color_scheme": "dark" if self.dark else "light",
            "locale": "zh-CN" if self.language.startswith("zh") else "en-GB",
            "timezone_id": "Asia/Shanghai",
            "reduced_motion": "reduce",
            "java_script_enabled": self.javascript,
        }


# Each pair of phone or desktop, light or dark, English or Chinese occurs once.
EVERY_LOOK = (
    Look(),
    Look(dark=True, language="zh-Hans"),
    Look(phone=True, language="zh-Hans"),
    Look(phone=True, dark=True),
)


def launch(playwright: Playwright) -> Browser:
    """The machine's own Chromium, without a window."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 or os.environ.get("CI") else list(FLAGS)
    return playwright.chromium.launch(executable_path=servers.chromium(), args=flags)


class Watched:
    """What went wrong while pages were shown: scripts that failed, blocked content, answers of 500."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.complaints: list[str] = []
        self._origin = origin
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        context.on("request", self._on_request)
        context.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        # That an answer was a 4xx is the business of the test, not a fault of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != self._origin:
            self.complaints.append(f"asks elsewhere: {request.url}")

    def _on_response(self, response: Response) -> None:
        missing_file = response.status == 404 and response.request.resource_type != "document"
        if response.status >= 500 or missing_file:
            self.complaints.append(f"{response.status} from {response.url}")


@contextmanager
def shown(browser: Browser, look: Look, origin: str) -> Iterator[Page]:
    """A page in a browser of its own; addresses may begin with `/`. Fails at the end with what went wrong."""
    context = browser.new_context(base_url=origin, **look.options())
    context.set_default_timeout(20_000)
    watched = Watched(context, origin)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not watched.complaints, f"{look}:\n" + "\n".join(watched.complaints)


def axe(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Fails with each rule of WCAG 2.2 AA that the page breaks, where, and why. `without` names rules to leave."""
    options = {
        "runOnly": {"type": "tag", "values": AXE_RULES},
        "rules": {rule: {"enabled": False} for rule in without},
        # What is in order is not written down: that takes longer than the looking.
        "resultTypes": ["violations"],
    }
    found = _examined(page, options)
    lines = [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n"
        + "\n".join(f"    {' '.join(map(str, node['target']))}: {_why(node)}" for node in rule["nodes"][:5])
        for rule in found
    ]
    assert not found, f"{page.url}:\n" + "\n".join(lines)


def _examined(page: Page, options: dict[str, Any]) -> list[dict[str, Any]]:
    """What axe finds; once more on the page that came when the first was left while it was looked at."""
    page.wait_for_load_state()
    try:
        return _violations(page, options)
    except Error:
        page.wait_for_load_state()
        return _violations(page, options)


def _violations(page: Page, options: dict[str, Any]) -> list[dict[str, Any]]:
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    return list(page.evaluate("options => axe.run(options).then(found => found.violations)", options))


def _why(node: dict[str, Any]) -> str:
    return " ".join(str(node.get("failureSummary", "")).split())


def fits_its_width(page: Page) -> None:
    """Fails when the page can be pushed sideways, naming the widest elements."""
    # Right after a click the document can still be the empty one of an answer that has only begun.
    page.wait_for_load_state()
    too_wide = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.querySelectorAll("body *")]
                .filter(e => e.getBoundingClientRect().right > width + 1)
                .slice(0, 5).map(e => e.outerHTML.slice(0, 100));
        }"""
    )
    assert not too_wide, f"{page.url} is wider than the screen:\n" + "\n".join(too_wide)
