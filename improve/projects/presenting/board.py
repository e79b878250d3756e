"""The board: cards with where each project stands, what it lacks, and what happens next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from improve.core import clock
from improve.core.messages import _, _n
from improve.metrics.models import Metric
from improve.metrics.values import amount_text, counted
from improve.projects import rules
from improve.projects.models import Decision, Project, Stage, VerdictCode
from improve.projects.presenting.sentences import after_line, card_line
from improve.projects.queries import plan_of
from improve.projects.sustaining.models import SustainCheck
from improve.projects.values import DECIDED_WORDS
from improve.projects.verdicts import Result
from improve.stats.change import ENOUGH_AFTER, LEAST_AFTER
from improve.web.formatting import day_short
from improve.web.i18n import current_language

COLUMNS = (Stage.PLAN, Stage.DO, Stage.CHECK, Stage.ACT)
MOST_NAMED = 3
_TARGETS = {
    stage: " ".join(to.value for to in rules.MOVES[stage] if to is not Stage.CLOSED) for stage in Stage
}


@dataclass(frozen=True)
class Due:
    """A date and what happens then."""

    text: str
    when: date | None = None
    is_late: bool = False
    is_soon: bool = False


@dataclass(frozen=True)
class Card:
    """One project on the board or in the list. `strong` stands after `line`, in bold."""

    project: Project
    line: str = ""
    strong: str = ""
    badge: str | None = None
    decided: str = ""
    due: Due | None = None
    to: Stage | None = None
    late_actions: int = 0
    checks: Sequence[SustainCheck] = ()

    @property
    def reopened(self) -> SustainCheck | None:
        """The last check that did not hold and waits for the owner's answer."""
        return next((check for check in reversed(self.checks) if check.is_open), None)

    @property
    def age(self) -> str:
        """How long the card has been in its column."""
        days = max((clock.now() - self.project.stage_since).days, 0)
        return _n("%(n)s day here", "%(n)s days here", days) if days else _("here since today")

    @property
    def targets(self) -> str:
        """The columns that a dragged card can be dropped on; what may not be yet is refused with a sentence."""
        return _TARGETS[self.project.state]


def cards(
    projects: Iterable[Project],
    results: Mapping[int, Result],
    today: date,
    *,
    late: Mapping[int, int] = MappingProxyType({}),
    checks: Mapping[int, Sequence[SustainCheck]] = MappingProxyType({}),
    approved: Collection[int] = (),
) -> dict[Stage, list[Card]]:
    """The cards of each column; `late` counts the late actions of a project, `checks` are those after adoption,
    `approved` are the ids of the results that somebody else approved.
    """
    columns: dict[Stage, list[Card]] = {stage: [] for stage in Stage}
    for project in projects:
        made = card(project, results.get(project.id), today)
        more = replace(made, late_actions=late.get(project.id, 0), checks=checks.get(project.id, ()))
        if more.to is Stage.CLOSED and project.decision == Decision.ADOPT:
            more = _before_closing(more, is_approved=project.id in approved)
        columns[project.state].append(more)
    return columns


def _before_closing(made: Card, *, is_approved: bool) -> Card:
    """An adopted change is closed when its result is approved and no check waits for an answer."""
    if not is_approved:
        return replace(made, to=None, due=Due(_("Waits for its approval"), is_soon=True))
    return replace(made, to=None) if made.reopened is not None else made


def card(project: Project, result: Result | None, today: date) -> Card:
    """What a card says, by its column."""
    makers = {Stage.PLAN: _planned, Stage.DO: _tried, Stage.CHECK: _checked}
    return makers.get(project.state, _decided)(project, result, today)


def _planned(project: Project, _result: Result | None, today: date) -> Card:
    lacking = rules.missing(plan_of(project))
    there = len(rules.NEEDED) - len(lacking)
    line = _("Plan %(n)s of %(all)s", n=there, all=len(rules.NEEDED))
    if not lacking:
        return Card(project, line=_("The plan is complete"), due=_start_due(project, today), to=Stage.DO)
    strong = _("%(fields)s missing", fields=joined([str(rules.NEEDED[name]) for name in lacking]))
    return Card(
        project,
        line=line,
        strong=strong if len(lacking) <= MOST_NAMED else "",
        due=_plan_due(project, today, owner_missing="owner_id" in lacking),
    )


def _plan_due(project: Project, today: date, *, owner_missing: bool) -> Due | None:
    when = project.plan_due_on
    if when is None:
        return Due(_("Owner to be named"), is_soon=True) if owner_missing else None
    late = today > when
    day = day_short(when)
    if owner_missing:
        text = (
            _("Owner was to be named by %(day)s", day=day)
            if late
            else _("Owner to be named by %(day)s", day=day)
        )
    else:
        text = _("Plan was due %(day)s", day=day) if late else _("Plan due %(day)s", day=day)
    return Due(text, when, is_late=late, is_soon=not late and when - today <= timedelta(days=3))


