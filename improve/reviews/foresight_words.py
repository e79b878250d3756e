"""How foresight is put into words and pictures."""

from __future__ import annotations

from markupsafe import Markup

from improve.core.messages import _
from improve.reviews.rules.calibration import Bin, Calibration
from improve.web.charts import RowScale, interval_dot, row_scale
from improve.web.formatting import number, percent

EVEN = 0.25  # what saying 50 % every time gets


def brier_sentence(found: Calibration) -> str:
    """What the Brier score means here."""
    if found.brier is None:
        return ""
    words = {"brier": number(found.brier, 2), "n": number(found.predicted)}
    if found.brier < EVEN:
        return _(
            "Brier score over %(n)s ideas: 0 is perfect, 0.25 is what tossing a coin gets. The probabilities say something.",
            **words,
        )
    return _(
        "Brier score over %(n)s ideas: 0 is perfect, 0.25 is what tossing a coin gets. So far the probabilities say no more than that.",
        **words,
    )


def reliability_scale() -> RowScale:
    """From never to always."""
    return row_scale([0.0, 100.0], size=176, number=lambda value, digits: number(value, digits or 0))


def reliability_plot(one: Bin) -> Markup:
    """The share that delivered with its interval, and what was foretold."""
    return interval_dot(
        100 * one.share,
        100 * one.from_,
        100 * one.to,
        reliability_scale(),
        raw=100 * one.foretold,
        label=_(
            "%(share)s delivered, interval %(low)s to %(high)s; foretold %(foretold)s",
            share=percent(one.share),
            low=percent(one.from_),
            high=percent(one.to),
            foretold=percent(one.foretold),
        ),
        height=48,
    )
