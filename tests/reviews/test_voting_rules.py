"""The methods of votes: Schulze's by its known example and its laws, approval and points by tables."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from improve.core.errors import Invalid, Missing
from improve.reviews.rules.schulze import condorcet, places, preferences, strongest
from improve.reviews.rules.standing import Given, standing
from improve.reviews.rules.voting import Cast, check_marks, suggested, tally
from improve.reviews.values.votes import MOST_VOTED, VoteKind

A, B, C, D, E = range(1, 6)
# The 45 ballots of the article “Schulze method” (Wikipedia, after Schulze 2011), and the strongest chains it states.
BALLOTS = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
CHAINS = {
    A: {B: 28, C: 28, D: 30, E: 24},
    B: {A: 25, C: 28, D: 33, E: 24},
    C: {A: 25, B: 29, D: 29, E: 24},
    D: {A: 25, B: 28, C: 28, E: 24},
    E: {A: 25, B: 28, C: 28, D: 31},
}


def ranked(
    *order: int | tuple[int, ...], on: tuple[int, ...] = (A, B, C, D, E)
) -> tuple[dict[int, int], frozenset[int]]:
    """A ballot in this order; a tuple shares a place."""
    groups = [one if isinstance(one, tuple) else (one,) for one in order]
    return {item: place for place, group in enumerate(groups, 1) for item in group}, frozenset(on)


def test_schulze_finds_what_its_article_states() -> None:
    ballots = [
        ranked(*("ABCDE".index(letter) + 1 for letter in order))
        for order, count in BALLOTS.items()
        for _ in range(count)
    ]
    items = [A, B, C, D, E]
    pairs = preferences(ballots, items)
    assert pairs[A, B] == 20 and pairs[B, A] == 25
    chains = strongest(pairs, items)
    assert {(one, other): chains[one, other] for one in items for other in items if one != other} == {
        (one, other): strength for one, row in CHAINS.items() for other, strength in row.items()
    }
    place = places(pairs, items)
    assert sorted(items, key=place.__getitem__) == [E, A, C, B, D]  # E > A > C > B > D
    assert sorted(place.values()) == [1, 2, 3, 4, 5]
    assert condorcet(pairs, items) is None
    # Shared places, nothing said (last), not on the ballot (nothing is said of it).
    pairs = preferences([ranked((A, B), C), ranked(B, on=(A, B))], items)
    assert (pairs[A, B], pairs[B, A], pairs[A, C], pairs[C, D], pairs[D, E]) == (0, 1, 1, 1, 0)
    assert pairs[B, C] == 1  # C does not stand on the second ballot


votes = st.lists(
    st.lists(st.integers(1, 5), min_size=4, max_size=4).map(
        lambda marks: (dict(zip((A, B, C, D), marks, strict=True)), frozenset((A, B, C, D)))
    ),
    min_size=1,
    max_size=12,
)


@given(
    ballots=votes,
    order=st.permutations((A, B, C, D)),
    absent=st.sets(st.sampled_from((A, B, C, D)), max_size=2),
)
def test_laws_of_schulze(
    ballots: list[tuple[dict[int, int], frozenset[int]]], order: list[int], absent: set[int]
) -> None:
    ballots = [*ballots, (ballots[0][0], ballots[0][1] - absent)]
    items = [A, B, C, D]
    pairs = preferences(ballots, items)
    place = places(pairs, items)
    assert min(place.values()) == 1
    winner = condorcet(pairs, items)
    if winner is not None:  # who is preferred to each other one comes first, alone
        assert [item for item in items if place[item] == 1] == [winner]
    # Neutral: under other names the same ideas stand where they stood; and the order of looking at them tells nothing.
    renamed = dict(zip(items, order, strict=True))
    other = [
        ({renamed[one]: mark for one, mark in marks.items()}, frozenset(renamed[one] for one in on))
        for marks, on in ballots
    ]
    assert places(preferences(other, order), order) == {renamed[one]: at for one, at in place.items()}
    # Beating is transitive: places never say otherwise than the chains.
    chains = strongest(pairs, items)
    for one in items:
        for two in items:
            if one != two and chains[one, two] > chains[two, one]:
                assert place[one] < place[two]
    # A clone (equal to D on every ballot) takes no win from anybody, and gives none.
    cloned = [({**marks, E: marks[D]}, on | ({E} if D in on else set())) for marks, on in ballots]
    five = places(preferences(cloned, [A, B, C, D, E]), [A, B, C, D, E])
    assert five[D] == five[E]
    assert {one for one in items if five[one] == 1} == {one for one in items if place[one] == 1}


def test_approvals_and_points_count_for_each_ballot_an_idea_is_on() -> None:
    on = frozenset((A, B, C))
    approving = [Cast({A: 1, B: 1}, on), Cast({B: 1}, on), Cast({}, on), Cast({C: 1}, frozenset((B, C)))]
    lines = [
        (line.item_id, line.place, line.count, line.of)
        for line in tally(VoteKind.APPROVAL, approving, [A, B, C]).lines
    ]
    assert lines == [(B, 1, 2, 4), (A, 2, 1, 3), (C, 3, 1, 4)]
    points = [Cast({A: 3, B: 7}, on), Cast({C: 10}, frozenset((B, C))), Cast({B: 3, A: 3}, on)]
    lines = [
        (line.item_id, line.place, line.count, line.of)
        for line in tally(VoteKind.ALLOTMENT, points, [A, B, C]).lines
    ]
    assert lines == [(B, 1, 10, 3), (C, 1, 10, 3), (A, 3, 6, 2)]
    for kind in VoteKind:
        assert not tally(kind, [], [A, B]).first and len(tally(kind, [], [A, B]).lines) == 2


def test_what_a_ballot_may_say() -> None:
    ranking, approval, allotment = VoteKind.RANKING, VoteKind.APPROVAL, VoteKind.ALLOTMENT
    fine = [
        (ranking, None, {A: 1}),
        (ranking, None, {A: 2, B: 2, C: 3}),
        (approval, None, {}),
        (approval, None, {A: 1, C: 1}),
        (allotment, 10, {A: 10}),
        (allotment, 10, {A: 0, B: 4}),
    ]
    for kind, points, marks in fine:
        check_marks(kind, points, marks, (A, B, C))
    bad: list[tuple[VoteKind, int | None, dict[int, int], str]] = [
        (ranking, None, {}, ""),
        (ranking, None, {A: 0}, "m1"),
        (ranking, None, {B: 4}, "m2"),
        (approval, None, {A: 2}, "m1"),
        (allotment, 10, {A: 6, B: 5}, ""),
        (allotment, 10, {A: -1, B: 5}, "m1"),
        (allotment, 10, {A: 0}, ""),
    ]
    for kind, points, marks, name in bad:
        try:
            check_marks(kind, points, marks, (A, B, C))
        except Invalid as error:
            assert list(error.errors) == [name], (kind, marks)
        else:
            raise AssertionError((kind, marks))
    for kind in VoteKind:
        try:
            check_marks(kind, 10, {A: 1, D: 1}, (A, B, C))
        except Missing:
            continue
        raise AssertionError(kind)


def test_a_vote_is_about_the_ideas_tied_across_the_cut_line() -> None:
    close = [
        Given(item, f"p{who}", 50.0 + item + 3 * ((item * who) % 5))
        for item in range(1, 41)
        for who in range(1, 5)
    ]
    found = standing(close, dict.fromkeys(range(1, 41), 4), places=20, seed=1)
    tied = suggested(found)
    order = [item.item_id for item in found.items]
    assert 2 <= len(tied) <= MOST_VOTED
    assert order[19] in tied and order[20] in tied
    assert tied == [item for item in order if item in set(tied)]
    few = standing(
        [Given(1, "p1", 90.0), Given(2, "p1", 50.0), Given(3, "p2", 10.0)],
        {1: 2, 2: 2, 3: 2, 4: 2},
        places=1,
        seed=1,
    )
    assert suggested(few) == [1, 2]
    assert suggested(standing([], {1: 2, 2: 2}, places=1, seed=1)) == []
