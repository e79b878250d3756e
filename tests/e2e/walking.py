"""What every walk through the application begins with."""

from __future__ import annotations

from playwright.sync_api import Page

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
