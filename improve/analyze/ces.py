"""`improve analyze ces`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from improve.analyze import scores
from improve.analyze.command import Report, analyze_command, reads_file, scale_of
from improve.analyze.csat import on_scale
from improve.analyze.layout import number, table
from improve.analyze.scores import Answers, Group
from improve.analyze.source import Source
from improve.analyze.words import say
from improve.stats.means import Effort, effort


@analyze_command("ces")
@reads_file
@scores.question_options
@click.option("--scale", type=scale_of, default="1-7", show_default=True, help="Lowest and highest answer.")
def command(
    *,
    file: Path,
    sheet: str | None,
    language: str,
    column: str,
    scale: tuple[float, float],
    by: str | None,
    unique_by: str | None,
    missing: tuple[str, ...],
) -> Report:
    """Customer effort score: the mean of a scale of agreement with its 95 % t interval.

    share_5_to_7 is the share (0..1) of the answers above the middle of the scale, which are 5 to 7 of 1-7;
    pct_5_to_7 says it in percent. net_index is the share of 6 and 7 minus that of 1 to 3, in percent, on 1-7 only.
    """
    source = Source.open(file, sheet, language)
    answers = scores.read_answers(
        source, column=column, by=by, unique_by=unique_by, missing=missing, check=on_scale(scale)
    )

    def score(part: Answers) -> Effort:
        return effort(part.values, minimum=scale[0], maximum=scale[1])

    total = score(answers)
    groups = scores.scored_groups(answers, by, score)
    data: dict[str, Any] = {"read": len(source), "repeated": answers.repeated, **as_json(total)}
    if by:
        data["groups"] = [{"group": group, **as_json(part)} for group, part in groups]
    return Report(data, _lines(language, total, groups), source.done())


def as_json(found: Effort) -> dict[str, Any]:
    """The object of a score, in steps of the scale."""
    return {
        "n": found.mean.n,
        "mean": found.mean.mean,
        "sd": found.mean.sd,
        "se": found.mean.se,
        "low": found.mean.low,
        "high": found.mean.high,
        "share_5_to_7": found.share_top,
        "pct_5_to_7": None if found.share_top is None else 100 * found.share_top,
        "net_index": found.net_index,
    }


def _lines(language: str, total: Effort, groups: list[tuple[Group, Effort]]) -> list[str]:
    if total.mean.mean is None:
        return [say(language, "No answers.")]
    share = None if total.share_top is None else 100 * total.share_top
    lines = [
        say(
            language,
            "CES {score} (95 % interval {low} to {high})",
            score=number(total.mean.mean),
            low=number(total.mean.low),
            high=number(total.mean.high),
        ),
        say(
            language,
            "{n} answers, {share} % above the middle",
            n=number(total.mean.n, 0),
            share=number(share, 1),
        ),
    ]
    if groups:
        heading = [say(language, word) for word in ("group", "answers", "mean", "low", "high")]
        rows = [
            [group or "-", number(g.mean.n, 0), *(number(v) for v in (g.mean.mean, g.mean.low, g.mean.high))]
            for group, g in groups
        ]
        lines += ["", *table([heading, *rows])]
    return lines
