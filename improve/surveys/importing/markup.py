"""Texts of other products, which hold HTML and marks of their own, as plain text with ours."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table"))
_SILENT = frozenset(("script", "style", "head", "title", "template", "iframe", "object"))
_ANSWER = re.compile(r"\{\s*([A-Za-z][A-Za-z0-9_]*)(?:\.(?:shown|NAOK|code|value))+\s*\}")
_CONTACT = re.compile(r"\{(?:TOKEN:)?(FIRSTNAME|LASTNAME|EMAIL)\}")
_XLSFORM = re.compile(r"\$\{\s*([A-Za-z][A-Za-z0-9_]*)\s*\}")


class _Text(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = 0
        self.tags = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags += 1
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self.silent:
            self.silent -= 1
        elif tag in _BLOCKS and tag != "br":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)


def plain(raw: str, *, lines: bool = False, longest: int = 300) -> str:
    """The text without its tags, with our marks for earlier answers; on one line unless `lines`."""
    reader = _Text()
    reader.feed(raw)
    reader.close()
    text = "".join(c for c in "".join(reader.pieces) if c in "\n\t" or ord(c) >= 32)
    text = _ANSWER.sub(r"{{answer.\1}}", _XLSFORM.sub(r"{{answer.\1}}", text))
    text = _CONTACT.sub(lambda match: "{{contact." + match.group(1).lower() + "}}", text)
    kept = [" ".join(line.split()) for line in text.split("\n")]
    joined = ("\n" if lines else " ").join(line for line in kept if line)
    return joined if len(joined) <= longest else joined[: longest - 1] + "…"
