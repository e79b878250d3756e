"""What every walk through the application begins with."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.people import PASSWORD


def sign_in(page: Page, login: str) -> None:
    """With the password of the tests."""
    page.goto("/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def in_its_language(page: Page) -> None:
    """The person's own choice is English; a look may want Chinese."""
    chinese = page.evaluate("navigator.language").startswith("zh")
    page.goto("/language/zh-Hans" if chinese else "/language/en")


def follow(page: Page, place: Locator) -> None:
    """Presses Enter on a link or a button and waits for the page behind it.

    A press alone returns before the browser has begun to leave: what is looked at next may be the old page still.
    """
    with page.expect_navigation():
        place.press("Enter")
