"""Who would gain by an idea: features that hand out money or honors say it, whoever judges ideas asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Select

# Contributions to this slot are `ConflictSource`s.
CONFLICT_SOURCE = "reviews.conflict_source"


@dataclass(frozen=True)
class ConflictSource:
    """The same facts asked from both ends, so that a page and a table of pairs cannot disagree.

    `pairs`: of these ideas (their ids, or a statement of them), (idea id, person id) of everybody who gains; `of_person`: the ids of the ideas by which
    a person gains, as a statement.
    """

    pairs: Callable[[Collection[int] | Select[tuple[int]]], Iterable[tuple[int, int]]]
    of_person: Callable[[int], Select[tuple[int]]]
