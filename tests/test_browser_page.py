"""The eyes of the test browser: what they read off a page."""

import pytest

from tests.page import Page, language_of, text_of


def page(body: str, **more: bool) -> Page:
    return Page("/", f'<!doctype html><html lang="en"><body>{body}</body></html>', **more)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>Hello <b>you</b></p>", "Hello you"),
        ("<p>共<b>3</b>条</p>", "共3条"),
        ("<ul><li>one</li><li>two</li></ul>", "one two"),
        ("say<br>see", "say see"),
        ("a<script>b</script><style>c</style><template>d</template>", "a"),
        ("  wide \n space ", "wide space"),
    ],
)
def test_text_is_what_a_person_reads(body: str, said: str) -> None:
    assert page(body).text == said


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('<label for="x">City</label><input id="x">', "City"),
        ("<label>City <input></label>", "City"),
        ('<input aria-label="City">', "City"),
        ('<b id="l">City</b><input aria-labelledby="l">', "City"),
        ('<input type="submit" value="Go">', "Go"),
        ('<input placeholder="City">', ""),
        ('<label for="y">City</label><input id="x">', ""),
    ],
)
def test_controls_are_named_by_their_labels(body: str, name: str) -> None:
    read = page(body)
    assert read.name_of(read.one("input")) == name


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("<button>Save <span>now</span></button>", "Save now"),
        ('<button aria-label="Close"><svg></svg></button>', "Close"),
        ('<button><img src="/x" alt="Close"></button>', "Close"),
        ("<button><svg><title>Close</title></svg></button>", "Close"),
        ('<button title="Close"></button>', "Close"),
        ("<button><svg></svg></button>", ""),
    ],
)
def test_buttons_are_named_by_their_content(body: str, name: str) -> None:
    read = page(body)
    assert read.name_of(read.one("button")) == name


def test_the_nearest_language_counts() -> None:
    read = page('<p>one <span lang="zh-Hans">二</span></p>')
    assert [language_of(read.one("p")), language_of(read.one("span"))] == ["en", "zh-Hans"]
    assert text_of(read.one("p")) == "one 二"
