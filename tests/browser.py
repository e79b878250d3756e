"""A picky browser for the tests: it acts as a person without a script would, and looks at every page.

    browser.get("/suggestions")
    browser.follow("New idea")
    browser.submit(title="Drip trays", problem="Oil on the floor")
    assert "Drip trays" in browser.text

Every HTML answer is held against `tests.picky`; what is wrong raises PickyError with the page and the place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.fields import Form, find_form
from tests.page import Page, PickyError, attribute
from tests.picky import LANGUAGE_TAGS, complaints

MOST_REDIRECTS = 8
REDIRECTS = (301, 302, 303, 307, 308)
HOST = "http://localhost"


class Browser:
    """One person's browser: cookies, the page at hand, and what can be done on it."""

    def __init__(self, app: Flask, *, language: str = "en") -> None:
        self.client: FlaskClient = app.test_client()
        self.headers = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": language}
        self.response: TestResponse | None = None
        self._page: Page | None = None
        # Where signing in leads, until somebody wants to see it: most tests go elsewhere from there.
        self._landing: str | None = None

    # What is on the screen

    @property
    def page(self) -> Page:
        """The page at hand."""
        self._land()
        if self._page is None:
            raise PickyError("no page yet, or the last answer was not one")
        return self._page

    @property
    def text(self) -> str:
        """Everything the page says."""
        return self.page.text

    @property
    def url(self) -> str:
        """The path and query in the address bar."""
        return self.page.url

    @property
    def status(self) -> int:
        """The status of the last answer."""
        self._land()
        if self.response is None:
            raise PickyError("nothing was asked yet")
        return self.response.status_code

    @property
    def body(self) -> bytes:
        """The last answer as it came: for downloads."""
        self._land()
        if self.response is None:
            raise PickyError("nothing was asked yet")
        return self.response.get_data()

    def links(self) -> dict[str, str]:
        """Name to address of all links of the page; of two with one name the first."""
        found: dict[str, str] = {}
        for link in self.page.css("a[href]"):
            found.setdefault(self.page.name_of(link), attribute(link, "href"))
        return found

    def form(self, name: str | None = None, *, button: str | None = None) -> Form:
        """A form of the page: by id, address, name, heading or button; without a name the only one."""
        return find_form(self.page, name, (), button)

    # What a person does

    def get(self, url: str, *, status: int = 200) -> Page:
        """Open an address, follow redirects, and look at the page. Returns it (the old one for downloads)."""
        return self._arrive(self._send("GET", url), url, status)

    def follow(self, name: str, *, within: str = "body", status: int = 200) -> Page:
        """Click a link by its name, or by a part of it that only one address has."""
        links = [link for area in self.page.css(within) for link in area.css("a[href]")]
        exact = [link for link in links if self.page.name_of(link) == name]
        fitting = exact or [link for link in links if name in self.page.name_of(link)]
        addresses = {attribute(link, "href") for link in fitting}
        if len(addresses) != 1:
            names = sorted({self.page.name_of(link) for link in links})
            raise PickyError(f"{self.url}: {len(addresses)} links {name!r}; there are {names}")
        return self.get(urljoin(self.url, addresses.pop()), status=status)

    def submit(
        self,
        form: str | None = None,
        *,
        button: str | None = None,
        status: int = 200,
        raw: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> Page:
        """Fill in a form and send it. What is not given stays as the page has it, hidden fields included.

        `raw` is what a hostile client would add or put in their place, without asking what the form offers.
        """
        method, url, data = self._filled(form, button, raw, fields)
        return self._arrive(self._send(method, url, data), url, status)

    def sign_in(self, login: str, password: str, *, status: int = 200) -> None:
        """Sign in on the sign-in page; fails when the person is still a visitor afterwards.

        The page that follows is opened when it is looked at, not before: as a rule the test goes elsewhere.
        """
        self.get("/sign-in")
        method, url, data = self._filled(None, None, None, {"login": login, "password": password})
        response = self._send(method, url, data)
        landing = urljoin(url, response.headers.get("Location", "")).removeprefix(HOST)
        if status == 200 and response.status_code in REDIRECTS and urlsplit(landing).path != "/sign-in":
            self._landing = landing
            return
        page = self._arrive(response, url, status)
        if status == 200 and page.css('input[type="password"]') and urlsplit(page.url).path == "/sign-in":
            raise PickyError(f"{login} is not signed in: {page.texts('[role=alert], .flash, .err')}")

    def language(self, tag: str) -> Page | None:
        """Switch the language (en, zh-Hans) and stay on the page."""
        if tag not in LANGUAGE_TAGS:
            raise PickyError(f"{tag} is none of our languages: {', '.join(LANGUAGE_TAGS)}")
        here = self._landing or (self._page.url if self._page else None)
        self.headers["Accept-Language"] = tag
        self._send("GET", f"/language/{tag}")
        if here is None:
            return None
        page = self.get(here)
        if page.language != tag:
            raise PickyError(f"{here} is in {page.language}, not in {tag}")
        return page

    @property
    def as_htmx(self) -> Htmx:
        """The same person with the script: answers are parts of the page, and the page at hand stays."""
        return Htmx(self)

    # How it is done

    def _land(self) -> None:
        if self._landing is not None:
            self.get(self._landing)

    def _filled(
        self, name: str | None, button: str | None, raw: Mapping[str, Any] | None, fields: Mapping[str, Any]
    ) -> tuple[str, str, Any]:
        form = find_form(self.page, name, fields, button if name is None else None)
        form.fill(fields)
        pressed = form.button(button)
        values = MultiDict(form.values)
        method, action = form.method, form.action
        if pressed is not None:
            if attribute(pressed, "name"):
                values.add(attribute(pressed, "name"), attribute(pressed, "value"))
            action = attribute(pressed, "formaction") or action
            method = attribute(pressed, "formmethod").lower() or method
        for key, value in (raw or {}).items():
            values.setlist(key, value if isinstance(value, list) else [value])
        return method.upper(), urljoin(self.url, action), values

    def _send(
        self, method: str, url: str, data: MultiDict[str, Any] | None = None, **headers: str
    ) -> TestResponse:
        if has_app_context():
            raise PickyError(
                "a request inside an app context shares its session and its g: leave the context first"
            )
        path = urldefrag(url).url.removeprefix(HOST)
        sent: dict[str, Any] = {"headers": {**self.headers, **headers}}
        if method == "GET" and data is not None:
            path, sent["query_string"] = path.split("?")[0], data
        elif data is not None:
            sent["data"] = data
            if not any(hasattr(value, "stream") for _, value in data.items(multi=True)):
                sent["content_type"] = "application/x-www-form-urlencoded"
        here, self._landing = self._landing or (self._page.url if self._page else None), None
        if here is not None:
            sent["headers"].setdefault("Referer", HOST + here)
        self.response = self.client.open(path, method=method, **sent)
        return self.response

    def _arrive(self, response: TestResponse, url: str, status: int) -> Page:
        for _ in range(MOST_REDIRECTS):
            if response.status_code not in REDIRECTS or status in REDIRECTS:
                break
            url = urljoin(url, response.headers["Location"])
            if urlsplit(url).netloc not in ("", "localhost"):
                raise PickyError(f"leads away from here: {url}")
            response = self._send("GET", url)
        else:
            raise PickyError(f"{url}: redirects without end")
        path = urldefrag(url).url.removeprefix(HOST)
        if response.mimetype == "text/html" and response.status_code not in REDIRECTS:
            self._page = Page(path, response.get_data(as_text=True), response.status_code)
            examine(self._page)
        if response.status_code != status:
            said = f": {self._page.text[:300]}" if self._page and response.mimetype == "text/html" else ""
            raise PickyError(f"{path} answered {response.status_code}, not {status}{said}")
        return self._page or Page(path, "")


class Htmx:
    """Requests as htmx sends them; each answer is a part of a page."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def get(self, url: str, *, status: int = 200, target: str = "") -> Page:
        """A part of the page by its address."""
        return self._part("GET", url, None, status, target)

    def submit(
        self,
        form: str | None = None,
        *,
        button: str | None = None,
        status: int = 200,
        raw: Mapping[str, Any] | None = None,
        target: str = "",
        **fields: Any,
    ) -> Page:
        """Send a form of the page at hand as its `hx-post` would."""
        method, url, data = self._browser._filled(form, button, raw, fields)
        return self._part(method, url, data, status, target)

    def _part(self, method: str, url: str, data: Any, status: int, target: str) -> Page:
        headers = {"HX-Request": "true", "HX-Current-URL": HOST + self._browser.url}
        if target:
            headers["HX-Target"] = target
        response = self._browser._send(method, url, data, **headers)
        if response.status_code != status:
            raise PickyError(f"{url} answered a script with {response.status_code}, not {status}")
        part = Page(url, response.get_data(as_text=True), response.status_code, fragment=True)
        examine(part)
        return part


def examine(page: Page) -> None:
    """Raise PickyError with everything that is wrong with the page."""
    if found := complaints(page):
        lines = "\n".join(f"  - {complaint}" for complaint in found)
        raise PickyError(f"{page.url} ({page.status}):\n{lines}")
