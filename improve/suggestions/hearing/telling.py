"""A line of an idea where its title already stands: in a list, in its own history."""

from __future__ import annotations

from improve.core.messages import LazyText

# What is left of a sentence about a title when the title is taken out: quotes around nothing, a colon before them.
EMPTY_QUOTES = ("“”", "「」", '""')
LOOSE = " :：,，\u3000"


def in_short(sentence: LazyText) -> str:
    """The sentence without the idea's title: “Accepted: “Drip trays”” is “Accepted”."""
    if "title" not in sentence.params:
        return str(sentence)
    text = str(sentence % {"title": ""})
    for quotes in EMPTY_QUOTES:
        text = text.replace(quotes, "")
    return " ".join(text.strip(LOOSE).split())
