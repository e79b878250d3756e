"""The safe subset of Markdown: what it makes of ordinary text, and of text that means harm."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from improve.core import markdown

REL = "nofollow noopener noreferrer"
ALLOWED = set(
    "p br hr b strong em s code pre blockquote ul ol li a div table thead tbody tr th td html head body".split()
)
ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}, "div": {"class", "tabindex"}}
FRAGMENTS = [
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<!--", "-->"),
    *(
        "![a](http://evil/x.png)",
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        "[a](//evil)",
        "[a](/x)",
    ),
    *(
        "<a href='javascript:x'>",
        "<http://a>",
        "https://a.b/c",
        "`",
        "```",
        "**",
        "_",
        "~~",
        "# ",
        "- ",
        "1. ",
    ),
    *(
        "> ",
        "|a|b|\n|-|-:|\n|1|2|",
        "\n",
        "\n\n",
        "@[Ada](12)",
        "&lt;",
        "&#106;",
        "\\",
        "\u202e",
        "改善",
        " ",
    ),
]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>"),
        ("**a** _b_ ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>"),
        ("# Title\n## Second", "<p><b>Title</b></p>\n<p><b>Second</b></p>"),
        ("Over\n====", "<p>Over<br>\n====</p>"),
        ("    no code", "<p>no code</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        (
            "![plan](https://evil.example/p.png)",
            f'<p><a href="https://evil.example/p.png" rel="{REL}">plan</a></p>',
        ),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](/suggestions/5)", "<p>[a](/suggestions/5)</p>"),
        ("看https://a.cn/b，好", f'<p>看<a href="https://a.cn/b" rel="{REL}">https://a.cn/b</a>，好</p>'),
        ("(https://a.b/c_(d)).", f'<p>(<a href="https://a.b/c_(d)" rel="{REL}">https://a.b/c_(d)</a>).</p>'),
        ("[a]: http://x", f'<p>[a]: <a href="http://x" rel="{REL}">http://x</a></p>'),
        ("@[Ada](12) `@[Ada](12)`", '<p><b class="mention">@Ada L</b> <code>@[Ada](12)</code></p>'),
        ("@[<i>x](13)", '<p><b class="mention">@&lt;i&gt;x</b></p>'),
        ("http://", "<p>http://</p>"),
    ],
)
def test_what_is_shown(source: str, html: str) -> None:
    assert markdown.html(source, {12: "Ada L"}) == html


def test_a_table_scrolls_by_itself_and_by_keyboard() -> None:
    page = HTMLParser(markdown.html("|a|b|\n|-|-:|\n|1|2|"))
    box = page.css_first("div.scroll")
    assert box is not None and box.attributes["tabindex"] == "0"
    assert [cell.attributes.get("class") for cell in box.css("td")] == [None, "r"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**a** `b`\nc", "a b\nc"),
        ("- a\n- b\n\n3. c\n4. d", "- a\n- b\n\n3. c\n4. d"),
        ("[here](https://a.b) https://c.d", "here (https://a.b) https://c.d"),
        ("# T\n\n> q", "T\n\n> q"),
        ("|a|b|\n|-|-|\n|1|2|", "a | b | \n1 | 2 |"),
        ("@[A](12) and @[B](13)", "@Ada L and @B"),
        ("<b>", "<b>"),
    ],
)
def test_what_is_read_without_marks(source: str, text: str) -> None:
    assert markdown.plain(source, {12: "Ada L"}) == text


def test_who_is_mentioned() -> None:
    assert markdown.mentioned("@[B](13) @[A](12) @[B](13) `@[C](14)`\n```\n@[D](15)\n```") == [13, 12]
    assert markdown.mentioned("a@[B](13)") == [13]
    assert markdown.mentioned("@[B] (13) @(14) @[a\nb](15)") == []


@pytest.mark.parametrize("name", ["Ada", "Ada [x](http://e)", "a]b(c)@d\\", "", "张伟", "x" * 300])
def test_a_name_cannot_break_out_of_its_mention(name: str) -> None:
    assert markdown.mentioned(markdown.mention(7, name)) == [7]
    assert HTMLParser(markdown.html(markdown.mention(7, name))).css("a") == []


@given(st.text(alphabet=st.sampled_from("\\`*_{}[]()#+-.!|<>~@:&=^$ ax1\n"), max_size=30))
def test_an_escaped_text_shows_as_it_is(text: str) -> None:
    shown = HTMLParser(f"<div>{markdown.html(markdown.escaped(text))}</div>")
    assert shown.text().strip() == " ".join(text.split())
    assert not shown.css("em, strong, code, a, li, b, table, hr, blockquote, pre, s")


@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=30).map("".join))
def test_nothing_but_the_subset_ever_comes_out(source: str) -> None:
    page = HTMLParser(markdown.html(source))
    for node in page.css("*"):
        assert node.tag in ALLOWED
        allowed = ATTRIBUTES.get(node.tag or "", {"class"})
        assert set(node.attributes) <= allowed
        if node.tag == "a":
            assert re.match(r"https?://|mailto:", node.attributes["href"] or "", re.IGNORECASE)
            assert node.attributes["rel"] == REL
            assert not node.css("a a")
    markdown.plain(source)
    markdown.mentioned(source)


def test_the_second_guard_alone_would_stop_a_script(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted defect: a parser that lets everything through."""
    monkeypatch.setattr(
        markdown._parser.renderer, "render", lambda *_a: "<script>x</script><img src=y><p onclick=z>t"
    )
    markdown._html.cache_clear()
    assert markdown.html("anything at all") == "<p>t</p>"
    markdown._html.cache_clear()


@pytest.mark.parametrize("source", ["[" * 4_000, "@[" * 2_000, "![" * 2_000, "[a](" * 1_000])
def test_brackets_without_end_are_only_text(source: str) -> None:
    assert markdown.html(source) == f"<p>{source}</p>"
    assert markdown.plain(source) == source
