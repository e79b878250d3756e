"""How often the rule is wrong where nothing changed, and how often it sees what did."""

from __future__ import annotations

import random

import pytest

from improve.stats.change import judge


def share(
    outcome: str, *, before: int, after: int, carry: float = 0.0, step: float = 0.0, runs: int = 1000
) -> float:
    """Share of simulated series (standard normal scatter, `carry` of it kept to the next) with that verdict."""
    draw = random.Random(20260301)
    hits = 0
    for _ in range(runs):
        scatter, values = draw.gauss(0, 1), []
        for _ in range(before + after):
            values.append(scatter)
            scatter = carry * scatter + (1 - carry**2) ** 0.5 * draw.gauss(0, 1)
        found = judge(values[:before], [v + step for v in values[before:]], better="up")
        hits += found.verdict == outcome
    return hits / runs


@pytest.mark.parametrize("outcome", ["improved", "worse"])
@pytest.mark.parametrize(("before", "after"), [(6, 4), (12, 8), (24, 12)])
def test_nothing_happened(outcome: str, before: int, after: int) -> None:
    assert share(outcome, before=before, after=after) < 0.035


@pytest.mark.parametrize("outcome", ["improved", "worse"])
def test_nothing_happened_and_neighbors_resemble_each_other(outcome: str) -> None:
    assert share(outcome, before=12, after=8, carry=0.3) < 0.06


@pytest.mark.parametrize(
    ("before", "after", "step", "least"),
    [(12, 8, 1.0, 0.30), (12, 8, 2.0, 0.77), (24, 12, 1.0, 0.47), (24, 12, 2.0, 0.87)],
)
def test_a_step_is_seen(before: int, after: int, step: float, least: float) -> None:
    """The published power of the rule (36, 83, 54 and 92 %) less four standard errors of the simulation."""
    assert share("improved", before=before, after=after, step=step, runs=600) > least
