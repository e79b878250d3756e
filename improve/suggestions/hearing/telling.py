"""A line of an idea where its title already stands: in a list, in its own history."""

from __future__ import annotations

import re

from improve.core.messages import LazyText

# What is left of a sentence about a title when the title is taken out: quotes around nothing, a colon before them.
EMPTY_QUOTES = ("“”", "「」", '""')
# What goes with the title: “Ann commented on “Drip trays”” is “Ann commented”, “关于“接水盘”的问题” is “问题”.
LINKED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"\s+(?:about|for|of|on|to)\s+“”", ""),
        (r"在“”下的", "的"),
        (r"在“”的", "在"),
        (r"对“”未采纳的", "对未采纳的"),
        (r"您关于“”的", "您的"),
        (r"(?:关于|对|因)“”的?", ""),
        (r"^“”的", ""),
    )
)
LOOSE = " :：,，\u3000"


def in_short(sentence: LazyText) -> str:
    """The sentence without the idea's title: “Accepted: “Drip trays”” is “Accepted”."""
    if "title" not in sentence.params:
        return str(sentence)
    text = str(sentence % {"title": ""})
    for pattern, instead in LINKED:
        text = pattern.sub(instead, text)
    for quotes in EMPTY_QUOTES:
        text = text.replace(quotes, "")
    return " ".join(text.strip(LOOSE).split())
