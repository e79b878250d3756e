"""How the order of compared ideas is shown."""

from __future__ import annotations

from markupsafe import Markup

from improve.core.messages import _
from improve.stats.paired import PairedItem
from improve.suggestions.comparing.queries import Order, Placed
from improve.web.charts import RowScale, interval_dot, row_scale
from improve.web.formatting import number, percent


def places(item: PairedItem) -> str:
    """3–7, or 2 where nothing else is plausible."""
    if item.rank_low == item.rank_high:
        return number(item.rank_low)
    return f"{number(item.rank_low)}–{number(item.rank_high)}"


def scale() -> RowScale:
    """The scale that all rows share, in percent."""
    return row_scale([0, 100], size=176, number=lambda value, digits: number(value, digits or 0))


def plot(item: PairedItem, on: RowScale) -> Markup:
    """How often it would win against an average idea, with its interval."""
    label = _(
        "wins %(share)s of the time, interval %(low)s to %(high)s",
        share=percent(item.share),
        low=percent(item.share_low),
        high=percent(item.share_high),
    )
    return interval_dot(
        100 * item.share, 100 * item.share_low, 100 * item.share_high, on, label=label, height=48
    )


def heading(order: Order, category: str) -> str:
    """The first line answers: which idea is ahead, or how many may be."""
    if order.hidden_until is not None or not order.ideas:
        return _("%(category)s: no order yet", category=category)
    if order.may_be_first == 1:
        return _("“%(title)s” is ahead of all others", title=order.ideas[0].suggestion.title)
    return _(
        "%(n)s of %(all)s ideas may be the best",
        n=number(order.may_be_first),
        all=number(len(order.ideas)),
    )


def sheet(order: Order) -> tuple[list[str], list[list[str | int | float]]]:
    """Headings and one line for each idea, the best first; shares from 0 to 1."""
    header = [
        _("Number"),
        _("Title"),
        _("Rank"),
        _("Rank, from"),
        _("Rank, to"),
        _("Share of wins"),
        _("Share of wins, from"),
        _("Share of wins, to"),
        _("Comparisons"),
    ]
    return header, [_line(placed) for placed in order.ideas]


def _line(placed: Placed) -> list[str | int | float]:
    result, shares = placed.result, (placed.result.share, placed.result.share_low, placed.result.share_high)
    places = (result.rank, result.rank_low, result.rank_high)
    return [
        placed.suggestion.id,
        placed.suggestion.title,
        *places,
        *(round(share, 4) for share in shares),
        result.n,
    ]
