"""How often the checks after an adoption alarm although the change lasts, and how often they see it slide back.

    python benchmarks/false_alarms.py              # 500 changes a line, about ten minutes
    python benchmarks/false_alarms.py --runs 100

Readings are normal scatter of standard deviation 1, independent or autocorrelated (AR(1)). The change lowers them by
3; only changes that the verdict called improved are counted. Then all stays (an alarm is false), or half or all of
the gain is lost, from the adoption on or after the 90 days. The checks are those of the product: after 30, 60 and 90
days, half a year and a year. Beside the rule that the product uses stands what the run rules of the NHS on every
reading would say. The table stands in docs/statistics.md.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from improve.projects.sustaining.models import State
from improve.projects.sustaining.rules import Lasting, state_of
from improve.stats.change import judge
from improve.stats.control_charts import xmr_limits
from improve.stats.run_rules import direction_of, nhs_labels

SEED = 20261122
GAIN = 3.0
CHECKS = 5


@dataclass(frozen=True)
class Design:
    """Readings before the change, from there to the adoption, and new ones at each check."""

    name: str
    before: int
    kept: int
    new: tuple[int, ...]


DESIGNS = (
    Design("monthly", 12, 8, (1, 1, 1, 3, 6)),
    Design("weekly", 24, 10, (4, 4, 4, 13, 26)),
    Design("daily", 60, 30, (30, 30, 30, 92, 183)),
)
CARRIES = (0.0, 0.3)
# How much of the gain is lost, and at which check it begins to be.
LOSSES = ((0.0, 0), (0.5, 0), (1.0, 0), (1.0, 3))


def scatter(draw: random.Random, length: int, carry: float) -> Iterator[float]:
    """A stationary AR(1) series of variance 1."""
    value = draw.gauss(0, 1)
    for _ in range(length):
        yield value
        value = carry * value + (1 - carry**2) ** 0.5 * draw.gauss(0, 1)


def improved(draw: random.Random, design: Design, carry: float, lost: float, begins: int) -> list[float]:
    """A series whose verdict at the adoption is improved."""
    adopted = design.before + design.kept
    slides = adopted + sum(design.new[:begins])
    while True:
        levels = [0.0] * design.before + [-GAIN] * (slides - design.before)
        levels += [-GAIN * (1 - lost)] * (adopted + sum(design.new) - slides)
        values = [
            level + noise for level, noise in zip(levels, scatter(draw, len(levels), carry), strict=True)
        ]
        if (
            judge(values[: design.before], values[design.before : adopted], better="down").verdict
            == "improved"
        ):
            return values


def alarms(values: Sequence[float], design: Design) -> Iterator[tuple[bool, bool]]:
    """At each check: does the product's rule alarm, and would run rules on every reading?"""
    adopted = seen = design.before + design.kept
    since = adopted
    for new in design.new:
        end = seen + new
        now = judge(values[: design.before], values[design.before : end], better="down").verdict
        earlier, fresh = values[design.before : seen], values[seen:end]
        found = Lasting(
            kept=values[design.before : adopted],
            earlier=earlier,
            since=values[since:end],
            fresh=fresh,
            better="down",
            was_shown=True,
            is_shown=now == "improved",
        )
        slid = state_of(found) is State.SLID
        lines = xmr_limits(earlier, screen=True)
        labels = nhs_labels(fresh, lines.center, lines.lower[0], lines.upper[0])
        wrong = any(label is not None and direction_of(label) == "up" for label in labels)
        yield slid, wrong or now != "improved"
        if slid:
            since = end
        seen = end


def line(design: Design, carry: float, lost: float, begins: int, runs: int) -> str:
    """A line of the table: alarms a check, alarmed by 90 days and by a year; run rules by a year."""
    draw = random.Random(f"{SEED} {design.name} {carry} {lost} {begins}")
    each = quarter = year = rules = 0
    for _ in range(runs):
        found = list(alarms(improved(draw, design, carry, lost, begins), design))
        each += sum(slid for slid, _wrong in found)
        quarter += any(slid for slid, _wrong in found[:3])
        year += any(slid for slid, _wrong in found)
        rules += any(wrong for _slid, wrong in found)
    what = (
        "nothing"
        if not lost
        else f"{'half' if lost < 1 else 'all'}, {'after 90 days' if begins else 'at once'}"
    )
    figures = (each / CHECKS, quarter, year, rules)
    return (
        f"| {design.name} | {carry:g} | {what} | "
        + " | ".join(f"{100 * n / runs:.1f} %" for n in figures)
        + " |"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=500, help="changes a line")
    runs = parser.parse_args(arguments).runs
    print("| readings | autocorrelation | lost | a check | by 90 days | by a year | run rules, by a year |")
    print("|---|---|---|---|---|---|---|")
    for carry in CARRIES:
        for design in DESIGNS:
            for lost, begins in LOSSES:
                print(line(design, carry, lost, begins, runs), flush=True)


if __name__ == "__main__":
    main()
