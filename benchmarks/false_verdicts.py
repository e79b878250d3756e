"""How often the verdict is wrong where nothing changed, and how often it sees what did.

    python benchmarks/false_verdicts.py              # 4,000 series a cell, about half an hour
    python benchmarks/false_verdicts.py --runs 500

Series are normal scatter of standard deviation 1, independent or autocorrelated (AR(1): `rho` of each reading is
kept to the next). Without a change every "improved" is false; with a step of 1 or 2 standard deviations every other
verdict is a miss. Printed beside it: the naive rule of comparing the two means, which says "better" whenever the
second one is. The table stands in docs/statistics.md.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from improve.stats.change import judge

SEED = 20261122
DESIGNS = ((6, 6), (12, 6), (12, 12), (18, 18), (24, 12), (24, 24))
CARRIES = (0.0, 0.3, 0.5)
STEPS = (0.0, 1.0, 2.0)


@dataclass(frozen=True)
class Cell:
    """One design: readings before and after, autocorrelation, and the true step in standard deviations."""

    before: int
    after: int
    carry: float
    step: float


def series(draw: random.Random, length: int, carry: float) -> list[float]:
    """A stationary AR(1) series of variance 1."""
    scatter, values = draw.gauss(0, 1), []
    for _ in range(length):
        values.append(scatter)
        scatter = carry * scatter + (1 - carry**2) ** 0.5 * draw.gauss(0, 1)
    return values


def shares(cell: Cell, runs: int) -> Counter[str]:
    """How many of `runs` series got which verdict; "naive" counts those whose mean rose."""
    draw = random.Random(f"{SEED} {cell}")
    found: Counter[str] = Counter()
    for _ in range(runs):
        values = series(draw, cell.before + cell.after, cell.carry)
        before, after = values[: cell.before], [value + cell.step for value in values[cell.before :]]
        verdict = judge(before, after, better="up")
        found[verdict.verdict] += 1
        found["early"] += verdict.verdict == "improved" and "early" in verdict.flags
        found["naive"] += fmean(after) > fmean(before)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=4_000, help="series a cell")
    runs = parser.parse_args(arguments).runs
    print(
        "| before + after | autocorrelation | step (SD) | improved | of these early | worse | two means only |"
    )
    print("|---|---|---|---|---|---|---|")
    for step in STEPS:
        for carry in CARRIES:
            for before, after in DESIGNS:
                found = shares(Cell(before, after, carry, step), runs)
                row = [100 * found[name] / runs for name in ("improved", "early", "worse", "naive")]
                cells = " | ".join(f"{share:.1f} %" for share in row)
                print(f"| {before} + {after} | {carry:g} | {step:g} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
