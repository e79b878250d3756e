"""Markdown that people type: one safe subset, as HTML and as plain text, wherever it is shown.

Paragraphs with their line breaks, emphasis, lists, quotations, code, tables and links to http, https and mail.
No raw HTML, no pictures (a picture becomes a link to it), no headings (they become a bold line). What is made
here passes nh3 once more, so that an error in the parser shows nothing.

A person is mentioned as `@[Name](12)`; the name in brackets stands for people who read the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup

SCHEMES = frozenset({"http", "https", "mailto"})
_SCHEME = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
MENTION = re.compile(r"@\[([^\[\]()@\n\\]{1,120})\]\(([0-9]{1,10})\)")
_ADDRESS = re.compile(r"https?://(?=\w)[^\s<>\"'`，。；：！？、（）【】《》“”‘’]+", re.IGNORECASE)
_TRAILING = ".,;:!?*_~'\""
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~@:&=^$])")
CACHED = 2_048
# The parser looks for the end of each bracket anew: thousands of them take a second, and no text needs them.
MOST_BRACKETS = 300

_cleaner = nh3.Cleaner(
    tags={
        *("p", "br", "hr", "b", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
        *("div", "table", "thead", "tbody", "tr", "th", "td"),
    },
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    tag_attribute_values={"div": {"tabindex": {"0"}}},
    allowed_classes={"b": {"mention"}, "div": {"scroll"}, "th": {"r"}, "td": {"r"}},
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel="nofollow noopener noreferrer",
)


def html(source: str, names: Mapping[int, str] | None = None) -> Markup:
    """The text as HTML. `names`: how the people it mentions are called now."""
    return Markup(_html(source, _known(source, names)))  # noqa: S704  (cleaned)


def plain(source: str, names: Mapping[int, str] | None = None) -> str:
    """The text without marks, for excerpts, plain mails and files."""
    text = "".join(_plain(_parsed(source), dict(_known(source, names))))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def mentioned(source: str) -> list[int]:
    """The ids of the people whom the text mentions, each once, in order; not those inside code."""
    if "@[" not in source:
        return []
    inline = (child for token in _parsed(source) for child in token.children or ())
    return list(dict.fromkeys(int(token.meta["id"]) for token in inline if token.type == "mention"))


def mention(person_id: int, name: str) -> str:
    """How a person is mentioned."""
    told = " ".join(re.sub(r"[\[\]()@\\\n]", " ", name).split()) or str(person_id)
    return f"@[{told[:120]}]({person_id})"


def escaped(text: str) -> str:
    """A text on one line that shows as it is, whatever it holds."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _known(source: str, names: Mapping[int, str] | None) -> tuple[tuple[int, str], ...]:
    """The names that this text needs: what it is cached under."""
    if not names or "@[" not in source:
        return ()
    ids = sorted({int(found[2]) for found in MENTION.finditer(source)})
    return tuple((person_id, names[person_id]) for person_id in ids if person_id in names)


@lru_cache(maxsize=CACHED)
def _html(source: str, names: tuple[tuple[int, str], ...]) -> str:
    return _cleaner.clean(
        _parser.renderer.render(_parsed(source), _parser.options, {"names": dict(names)})
    ).strip()


def _parsed(source: str) -> list[Token]:
    """The text's tokens; a text of brackets is one paragraph as it stands."""
    if source.count("[") <= MOST_BRACKETS:
        return _parser.parse(source)
    inline = Token("inline", "", 0, children=[_text(source)])
    return [Token("paragraph_open", "p", 1), inline, Token("paragraph_close", "p", -1)]


def _mention(state: StateInline, silent: bool) -> bool:
    """`@[Name](12)` as a token of its own."""
    if state.src[state.pos] != "@":
        return False
    found = MENTION.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("mention", "", 0)
        token.content, token.meta = found[1], {"id": int(found[2])}
    state.pos = found.end()
    return True


