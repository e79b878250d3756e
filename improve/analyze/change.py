"""`improve analyze change`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from improve.analyze.command import Report, analyze_command, reads_dates, reads_file
from improve.analyze.layout import number, signed
from improve.analyze.periods import Periods, places_of, read_periods
from improve.analyze.readings import Columns, Reading, cut_at, read_readings
from improve.analyze.source import Source
from improve.analyze.words import say
from improve.core.dates import DateOrder
from improve.stats.change import Verdict, judge_series
from improve.stats.periods import seasons
from improve.stats.proportions import share_change
from improve.stats.wording import change_sentence


@analyze_command("change")
@reads_file
@click.option("--value", help="Column with the value of each period.")
@click.option("--numerator", help="Column with counts, for shares and rates.")
@click.option("--denominator", help="Column with what the counts are out of.")
@click.option(
    "--period", "period_columns", multiple=True, help="Column with the period; twice for year and month."
)
@click.option(
    "--changed-on", required=True, metavar="P|#ROW", help="First period after the change, or its row of data."
)
@click.option(
    "--better", type=click.Choice(["up", "down"]), required=True, help="Which direction is an improvement."
)
@click.option(
    "--settle-in", type=click.IntRange(min=0), default=0, help="Periods from the change on to leave out."
)
@click.option(
    "--smallest-useful", type=float, help="Smallest change worth having, in the unit of the values."
)
@click.option("--season", help="month, quarter, or a column that names the season.")
@reads_dates
def command(
    *,
    file: Path,
    sheet: str | None,
    language: str,
    value: str | None,
    numerator: str | None,
    denominator: str | None,
    period_columns: tuple[str, ...],
    changed_on: str,
    better: str,
    settle_in: int,
    smallest_useful: float | None,
    season: str | None,
    date_order: DateOrder | None,
) -> Report:
    """Did it get better? improved, worse, no_change_shown or not_enough_data.

    The difference is after minus before. With --numerator and --denominator the values are their ratio (unless
    --value names a column), and the two totals are compared beside it. A period without a value is a gap.
    """
    if (numerator is None) != (denominator is None):
        raise click.UsageError("--numerator and --denominator belong together.")
    if value is None and numerator is None:
        raise click.UsageError("Give --value, or --numerator and --denominator.")
    source = Source.open(file, sheet, language)
    source.require(value, numerator, denominator, *period_columns)
    periods = _periods(source, period_columns, date_order)
    columns = Columns(value, numerator, denominator, _season_column(source, season))
    readings = read_readings(source, periods, columns)
    readings, cut = cut_at(readings, periods, changed_on, len(source))
    labels = [reading.label for reading in readings]
    verdict = judge_series(
        [reading.value for reading in readings],
        places_of(labels),
        changed_at=cut,
        better=better,
        settle_in=settle_in,
        smallest_useful=smallest_useful,
        season=_seasons(source, season, readings),
    )
    start = labels[cut] if cut < len(labels) else None
    sentence = change_sentence(
        verdict,
        metric=value or f"{numerator} / {denominator}",
        unit=None,
        changed_on=start,
        language="zh_Hans" if language == "zh" else "en",
    )
    data: dict[str, Any] = {
        **verdict.as_json(),
        "sentence": sentence,
        "changed_on": start,
        "read": len(source),
    }
    counts = _counts(readings, cut, settle_in) if numerator else None
    if numerator:
        data["counts"] = counts
    return Report(data, _lines(language, verdict, sentence, counts), source.done())


def _periods(source: Source, columns: Sequence[str], order: DateOrder | None) -> Periods:
    if columns:
        return read_periods(source, columns, order)
    return Periods([str(place) for place in range(1, len(source) + 1)], None)


def _season_column(source: Source, season: str | None) -> str | None:
    """The column that names the season; one called "month" or "quarter" wins over the built-in meaning."""
    if season is None or (season in ("month", "quarter") and not source.table.has(season)):
        return None
    source.require(season)
    return season


def _seasons(source: Source, season: str | None, readings: Sequence[Reading]) -> list[Any] | None:
    if season is None:
        return None
    if _season_column(source, season) is not None:
        return [reading.season for reading in readings]
    labels = [reading.label for reading in readings]
    return list(seasons(labels, "month" if season == "month" else "quarter"))


def _counts(readings: Sequence[Reading], cut: int, settle_in: int) -> dict[str, Any] | None:
    """Both totals compared as shares (0..1); None where they are rates or one side is empty."""
    places = places_of([reading.label for reading in readings])
    start = places[cut] + settle_in if cut < len(places) else 0
    before = [r for r in readings[:cut] if r.value is not None]
    after = [
        r
        for r, place in zip(readings[cut:], places[cut:], strict=True)
        if r.value is not None and place >= start
    ]
    sides = []
    for part in (before, after):
        pairs = [(r.numerator, r.denominator) for r in part if r.numerator is not None and r.denominator]
        if not pairs or any(not 0 <= x <= n for x, n in pairs):
            return None
        sides.append((sum(x for x, _ in pairs), sum(n for _, n in pairs)))
    (x1, n1), (x2, n2) = sides
    change = share_change(x1, n1, x2, n2)
    return {
        "before": {"numerator": x1, "denominator": n1, "share": x1 / n1},
        "after": {"numerator": x2, "denominator": n2, "share": x2 / n2},
        "difference": change.difference / 100,
        "low": change.low / 100,
        "high": change.high / 100,
        "p": change.p,
        "relative_percent": change.relative_percent,
    }


def _lines(language: str, verdict: Verdict, sentence: str, counts: dict[str, Any] | None) -> list[str]:
    lines = [sentence]
    if verdict.limits is not None:
        limits = verdict.limits
        lines.append(
            say(
                language,
                "{n} before, {m} after. Limits of the baseline: {low} to {high}, center {center}.",
                n=verdict.n_before,
                m=verdict.n_after,
                low=_figure(limits.lower),
                high=_figure(limits.upper),
                center=_figure(limits.center),
            )
        )
    if counts is not None:
        lines.append(
            say(
                language,
                "Counts: {before} % before, {after} % after, {difference} points (95 % interval {low} to {high}).",
                before=number(100 * counts["before"]["share"], 1),
                after=number(100 * counts["after"]["share"], 1),
                difference=signed(100 * counts["difference"]),
                low=signed(100 * counts["low"]),
                high=signed(100 * counts["high"]),
            )
        )
    return lines


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
