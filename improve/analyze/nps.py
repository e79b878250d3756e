"""`improve analyze nps`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import click

from improve.analyze import scores
from improve.analyze.command import Report, analyze_command, reads_file, scale_of
from improve.analyze.layout import number, signed, table
from improve.analyze.scores import Answers, Group
from improve.analyze.source import Source
from improve.analyze.words import say
from improve.stats.nps import IntervalMethod, Nps, NpsChange, NpsScale, nps_change, nps_of


@analyze_command("nps")
@reads_file
@scores.question_options
@click.option("--scale", type=scale_of, default="0-10", show_default=True, help="Lowest and highest answer.")
@click.option(
    "--promoter-min", type=float, default=9, show_default=True, help="Promoters answer this or more."
)
@click.option(
    "--detractor-max", type=float, default=6, show_default=True, help="Detractors answer this or less."
)
@click.option(
    "--interval",
    type=click.Choice(["adjusted", "wald", "score"]),
    default="adjusted",
    show_default=True,
    help="How the 95 % interval is computed.",
)
@scores.comparison_options
def command(
    *,
    file: Path,
    sheet: str | None,
    language: str,
    column: str,
    scale: tuple[float, float],
    promoter_min: float,
    detractor_max: float,
    interval: IntervalMethod,
    by: str | None,
    unique_by: str | None,
    missing: tuple[str, ...],
    weight: str | None,
    compare: tuple[str, str] | None,
) -> Report:
    """Net promoter score of a column of answers.

    100 x (promoters - detractors) / answers, with its standard error and 95 % interval. Blank cells are not
    answers; values outside of the scale are reported and left out. With --compare the change from A to B is
    that of the adjusted values, so that it differs slightly from the difference of the scores.
    """
    classes = NpsScale(scale[0], scale[1], detractor_max, promoter_min)
    source = Source.open(file, sheet, language)
    answers = scores.read_answers(
        source,
        column=column,
        by=by,
        unique_by=unique_by,
        missing=missing,
        check=classes.classify,
        weight=weight,
    )

    def score(part: Answers) -> Nps:
        marks = [classes.classify(value) or 0 for value in part.values]
        return nps_of(marks, part.weights, method=interval)

    total = score(answers)
    groups = scores.scored_groups(answers, by, score)
    pair = scores.compared(groups, by, compare)
    data: dict[str, Any] = {"read": len(source), "repeated": answers.repeated, **as_json(total)}
    data["not_whole"] = answers.not_whole
    lines = _lines(language, total, groups)
    if answers.not_whole:
        lines.append(
            say(
                language,
                "{n} answers are no whole numbers: those above {low} and below {high} count as passives.",
                n=number(answers.not_whole, 0),
                low=number(detractor_max),
                high=number(promoter_min),
            )
        )
    if by:
        data["groups"] = [{"group": group, **as_json(part)} for group, part in groups]
    if pair and compare:
        change = nps_change(*pair, method=interval)
        data["change"] = asdict(change) if change else scores.no_change()
        lines.append(_change_line(language, compare, change))
    return Report(data, lines, source.done())


def as_json(nps: Nps) -> dict[str, Any]:
    """The object of a score; `n_effective` is Kish's n where answers carry weights."""
    method: Literal["adjusted", "wald", "score"] = nps.method
    return {
        "n": nps.n,
        "promoters": nps.promoters,
        "passives": nps.passives,
        "detractors": nps.detractors,
        "score": nps.score,
        "se": nps.se,
        "low": nps.low,
        "high": nps.high,
        "variance": nps.variance,
        "n_effective": nps.n_effective,
        "interval": method,
    }


def _lines(language: str, total: Nps, groups: list[tuple[Group, Nps]]) -> list[str]:
    if total.score is None:
        return [say(language, "No answers.")]
    lines = [
        say(
            language,
            "NPS {score} (95 % interval {low} to {high})",
            score=number(total.score, 1),
            low=number(total.low, 1),
            high=number(total.high, 1),
        ),
        say(
            language,
            "{n} answers: {promoters} promoters, {passives} passives, {detractors} detractors",
            n=number(total.n, 0),
            promoters=number(total.promoters, 0),
            passives=number(total.passives, 0),
            detractors=number(total.detractors, 0),
        ),
    ]
    if groups:
        heading = [say(language, word) for word in ("group", "answers", "score", "low", "high")]
        rows = [
            [group or "-", number(g.n, 0), number(g.score, 1), number(g.low, 1), number(g.high, 1)]
            for group, g in groups
        ]
        lines += ["", *table([heading, *rows])]
    return lines


def _change_line(language: str, compare: tuple[str, str], change: NpsChange | None) -> str:
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