def _tidy(state: StateCore) -> None:
    """Pictures become links, and addresses that stand alone can be followed."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = list(_linked(token.children or []))


def _linked(tokens: Iterable[Token]) -> Iterator[Token]:
    inside = 0
    for token in tokens:
        inside += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "image":
            address = str(token.attrs["src"])
            label = "".join(child.content for child in token.children or ()) or address
            yield from [_text(label)] if inside else _link(address, label)
        elif token.type == "text" and not inside:
            yield from _with_addresses(token.content)
        else:
            yield token


def _with_addresses(text: str) -> Iterator[Token]:
    end = 0
    for found in _ADDRESS.finditer(text):
        address = _without_ending(found[0])
        yield _text(text[end : found.start()])
        yield from _link(address, address)
        end = found.start() + len(address)
    yield _text(text[end:])


def _without_ending(address: str) -> str:
    """What belongs to the sentence around an address is not part of it."""
    while address[-1] in _TRAILING or (address[-1] == ")" and address.count("(") < address.count(")")):
        address = address[:-1]
    return address


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(address: str, label: str) -> list[Token]:
    opening = Token("link_open", "a", 1, attrs={"href": address})
    return [opening, _text(label), Token("link_close", "a", -1)]


class _Renderer(RendererHTML):
    """What looks different from plain Markdown."""

    def heading_open(self, tokens, idx, options, env) -> str:  # type: ignore[no-untyped-def]
        return "<p><b>"

    def heading_close(self, tokens, idx, options, env) -> str:  # type: ignore[no-untyped-def]
        return "</b></p>\n"

    def table_open(self, tokens, idx, options, env) -> str:  # type: ignore[no-untyped-def]
        return '<div class="scroll" tabindex="0"><table>\n'

    def table_close(self, tokens, idx, options, env) -> str:  # type: ignore[no-untyped-def]
        return "</table></div>\n"

    def th_open(self, tokens, idx, options, env) -> str:  # type: ignore[no-untyped-def]
        return _cell(tokens[idx])

    def td_open(self, tokens, idx, options, env) -> str:  # type: ignore[no-untyped-def]
        return _cell(tokens[idx])

    def mention(self, tokens, idx, options, env) -> str:  # type: ignore[no-untyped-def]
        return f'<b class="mention">@{escapeHtml(_name(tokens[idx], env["names"]))}</b>'


def _cell(token: Token) -> str:
    return f'<{token.tag} class="r">' if "right" in str(token.attrs.get("style", "")) else f"<{token.tag}>"


def _name(token: Token, names: Mapping[int, str]) -> str:
    return names.get(token.meta["id"], token.content)


def _plain(tokens: Iterable[Token], names: Mapping[int, str]) -> Iterator[str]:
    lists: list[int | None] = []  # the next number of each list around, None for one without numbers
    quotes = 0
    for token in tokens:
        kind = token.type
        if kind == "inline":
            yield from _plain_inline(token.children or (), names)
        elif kind in ("fence", "code_block"):
            yield token.content + "\n"
        elif kind in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrs.get("start", 1)) if kind.startswith("ordered") else None)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            yield "" if lists else "\n"
        elif kind == "list_item_open":
            yield "  " * (len(lists) - 1) + ("- " if lists[-1] is None else f"{lists[-1]}. ")
            lists[-1] = None if lists[-1] is None else lists[-1] + 1
        elif kind in ("blockquote_open", "blockquote_close"):
            quotes += token.nesting
        elif kind == "paragraph_open":
            yield "> " * quotes
        elif kind in ("paragraph_close", "heading_close"):
            yield "\n" if lists else "\n\n"
        elif kind in ("th_close", "td_close"):
            yield " | "
        elif kind == "tr_close":
            yield "\n"
        elif kind == "hr":
            yield "---\n\n"


def _plain_inline(tokens: Iterable[Token], names: Mapping[int, str]) -> Iterator[str]:
    address, label = "", ""
    for token in tokens:
        if token.type == "link_open":
            address, label = str(token.attrs["href"]), ""
            continue
        if token.type == "link_close":
            yield f" ({address})" if label not in (address, address.removeprefix("mailto:")) else ""
            address = ""
            continue
        if token.type in ("softbreak", "hardbreak"):
            said = "\n"
        else:
            said = f"@{_name(token, names)}" if token.type == "mention" else token.content
        label += said
        yield said


def _made() -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark", {"html": False, "breaks": True, "maxNesting": 20}, renderer_cls=_Renderer
    )
    parser.enable(["table", "strikethrough"])
    # An indented line is no code and a line under a text no heading for people who never heard of Markdown;
    # and nothing that was typed may vanish, as the address of a reference does.
    parser.disable(["code", "lheading", "reference", "html_block", "html_inline"])
    parser.inline.ruler.before("link", "mention", _mention)
    # Before escaped signs join the text around them: an address with one of them was not meant to be one.
    parser.core.ruler.before("text_join", "tidy", _tidy)
    parser.validateLink = lambda url: _SCHEME.match(url) is not None  # type: ignore[method-assign]
    return parser


_parser = _made()
