"""The verdict in words: the sentence of the statistics, its cautions apart, and short forms for lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from markupsafe import Markup, escape

from improve.core.messages import _
from improve.metrics.models import Metric
from improve.metrics.values import counted, difference_text, size_text, unit_text, with_unit
from improve.projects.models import Project
from improve.projects.verdicts import Result
from improve.stats.change import ENOUGH_AFTER, Verdict
from improve.stats.effect import Effect
from improve.stats.wording import Language, change_sentence
from improve.stats.wording.chinese import Chinese
from improve.stats.wording.english import English
from improve.stats.wording.figures import Figures, decimals_for
from improve.stats.wording.words import Words
from improve.web.formatting import number, signed
from improve.web.i18n import current_language


def language() -> Language:
    """The reader's language, as the statistics know it."""
    return "zh_Hans" if current_language() == "zh_Hans" else "en"


def full_day(day: date) -> str:
    """With its year: 3 August 2026, 2026年8月3日."""
    return format_date(day, "y年M月d日" if language() == "zh_Hans" else "d MMMM y", locale=current_language())


def sentence(project: Project, metric: Metric, verdict: Verdict) -> str:
    """The whole paragraph: size, interval, points, what the chart shows, and every caution."""
    return change_sentence(
        verdict,
        metric=str(metric.name),
        unit=unit_text(metric) or None,
        changed_on=full_day(project.starts_on) if project.starts_on is not None else None,
        language=language(),
        period=metric.period_kind.value,
    )


@dataclass(frozen=True)
class Said:
    """The paragraph without its cautions, the numbers that matter in bold; and the cautions."""

    finding: Markup
    cautions: tuple[str, ...]


def said(project: Project, metric: Metric, verdict: Verdict) -> Said:
    """The paragraph taken apart. The cautions are listed below it, beside those that only the project knows."""
    text = sentence(project, metric, verdict)
    words: Words = (Chinese if language() == "zh_Hans" else English)(
        metric=None, unit=None, changed_on=None, period=None
    )
    known = (
        *words.CAUTIONS.values(),
        words.TREND_ALLOWED_FOR,
        words.TREND_NOT_ALLOWED_FOR,
        words.drift(verdict),
    )
    found = tuple(caution for caution in known if caution in text)
    for caution in found:
        text = text.replace(caution, "")
    return Said(_with_bold_numbers(" ".join(text.split()), verdict), found)


def _with_bold_numbers(text: str, verdict: Verdict) -> Markup:
    """The means and the change in bold, where they stand first."""
    marked = str(escape(text))
    if verdict.effect is None or verdict.mean_before is None or verdict.mean_after is None:
        return Markup(marked)  # noqa: S704  (escaped above)
    figures = Figures.of(verdict.effect, verdict.mean_before, verdict.mean_after)
    wanted = [figures.change]
    if verdict.verdict != "no_change_shown" and verdict.effect.method == "welch_ar":
        wanted = [figures.before, figures.after, figures.change]
    at = 0
    for figure in wanted:
        match = re.compile(rf"(?<![\d.,]){re.escape(figure)}(?![\d]|[.,]\d)").search(marked, at)
        if match is not None:
            bold = f"<b>{match[0]}</b>"
            marked = marked[: match.start()] + bold + marked[match.end() :]
            at = match.start() + len(bold)
    return Markup(marked)  # noqa: S704  (escaped above)


def decimals_of(metric: Metric, effect: Effect, verdict: Verdict) -> int:
    """As many as the error leaves meaning, and not more than the metric is kept with plus one."""
    means = [value for value in (verdict.mean_before, verdict.mean_after) if value is not None]
    return min(decimals_for(effect, *means), metric.decimals + 1)


def change_line(metric: Metric, verdict: Verdict) -> str:
    """The change with its interval: −7.0 minutes (−9.1 to −4.9)."""
    effect = verdict.effect
    if effect is None:
        return ""
    digits = decimals_of(metric, effect, verdict)
    return _(
        "%(change)s (%(low)s to %(high)s)",
        change=difference_text(metric, effect.difference, digits),
        low=signed(effect.low, digits),
        high=signed(effect.high, digits),
    )


