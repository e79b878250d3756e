"""A score weighted to its population, and how many answers a goal needs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.core.cells import CellError
from improve.core.messages import LazyText, _, _l, _n
from improve.core.numbers import read_number
from improve.stats.errors import StatsError
from improve.stats.sample_size import for_comparison
from improve.surveys.policy import Permission
from improve.surveys.rules.scores import Score
from improve.surveys.segments.queries import Segment, split
from improve.surveys.segments.weighing import Weighted, weigh
from improve.surveys.values.kinds import Group, Kind
from improve.surveys.views.figures import difference, interval, value
from improve.surveys.views.routes import blueprint
from improve.surveys.views.sight import Sight, full_sight_or_404, kind_of
from improve.web.access import requires
from improve.web.formatting import number

# A relative change of an NPS near 0 means nothing: 5 % of 2 is a tenth of a point.
SMALLEST_NPS_FOR_RELATIVE = 10.0
POWER = 0.8
REFUSALS: dict[str, LazyText] = {
    "empty_stratum": _l("A segment with a share has no answers that may be shown."),
    "unknown_stratum": _l("Please give every segment a share; 0 only where nobody answered."),
    "population": _l("Please fill in shares, for example percent or numbers of customers."),
}


@dataclass(frozen=True)
class Share:
    """A segment's field: its name, its share of the answers, and what was typed."""

    field: str
    value: str
    name: str
    n: int
    typed: str
    error: LazyText | None


@blueprint.get("/surveys/<int:survey_id>/results/weights")
@requires(Permission.READ_RESULTS)
def weights(survey_id: int) -> ResponseReturnValue:
    """The score as if the segments had answered in the shares of the population. The address holds what was typed."""
    sight = full_sight_or_404(survey_id)
    kind = kind_of(sight)
    segment = sight.split_by
    scores = _scores(sight, segment)
    plain = split(sight.survey.id, None, sight.leading, sight.by).score()
    shares = _shares(segment, scores)
    weighted, problem = _weighted(kind, scores, shares)
    status = 422 if problem is not None or any(share.error for share in shares) else 200
    page = render_template(
        "surveys/results/weights.html",
        survey=sight.survey,
        sight=sight,
        segment=segment,
        shares=shares,
        plain=plain,
        weighted=weighted,
        problem=problem,
        kind=kind,
        value=value,
        interval=interval,
    )
    return page, status


def _scores(sight: Sight, segment: Segment | None) -> dict[str, Score]:
    if segment is None:
        return {}
    found = split(sight.survey.id, segment.code, sight.leading, sight.by)
    scores = {name: found.score(name) for name in found.shown}
    return {name: one for name, one in scores.items() if one is not None}


def _shares(segment: Segment | None, scores: dict[str, Score]) -> list[Share]:
    out = []
    for place, (name, found) in enumerate(scores.items(), 1):
        typed = request.args.get(f"share{place}", "").strip()[:40]
        error = None
        if typed:
            read = _read(typed)
            if read is None or not 0 <= read <= 1e12:
                error = _l("Please fill in a number that is not negative.")
        word = segment.word(name) if segment is not None else name
        out.append(Share(f"share{place}", name, word, found.n, typed, error))
    return out


def _weighted(
    kind: Kind, scores: dict[str, Score], shares: list[Share]
) -> tuple[Weighted | None, LazyText | None]:
    if not any(share.typed for share in shares) or any(share.error for share in shares):
        return None, None
    population = {share.value: _read(share.typed) or 0.0 for share in shares}
    try:
        return weigh(kind, scores, population), None
    except StatsError as error:
        return None, REFUSALS.get(error.code, REFUSALS["population"])


def _read(typed: str) -> float | None:
    """A number as people type it; None for what is none."""
    try:
        read = read_number(typed.strip().removesuffix("%").strip())
    except CellError:
        return None
    return read if read is not None and math.isfinite(read) else None


@dataclass(frozen=True)
class Needed:
    """What a goal comes to: in words, the change in points, and how many answers show it."""

    goal: str
    answers: int


@blueprint.get("/surveys/<int:survey_id>/results/sample-size")
@requires(Permission.READ_RESULTS)
def sample(survey_id: int) -> ResponseReturnValue:
    """How many answers before and after show a goal, said as points or relative to the score of today."""
    sight = full_sight_or_404(survey_id)
    kind = kind_of(sight)
    found = split(sight.survey.id, None, sight.leading, sight.by).score()
    typed = request.args.get("by_how_much", "").strip()[:40]
    way = "relative" if request.args.get("way") == "relative" else "points"
    needed, problem = _needed(kind, found, typed, way) if typed and found is not None else (None, None)
    page = render_template(
        "surveys/results/sample.html",
        survey=sight.survey,
        sight=sight,
        found=found,
        typed=typed,
        way=way,
        needed=needed,
        problem=problem,
        kind=kind,
        value=value,
        pace=found.n / max(1, len(sight.starts)) if found is not None else 0,
    )
    return page, 422 if problem is not None else 200


def _needed(kind: Kind, found: Score, typed: str, way: str) -> tuple[Needed | None, LazyText | None]:
    amount = _read(typed.lstrip("+"))
    if amount is None or not 0 < amount <= 1_000:
        return None, _l("Please fill in a number above 0, for example 5.")
    now = found.value or 0.0
    if way == "relative" and kind is Kind.NPS and now < SMALLEST_NPS_FOR_RELATIVE:
        return None, _l("An NPS under 10 has no meaningful percentage: please say the goal in points.")
    step = now * amount / 100 if way == "relative" else amount
    top = {Kind.NPS: 100.0, Kind.CSAT: 100.0}.get(kind, 7.0)
    if step <= 0 or now + step > top:
        return None, _l("The scale ends before this goal.")
    first, second, unit = _variances(kind, found, step)
    answers = for_comparison(first, second, step * unit, power=POWER)
    goal = _(
        "from %(now)s to %(then)s, which is %(change)s",
        now=value(kind, now),
        then=_exact(kind, now + step),
        change=_points(kind, step),
    )
    return Needed(goal, answers), None


def _exact(kind: Kind, amount: float) -> str:
    shown = number(round(amount, 1), 1)
    return f"{shown}%" if kind is Kind.CSAT else shown


def _points(kind: Kind, step: float) -> str:
    if kind is Kind.CES:
        return difference(kind, step)
    return _n("%(amount)s point", "%(amount)s points", 1 if step == 1 else 2, amount=number(round(step, 2)))


def _variances(kind: Kind, found: Score, step: float) -> tuple[float, float, float]:
    """The variance before and after, and what turns a step of the score into the points of `sample_size`."""
    if kind is Kind.CSAT:
        before, after = (found.value or 0.0) / 100, ((found.value or 0.0) + step) / 100
        return before * (1 - before), after * (1 - after), 1.0
    if kind is Kind.NPS:
        high, low = found.of(Group.HIGH) / found.n, found.of(Group.LOW) / found.n
        variance = high + low - (high - low) ** 2
        return variance, variance, 1.0
    variance = (found.se or 0.0) ** 2 * found.n
    return variance, variance, 100.0
