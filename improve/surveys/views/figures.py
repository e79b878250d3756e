"""Scores in words and drawings, in the reader's language."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from improve.core.messages import _, _n, _p
from improve.core.periods import PeriodKind
from improve.surveys.queries.report import Report, ScoreResult
from improve.surveys.rules.scores import FEWEST_TO_COMPARE, Score, ScoreChange
from improve.surveys.values.kinds import SCALES, Group, Kind
from improve.surveys.views.wording import GROUP_NAMES
from improve.web.charts import Group as Bracket
from improve.web.charts import TrendTexts, distribution_bar, score_trend
from improve.web.formatting import day_short, number, percent, signed
from improve.web.i18n import current_language

DECIMALS = {Kind.NPS: 0, Kind.CSAT: 0, Kind.CES: 1}


def value(kind: Kind, amount: float | None) -> str:
    """A score as it is read: 34, 82%, 5.6."""
    if amount is not None and kind is Kind.CSAT:
        return percent(amount / 100)
    # Minus zero is no number that people know.
    return number(amount if amount is None else round(amount, DECIMALS[kind]) + 0.0, DECIMALS[kind])


def difference(kind: Kind, amount: float) -> str:
    """A change with its sign, in points; of a share in percentage points."""
    return signed(round(amount, DECIMALS[kind]) + 0.0, DECIMALS[kind])


def interval(score: Score) -> str:
    """The 95 % interval in words; empty where there is none."""
    if score.low is None or score.high is None:
        return ""
    return _("%(low)s to %(high)s", low=value(score.kind, score.low), high=value(score.kind, score.high))


def score_short(score: Score) -> str:
    """A score in a list: "NPS 34"."""
    shown = value(score.kind, score.value)
    if score.kind is Kind.NPS:
        return _("NPS %(score)s", score=shown)
    return (
        _("%(score)s satisfied", score=shown) if score.kind is Kind.CSAT else _("Ease %(score)s", score=shown)
    )


def heading(report: Report) -> str:
    """What the page answers: the score, its interval, how many answered."""
    if report.responses is None:
        return _("Fewer than 5 answers so far; results show from 5 on")
    if report.responses == 0:
        return _("No answers yet")
    leading = report.leading
    if leading is None or leading.score is None:
        return _n(
            "%(amount)s answer", "%(amount)s answers", report.responses, amount=number(report.responses)
        )
    return score_sentence(leading.score)


def score_sentence(score: Score) -> str:
    """ "NPS 34, between 28 and 40; 412 answers"."""
    amounts = {
        "score": value(score.kind, score.value),
        "low": value(score.kind, score.low),
        "high": value(score.kind, score.high),
        "amount": number(score.n),
    }
    if score.kind is Kind.NPS:
        return _("NPS %(score)s, between %(low)s and %(high)s; %(amount)s answers", **amounts)
    if score.kind is Kind.CSAT:
        return _("%(score)s satisfied, between %(low)s and %(high)s; %(amount)s answers", **amounts)
    return _("Ease %(score)s of 7, between %(low)s and %(high)s; %(amount)s answers", **amounts)


def period_name(by: PeriodKind, start: date) -> str:
    """ "February 2026", "week of 2 Mar"."""
    if by is PeriodKind.WEEK:
        return _("week of %(day)s", day=day_short(start))
    pattern = "y年M月" if current_language() == "zh_Hans" else "MMMM y"
    return format_date(start, pattern, locale=current_language())


def comparison(result: ScoreResult, by: PeriodKind) -> dict[str, str] | None:
    """The change between the last two finished periods: a short finding and the whole sentence."""
    found = result.comparison
    if found is None:
        return None
    names = (period_name(by, found.before.start), period_name(by, found.after.start))
    counted = (_shown(found.before.n), _shown(found.after.n))
    scores = (found.before.score, found.after.score)
    return change_words(result.spec.kind, scores, found.change, names, counted)


def change_words(
    kind: Kind,
    scores: tuple[Score | None, Score | None],
    found: ScoreChange | None,
    names: tuple[str, str],
    counted: tuple[str, str],
) -> dict[str, str]:
    """The change from the first group to the second: a code, a short finding and the whole sentence."""
    named = {"before": names[0], "after": names[1]}
    if found is None or scores[0] is None or scores[1] is None:
        return {
            "code": "few",
            "finding": _("Too few answers to compare %(before)s and %(after)s", **named),
            "text": _(
                "%(before)s: %(n_before)s answers, %(after)s: %(n_after)s. A comparison needs %(needed)s in each.",
                n_before=counted[0],
                n_after=counted[1],
                needed=FEWEST_TO_COMPARE,
                **named,
            ),
        }
    amounts = {
        "first": value(kind, scores[0].value),
        "second": value(kind, scores[1].value),
        "change": difference(kind, found.difference),
        "low": difference(kind, found.low),
        "high": difference(kind, found.high),
    }
    texts = {
        "up": (
            _("Higher in %(after)s than in %(before)s", **named),
            _(
                "From %(first)s to %(second)s: change %(change)s, 95%% interval %(low)s to %(high)s. "
                "The whole interval lies above zero.",
                **amounts,
            ),
        ),
        "down": (
            _("Lower in %(after)s than in %(before)s", **named),
            _(
                "From %(first)s to %(second)s: change %(change)s, 95%% interval %(low)s to %(high)s. "
                "The whole interval lies below zero.",
                **amounts,
            ),
        ),
        "open": (
            _("No change shown between %(before)s and %(after)s", **named),
            _(
                "From %(first)s to %(second)s: change %(change)s, 95%% interval %(low)s to %(high)s. "
                "The interval contains zero, so this may be chance.",
                **amounts,
            ),
        ),
    }
    finding, text = texts[found.direction]
    return {"code": found.direction, "finding": finding, "text": text}


def _shown(n: int | None) -> str:
    return number(n) if n is not None else _p("count", "fewer than 5")


def distribution(result: ScoreResult) -> dict[str, object] | None:
    """The columns of all answers with their groups bracketed."""
    shown, score = result.distribution, result.score
    if shown is None or score is None:
        return None
    scale, names = SCALES[score.kind], GROUP_NAMES[score.kind]
    tones = {Group.LOW: "dark", Group.MIDDLE: "plain", Group.HIGH: "accent"}
    title = _share_sentence(result)
    return {
        "title": title,
        "hides": shown.hides,
        "chart": distribution_bar(
            [shown.numbers[n] for n in scale.numbers],
            [
                Bracket(str(names[group]), len(scale.of_group(group)), tones[group], shown.groups[group])  # type: ignore[arg-type]
                for group in (Group.LOW, Group.MIDDLE, Group.HIGH)
            ],
            labels=[str(n) for n in scale.numbers],
            title=title,
            desc=_("Answers by number: %(list)s", list=_listed(result)),
            count=number,
            share=percent,
            id="spread",
        ),
    }


def _listed(result: ScoreResult) -> str:
    assert result.distribution is not None  # noqa: S101  (asked by `distribution` only)
    hidden = _("not shown")
    numbers = result.distribution.numbers
    return "; ".join(f"{n}: {number(count) if count is not None else hidden}" for n, count in numbers.items())


def _share_sentence(result: ScoreResult) -> str:
    """What stands out: the share of the high and of the low answers, where both may be shown."""
    assert result.distribution is not None and result.score is not None  # noqa: S101  (see `_listed`)
    groups, scale = result.distribution.groups, SCALES[result.spec.kind]
    high, low = groups[Group.HIGH], groups[Group.LOW]
    if high is None or low is None:
        return _("How people answered")
    return _(
        "%(high)s answer %(high_from)s to %(high_to)s, %(low)s answer %(low_from)s to %(low_to)s",
        high=percent(high / result.score.n),
        low=percent(low / result.score.n),
        high_from=scale.high_min,
        high_to=scale.high,
        low_from=scale.low,
        low_to=scale.low_max,
    )


def trend(result: ScoreResult, by: PeriodKind) -> dict[str, object] | None:
    """The score by period with its intervals; None while there are fewer than two periods to show."""
    points = result.trend
    if sum(1 for point in points if point.score is not None) < 2:
        return None
    kind = result.spec.kind
    found = comparison(result, by)
    title = found["finding"] if found is not None and found["code"] != "few" else _("The score over time")
    first = points[0].start
    is_month = by is PeriodKind.MONTH
    return {
        "title": title,
        "unit": _by_words(kind, is_month),
        "chart": score_trend(
            [point.start for point in points],
            [point.score.value if point.score else None for point in points],
            [point.score.low if point.score else None for point in points],
            [point.score.high if point.score else None for point in points],
            [point.n for point in points],
            texts=TrendTexts(
                title=title,
                desc=_("Scores by period: %(list)s", list=_trend_list(result, by)),
                unit="%" if kind is Kind.CSAT else "",
                point=_("one month") if is_month else _("one week"),
                interval=_("95% interval"),
                gap=_("fewer than 5 answers: not shown"),
                unfinished=_("still running"),
            ),
            unfinished=not points[-1].is_finished,
            number=number,
            count=number,
            period=lambda start: _axis_name(by, start, first),
            decimals=DECIMALS[kind],
            id="trend",
        ),
    }


def _by_words(kind: Kind, is_month: bool) -> str:
    if kind is Kind.NPS:
        return _("NPS by month") if is_month else _("NPS by week")
    if kind is Kind.CSAT:
        return _("Share of 4 and 5 by month") if is_month else _("Share of 4 and 5 by week")
    return _("Mean by month, 1 to 7") if is_month else _("Mean by week, 1 to 7")


def _axis_name(by: PeriodKind, start: date, first: date) -> str:
    language = current_language()
    if by is PeriodKind.WEEK:
        return format_date(start, "M月d日" if language == "zh_Hans" else "d MMM", locale=language)
    with_year = start == first or start.month == 1
    if language == "zh_Hans":
        return format_date(start, "y年M月" if with_year else "M月", locale=language)
    return format_date(start, "MMM y" if with_year else "MMM", locale=language)


def _trend_list(result: ScoreResult, by: PeriodKind) -> str:
    hidden = _("not shown")
    return "; ".join(
        f"{period_name(by, p.start)} {value(result.spec.kind, p.score.value) if p.score else hidden}"
        for p in result.trend
    )
