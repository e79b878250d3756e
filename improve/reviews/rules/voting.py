"""What a ballot may say, and what comes of all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from improve.core.errors import Invalid, Missing
from improve.core.messages import LazyText, _l
from improve.reviews.rules.schulze import Pairs, condorcet, places, preferences
from improve.reviews.rules.standing import Band, Standing
from improve.reviews.values.votes import MOST_VOTED, VoteKind


@dataclass(frozen=True, slots=True)
class Cast:
    """A ballot that counts: what it gives to which idea, and which ideas stand on it."""

    marks: Mapping[int, int]
    on: frozenset[int]


@dataclass(frozen=True, slots=True)
class Line:
    """What an idea got. `count`: ideas it is preferred to, ballots that approve, or points; `of`: how many there were to
    get (the other ideas; the ballots it stands on, also of points).
    """

    item_id: int
    place: int
    count: int
    of: int

    @property
    def mean(self) -> float:
        """Per ballot that it stands on."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Tally:
    """The result of a vote, the first place first. `pairs` and `winner` (who is preferred to every other) are those of a
    ranking.
    """

    kind: VoteKind
    lines: tuple[Line, ...]
    ballots: int
    pairs: Pairs
    winner: int | None

    @property
    def first(self) -> list[int]:
        """Who shares the first place; nobody without a ballot."""
        return [line.item_id for line in self.lines if line.place == 1] if self.ballots else []


def tally(kind: VoteKind, cast: Sequence[Cast], items: Sequence[int]) -> Tally:
    """The result over these ideas. In an approval and an allotment ideas are ordered by what they got for each ballot
    they stand on, so that an idea with which members have a conflict loses nothing by that.
    """
    if kind is VoteKind.RANKING:
        pairs = preferences([(one.marks, one.on) for one in cast], items)
        place = places(pairs, items)
        lines = [
            Line(
                one,
                place[one],
                sum(pairs[one, other] > pairs[other, one] for other in items if other != one),
                len(items) - 1,
            )
            for one in items
        ]
        winner = condorcet(pairs, items) if len(items) > 1 else None
        return Tally(kind, _ordered(lines), len(cast), pairs, winner)
    counted = [
        Line(
            item,
            0,
            sum(one.marks.get(item, 0) for one in cast if item in one.on),
            sum(item in one.on for one in cast),
        )
        for item in items
    ]
    lines = [
        Line(line.item_id, 1 + sum(_more(other, line) for other in counted), line.count, line.of)
        for line in counted
    ]
    return Tally(kind, _ordered(lines), len(cast), {}, None)


def _more(one: Line, other: Line) -> bool:
    """Got one more for each ballot? In whole numbers: a share has no rounding here."""
    return one.count * max(other.of, 1) > other.count * max(one.of, 1)


def _ordered(lines: list[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (line.place, line.item_id)))


def field_of(item_id: int) -> str:
    """The field of an idea on the ballot."""
    return f"m{item_id}"


def check_marks(kind: VoteKind, points: int | None, marks: Mapping[int, int], on: Collection[int]) -> None:
    """Refuse what a ballot of this kind cannot say; an idea that is not on it answers like a missing one."""
    if not marks.keys() <= set(on):
        raise Missing()
    most = {VoteKind.RANKING: len(on), VoteKind.APPROVAL: 1}.get(kind, points or 0)
    least = 0 if kind is VoteKind.ALLOTMENT else 1
    bad: dict[str, list[LazyText]] = {
        field_of(item): [_l("This must be between %(low)s and %(high)s.", low=least, high=most)]
        for item, value in marks.items()
        if not least <= value <= most
    }
    if bad:
        raise Invalid(bad)
    if kind is VoteKind.RANKING and not marks:
        raise Invalid.field("", _l("Give at least one idea a place."))
    if kind is VoteKind.ALLOTMENT:
        given = sum(marks.values())
        if not given:
            raise Invalid.field("", _l("Give at least one point."))
        if given > most:
            raise Invalid.field(
                "",
                _l("You have given %(given)s points; there are %(most)s to divide.", given=given, most=most),
            )


def suggested(found: Standing) -> list[int]:
    """The ideas that a vote is about unless somebody chooses others: those tied across the cut line, nearest to it
    first where they are too many; where nothing is tied the last above and the first below.
    """
    scored = [item for item in found.items if item.band is not Band.UNSCORED]
    tied = [n for n, item in enumerate(scored) if item.band is Band.TIED]
    if not tied:
        beside = scored[max(0, found.places - 1) : found.places + 1]
        return [item.item_id for item in beside] if len(beside) > 1 else []
    nearest = sorted(tied, key=lambda n: (abs(n + 0.5 - found.places), n))[:MOST_VOTED]
    return [scored[n].item_id for n in sorted(nearest)]