def after_line(metric: Metric, verdict: Verdict) -> str:
    """How far the data after the change have come: 5 of 8 weeks."""
    return _(
        "%(n)s of %(wanted)s after the start",
        n=number(verdict.n_after),
        wanted=counted(metric.period_kind, ENOUGH_AFTER),
    )


def card_line(metric: Metric, result: Result) -> str:
    """One line under the badge."""
    verdict = result.verdict
    if verdict.effect is None:
        if verdict.need_before:
            return _(
                "%(count)s before: too few for a baseline",
                count=counted(metric.period_kind, verdict.n_before),
            )
        return after_line(metric, verdict)
    if verdict.verdict != "no_change_shown":
        return change_line(metric, verdict)
    if "useful_change_ruled_out" in verdict.flags:
        return _("A useful change is ruled out")
    return _("A useful change is not ruled out")


def head_line(metric: Metric, result: Result) -> str:
    """The beginning of the heading: what the data show."""
    verdict, name = result.verdict, str(metric.name)
    effect = verdict.effect
    if effect is None:
        n_after = counted(metric.period_kind, verdict.n_after)
        return _("%(metric)s: %(count)s measured since the start", metric=name, count=n_after)
    size = size_text(metric, effect.difference, decimals_of(metric, effect, verdict))
    if verdict.verdict == "no_change_shown":
        return _("%(metric)s: no change shown", metric=name)
    if result.is_early:
        early = {
            "improved": _(
                "%(metric)s: an early sign of improvement, %(size)s on average", metric=name, size=size
            ),
            "worse": _("%(metric)s: an early sign of worsening, %(size)s on average", metric=name, size=size),
        }
        return early[verdict.verdict]
    if effect.difference > 0:
        return _("%(metric)s rose by %(size)s on average", metric=name, size=size)
    return _("%(metric)s fell by %(size)s on average", metric=name, size=size)


def chart_title(project: Project, metric: Metric, result: Result) -> str:
    """The finding of the chart."""
    verdict, name = result.verdict, str(metric.name)
    effect, kind = verdict.effect, metric.period_kind
    if effect is None or project.starts_on is None:
        return name
    day = short_day(project.starts_on)
    if verdict.verdict == "no_change_shown":
        return _("%(metric)s shows no lasting change since %(day)s", metric=name, day=day)
    lasting = verdict.run_to_end
    if lasting >= 7:
        stayed = counted(kind, lasting)
        if effect.difference > 0:
            return _(
                "%(metric)s rose after %(day)s and has stayed higher for %(count)s",
                metric=name,
                day=day,
                count=stayed,
            )
        return _(
            "%(metric)s fell after %(day)s and has stayed lower for %(count)s",
            metric=name,
            day=day,
            count=stayed,
        )
    if effect.difference > 0:
        return _("%(metric)s is higher since %(day)s", metric=name, day=day)
    return _("%(metric)s is lower since %(day)s", metric=name, day=day)


def short_day(day: date) -> str:
    """Day and month: 3 August, 8月3日."""
    return format_date(day, "M月d日" if language() == "zh_Hans" else "d MMMM", locale=current_language())


def useful_text(metric: Metric, project: Project) -> str:
    """The smallest useful change as it was planned: 5 minutes, or 10%."""
    if project.smallest_useful is None:
        return ""
    if project.useful_as == "relative":
        return f"{number(project.smallest_useful)}%"
    return planned_size(metric, project.smallest_useful)


def planned_size(metric: Metric, size: float) -> str:
    """A size that somebody typed, with the decimals it was typed with."""
    return size_text(metric, size, _own_decimals(round(size, metric.decimals + 1)))


def _own_decimals(value: float) -> int:
    text = f"{value:.6f}".rstrip("0")
    return len(text.partition(".")[2])


def limits_text(metric: Metric, lower: float, upper: float) -> str:
    """37.5 to 54.3 minutes."""
    return _(
        "%(low)s to %(high)s",
        low=number(lower, metric.decimals),
        high=with_unit(number(upper, metric.decimals), unit_text(metric)),
    )
