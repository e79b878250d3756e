"""The test browser acts as a person does, and refuses what a person could not do."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, jsonify, redirect, request
from werkzeug.datastructures import FileStorage

from tests.browser import Browser
from tests.page import PickyError

FORM = """
<form method="post" action="/echo" enctype="multipart/form-data">
<input type="hidden" name="csrf_token" value="t"><input type="hidden" name="version" value="3">
<label>Title <input name="title" value="old"></label>
<label>Text <textarea name="text">
as it was</textarea></label>
<label>Kind <select name="kind"><option value="a">Alpha</option><option value="b" selected>Beta</option></select></label>
<label>Tags <select name="tags" multiple><option>x</option><option>y</option><option>z</option></select></label>
<label><input type="checkbox" name="urgent" value="y"> Urgent</label>
<label><input type="checkbox" name="told" checked> Told</label>
<label><input type="radio" name="size" value="1" checked> small</label>
<label><input type="radio" name="size" value="2"> large</label>
<label>Fixed <input name="fixed" value="f" readonly></label>
<label>Off <input name="off" value="f" disabled></label>
<label>File <input type="file" name="file"></label>
<button name="act" value="save">Save</button><button name="act" value="drop">Drop</button>
</form>
<form action="/search"><label>Search <input name="q"></label><button>Find</button></form>
"""
TOKEN = '<input type="hidden" name="csrf_token" value="t">'
UNTOUCHED = {
    "csrf_token": ["t"],
    "version": ["3"],
    "title": ["old"],
    "text": ["as it was"],
    "kind": ["b"],
    "told": ["on"],
    "size": ["1"],
    "fixed": ["f"],
    "act": ["save"],
}


def page(body: str, heading: str = "Page") -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{heading}</title><meta name="viewport" content="x"></head>'
        f"<body><main><h1>{heading}</h1>{body}</main></body></html>"
    )


@pytest.fixture
def site() -> Flask:
    site = Flask(__name__)
    sent: dict[str, Any] = {}
    site.extensions["sent"] = sent

    @site.get("/")
    def home() -> str:
        return page(
            '<a href="/form">The form</a> <a href="/form">To the form</a> <a href="/bad">Bad one</a>', "Home"
        )

    @site.get("/form")
    def form() -> str:
        return page(FORM)

    @site.post("/echo")
    def echo() -> Any:
        sent.update(request.form.to_dict(flat=False))
        sent["files"] = {name: file.read() for name, file in request.files.items()}
        return redirect("/done?x=1", 303)

    @site.get("/done")
    def done() -> str:
        return page(f"<p>Thank you, {request.headers.get('Accept-Language')}</p>", "Done")

    @site.get("/search")
    def search() -> str:
        return page(f"<p>for {request.args['q']}</p>", "Found")

    @site.get("/bad")
    def bad() -> str:
        return page("<p style='color:red'>x</p>")

    @site.get("/refused")
    def refused() -> tuple[str, int]:
        return page("<p>Not for you</p>", "No"), 403

    @site.get("/loop")
    def loop() -> Any:
        return redirect("/loop")

    @site.get("/away")
    def away() -> Any:
        return redirect("https://elsewhere.example/")

    @site.get("/file")
    def file() -> Any:
        return jsonify(a=1)

    @site.get("/part")
    def part() -> str:
        return f"<p>{request.headers['HX-Request']} {request.headers.get('HX-Target', '')}</p>"

    @site.get("/two")
    def two() -> str:
        forms = [
            f'<form id="{name}" method="post" action="/echo">{TOKEN}<h2>{name.title()}</h2>'
            f'<label>Note <input name="note"></label><button>Go {name}</button></form>'
            for name in ("left", "right")
        ]
        return page("".join(forms))

    return site


@pytest.fixture
def browser(site: Flask) -> Browser:
    return Browser(site)


def sent_by(site: Flask) -> dict[str, Any]:
    return {name: value for name, value in site.extensions["sent"].items() if value and name != "files"}


def test_it_walks_along_links(browser: Browser) -> None:
    browser.get("/")
    assert browser.follow("The form").h1 == "Page"
    assert browser.url == "/form"
    browser.get("/")
    with pytest.raises(PickyError, match="0 links 'Nowhere'"):
        browser.follow("Nowhere")
    with pytest.raises(PickyError, match="2 links"):
        browser.follow("o")


def test_it_looks_at_every_page(browser: Browser) -> None:
    browser.get("/")
    with pytest.raises(PickyError, match=r"/bad .*\n.*inline style"):
        browser.follow("Bad one")


def test_an_untouched_form_is_sent_as_it_stands(browser: Browser, site: Flask) -> None:
    browser.get("/form")
    assert browser.submit("/echo").h1 == "Done"
    assert browser.url == "/done?x=1"
    assert sent_by(site) == UNTOUCHED


def test_fields_are_filled_as_by_a_person(browser: Browser, site: Flask) -> None:
    browser.get("/form")
    browser.submit(
        button="Drop", title="new", kind="Alpha", tags=["x", "z"], urgent=True, told=False, size="large"
    )
    changed = {
        "title": ["new"],
        "kind": ["a"],
        "tags": ["x", "z"],
        "urgent": ["y"],
        "size": ["2"],
        "act": ["drop"],
    }
    expected = UNTOUCHED | changed
    del expected["told"]
    assert sent_by(site) == expected


def test_files_are_sent(browser: Browser, site: Flask, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1,2")
    browser.get("/form")
    browser.submit(file=path)
    assert site.extensions["sent"]["files"] == {"file": b"1,2"}
    browser.get("/form")
    browser.submit(file=FileStorage(io.BytesIO(b"3"), filename="b.csv"))
    assert site.extensions["sent"]["files"] == {"file": b"3"}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"nothing": "x"}, "0 forms fit"),
        ({"version": "4"}, "0 forms fit"),
        ({"off": "x"}, "0 forms fit"),
        ({"fixed": "x"}, "read-only"),
        ({"kind": "c"}, "does not offer 'c'"),
        ({"size": "huge"}, "does not offer 'huge'"),
        ({"button": "Publish", "title": "x"}, "0 forms fit"),
    ],
)
def test_what_a_person_cannot_do_is_refused(browser: Browser, fields: dict[str, Any], problem: str) -> None:
    browser.get("/form")
    with pytest.raises(PickyError, match=problem):
        browser.submit(**fields)


def test_hidden_fields_of_a_named_form_cannot_be_filled(browser: Browser) -> None:
    browser.get("/form")
    with pytest.raises(PickyError, match="hidden field 'version'"):
        browser.submit("/echo", version="4")


def test_a_hostile_client_sends_what_it_likes(browser: Browser, site: Flask) -> None:
    browser.get("/form")
    browser.submit("/echo", raw={"version": "4", "role": ["a", "b"]})
    assert sent_by(site) == UNTOUCHED | {"version": ["4"], "role": ["a", "b"]}


def test_a_search_form_puts_its_fields_into_the_address(browser: Browser) -> None:
    browser.get("/form")
    browser.submit(q="噪音")
    assert browser.text == "Found for 噪音"


@pytest.mark.parametrize("name", ["right", "Right", "Go right"])
def test_one_of_several_forms_is_named(browser: Browser, site: Flask, name: str) -> None:
    browser.get("/two")
    with pytest.raises(PickyError, match="2 forms fit"):
        browser.submit(note="x")
    browser.submit(name, note="x")
    assert sent_by(site)["note"] == ["x"]


def test_another_status_than_expected_is_an_error(browser: Browser) -> None:
    with pytest.raises(PickyError, match="answered 403, not 200: No Not for you"):
        browser.get("/refused")
    assert browser.get("/refused", status=403).status == 403


def test_it_does_not_run_in_circles_nor_away(browser: Browser) -> None:
    with pytest.raises(PickyError, match="without end"):
        browser.get("/loop")
    with pytest.raises(PickyError, match="leads away"):
        browser.get("/away")
    browser.get("/loop", status=302)
    assert browser.status == 302


def test_a_download_leaves_the_page_where_it_is(browser: Browser) -> None:
    browser.get("/")
    browser.get("/file")
    assert (browser.url, browser.body) == ("/", b'{"a":1}\n')


def test_a_script_gets_parts_and_the_page_stays(browser: Browser) -> None:
    browser.get("/")
    assert browser.as_htmx.get("/part", target="list").text == "true list"
    assert browser.url == "/"


def test_requests_inside_an_app_context_are_refused(browser: Browser, site: Flask) -> None:
    with site.app_context(), pytest.raises(PickyError, match="inside an app context"):
        browser.get("/")
