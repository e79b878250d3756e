"""`improve analyze csat`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from improve.analyze import scores
from improve.analyze.command import Report, analyze_command, reads_file, scale_of
from improve.analyze.layout import number, signed, table
from improve.analyze.scores import Answers, Group
from improve.analyze.source import Source
from improve.analyze.words import say
from improve.stats.errors import StatsError
from improve.stats.proportions import ShareChange, TopBox, top_box, top_box_change


@analyze_command("csat")
@reads_file
@scores.question_options
@click.option("--scale", type=scale_of, default="1-5", show_default=True, help="Lowest and highest answer.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="How many answers count as satisfied.",
)
@click.option(
    "--best",
    type=click.Choice(["high", "low"]),
    default="high",
    show_default=True,
    help="Which end of the scale is the best.",
)
@scores.comparison_options
def command(
    *,
    file: Path,
    sheet: str | None,
    language: str,
    column: str,
    scale: tuple[float, float],
    top: int,
    best: str,
    by: str | None,
    unique_by: str | None,
    missing: tuple[str, ...],
    weight: str | None,
    compare: tuple[str, str] | None,
) -> Report:
    """Satisfaction as the share of the best answers, in percent with Wilson's 95 % interval.

    Blank cells are not answers; values outside of the scale are reported and left out. With --compare the
    change from A to B is in points with Newcombe's interval, p from the pooled z.
    """
    low, high = scale

    def score(part: Answers) -> TopBox:
        return top_box(part.values, minimum=low, maximum=high, boxes=top, best=best, weights=part.weights)

    score(Answers([], [], 0, weighted=False))  # refuses a number of boxes that the scale does not have
    source = Source.open(file, sheet, language)
    answers = scores.read_answers(
        source,
        column=column,
        by=by,
        unique_by=unique_by,
        missing=missing,
        check=on_scale(scale),
        weight=weight,
    )
    total = score(answers)
    groups = scores.scored_groups(answers, by, score)
    pair = scores.compared(groups, by, compare)
    data: dict[str, Any] = {"read": len(source), "repeated": answers.repeated, **as_json(total)}
    lines = _lines(language, total, groups)
    if by:
        data["groups"] = [{"group": group, **as_json(part)} for group, part in groups]
    if pair and compare:
        change = top_box_change(*pair)
        data["change"] = change_as_json(change)
        lines.append(_change_line(language, compare, change))
    return Report(data, lines, source.done())


def on_scale(scale: tuple[float, float]) -> Any:
    """A check that refuses values outside of the scale."""

    def check(value: float) -> None:
        if not scale[0] <= value <= scale[1]:
            raise StatsError(
                "outside_scale", f"{value:g} is not on the scale {scale[0]:g}-{scale[1]:g}.", value=value
            )

    return check


def as_json(box: TopBox) -> dict[str, Any]:
    """The object of a score: percent, the mean in steps of the scale."""
    return {
        "n": box.n,
        "top": box.top,
        "score": box.score,
        "low": box.low,
        "high": box.high,
        "mean": box.mean,
        "n_effective": box.effective_n,
    }


def change_as_json(change: ShareChange | None) -> dict[str, Any]:
    """The object of a change in points; Newcombe's interval has no standard error."""
    if change is None:
        return {**scores.no_change(), "relative_percent": None}
    return {
        "difference": change.difference,
        "raw_difference": change.difference,
        "se": None,
        "low": change.low,
        "high": change.high,
        "p": change.p,
        "p_increase": change.p_increase,
        "relative_percent": change.relative_percent,
    }


def _lines(language: str, total: TopBox, groups: list[tuple[Group, TopBox]]) -> list[str]:
    if total.score is None:
        return [say(language, "No answers.")]
    lines = [
        say(
            language,
            "Satisfied: {score} % (95 % interval {low} to {high})",
            score=number(total.score, 1),
            low=number(total.low, 1),
            high=number(total.high, 1),
        ),
        say(
            language,
            "{n} answers, {top} in the top boxes, mean {mean}",
            n=number(total.n, 0),
            top=number(total.top, 0),
            mean=number(total.mean, 2),
        ),
    ]
    if groups:
        heading = [say(language, word) for word in ("group", "answers", "score", "low", "high", "mean")]
        rows = [
            [group or "-", number(g.n, 0), *(number(v, 1) for v in (g.score, g.low, g.high)), number(g.mean)]
            for group, g in groups
        ]
        lines += ["", *table([heading, *rows])]
    return lines


def _change_line(language: str, compare: tuple[str, str], change: ShareChange | None) -> str:
    a, b = compare
    if change is None:
        return say(language, "{a} and {b} cannot be compared: one of them has no answers.", a=a, b=b)
    return say(
        language,
        "From {a} to {b}: {difference} points (95 % interval {low} to {high}), p = {p}",
        a=a,
        b=b,
        difference=signed(change.difference, 1),
        low=signed(change.low, 1),
        high=signed(change.high, 1),
        p=number(change.p, 4),
    )
