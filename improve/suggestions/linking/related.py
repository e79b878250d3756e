"""What an idea has to do with others, as its page shows it: where it went, what came to it, its links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from improve.core.messages import LazyText
from improve.core.policy import Actor, allows
from improve.suggestions import rules
from improve.suggestions.linking.queries import Linked, links_of
from improve.suggestions.merging.models import Merge
from improve.suggestions.merging.queries import merge_of, one_idea_for, parts_of
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.values import Status


@dataclass(frozen=True)
class Related:
    """`merging`: it is part of another idea, `one` in the end (None: the reader may not see that)."""

    merging: Merge | None = None
    one: Suggestion | None = None
    parts: Sequence[Merge] = ()
    links: Sequence[Linked] = ()
    may: frozenset[str] = field(default=frozenset())

    @property
    def link_groups(self) -> list[tuple[LazyText, list[Linked]]]:
        """The links under their words."""
        return [(words, list(group)) for words, group in groupby(self.links, key=lambda one: one.word)]

    def __bool__(self) -> bool:
        """Is there anything to show?"""
        return bool(self.parts or self.links or self.may)


def related_of(actor: Actor, suggestion: Suggestion) -> Related:
    """Everything related that the actor may see."""
    is_merged = suggestion.state is Status.MERGED
    merging = merge_of(suggestion.id) if is_merged else None
    return Related(
        merging=merging,
        one=one_idea_for(actor, suggestion) if is_merged else None,
        parts=parts_of(actor, suggestion.id),
        links=links_of(actor, suggestion.id),
        may=_may(actor, suggestion, merging),
    )


def _may(actor: Actor, suggestion: Suggestion, merging: Merge | None) -> frozenset[str]:
    found = set()
    if allows(actor, Permission.LINK, suggestion):
        found.add("link")
    if allows(actor, Permission.MERGE, suggestion):
        if merging is not None and allows(actor, Permission.MERGE, merging.target):
            found.add("part")
        elif Status.MERGED in rules.LIFECYCLE[suggestion.state]:
            found.add("merge")
    return frozenset(found)
