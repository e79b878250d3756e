"""Are the tags of a page closed in order? Parsers mend what is not, silently and each in its own way."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# Their end tags may be left out.
CLOSED_BY_OTHERS = frozenset(
    "html head body p li dt dd tr td th thead tbody tfoot option optgroup colgroup rp rt".split()
)


def nesting_complaints(html: str) -> list[str]:
    """Tags left open or closed twice, attributes given twice, forms and links inside one another."""
    reader = _Nesting()
    reader.feed(html)
    reader.close()
    left_open = [(tag, line) for tag, line in reader.open if tag not in CLOSED_BY_OTHERS]
    return reader.complaints + [f"<{tag}> of line {line} is never closed" for tag, line in left_open]


class _Nesting(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, int]] = []
        self.complaints: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        for name, times in Counter(name for name, _ in attrs).items():
            if times > 1:
                self.complaints.append(f"{name} stands {times} times in <{tag}> of line {line}")
        if tag in ("form", "a", "button") and any(tag == outer for outer, _ in self.open):
            self.complaints.append(f"<{tag}> of line {line} stands inside another <{tag}>")
        if tag not in VOID:
            self.open.append((tag, line))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open[-1][0] != tag and self.open[-1][0] in CLOSED_BY_OTHERS:
            self.open.pop()
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
        elif tag not in CLOSED_BY_OTHERS:
            self.complaints.append(f"</{tag}> of line {self.getpos()[0]} closes nothing that is open")
