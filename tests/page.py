"""An HTML answer as the tests look at it: its words, its links, its forms, the names of its controls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from selectolax.lexbor import LexborHTMLParser, LexborNode

Node: TypeAlias = LexborNode

INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i ins kbd label mark q rp rt ruby s samp small span strong "
    "sub sup time u var wbr -text".split()
)
UNSEEN = frozenset(["script", "style", "template", "head"])
# What a control holds is not its label.
CONTROLS = frozenset(["select", "textarea", "button", "datalist"])
# Which controls stand for themselves: a hidden field has no label, a button has a name instead.
BUTTON_TYPES = frozenset(["submit", "button", "reset", "image"])


class PickyError(AssertionError):
    """A page broke a rule, an answer was not the expected one, or a person could not have done this."""


def words(text: str) -> str:
    """The text as a person reads it: runs of white space are one blank."""
    return " ".join(text.split())


def attribute(node: Node, name: str, default: str = "") -> str:
    """An attribute's value; empty for one that stands without a value."""
    attributes = node.attributes
    return (attributes[name] or "") if name in attributes else default


def text_of(node: Node, without: frozenset[str] = UNSEEN) -> str:
    """What the element says: inline elements join their neighbors, all others stand apart."""
    parts: list[str] = []

    def walk(element: Node) -> None:
        for child in element.iter(include_text=True):
            if child.tag == "-text":
                parts.append(child.text_content or "")
            elif child.tag not in without:
                apart = child.tag not in INLINE
                parts.extend([" "] if apart else [])
                walk(child)
                parts.extend([" "] if apart else [])

    walk(node)
    return words("".join(parts))


def ancestors(node: Node) -> Iterator[Node]:
    """The elements around a node, innermost first."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def language_of(node: Node) -> str:
    """The language in force at a node: the nearest `lang`."""
    for element in (node, *ancestors(node)):
        if element.tag != "-text" and "lang" in element.attributes:
            return attribute(element, "lang")
    return ""


def describe(node: Node) -> str:
    """Enough of an element to find it in the template: its opening tag, shortened."""
    pairs = [name if value is None else f'{name}="{value}"' for name, value in node.attributes.items()]
    tag = f"<{' '.join([node.tag or '', *pairs])}>"
    said = text_of(node)
    return (tag if len(tag) <= 120 else tag[:119] + "…") + (f" “{said[:40]}”" if said else "")


@dataclass(frozen=True)
class Page:
    """A parsed answer; `url` is where it was found after all redirects."""

    url: str
    html: str
    status: int = 200
    fragment: bool = False

    @cached_property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.html)

    @property
    def root(self) -> Node:
        root = self.tree.body if self.fragment else self.tree.root
        assert root is not None
        return root

    @cached_property
    def by_id(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self.css("[id]"):
            found.setdefault(attribute(node, "id"), []).append(node)
        return found

    def css(self, selector: str) -> list[Node]:
        """All elements that fit a CSS selector."""
        return self.tree.css(selector)

    def one(self, selector: str) -> Node:
        """The single element that fits; an error names how many there are."""
        found = self.css(selector)
        assert len(found) == 1, f"{self.url}: {len(found)} elements fit {selector!r}, not one"
        return found[0]

    @cached_property
    def text(self) -> str:
        """Everything the page says, as one line."""
        return text_of(self.tree.body) if self.tree.body else ""

    @property
    def h1(self) -> str:
        """The heading of the page; empty when there is none."""
        found = self.css("h1")
        return text_of(found[0]) if found else ""

    @property
    def title(self) -> str:
        """What the browser's tab says."""
        found = self.css("head > title")
        return words(found[0].text()) if found else ""

    @property
    def language(self) -> str:
        """The language the page declares."""
        root = self.tree.root
        return attribute(root, "lang") if root is not None else ""

    def texts(self, selector: str) -> list[str]:
        """What each element that fits the selector says."""
        return [text_of(node) for node in self.css(selector)]

    def labels_of(self, control: Node) -> list[Node]:
        """The `label` elements of a form control, around it or pointing to it."""
        around = [node for node in ancestors(control) if node.tag == "label"]
        own = attribute(control, "id")
        return around + [node for node in self.css("label[for]") if own and attribute(node, "for") == own]

    def name_of(self, node: Node) -> str:
        """The name that a screen reader says: the part of the specification that pages should need."""
        pointed = [self.by_id[i][0] for i in attribute(node, "aria-labelledby").split() if i in self.by_id]
        if named := words(" ".join(text_of(target) for target in pointed)):
            return named
        if named := words(attribute(node, "aria-label")):
            return named
        if node.tag in ("input", "select", "textarea"):
            if node.tag == "input" and attribute(node, "type") in BUTTON_TYPES:
                return words(attribute(node, "value") or attribute(node, "alt"))
            return words(" ".join(text_of(label, UNSEEN | CONTROLS) for label in self.labels_of(node)))
        pictures = [attribute(image, "alt") for image in node.css("img[alt]")]
        pictures += [attribute(drawn, "aria-label") for drawn in node.css("svg[aria-label]")]
        said = words(" ".join([text_of(node), *pictures]))
        return said or words(attribute(node, "title"))

    def name_of_group(self, group: Node) -> str:
        """What a `fieldset` is about: its legend, or what `aria-labelledby` or `aria-label` say."""
        legends = [text_of(legend) for legend in group.css("legend")]
        pointed = [self.by_id[i][0] for i in attribute(group, "aria-labelledby").split() if i in self.by_id]
        return words(" ".join([*legends, *map(text_of, pointed), attribute(group, "aria-label")]))
