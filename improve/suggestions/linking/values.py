"""What a link between two ideas says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from improve.core.messages import LazyText, _pl
from improve.core.values import OneOf, Whole


class LinkKind(StrEnum):
    """What a link means, read from its first idea to the second."""

    PART_OF = "part_of"
    FOLLOWS_FROM = "follows_from"
    CONTRADICTS = "contradicts"
    SIMILAR = "similar"

    @property
    def word(self) -> LazyText:
        """From the first to the second."""
        return WORDS[self][0]

    @property
    def back(self) -> LazyText:
        """From the second to the first."""
        return WORDS[self][1]


MOST_LINKS = 100
# The same in both directions.
MUTUAL = frozenset({LinkKind.CONTRADICTS, LinkKind.SIMILAR})
WORDS: dict[LinkKind, tuple[LazyText, LazyText]] = {
    LinkKind.PART_OF: (_pl("link", "Is part of"), _pl("link", "Has as a part")),
    LinkKind.FOLLOWS_FROM: (_pl("link", "Follows from"), _pl("link", "Leads to")),
    LinkKind.CONTRADICTS: (_pl("link", "Contradicts"), _pl("link", "Contradicts")),
    LinkKind.SIMILAR: (_pl("link", "Is similar to"), _pl("link", "Is similar to")),
}


# How a link reads from the idea at hand, as one chooses it: the kind, and whether the idea is its first end.
CHOICES: dict[str, tuple[LinkKind, bool]] = {
    **{str(kind): (kind, True) for kind in LinkKind},
    **{f"{kind}-back": (kind, False) for kind in LinkKind if kind not in MUTUAL},
}


def choice_words() -> list[tuple[str, LazyText]]:
    """The choices with their words, each kind followed by its way back."""
    return [
        (name, kind.word if forward else kind.back)
        for name, (kind, forward) in sorted(
            CHOICES.items(), key=lambda item: (list(LinkKind).index(item[1][0]), not item[1][1])
        )
    ]


@dataclass(frozen=True)
class LinkData:
    """A link from the idea at hand to another one."""

    kind: Annotated[str, OneOf(tuple(CHOICES))]
    other: Annotated[int, Whole(1)]
