"""One chart from a series: its lines, and a label and signals by the chosen rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any, Final

from improve.stats.control_charts import counts, individuals
from improve.stats.control_charts.lines import XMR_CONSTANT, Data, Lines
from improve.stats.errors import StatsError
from improve.stats.run_rules import (
    COMMON_CAUSE,
    NELSON,
    NHS,
    WESTERN_ELECTRIC,
    Direction,
    Runs,
    Signal,
    direction_of,
    nelson_signals,
    nhs_labels,
    runs_around,
    western_electric_signals,
)
from improve.stats.series import readings, same_length, whole

RULE_SETS: Final[Mapping[str, tuple[str, ...]]] = {
    "nhs": NHS,
    "nelson": NELSON,
    "western-electric": WESTERN_ELECTRIC,
    "anhoej": ("outside",),
}
"""The single rules of each set that can be switched off; Anhoej's runs are the set itself."""
RULES: Final = tuple(RULE_SETS)

PRIME_FROM: Final = 1.2
"""`auto` widens the limits of a p or u chart when sigma_z is above this."""

_KINDS: Final[Mapping[str, Callable[[Data], Lines]]] = {
    "run": individuals.run,
    "xmr": individuals.xmr,
    "p": counts.p,
    "pp": partial(counts.p, prime=True),
    "u": counts.u,
    "up": partial(counts.u, prime=True),
    "c": counts.c,
    "g": counts.g,
    "t": individuals.t,
    "i_prime": individuals.i_prime,
}
TYPES: Final = ("auto", *_KINDS)
_NEED_SIZES: Final = frozenset({"p", "pp", "u", "up", "i_prime"})
_WITHOUT_SIZES: Final = frozenset({"c", "g", "t"})
_DIRECTIONS: Final[Mapping[str | None, Direction | None]] = {None: None, "up": "up", "down": "down"}


@dataclass(frozen=True)
class Chart:
    """A finished chart; all lists have one entry per period, None where there is nothing to draw.

    `values` are what is plotted (shares and rates for charts with sizes). `lower` and `upper` are clipped to what
    is possible. `labels` hold an NHS label, or the first of the rules met at that point, or `common_cause`.
    `sigma_z` is given for p, u and their prime forms; `mean_range` (the mean moving range, or I' spread) and
    `screened` (ranges left out of it) for charts that use one. The runs are given for run charts and for the rules
    "anhoej", where they speak of the whole series and label no point.
    """

    type: str
    rules: str
    better: Direction | None
    values: tuple[float | None, ...]
    center: float | None
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    sigma_z: float | None
    mean_range: float | None
    screened: int | None
    labels: tuple[str | None, ...]
    signals: tuple[Signal, ...]
    n_useful: int | None = None
    longest_run: int | None = None
    longest_run_max: int | None = None
    crossings: int | None = None
    crossings_min: int | None = None
    signal: bool | None = None

    def as_json(self) -> dict[str, Any]:
        """The object of `analyze chart`: plain lists, numbers, strings, and None for what is unknown."""
        document: dict[str, Any] = {
            "type": self.type,
            "center": self.center,
            "lower": list(self.lower),
            "upper": list(self.upper),
            "sigma_z": self.sigma_z,
            "labels": list(self.labels),
            "signals": [self._signal_as_json(signal) for signal in self.signals],
            "rules": self.rules,
            "values": list(self.values),
            "mean_moving_range": self.mean_range,
            "screened": self.screened,
        }
        if self.signal is not None:
            document |= {name: getattr(self, name) for name in Runs.__dataclass_fields__}
        return document

    def _signal_as_json(self, signal: Signal) -> dict[str, Any]:
        document: dict[str, Any] = {"index": signal.index, "rule": signal.rule}
        if self.better is not None:
            document["favorable"] = None if signal.direction is None else signal.direction == self.better
        return document


def chart(
    type: str,
    values: Sequence[float | None],
    sizes: Sequence[float | None] | None = None,
    *,
    freeze: int | None = None,
    screen: bool = False,
    constant: float = XMR_CONSTANT,
    rules: str | None = None,
    better: str | None = None,
    exclude: Collection[int] = (),
    without: Collection[str] = (),
) -> Chart:
    """Draw up a chart of `type` (one of `TYPES`); formulas and refusals stand at the functions of each type.

    `values` and `sizes` have one entry per period in time order, None where it is missing: a gap that no moving
    range and no rule reaches across. p and u take counts and their sizes, I' totals and sizes, XmR and the run
    chart values, or totals and sizes. `freeze`: limits come from the first so many periods and hold for all.
    `exclude`: periods (from 1) that do not count for the limits. `screen`: leave out moving ranges >= 3.267
    times their mean, once. `constant`: 2.66, or 3/1.128. `rules`: one of `RULES`; "nhs", for run charts "anhoej".
    `without`: single rules of the set (`RULE_SETS`) that are switched off; names of other sets do nothing.

    `auto` with sizes: p where all are whole numbers and none is above its size, else u, the prime form when
    sigma_z > 1.2; without sizes: xmr.

    Raises StatsError for an unknown option, missing or superfluous sizes, and numbers without meaning.
    """
    _check_options(type, rules, better, constant)
    data = Data(
        readings(values),
        readings(sizes or (), "sizes"),
        _baseline(len(values), freeze, exclude),
        screen,
        constant,
    )
    if sizes is not None:
        same_length(values, sizes, "sizes")
    kind = _chosen(data) if type == "auto" else type
    if kind in _NEED_SIZES and sizes is None:
        raise StatsError("sizes_missing", f"A chart of type {kind} needs sizes", type=kind)
    if kind in _WITHOUT_SIZES and sizes is not None:
        raise StatsError("sizes_unused", f"A chart of type {kind} takes no sizes", type=kind)
    lines = _KINDS[kind](data)
    rules = rules or ("anhoej" if kind == "run" else "nhs")
    labels, signals = _judged(lines, rules, without)
    return Chart(
        type=kind,
        rules=rules,
        better=_DIRECTIONS.get(better),
        values=lines.values if lines.plotted is None else lines.plotted,
        center=None if lines.center is None else lines.drawn(lines.center),
        lower=tuple(None if v is None else lines.drawn(v) for v in lines.lower),
        upper=tuple(None if v is None else lines.drawn(v) for v in lines.upper),
        sigma_z=lines.sigma_z,
        mean_range=lines.mean_range,
        screened=lines.screened,
        labels=tuple(labels),
        signals=tuple(signals),
        **(_runs(lines) if kind == "run" or rules == "anhoej" else {}),
    )


