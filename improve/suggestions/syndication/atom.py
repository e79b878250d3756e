"""Atom 1.0 (RFC 4287), made by the XML library: nothing that people write becomes markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

NAMESPACE = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml"
# XML 1.0 has no way to write these characters (section 2.2), not even escaped.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One entry. `id` stays the same whatever changes."""

    id: str
    title: str
    href: str
    published: datetime
    updated: datetime
    summary: str
    author: str
    category: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed; `self_href` is its own address."""

    id: str
    title: str
    subtitle: str
    language: str
    href: str
    self_href: str
    updated: datetime
    author: str
    entries: Sequence[Entry]


def document(feed: Feed) -> bytes:
    """The feed as UTF-8 XML."""
    root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _instant(feed.updated))
    SubElement(root, "link", {"rel": "self", "type": TYPE, "href": feed.self_href})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.href})
    _text(SubElement(root, "author"), "name", feed.author)
    for entry in feed.entries:
        _entry(SubElement(root, "entry"), entry)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _entry(node: Element, entry: Entry) -> None:
    _text(node, "id", entry.id)
    _text(node, "title", entry.title)
    SubElement(node, "link", {"rel": "alternate", "type": "text/html", "href": entry.href})
    _text(node, "published", _instant(entry.published))
    _text(node, "updated", _instant(entry.updated))
    _text(SubElement(node, "author"), "name", entry.author)
    if entry.category:
        SubElement(node, "category", {"term": clean(entry.category)})
    _text(node, "summary", entry.summary)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = clean(text)


def clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return FORBIDDEN.sub("\ufffd", text)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
