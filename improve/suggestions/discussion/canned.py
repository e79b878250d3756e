"""Filling in a ready answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from improve.core import markdown
from improve.core.localized import Localized
from improve.core.messages import LazyText, _, _l
from improve.core.policy import Actor
from improve.suggestions.models import Suggestion
from improve.web.i18n import speaking

# What may stand in braces, and what it is for.
PLACES: dict[str, LazyText] = {
    "author": _l("the author’s name"),
    "title": _l("the title of the idea"),
    "number": _l("the number of the idea"),
    "me": _l("your own name"),
}
_PLACE = re.compile(r"\{([^{}\n]{0,40})\}")


def unknown_places(body: Localized) -> list[str]:
    """What stands in braces and is nothing that can be filled in, in any language."""
    found = [name.strip() for text in body.values() for name in _PLACE.findall(text)]
    return list(dict.fromkeys(name for name in found if name not in PLACES))


def filled(body: Localized, suggestion: Suggestion, by: Actor, *, is_markdown: bool = True) -> str:
    """The text for an idea, in the language in which the idea is written: its author reads it.

    With `is_markdown` names and titles are escaped, so that they show as they are; without, the text has no marks.
    """
    language = suggestion.language or "zh_Hans"
    spoken = body.language_for(language) or language
    with speaking(spoken):
        values = _values(suggestion, by)
    text = body.text(spoken)
    if is_markdown:
        return _with(text, values, markdown.escaped)
    return markdown.plain(_with(text, values, markdown.escaped))


def _values(suggestion: Suggestion, by: Actor) -> Mapping[str, str]:
    return {
        "author": suggestion.author_label or _("colleague"),
        "title": suggestion.title,
        "number": f"#{suggestion.id}",
        "me": by.name,
    }


def _with(text: str, values: Mapping[str, str], escape: Callable[[str], str]) -> str:
    """One pass: what is filled in is never read for places itself."""
    return _PLACE.sub(
        lambda found: escape(values[found[1].strip()]) if found[1].strip() in values else found[0], text
    )