def _start_due(project: Project, today: date) -> Due | None:
    when = project.starts_on
    if when is None:
        return None
    if today > when:
        return Due(_("Start was %(day)s", day=day_short(when)), when, is_soon=True)
    return Due(_("Starts %(day)s", day=day_short(when)), when)


def _tried(project: Project, result: Result | None, today: date) -> Card:
    metric, starts_on = project.metric, project.starts_on
    if metric is None or starts_on is None:
        return Card(project)
    if not rules.has_started(starts_on, today):
        return Card(project, line=_frozen(metric, result), due=_start_due(project, today))
    kind = metric.period_kind
    settled = rules.first_counted(kind, starts_on, project.settle_in) - timedelta(days=1)
    if today <= settled:
        line = _(
            "Started %(day)s, settling in until %(end)s", day=day_short(starts_on), end=day_short(settled)
        )
        first = rules.first_look_on(kind, starts_on, project.settle_in)
        return Card(
            project, line=line, due=Due(_("First look %(day)s", day=day_short(first)), first), to=Stage.CHECK
        )
    line = after_line(metric, result.verdict) if result is not None else ""
    return Card(project, line=line, due=_check_due(project, metric, result), to=Stage.CHECK)


def _frozen(metric: Metric, result: Result | None) -> str:
    """The baseline in a line: 24 weeks, 45.9 minutes."""
    n = result.verdict.n_before if result is not None else 0
    count = counted(metric.period_kind, n)
    if result is None or result.baseline_mean is None:
        return _("Baseline: %(count)s", count=count)
    return _("Baseline: %(count)s, %(mean)s", count=count, mean=amount_text(metric, result.baseline_mean))


def _check_due(project: Project, metric: Metric, result: Result | None) -> Due | None:
    if project.starts_on is None:
        return None
    kind, n_after = metric.period_kind, result.verdict.n_after if result is not None else 0
    if n_after >= ENOUGH_AFTER:
        return Due(_("Ready to be checked"), is_soon=True)
    if n_after >= LEAST_AFTER:
        return Due(_("A first look is possible"))
    first = rules.first_look_on(kind, project.starts_on, project.settle_in)
    return Due(_("First look %(day)s", day=day_short(first)), first)


def _checked(project: Project, result: Result | None, today: date) -> Card:
    metric = project.metric
    if metric is None or result is None:
        return Card(project)
    return Card(
        project,
        badge=result.code,
        line=card_line(metric, result),
        due=decide_due(project, metric, result, today),
    )


def decide_by(project: Project) -> date | None:
    """The review date of the plan, else the day on which a full verdict is possible."""
    if project.review_on is not None or project.metric is None or project.starts_on is None:
        return project.review_on
    return rules.verdict_on(project.metric.period_kind, project.starts_on, project.settle_in)


def decide_due(project: Project, metric: Metric, result: Result, today: date) -> Due | None:
    """Until when to decide; while the data are too few, when they will do."""
    if result.verdict.effect is None and project.starts_on is not None:
        kind = metric.period_kind
        expected = rules.first_look_on(kind, project.starts_on, project.settle_in)
        if result.verdict.need_after and expected > today:
            return Due(_("First look %(day)s", day=day_short(expected)), expected)
        return Due(_("Readings are missing"), is_soon=True)
    when = decide_by(project)
    if when is None:
        return None
    late = today > when
    text = (
        _("Decision was due %(day)s", day=day_short(when))
        if late
        else _("Decide by %(day)s", day=day_short(when))
    )
    return Due(text, when, is_late=late, is_soon=not late and when - today <= timedelta(days=7))


def _decided(project: Project, result: Result | None, _today: date) -> Card:
    decision = Decision(project.decision) if project.decision else None
    word = str(DECIDED_WORDS[decision]) if decision is not None else ""
    if project.is_stopped:
        word = _("Stopped before the check")
    to = rules.forward(project.state, decision)
    due = Due(_("Back to Plan for the next round"), is_soon=True) if to is Stage.PLAN else None
    return Card(
        project,
        decided=word,
        badge=decided_badge(project),
        line=card_line(project.metric, result) if project.metric is not None and result is not None else "",
        due=due,
        to=to,
    )


def decided_badge(project: Project) -> str | None:
    """What the data showed when it was decided."""
    if project.decided_verdict == "improved" and project.decided_early:
        return "early"
    return project.decided_verdict


def needs_decision(projects: Iterable[Project], results: Mapping[int, Result]) -> int:
    """How many projects in Check show something to decide about."""
    return sum(
        project.state is Stage.CHECK
        and project.id in results
        and results[project.id].code != VerdictCode.NOT_ENOUGH_DATA
        for project in projects
    )


def joined(words: Sequence[str]) -> str:
    """a, b and c / a、b和c."""
    if current_language() == "zh_Hans":
        return "、".join(words)
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s", first=", ".join(words[:-1]), last=words[-1])
