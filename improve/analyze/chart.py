"""`improve analyze chart`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from improve.analyze.command import Report, analyze_command, reads_file
from improve.analyze.drawing import write_svg
from improve.analyze.layout import table
from improve.analyze.source import Source
from improve.analyze.words import say
from improve.stats.control_charts import TYPES, Chart, chart

CONSTANTS = {"2.66": 2.66, "3/1.128": 3 / 1.128}
# Nothing can be divided by less.
SMALLEST_SIZE = 1e-100
COUNTED = ("p", "pp", "u", "up", "c", "g", "t")


@analyze_command("chart")
@reads_file
@click.option("--type", "kind", type=click.Choice(TYPES), default="auto", show_default=True)
@click.option("--value", required=True, help="Column with the value or count of each period.")
@click.option("--size", help="Column with what the counts are out of.")
@click.option("--period", help="Column that names the periods in the drawing.")
@click.option(
    "--freeze", type=click.IntRange(min=1), help="Compute the limits from the first so many periods."
)
@click.option(
    "--screen", is_flag=True, help="Leave out moving ranges of 3.267 times their mean and more, once."
)
@click.option("--constant", type=click.Choice(list(CONSTANTS)), default="2.66", show_default=True)
@click.option(
    "--rules",
    type=click.Choice(["nhs", "nelson", "western-electric", "anhoej"]),
    help="Default: nhs, for run charts anhoej.",
)
@click.option("--better", type=click.Choice(["up", "down"]), help="Which direction is an improvement.")
@click.option(
    "--svg", type=click.Path(path_type=Path, dir_okay=False), help="Write the drawing to this file."
)
def command(
    *,
    file: Path,
    sheet: str | None,
    language: str,
    kind: str,
    value: str,
    size: str | None,
    period: str | None,
    freeze: int | None,
    screen: bool,
    constant: str,
    rules: str | None,
    better: str | None,
    svg: Path | None,
) -> Report:
    """Control and run charts: limits, labels and signals. A row without a value is a gap."""
    source = Source.open(file, sheet, language)
    source.require(value, size, period)
    values = source.numbers(value)
    sizes = source.numbers(size) if size else None
    counted = kind in COUNTED or (kind == "auto" and sizes is not None)
    if sizes is not None and size is not None:
        _check_sizes(source, size, sizes)
    if counted:
        _check_counts(source, value, values, sizes if kind in ("p", "pp") else None)
    drawn = chart(
        kind,
        values,
        sizes,
        freeze=freeze,
        screen=screen,
        constant=CONSTANTS[constant],
        rules=rules,
        better=better,
    )
    periods = source.texts(period) if period else [None] * len(values)
    names = [name or str(place) for place, name in enumerate(periods, 1)]
    data: dict[str, Any] = {**drawn.as_json(), "read": len(source)}
    if svg is not None:
        write_svg(svg, drawn, names, title=value, freeze=freeze, language=language)
        data["svg"] = str(svg)
    return Report(data, _lines(language, drawn, names), source.done())


def _check_sizes(source: Source, column: str, sizes: list[float | None]) -> None:
    """Make gaps of sizes that nothing can be divided by, and note them."""
    for place, size in enumerate(sizes):
        if size is not None and size < SMALLEST_SIZE:
            source.refuse(place, column, "not_positive", "A size is larger than 0.")
            sizes[place] = None


def _check_counts(
    source: Source, column: str, counts: list[float | None], sizes: list[float | None] | None
) -> None:
    """Make gaps of counts below 0 and, for shares, above their size, and note them."""
    for place, count in enumerate(counts):
        size = sizes[place] if sizes is not None else None
        if count is not None and count < 0:
            source.refuse(place, column, "negative", "A count is not negative.")
            counts[place] = None
        elif count is not None and size is not None and count > size:
            source.refuse(place, column, "count_above_size", "A count is not larger than its size.")
            counts[place] = None


def _lines(language: str, drawn: Chart, names: list[str]) -> list[str]:
    found = [value for value in drawn.values if value is not None]
    lines = [
        say(
            language,
            "Chart {type}: center {center}, {n} points, {signals} signals",
            type=drawn.type,
            center=_figure(drawn.center),
            n=len(found),
            signals=len(drawn.signals),
        )
    ]
    if drawn.signal is not None:
        lines.append(
            say(
                language,
                "Longest run {run} (at most {most}), crossings {crossings} (at least {least}): {verdict}",
                run=_text(drawn.longest_run),
                most=_text(drawn.longest_run_max),
                crossings=_text(drawn.crossings),
                least=_text(drawn.crossings_min),
                verdict=say(language, "a signal" if drawn.signal else "no signal"),
            )
        )
    if drawn.signals:
        heading = [say(language, word) for word in ("point", "value", "low", "high", "rule")]
        rows = [
            [
                names[signal.index - 1],
                _figure(drawn.values[signal.index - 1]),
                _figure(drawn.lower[signal.index - 1]),
                _figure(drawn.upper[signal.index - 1]),
                signal.rule,
            ]
            for signal in drawn.signals
        ]
        lines += ["", *table([heading, *rows])]
    return lines


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.5g}" if abs(value) < 100_000 else f"{value:,.0f}"


def _text(value: int | None) -> str:
    return "-" if value is None else str(value)
