"""A line of an idea where its title already stands: in a list, in its own history."""

from __future__ import annotations

import re

from improve.core.messages import LazyText

# What is left of a sentence about a title when the title is taken out: quotes around nothing, a colon before them.
EMPTY_QUOTES = ("“”", "「」", '""')
# With its preposition: “Ann commented on “Drip trays”” is “Ann commented”.
LINKED = re.compile(r"\s+(?:about|for|of|on|to)\s+“”")
LOOSE = " :：,，\u3000"


def in_short(sentence: LazyText) -> str:
    """The sentence without the idea's title: “Accepted: “Drip trays”” is “Accepted”."""
    if "title" not in sentence.params:
        return str(sentence)
    text = LINKED.sub("", str(sentence % {"title": ""}))
    for quotes in EMPTY_QUOTES:
        text = text.replace(quotes, "")
    return " ".join(text.strip(LOOSE).split())
