"""Each rule of the picky browser catches its defect, and a good page passes all of them."""

import re
from pathlib import Path

import pytest

from tests import picky
from tests.originals import Originals
from tests.page import Page

GOOD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ideas · Improve</title>
<link rel="stylesheet" href="/static/theme.css"><script defer src="/static/app.js"></script>
</head>
<body>
<a href="#main">Skip to content</a>
<main id="main"><h1>Ideas</h1>
<p>Text <b>in</b> <span lang="zh-Hans">两种</span> languages</p>
<img src="/static/a.png" alt="">
<svg aria-hidden="true"><use href="#i-plus"/></svg><svg role="img" aria-label="New"><use href="#i-plus"/></svg>
<form method="post" action="/ideas"><input type="hidden" name="csrf_token" value="t">
<label for="title">Title</label><input id="title" name="title" aria-describedby="hint"><p id="hint">Short</p>
<label>Kind <select name="kind"><option value="a">A<option value="b">B</select></label>
<fieldset><legend>Size</legend><label><input type="radio" name="size" value="1"> one</label></fieldset>
<button>Send</button><input type="submit" value="Send twice">
</form>
<form action="/search"><input aria-label="Search" name="q" list="known"><datalist id="known"></datalist></form>
<ul><li>one<li>two</ul>
<p>to <a href="/ideas/1">an idea</a>, <a href="mailto:a@example.org">a mail</a>
<svg aria-hidden="true"><symbol id="i-plus"></symbol></svg>
</main>
</body></html>
"""

DEFECTS = [
    ("<h1>Ideas</h1>", "", "0 h1 elements"),
    ("<h1>Ideas</h1>", "<h1>Ideas</h1><h1>More</h1>", "2 h1 elements"),
    ("<h1>Ideas</h1>", "<h1> </h1>", "the h1 says nothing"),
    ("<title>Ideas · Improve</title>", "<title>Improve</title>", "does not begin with the h1"),
    ("<title>Ideas · Improve</title>", "", "no title"),
    ('<html lang="en">', "<html>", 'lang=""'),
    ('<html lang="en">', '<html lang="zh_CN">', 'lang="zh_CN"'),
    ('name="viewport"', 'name="v"', "no meta viewport"),
    ("<main", "<main></main><main", "2 main elements"),
    ('id="hint"', 'id="title"', 'id="title" on 2 elements'),
    ('<p id="hint">', '<p id="hint"><i id=""></i>', 'id="" on 1 elements'),
    ('<label for="title">Title</label>', "<p>Title</p>", "no label for"),
    ('<label for="title">Title</label>', '<label for="title"></label>', "no label for"),
    ("<label>Kind <select", "<label><select", 'no label for <select name="kind">'),
    ("</form>", "<textarea></textarea></form>", "no label for <textarea>"),
    ("<legend>Size</legend>", "", "no legend"),
    ('<input type="hidden" name="csrf_token" value="t">', "", "0 tokens"),
    ('name="csrf_token" value="t"', 'name="csrf_token" value=""', "0 tokens"),
    (
        '<form action="/search">',
        '<form action="/search"><input type="hidden" name="csrf_token" value="t">',
        "in the address",
    ),
    ('method="post"', 'method="put"', "no browser knows the method"),
    ("<button>", '<button hx-on:click="x()">', "inline hx-on:click"),
    ("<p>Text", '<p hx-post="/vote">Text', "sends without a token"),
    ("</main>", "<script>1</script></main>", "inline script"),
    ("</main>", "<style>p{}</style></main>", "inline style sheet"),
    ("<p>Text", '<p style="color:red">Text', "inline style on"),
    ("<button>", '<button onclick="x()">', "inline onclick"),
    ('href="/ideas/1"', 'href="javascript:x()"', "a script as an address"),
    ('src="/static/app.js"', 'src="https://cdn.example/app.js"', "not from here"),
    ('src="/static/a.png"', 'src="data:image/png;base64,AA"', "not from here"),
    ('src="/static/a.png" alt=""', 'src="/static/a.png"', "no alt"),
    ('<svg aria-hidden="true"><use', "<svg><use", "neither hidden nor named"),
    ('href="/ideas/1"', 'href="1"', "not an absolute path"),
    ('href="/ideas/1"', 'href="?page=2"', "not an absolute path"),
    ('href="/ideas/1"', 'href=""', "not an absolute path"),
    ('href="/ideas/1"', "", "a link without an address"),
    (">an idea</a>", "></a>", "a link without a name"),
    ('href="#main"', 'href="#content"', "#content is not on the page"),
    ('action="/ideas"', 'action="ideas"', "not an absolute path"),
    ("<button>Send</button>", "<button><svg aria-hidden='true'></svg></button>", "a button without a name"),
    ('value="Send twice"', 'value=""', "a button without a name"),
    ('aria-describedby="hint"', 'aria-describedby="hint error"', 'aria-describedby="error" points nowhere'),
    ('list="known"', 'list="unknown"', 'list="unknown" points nowhere'),
    ('id="i-plus"', 'id="i-minus"', "no symbol #i-plus"),
    ("<p>Text", "<p>%(n)s Text", "“%(n)s”"),
    ("<p>Text", "<p>{{ n }} Text", "“{{”"),
    ("<p>Text", "<p>&lt;Idea 3&gt; Text", "“<Idea 3>”"),
    ("<p>Text", "<p>nan Text", "“nan”"),
    ("<p>Text <b>in</b>", "<p>None <b>in</b>", "None as a text"),
    ("<b>in</b>", "<b>in", "<b> of line"),
    ("<b>in</b>", "in</b>", "closes nothing"),
    ("<b>in</b>", "<b><i>in</b></i>", "closes nothing"),
    ('name="title"', 'name="title" name="title"', "name stands 2 times"),
    ('<form action="/search">', '<form action="/search"><form action="/search">', "inside another <form>"),
]


def test_a_good_page_passes() -> None:
    assert picky.complaints(Page("/", GOOD)) == []


@pytest.mark.parametrize(("good", "bad", "complaint"), DEFECTS)
def test_a_planted_defect_is_caught(good: str, bad: str, complaint: str) -> None:
    assert good in GOOD
    found = picky.complaints(Page("/", GOOD.replace(good, bad, 1)))
    assert any(complaint in one for one in found), found


def test_every_rule_catches_something() -> None:
    silent = {rule.__name__ for rule in picky.RULES}
    for good, bad, _ in DEFECTS:
        page = Page("/", GOOD.replace(good, bad, 1))
        silent -= {rule.__name__ for rule in picky.RULES if any(rule(page))}
    assert silent == {"everything_is_translated"}, "has tests of its own below"


@pytest.mark.parametrize(
    "title", ["A very long heading that…", "A very long heading", "A very long heading that goes on"]
)
def test_the_title_may_cut_a_long_heading(title: str) -> None:
    html = GOOD.replace("<h1>Ideas</h1>", "<h1>A very long heading that goes on</h1>")
    html = re.sub("<title>.*</title>", f"<title>{title} · Improve</title>", html)
    assert picky.complaints(Page("/", html)) == []


def test_a_part_for_a_script_needs_no_frame_but_keeps_the_other_rules() -> None:
    assert picky.complaints(Page("/", "<p>3 votes</p>", fragment=True)) == []
    assert picky.complaints(Page("/", "<p style='x'>3 votes</p>", fragment=True))


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "core.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Back this idea"\nmsgstr "支持"\n\n'
        'msgid "%(n)s vote for it"\nmsgid_plural "%(n)s votes for it"\nmsgstr[0] "%(n)s 票支持"\n\n'
        'msgid "%(a)s · %(b)s"\nmsgstr "%(a)s，%(b)s"\n\n'
        'msgid "NPS"\nmsgstr "NPS"\n',
        encoding="utf-8",
    )
    known = Originals([path])
    monkeypatch.setattr(
        picky, "originals", lambda language: known if language == "zh_Hans" else Originals([])
    )


@pytest.mark.usefixtures("catalog")
@pytest.mark.parametrize(
    ("body", "caught"),
    [
        ("<p>Back this idea</p>", True),
        ("<p> Back\n this idea </p>", True),
        ('<p><img src="/a" alt="Back this idea"></p>', True),
        ('<p><input type="submit" value="Back this idea"></p>', True),
        ("<p>12 votes for it</p>", True),
        ("<p>支持</p>", False),
        ("<p>12 票支持</p>", False),
        ("<p>NPS</p>", False),
        ("<p>He said: Back this idea</p>", False),
        ('<p lang="en">Back this idea</p>', False),
        ("<p>Chen · Liu</p>", False),
    ],
)
def test_originals_on_a_chinese_page_are_caught(body: str, caught: bool) -> None:
    page = Page("/", f'<html lang="zh-Hans"><body>{body}</body></html>')
    assert bool(list(picky.everything_is_translated(page))) is caught


@pytest.mark.usefixtures("catalog")
def test_originals_on_an_english_page_are_right() -> None:
    page = Page("/", '<html lang="en"><body><p>Back this idea</p></body></html>')
    assert list(picky.everything_is_translated(page)) == []
