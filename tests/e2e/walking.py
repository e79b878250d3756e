"""What every walk through the application begins with."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

from tests.people import PASSWORD

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def through_the_door(page: Page, login: str) -> None:
    """On the page of signing in, by keyboard, with the password of the tests."""
    page.goto("/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def sign_in(page: Page, login: str) -> None:
    """The same without showing the door and the page behind it, which takes the browser a second: what is shown
    stays."""
    request = page.context.request
    token = TOKEN.search(request.get("/sign-in").text())
    assert token is not None
    form = {"login": login, "password": PASSWORD, "csrf_token": token[1]}
    answer = request.post("/sign-in", form=form, max_redirects=0)
    assert answer.status == 303, f"{login} is not signed in: {answer.status}"


def in_its_language(page: Page) -> None:
    """The person's own choice is English; a look may want Chinese. What is shown stays."""
    chinese = page.evaluate("navigator.language").startswith("zh")
    tag = "zh-Hans" if chinese else "en"
    answer = page.context.request.get(f"/language/{tag}", max_redirects=0)
    assert answer.status in (302, 303)


def follow(page: Page, place: Locator) -> None:
    """Presses Enter on a link or a button and waits for the page behind it.

    A press alone returns before the browser has begun to leave: what is looked at next may be the old page still.
    """
    with page.expect_navigation():
        place.press("Enter")