def phases(
    type: str,
    values: Sequence[float | None],
    sizes: Sequence[float | None] | None = None,
    *,
    starts: Sequence[int],
    screen: bool = False,
    constant: float = XMR_CONSTANT,
    rules: str | None = None,
    better: str | None = None,
    without: Collection[str] = (),
    freeze: int | None = None,
) -> tuple[Chart, ...]:
    """One chart for each phase, with limits and run counters of its own; indexes count through all phases.

    `starts` are the periods (from 1) at which a new phase begins after the first. Refuses starts that do not
    rise or lie outside the series. `auto` chooses for each phase. `freeze`: the limits of each phase come from its
    first so many periods (from all of a shorter one).
    """
    edges = [0, *(whole(start, "starts", least=2) - 1 for start in starts), len(values)]
    if any(a >= b for a, b in pairwise(edges)):
        raise StatsError("phases_out_of_order", "Phases must begin one after another within the series")
    if sizes is not None:
        same_length(values, sizes, "sizes")
    drawn: list[Chart] = []
    for a, b in pairwise(edges):
        part = None if sizes is None else sizes[a:b]
        single = chart(
            type,
            values[a:b],
            part,
            freeze=None if freeze is None else min(freeze, b - a),
            screen=screen,
            constant=constant,
            rules=rules,
            better=better,
            without=without,
        )
        drawn.append(replace(single, signals=tuple(replace(s, index=s.index + a) for s in single.signals)))
    return tuple(drawn)


def _check_options(type: str, rules: str | None, better: str | None, constant: float) -> None:
    if type not in TYPES:
        raise StatsError("type_unknown", f"{type!r} is not a type of chart", type=type, known=TYPES)
    if rules is not None and rules not in RULES:
        raise StatsError("rules_unknown", f"{rules!r} is not a set of rules", rules=rules, known=RULES)
    if better not in _DIRECTIONS:
        raise StatsError("better_unknown", "better must be 'up' or 'down'", better=better)
    if not 0 < constant < 100:
        raise StatsError(
            "constant_out_of_range", "The constant must lie between 0 and 100", constant=constant
        )


def _baseline(periods: int, freeze: int | None, exclude: Collection[int]) -> tuple[bool, ...]:
    """Which periods set the limits."""
    frozen = periods if freeze is None else whole(freeze, "freeze", least=1)
    if frozen > periods:
        raise StatsError(
            "freeze_too_long",
            f"freeze is {frozen}, the series has {periods} periods",
            freeze=frozen,
            periods=periods,
        )
    left_out = {whole(index, "exclude", least=1) for index in exclude}
    return tuple(i <= frozen and i not in left_out for i in range(1, periods + 1))


def _chosen(data: Data) -> str:
    if not data.sizes:
        return "xmr"
    kind = "p" if counts.looks_like_shares(data.values, data.sizes) else "u"
    ratio = _KINDS[kind](data).sigma_z
    return kind + "p" if ratio is not None and ratio > PRIME_FROM else kind


def _judged(lines: Lines, rules: str, without: Collection[str]) -> tuple[list[str | None], list[Signal]]:
    """Labels and signals by a set of rules, on the scale on which the lines were computed."""
    nothing: list[str | None] = [None if v is None else COMMON_CAUSE for v in lines.values]
    if lines.center is None:
        return nothing, []
    around = (lines.values, lines.center, lines.lower, lines.upper)
    if rules in ("nelson", "western-electric"):
        found = (nelson_signals if rules == "nelson" else western_electric_signals)(*around)
        signals = [signal for signal in found if signal.rule not in without]
        for signal in reversed(signals):
            nothing[signal.index - 1] = signal.rule
        return nothing, signals
    labels = nhs_labels(*around, without=without)
    if rules == "anhoej":
        # Runs are judged as a whole; single points only by the limits.
        labels = [
            v if v and v.startswith("outside") else none for v, none in zip(labels, nothing, strict=True)
        ]
    return labels, [
        Signal(i, v, direction_of(v)) for i, v in enumerate(labels, 1) if v is not None and v != COMMON_CAUSE
    ]


def _runs(lines: Lines) -> dict[str, Any]:
    nothing = Runs(0, None, None, None, None, False)
    return asdict(nothing if lines.center is None else runs_around(lines.values, lines.center))
