"""Who does not score an idea. A person whom this names does not meet the idea anywhere in a round."""

from __future__ import annotations

from dataclasses import dataclass

from improve.reviews.values import Conflict


@dataclass(frozen=True, slots=True)
class Parties:
    """Whose idea it is: its author, the co-authors, the team (the idea's unit and the units of its authors), who is
    in line with an author, who gains by it, who declared a conflict and for whom a chair recorded one. All ids.
    """

    author_id: int | None = None
    co_authors: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    line: frozenset[int] = frozenset()
    gaining: frozenset[int] = frozenset()
    declared: frozenset[int] = frozenset()
    recorded: frozenset[int] = frozenset()


def conflict(
    idea: Parties, person_id: int, teams: frozenset[int], manager: int | None = None
) -> Conflict | None:
    """The strongest reason why this person stays away from this idea; None when there is none.

    `teams` are the units that the person belongs to or leads, `manager` their own. A team is one unit of the
    organization chart, not what lies above or below it.
    """
    if person_id == idea.author_id:
        return Conflict.AUTHOR
    if person_id in idea.co_authors:
        return Conflict.CO_AUTHOR
    if teams & idea.teams:
        return Conflict.TEAM
    authors = idea.co_authors | ({idea.author_id} if idea.author_id is not None else set())
    if person_id in idea.line or manager in authors:
        return Conflict.LINE
    if person_id in idea.gaining:
        return Conflict.GAIN
    if person_id in idea.declared:
        return Conflict.DECLARED
    return Conflict.RECORDED if person_id in idea.recorded else None
