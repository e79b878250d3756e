"""`improve analyze sample-size`."""

from __future__ import annotations

import click

from improve.analyze.command import Report, analyze_command
from improve.analyze.layout import number
from improve.analyze.words import say
from improve.stats import sample_size as sizes
from improve.stats.errors import StatsError

WORST_SHARE = 0.5


@analyze_command("sample-size")
@click.argument("score", type=click.Choice(["nps", "csat"]))
@click.option("--margin", type=float, help="Margin of error on either side, in points.")
@click.option("--difference", type=float, help="Difference between two groups to be seen, in points.")
@click.option("--variance", type=float, help="Variance of one answer; for nps 0.6 unless given.")
@click.option("--share", type=float, help="For csat: the expected share, 0.8 or 80; 0.5 unless given.")
@click.option("--confidence", type=float, default=0.95, show_default=True)
@click.option("--power", type=float, default=0.8, show_default=True, help="Chance to see the difference.")
@click.option("--adjusted", is_flag=True, help="For the adjusted Wald interval: 3 answers fewer.")
def command(
    *,
    language: str,
    score: str,
    margin: float | None,
    difference: float | None,
    variance: float | None,
    share: float | None,
    confidence: float,
    power: float,
    adjusted: bool,
) -> Report:
    """How many answers are needed: for a margin of error, or in each of two groups for a difference."""
    if (margin is None) == (difference is None):
        raise StatsError("margin_or_difference", "Give either --margin or --difference.")
    if score == "nps" and share is not None:
        raise StatsError("share_of_nps", "--share belongs to csat; for nps give --variance.")
    if variance is not None and share is not None:
        raise StatsError("variance_or_share", "Give either --variance or --share.")
    if margin is not None:
        n = _for_margin(
            score=score,
            margin=margin,
            variance=variance,
            share=share,
            confidence=confidence,
            adjusted=adjusted,
        )
        text = say(
            language,
            "{n} answers are needed for a margin of {points} points.",
            n=number(n, 0),
            points=f"{margin:g}",
        )
    else:
        n = _for_difference(
            score=score,
            difference=difference or 0.0,
            variance=variance,
            share=share,
            confidence=confidence,
            power=power,
            adjusted=adjusted,
        )
        text = say(
            language,
            "{n} answers in each group are needed to see a difference of {points} points.",
            n=number(n, 0),
            points=f"{difference:g}",
        )
    return Report({"n": n}, [text])


def _for_margin(
    *,
    score: str,
    margin: float,
    variance: float | None,
    share: float | None,
    confidence: float,
    adjusted: bool,
) -> int:
    if score == "csat" and variance is None:
        return sizes.share_for_margin(_share(share), margin, confidence=confidence, adjusted=adjusted)
    spread = sizes.TYPICAL_NPS_VARIANCE if variance is None else variance
    return sizes.for_margin(spread, margin, confidence=confidence, adjusted=adjusted)


def _for_difference(
    *,
    score: str,
    difference: float,
    variance: float | None,
    share: float | None,
    confidence: float,
    power: float,
    adjusted: bool,
) -> int:
    if score == "csat" and variance is None:
        return sizes.share_for_comparison(
            _share(share), difference, confidence=confidence, power=power, adjusted=adjusted
        )
    spread = sizes.TYPICAL_NPS_VARIANCE if variance is None else variance
    return sizes.for_comparison(
        spread, spread, difference, confidence=confidence, power=power, adjusted=adjusted
    )


def _share(share: float | None) -> float:
    """0..1; a figure above 1 is percent."""
    if share is None:
        return WORST_SHARE
    return share / 100 if share > 1 else share
