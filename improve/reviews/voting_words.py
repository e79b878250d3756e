"""How votes inside a committee are put into words, on pages and in the record."""

from __future__ import annotations

from collections.abc import Mapping

from improve.core.messages import _, _n
from improve.reviews.queries import Poll
from improve.reviews.rules.voting import Line, Tally
from improve.reviews.values.votes import VoteKind
from improve.web.formatting import number


def progress(poll: Poll) -> str:
    """How many of those who have a ballot have cast it."""
    return _("%(n)s of %(of)s ballots", n=len(poll.cast), of=len(poll.voters))


def heading(result: Tally, titles: Mapping[int, str]) -> str:
    """The finding in one line."""
    first = result.first
    if not first:
        return _("Nobody voted")
    if len(first) == len(result.lines):
        return _("All ideas share the first place")
    if len(first) > 1:
        return _n("%(n)s idea shares the first place", "%(n)s ideas share the first place", len(first))
    return _("First: %(title)s", title=titles[first[0]])


def got(kind: VoteKind, line: Line) -> str:
    """What an idea got."""
    if kind is VoteKind.RANKING:
        return _("preferred to %(n)s of %(of)s other ideas", n=line.count, of=line.of)
    if kind is VoteKind.APPROVAL:
        return _("%(n)s of %(of)s approve", n=line.count, of=line.of)
    return _(
        "%(points)s points from %(of)s ballots, %(mean)s each",
        points=line.count,
        of=line.of,
        mean=number(line.mean, 1),
    )


def duel(result: Tally, one: Line, other: Line) -> str:
    """How many put an idea before the next one."""
    return _(
        "before the next: %(n)s to %(m)s",
        n=result.pairs[one.item_id, other.item_id],
        m=result.pairs[other.item_id, one.item_id],
    )


def method(result: Tally) -> str:
    """How the places came about, in one or two sentences."""
    if result.kind is VoteKind.APPROVAL:
        return _("Ideas stand in the order of the share of ballots that approve them.")
    if result.kind is VoteKind.ALLOTMENT:
        return _("Ideas stand in the order of the points for each ballot they were on.")
    if not result.ballots:
        return ""
    if result.winner is not None:
        return _("The first is preferred to every other idea, one by one.")
    return _(
        "No idea is preferred to every other; the strongest chains of preferences decide (Schulze, winning votes)."
    )
