"""How rounds are put into words and pictures for pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from flask import Flask
from markupsafe import Markup

from improve.core.messages import LazyText, _, _l, _ln, _n, _p
from improve.reviews.models import Criterion, Round
from improve.reviews.queries import reading_of
from improve.reviews.queries.tables import Sorting
from improve.reviews.rules.certainty import WEIGHTS, weight_of
from improve.reviews.rules.standing import Band, ItemStanding, Opinion, Standing, Talk
from improve.reviews.values import CONFIDENCE_ASKED, CONFIDENCE_WORDS, Distance, Kind, State
from improve.web.charts import RowScale, interval_dot, row_scale
from improve.web.formatting import number
from improve.web.i18n import current_language

# Circles say where a thing stands.
STATE_SHAPES: dict[State, tuple[str, str]] = {
    State.DRAFT: ("st-off", "circle"),
    State.OPEN: ("st-on", "record-circle"),
    State.CALIBRATING: ("st-wait", "circle-half"),
    State.DECIDED: ("st-wait", "circle-fill"),
    State.PUBLISHED: ("st-done", "check-circle-fill"),
}
OPINION_SHAPES: dict[Opinion, tuple[str, str, LazyText]] = {
    Opinion.AGREE: ("st-off", "circle-fill", _l("agree")),
    Opinion.MIXED: ("st-off", "circle-half", _l("mixed")),
    Opinion.CONFLICTING: ("st-wait", "diamond-half", _l("conflicting")),
    Opinion.SINGLE: ("st-off", "circle", _l("one voice")),
    Opinion.NONE: ("st-off", "dash-circle", _l("no score")),
}
DISTANCE_SHAPES: dict[Distance, tuple[str, str]] = {
    Distance.ALONE: ("st-off", "circle"),
    Distance.ALIKE: ("st-done", "check-circle-fill"),
    Distance.APART: ("st-off", "circle-half"),
    Distance.FAR: ("st-wait", "diamond-half"),
}
BAND_WORDS: dict[Band, LazyText] = {
    Band.AHEAD: _l("Clearly ahead"),
    Band.TIED: _l("Tied: their ranges reach across the cut line"),
    Band.BEHIND: _l("Clearly behind"),
    Band.ORDERED: _l("In the order of their mean"),
    Band.UNSCORED: _l("Without a score"),
}
BAND_LETTERS: dict[Band, str] = {Band.AHEAD: "A", Band.TIED: "B", Band.BEHIND: "C"}
# How sure a member is, and what a score then weighs.
WEIGHT_ROWS: tuple[tuple[LazyText, int], ...] = (
    *((CONFIDENCE_WORDS[sure], weight_of(sure)) for sure in CONFIDENCE_ASKED),
    (_l("Nothing said"), weight_of(None)),
)
# Why scores were not adjusted for strict and lenient members.
REASONS: dict[str, LazyText] = {
    "no_reviewers": _l("There are no scores yet."),
    "one_item": _l("Only one idea has scores, so there is nothing to compare."),
    "one_reviewer": _l("Only one member has scored, so strictness cannot be told from quality."),
    "few_reviews": _l(
        "A member scored fewer than four ideas: too few to tell whether somebody is strict or lenient."
    ),
    "not_connected": _l(
        "Groups of members scored different ideas without a common one, so their scores cannot be compared."
    ),
}


def init_app(app: Flask) -> None:
    """Install the filters, and how ideas are read."""
    app.jinja_env.filters.update(weekday=weekday)
    app.jinja_env.globals.update(reading=reading_of)


def weekday(day: date) -> str:
    """Friday 20 November; 11月20日周五."""
    language = current_language()
    pattern = "M月d日EEE" if language == "zh_Hans" else "EEEE d MMMM"
    return str(format_date(day, pattern, locale=language))


def waiting_heading(count: int, until: date) -> str:
    """What the first line of the section says to a member who owes scores."""
    return _n(
        "%(n)s idea waits for your score until %(day)s",
        "%(n)s ideas wait for your score until %(day)s",
        count,
        day=weekday(until),
    )


def results_heading(found: Standing, scored: int) -> str:
    """The finding in one line: how many ideas stand apart from the rest at the cut line."""
    if not scored:
        return _("No idea has been scored")
    if found.method != "additive":
        return _n(
            "%(n)s place, %(ideas)s ideas in the order of their mean",
            "%(n)s places, %(ideas)s ideas in the order of their mean",
            found.places,
            ideas=scored,
        )
    ahead, tied = found.count(Band.AHEAD), found.count(Band.TIED)
    if not tied:
        return _n(
            "%(n)s place: %(ahead)s clearly ahead, nothing tied",
            "%(n)s places: %(ahead)s clearly ahead, nothing tied",
            found.places,
            ahead=ahead,
        )
    if not ahead:
        return _n(
            "%(n)s place: none clearly ahead, %(tied)s tied",
            "%(n)s places: none clearly ahead, %(tied)s tied",
            found.places,
            tied=tied,
        )
    return _n(
        "%(n)s place: %(ahead)s clearly ahead, %(tied)s tied",
        "%(n)s places: %(ahead)s clearly ahead, %(tied)s tied",
        found.places,
        ahead=ahead,
        tied=tied,
    )


def base_line(ideas: int, members: int, scores: int) -> str:
    """The base of the figures: 10 ideas, 8 members, 36 scores."""
    return _p("clauses", ", ").join(
        [
            _n("%(n)s idea", "%(n)s ideas", ideas),
            _n("%(n)s member", "%(n)s members", members),
            _n("%(n)s score", "%(n)s scores", scores),
        ]
    )


def order_words(found: Standing, sorting: Sorting) -> str:
    """Which score the order of the table follows."""
    if sorting is Sorting.WEIGHTED:
        return _("The order follows the mean by certainty. Rank ranges and the cut line follow the estimate.")
    if sorting is Sorting.RESULT and found.method != "additive":
        return _("The order follows the raw mean; certainty changes no place.")
    if sorting is Sorting.RESULT:
        return _("The order follows the estimate; certainty changes no place.")
    return ""


def means_words(item: ItemStanding) -> str:
    """The means of one idea beside each other; that by certainty where the round wants it."""
    if item.weighted is None:
        return _("mean %(mean)s, median %(median)s", mean=number(item.mean, 0), median=number(item.median, 0))
    return _(
        "mean %(mean)s, median %(median)s, by certainty %(weighted)s",
        mean=number(item.mean, 0),
        median=number(item.median, 0),
        weighted=number(item.weighted, 0),
    )


def weighing_words() -> str:
    """The formula of the mean by certainty with its weights, for the record."""
    return _(
        "sum of weight × score over sum of the weights (as HotCRP’s wavg); the weight is the certainty from 1 to 5, %(middle)s where nothing was said",
        middle=WEIGHTS[None],
    )


def rank_range(item: ItemStanding) -> str:
    """3–7, or 2 where nothing else is plausible; a dash without ranks."""
    if item.rank_low is None or item.rank_high is None:
        return "–"
    if item.rank_low == item.rank_high:
        return str(item.rank_low)
    return f"{item.rank_low}–{item.rank_high}"


def scale_of(bounds: tuple[float, float] | None) -> RowScale:
    """The scale that all rows share."""
    return row_scale(bounds or (), size=176, number=lambda value, digits: number(value, digits or 0))


def plot(item: ItemStanding, found: Standing, scale: RowScale, *, height: int) -> Markup:
    """Estimate, interval and raw mean of one idea; shaded where the tied ones overlap."""
    return interval_dot(
        item.adjusted,
        item.low,
        item.high,
        scale,
        raw=item.mean if found.method == "additive" else None,
        zone=found.zone if item.band is Band.TIED else None,
        label=plot_words(item, found),
        height=height,
    )


def plot_words(item: ItemStanding, found: Standing) -> str:
    """The same in words, for those who do not see it."""
    if item.adjusted is None:
        return _("no score")
    if found.method != "additive":
        return _("mean %(mean)s", mean=number(item.mean, 0))
    if item.low is None:
        return _(
            "estimate %(estimate)s; raw mean %(mean)s",
            estimate=number(item.adjusted, 0),
            mean=number(item.mean, 0),
        )
    return _(
        "estimate %(estimate)s, interval %(low)s to %(high)s; raw mean %(mean)s",
        estimate=number(item.adjusted, 0),
        low=number(item.low, 0),
        high=number(item.high, 0),
        mean=number(item.mean, 0),
    )


def talk_sentence(talk: Talk) -> str:
    """Why an idea stands on the agenda."""
    if talk.why in ("conflict_at_line", "conflict"):
        sentence = _(
            "Views conflict: scores from %(least)s to %(most)s.",
            least=number(talk.least, 0),
            most=number(talk.most, 0),
        )
        return (
            sentence
            if talk.why == "conflict_at_line"
            else _(
                "Away from the cut line, but views conflict: scores from %(least)s to %(most)s.",
                least=number(talk.least, 0),
                most=number(talk.most, 0),
            )
        )
    if talk.why == "crosses_line":
        return _(
            "On the other side of the cut line than by its mean: %(mean)s becomes %(adjusted)s once strictness is taken out.",
            mean=number(talk.mean, 0),
            adjusted=number(talk.adjusted, 0),
        )
    if talk.why == "few_scores":
        return _("Too few scores to say much.")
    return _("Right at the cut line, tied with its neighbors.")


def agreement_sentence(found: Standing) -> str:
    """What the agreement of the members allows."""
    if found.icc is None:
        return _(
            "At least ten scored ideas are needed to say how far the members agree. Here the spread of each idea says more."
        )
    if found.icc >= 0.75:
        return _("The members see the ideas much alike: enough to group them, and mostly to order them.")
    if found.icc >= 0.5:
        return _("Enough to group the ideas, not enough to order them one by one.")
    return _(
        "The members differ about as much as the ideas do. Use the scores to begin the talk, not to rank."
    )


def rounds_by_state(rounds: Sequence[Round]) -> dict[State, int]:
    """How many rounds stand where."""
    return {state: sum(one.phase is state for one in rounds) for state in State}


def index_heading(rounds: Sequence[Round], *, deciding: int, is_member: bool) -> str:
    """What the list says when no score is owed."""
    if deciding:
        return _n("%(n)s idea waits for your decision", "%(n)s ideas wait for your decision", deciding)
    if not rounds:
        return _("No round yet")
    running = [one for one in rounds if one.phase is State.OPEN]
    if running and is_member:
        return _("Nothing waits for your score")
    if running:
        return _n("%(n)s round is open for scores", "%(n)s rounds are open for scores", len(running))
    return _n("%(n)s round, none open now", "%(n)s rounds, none open now", len(rounds))


def published_heading(accepted: int, ideas: int) -> str:
    """What became of a published round."""
    return _n("%(n)s of %(ideas)s ideas accepted", "%(n)s of %(ideas)s ideas accepted", accepted, ideas=ideas)


def progress_heading(given: int, possible: int, until: date) -> str:
    """How far an open round has come."""
    return _(
        "%(given)s of %(possible)s scores are in; scoring ends on %(day)s",
        given=number(given),
        possible=number(possible),
        day=weekday(until),
    )


def draft_heading(problems: int) -> LazyText:
    """Can a prepared round open?"""
    if not problems:
        return _l("This round is ready to open")
    return _ln(
        "%(n)s thing is missing before this round can open",
        "%(n)s things are missing before this round can open",
        problems,
    )


def answer_word(criterion: Criterion, value: float | None) -> str:
    """What somebody answered to a criterion; a dash without an answer."""
    if value is None:
        return "–"
    if criterion.kind == Kind.YES_NO:
        return _("Yes") if value else _("No")
    return number(value)


def practice_line(count: int) -> str:
    """How many practice ideas come before the others."""
    return _n(
        "First comes %(n)s practice idea: every member scores it, then all compare.",
        "First come %(n)s practice ideas: every member scores them, then all compare.",
        count,
    )
