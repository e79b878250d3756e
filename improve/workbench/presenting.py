"""How a verdict on pasted figures is said and drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from markupsafe import Markup

from improve.core.messages import _, _n
from improve.stats.change import LEAST_BEFORE
from improve.stats.control_charts import Lines
from improve.stats.run_rules import COMMON_CAUSE, direction_of
from improve.stats.wording import Language, change_sentence
from improve.web.charts import ChangeTexts, ControlTexts, Point, change_bar, control_chart
from improve.web.formatting import number
from improve.web.i18n import current_language
from improve.workbench.judging import Charted, Judged

Tone = Literal["good", "bad"]
TONES: dict[str, Tone] = {"improved": "good", "worse": "bad"}


@dataclass(frozen=True)
class Shown:
    """What the page shows."""

    code: str
    sentence: str
    chart: Markup
    bar: Markup | None
    computed: tuple[str, ...]


def shown(judged: Judged) -> Shown:
    """In the language of the reader."""
    verdict = judged.verdict
    language: Language = "zh_Hans" if current_language() == "zh_Hans" else "en"
    start = judged.periods[judged.cut] if judged.cut < len(judged.periods) else None
    sentence = change_sentence(
        verdict, metric=judged.question.name or None, unit=None, changed_on=start, language=language
    )
    return Shown(verdict.verdict, sentence, _chart(judged), _bar(judged), tuple(_computed(judged)))


def shown_chart(found: Charted) -> Shown:
    """A chart without a change: what it signals, in a sentence."""
    drawn, name = found.chart, found.question.name or _("The figures")
    known = sum(value is not None for value in found.values)
    points = [
        Point(period, value, _mark(label, found), hover=f"{period}: {number(value)}")
        for period, value, label in zip(found.periods, found.values, drawn.labels, strict=True)
    ]
    enough = known >= LEAST_BEFORE
    texts = ControlTexts(
        title=name,
        desc=_n("%(n)s reading.", "%(n)s readings.", known),
        center=_("median") if drawn.type == "run" else _("average"),
        upper=_("upper limit"),
        lower=_("lower limit"),
        favorable=_("favorable signal"),
        unfavorable=_("unfavorable signal"),
        signal=_("signal"),
        gap=_("no reading"),
    )
    picture = control_chart(
        points if enough else [replace(point, signal=None) for point in points],
        texts=texts,
        center=drawn.center if enough else None,
        lower=drawn.lower if enough else None,
        upper=drawn.upper if enough else None,
        number=number,
    )
    return Shown("", _chart_sentence(found, known), picture, None, tuple(_chart_computed(found)))


def _mark(label: str | None, found: Charted) -> Literal["good", "bad", "neutral"] | None:
    if label is None or label == COMMON_CAUSE:
        return None
    direction = direction_of(label)
    if direction is None or not found.question.better:
        return "neutral"
    return "good" if direction == found.question.better else "bad"


def _chart_sentence(found: Charted, known: int) -> str:
    drawn = found.chart
    if known < LEAST_BEFORE:
        return _(
            "%(n)s readings are too few for limits; from %(least)s on they are drawn.",
            n=known,
            least=LEAST_BEFORE,
        )
    center = number(drawn.center)
    marked = sum(label not in (None, COMMON_CAUSE) for label in drawn.labels)
    if drawn.signal:
        return _("The runs around %(center)s are hardly chance: something has shifted.", center=center)
    if not marked:
        return _("No signal: the figures vary around %(center)s as they always do.", center=center)
    if 2 * marked >= known:
        return _(
            "%(n)s of %(all)s readings are signals: the figures do not vary around one level. If you know when something changed, name the period below.",
            n=marked,
            all=known,
        )
    return _n(
        "%(n)s reading is a signal; the figures vary around %(center)s.",
        "%(n)s readings are signals; the figures vary around %(center)s.",
        marked,
        center=center,
    )


def _chart_computed(found: Charted) -> list[str]:
    drawn = found.chart
    if drawn.type == "run":
        said = [_("Run chart: the median, without limits.")]
    else:
        said = [
            _(
                "Limits: the average of all readings, plus and minus 2.66 times their mean moving range; moving ranges of 3.267 times the mean and more are left out once."
            )
        ]
    names = {
        "nhs": _(
            "Signals: a point outside the limits, two of three near one limit, seven on one side, seven rising or falling."
        ),
        "nelson": _("Signals: Nelson’s tests 1 to 8, at the point that completes the pattern."),
        "western-electric": _(
            "Signals: the four Western Electric rules, at the point that completes the pattern."
        ),
        "anhoej": _(
            "Signals: the longest run and the number of crossings (Anhøj), and points outside the limits."
        ),
    }
    said.append(names[drawn.rules])
    if drawn.longest_run is not None:
        said.append(
            _(
                "Of %(useful)s useful readings the longest run is %(run)s (chance gives up to %(most)s), and they cross the center %(crossings)s times (chance gives at least %(least)s).",
                useful=drawn.n_useful,
                run=drawn.longest_run,
                most=drawn.longest_run_max,
                crossings=drawn.crossings,
                least=drawn.crossings_min,
            )
        )
    return said


def _chart(judged: Judged) -> Markup:
    lines, verdict = judged.lines, judged.verdict
    points = [
        Point(period, value, _signal(label, judged, at=place), hover=f"{period}: {number(value)}")
        for place, (period, value, label) in enumerate(
            zip(judged.periods, judged.values, judged.labels, strict=True)
        )
    ]
    is_inside = judged.cut < len(points)
    has_settling = judged.first_after > judged.cut
    return control_chart(
        points,
        texts=_texts(judged),
        center=lines.center if lines is not None else None,
        lower=_end(lines, "lower"),
        upper=_end(lines, "upper"),
        baseline_end=judged.cut - 1 if is_inside and judged.cut else None,
        start=judged.cut if is_inside and judged.cut else None,
        settle=(judged.cut, judged.first_after - 1) if is_inside and judged.cut and has_settling else None,
        after=verdict.mean_after,
        tone=TONES.get(verdict.verdict),
        number=number,
    )


def _end(lines: Lines | None, side: Literal["lower", "upper"]) -> float | None:
    found = getattr(lines, side) if lines is not None else ()
    return found[0] if found else None


def _texts(judged: Judged) -> ControlTexts:
    name = judged.question.name or _("The figures")
    return ControlTexts(
        title=name,
        desc=_(
            "%(before)s readings before, %(after)s after.",
            before=judged.verdict.n_before,
            after=judged.verdict.n_after,
        ),
        center=_("before"),
        upper=_("natural limits"),
        after=_("after"),
        start=_("change"),
        settle=_("settling in, not counted"),
        signal=_("signal in the baseline"),
        favorable=_("favorable signal"),
        unfavorable=_("unfavorable signal"),
        gap=_("no reading"),
    )


def _signal(label: str | None, judged: Judged, *, at: int) -> Literal["good", "bad", "neutral"] | None:
    if label is None or label == COMMON_CAUSE:
        return None
    if at < judged.cut:
        return "neutral"
    return "good" if direction_of(label) == judged.question.better else "bad"


def _bar(judged: Judged) -> Markup | None:
    verdict = judged.verdict
    effect = verdict.effect
    if effect is None:
        return None
    texts = ChangeTexts(
        title=_("Change with its 95% interval"),
        zero=_("no change"),
        useful=_("useful") if verdict.smallest_useful is not None else "",
    )
    return change_bar(
        effect.low,
        effect.high,
        effect.difference,
        useful_from=verdict.smallest_useful,
        better="up" if verdict.better == "up" else "down",
        tone=TONES.get(verdict.verdict),
        number=number,
        texts=texts,
    )


def _computed(judged: Judged) -> list[str]:
    """How the verdict came about, for who wants to check it."""
    verdict = judged.verdict
    said = [
        _(
            "Limits: average of the readings before the change, plus and minus 2.66 times their mean moving range; moving ranges above 3.267 times the mean are left out once."
        ),
        _(
            "Signals after the change: a point outside the limits, two of three near one limit, seven on one side, seven rising or falling."
        ),
    ]
    if verdict.effect is not None:
        said.append(
            _(
                "Size: difference of the means with an interval that is widened where neighboring readings resemble each other; where the baseline has a trend of its own, the average distance from its continuation."
            )
        )
    said.append(
        _(
            "“Improved” needs both: a favorable signal, and an interval that lies on the favorable side as a whole."
        )
    )
    return said
