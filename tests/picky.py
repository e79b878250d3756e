"""What every page must keep, each rule a function from a page to its complaints.

`complaints(page)` asks them all; the test browser does so for every HTML answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from tests.nesting import nesting_complaints
from tests.originals import originals
from tests.page import BUTTON_TYPES, Node, Page, ancestors, attribute, describe, language_of, text_of, words

Rule = Callable[[Page], Iterator[str]]

LANGUAGE_TAGS = {"en": "en", "zh-Hans": "zh_Hans"}
TITLE_SEPARATOR = " · "
CSRF_FIELD = "csrf_token"
UNLABELED = BUTTON_TYPES | {"hidden"}
REFERENCES = (
    "aria-labelledby aria-describedby aria-controls aria-owns aria-activedescendant aria-details "
    "aria-errormessage for form list headers popovertarget"
).split()
SENDS = ("hx-post", "hx-put", "hx-patch", "hx-delete")
WORDY_ATTRIBUTES = ("placeholder", "title", "aria-label", "alt", "aria-roledescription", "aria-valuetext")
LEAKS = re.compile(
    r"%\(\w+\)[sdif]|\{\{|\}\}|\{%|%\}|<[\w.]+ object at 0x|\bUndefined\b|\bLazyString\b|\blazy_gettext\b|"
    r"\bnan\b|<[A-Z]\w+ \d+>"
)


def complaints(page: Page) -> list[str]:
    """Everything that is wrong with a page or, for an answer to htmx, with a part of one."""
    return [complaint for rule in (PART_RULES if page.fragment else RULES) for complaint in rule(page)]


def one_heading(page: Page) -> Iterator[str]:
    """Exactly one h1, and it says something."""
    found = page.css("h1")
    if len(found) != 1:
        yield f"{len(found)} h1 elements, not one"
    elif not text_of(found[0]):
        yield "the h1 says nothing"


def title_begins_with_heading(page: Page) -> Iterator[str]:
    """The title is the h1 and the product; a heading that is a long sentence may be cut in the title."""
    title, heading = page.title, page.h1
    own = title.split(TITLE_SEPARATOR)[0].rstrip("…").strip()
    if not title:
        yield "no title"
    elif heading and not title.startswith(heading) and not (own and heading.startswith(own)):
        yield f"the title “{title}” does not begin with the h1 “{heading}”"


def declares_language(page: Page) -> Iterator[str]:
    """The html element names one of our languages."""
    if page.language not in LANGUAGE_TAGS:
        yield f'lang="{page.language}" on <html>, not one of {", ".join(LANGUAGE_TAGS)}'


def has_landmarks(page: Page) -> Iterator[str]:
    """A person who listens to the page can jump to its content; a phone shows it at its own width."""
    if len(page.css("main")) != 1:
        yield f"{len(page.css('main'))} main elements, not one"
    if not page.css('meta[name="viewport"]'):
        yield "no meta viewport"


def unique_ids(page: Page) -> Iterator[str]:
    """An id is given once, and is not empty."""
    for name, nodes in page.by_id.items():
        if not name or len(nodes) > 1:
            yield f'id="{name}" on {len(nodes)} elements: {", ".join(describe(node) for node in nodes[:3])}'


def controls_are_labeled(page: Page) -> Iterator[str]:
    """Every field has a label of its own words; a placeholder is none."""
    for control in page.css("input, select, textarea"):
        if control.tag == "input" and attribute(control, "type") in UNLABELED:
            continue
        if not page.name_of(control):
            yield f"no label for {describe(control)}"
    for group in page.css("fieldset"):
        if not page.name_of_group(group):
            yield f"no legend in {describe(group)}"


def posts_carry_their_token(page: Page) -> Iterator[str]:
    """A form that changes something proves that it is ours; one that only asks does not leak the proof."""
    for form in page.css("form"):
        method = attribute(form, "method", "get").lower()
        tokens = [node for node in form.css(f'input[name="{CSRF_FIELD}"]') if attribute(node, "value")]
        if method == "post" and len(tokens) != 1:
            yield f"{len(tokens)} tokens in {_opening(form)}, not one"
        elif method == "get" and tokens:
            yield f"the token would stand in the address: {_opening(form)}"
        elif method not in ("get", "post", "dialog"):
            yield f"no browser knows the method of {_opening(form)}"
    for node in page.css(", ".join(f"[{name}]" for name in SENDS)):
        around = [node, *ancestors(node)]
        in_post = any(e.tag == "form" and attribute(e, "method").lower() == "post" for e in around)
        if not in_post and not any("X-CSRFToken" in attribute(e, "hx-headers") for e in around):
            yield f"sends without a token, and not at all without a script: {describe(node)}"


def _opening(form: Node) -> str:
    return describe(form).split(" “")[0]


def nothing_inline(page: Page) -> Iterator[str]:
    """The content security policy blocks inline scripts and styles, and everything of another origin."""
    for node in page.css("script:not([src])"):
        if attribute(node, "type") != "application/json":
            yield f"inline script {describe(node)}"
    for node in page.css("style"):
        yield f"inline style sheet {words(node.text())[:60]}"
    for node in page.css("*"):
        for name, value in node.attributes.items():
            if name == "style" or name.startswith("on") or name.startswith("hx-on"):
                yield f"inline {name} on {describe(node)}"
            elif name in ("href", "src", "action", "formaction") and _is_script(value):
                yield f"a script as an address in {describe(node)}"
    for node in page.css(
        "script[src], link[rel~=stylesheet], link[rel~=icon], img, source, iframe, video, audio"
    ):
        address = attribute(node, "src") or attribute(node, "href")
        if urlsplit(address).scheme or address.startswith("//"):
            yield f"not from here: {describe(node)}"


def _is_script(address: str | None) -> bool:
    return (address or "").strip().lower().startswith("javascript:")


def pictures_have_words(page: Page) -> Iterator[str]:
    """A picture has an alternative (empty for a decoration); a drawing is named or hidden."""
    for image in page.css("img"):
        if "alt" not in image.attributes:
            yield f"no alt on {describe(image)}"
    for drawing in page.css("svg"):
        hidden = any(attribute(e, "aria-hidden") == "true" for e in (drawing, *ancestors(drawing)))
        titled = any(text_of(title) for title in drawing.css("title"))
        named = attribute(drawing, "aria-label") or attribute(drawing, "aria-labelledby") or titled
        if not hidden and not named:
            yield f"neither hidden nor named: {describe(drawing)}"


def links_lead_somewhere(page: Page) -> Iterator[str]:
    """Links have a name and an address that means the same from every page; anchors exist."""
    for link in page.css("a"):
        if "href" not in link.attributes:
            yield f"a link without an address: {describe(link)}"
            continue
        if not page.name_of(link):
            yield f"a link without a name: {describe(link)}"
        address = attribute(link, "href")
        if address.startswith("#"):
            if address[1:] not in page.by_id and not page.fragment:
                yield f"{address} is not on the page: {describe(link)}"
        elif not address.startswith("/") and urlsplit(address).scheme not in (
            "http",
            "https",
            "mailto",
            "tel",
        ):
            yield f"not an absolute path: {describe(link)}"
    for form in page.css("form[action]"):
        if not attribute(form, "action").startswith("/"):
            yield f"not an absolute path: {_opening(form)}"


def buttons_are_named(page: Page) -> Iterator[str]:
    """A button says what it does."""
    buttons = [node for node in page.css("input") if attribute(node, "type") in BUTTON_TYPES]
    for button in [*page.css("button, summary, [role=button]"), *buttons]:
        if not page.name_of(button):
            yield f"a button without a name: {describe(button)}"


def references_exist(page: Page) -> Iterator[str]:
    """What an attribute or an icon points to is on the page."""
    for name in REFERENCES:
        for node in page.css(f"[{name}]"):
            for target in attribute(node, name).split() or [""]:
                if target not in page.by_id:
                    yield f'{name}="{target}" points nowhere: {describe(node)}'
    for use in page.css("use"):
        address = attribute(use, "href") or attribute(use, "xlink:href")
        if address.startswith("#") and address[1:] not in page.by_id:
            yield f"no symbol {address} on the page: {describe(use)}"


def nothing_leaks(page: Page) -> Iterator[str]:
    """No placeholder, template mark or Python value reaches a person."""
    for node, text in _texts(page):
        # What stands in a text area was typed by a person, braces included.
        if any(e.tag in ("code", "pre", "textarea") for e in (node, *ancestors(node))):
            continue
        if found := LEAKS.search(text):
            yield f"“{found[0]}” in {describe(node)}"
        elif text == "None" and node.tag not in ("option", "label"):
            yield f"None as a text in {describe(node)}"


def well_formed(page: Page) -> Iterator[str]:
    """Tags are closed in order, attributes given once, forms not nested: parsers mend that silently, each its way."""
    yield from nesting_complaints(page.html)


def everything_is_translated(page: Page) -> Iterator[str]:
    """No text of the catalog stands on a page of another language in its original words."""
    for node, text in _texts(page):
        own = LANGUAGE_TAGS.get(language_of(node))
        if own and originals(own).fits(text):
            yield f"“{text}” is not in {own}: {describe(node)}"


def _texts(page: Page) -> Iterator[tuple[Node, str]]:
    """Every text a person can meet, with its element: text nodes and the wordy attributes."""
    for node in page.root.traverse(include_text=True):
        if node.tag == "-text":
            parent = node.parent
            text = words(node.text_content or "")
            if text and parent is not None and parent.tag not in ("script", "style"):
                yield parent, text
            continue
        for name in WORDY_ATTRIBUTES:
            if text := words(attribute(node, name)):
                yield node, text
        if node.tag == "input" and attribute(node, "type") in BUTTON_TYPES and attribute(node, "value"):
            yield node, words(attribute(node, "value"))


PART_RULES: tuple[Rule, ...] = (
    unique_ids,
    controls_are_labeled,
    posts_carry_their_token,
    nothing_inline,
    pictures_have_words,
    links_lead_somewhere,
    buttons_are_named,
    nothing_leaks,
    well_formed,
    everything_is_translated,
)
RULES: tuple[Rule, ...] = (
    one_heading,
    title_begins_with_heading,
    declares_language,
    has_landmarks,
    references_exist,
    *PART_RULES,
)
