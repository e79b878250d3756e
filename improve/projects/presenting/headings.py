"""The first line of a project's page: where it stands and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from improve.core.messages import _
from improve.metrics.values import counted
from improve.projects import rules
from improve.projects.models import Decision, Project, Stage
from improve.projects.presenting.board import MOST_NAMED, decide_by, joined
from improve.projects.presenting.sentences import after_line, head_line, short_day
from improve.projects.queries import plan_of
from improve.projects.sustaining.models import State, SustainCheck
from improve.projects.sustaining.values import DAY_WORDS, STATE_WORDS
from improve.projects.values import DECIDED_WORDS
from improve.projects.window import Window
from improve.stats.change import ENOUGH_AFTER, LEAST_AFTER
from improve.web.i18n import current_language


def heading(project: Project, window: Window | None, today: date, checks: Sequence[SustainCheck] = ()) -> str:
    """One sentence; `checks` are those after the adoption."""
    if project.state is Stage.ACT and (told := not_lasting(checks)):
        return told
    if project.state is Stage.PLAN:
        return _planned(project)
    if window is None:
        return project.title
    makers = {Stage.DO: _tried, Stage.CHECK: _checked}
    return makers.get(project.state, _decided)(window, today)


def not_lasting(checks: Sequence[SustainCheck]) -> str:
    """That a check did not hold and nobody has answered it; empty where there is none."""
    found = [check for check in checks if check.is_open]
    if not found:
        return ""
    last = found[-1]
    state, when = STATE_WORDS[State(last.state)], DAY_WORDS[last.days]
    later = [check for check in checks if check.days > last.days and check.state != State.WAITING]
    if later and all(check.state == State.HELD for check in later):
        return _(
            "After %(when)s: %(state)s. It has held since, but nobody has answered", state=state, when=when
        )
    return _("It does not last: %(state)s after %(when)s", state=state, when=when)


def _planned(project: Project) -> str:
    lacking = rules.missing(plan_of(project))
    if not lacking:
        if project.starts_on is None:
            return _("The plan is complete")
        return _both(
            _("The plan is complete"), _("the change starts on %(day)s", day=short_day(project.starts_on))
        )
    names = [str(rules.NEEDED[name]) for name in lacking[:MOST_NAMED]]
    if len(lacking) > MOST_NAMED:
        names.append(_("%(n)s more", n=len(lacking) - MOST_NAMED))
    there = len(rules.NEEDED) - len(lacking)
    return _(
        "Plan %(n)s of %(all)s: %(fields)s missing", n=there, all=len(rules.NEEDED), fields=joined(names)
    )


def _tried(window: Window, today: date) -> str:
    kind, verdict = window.metric.period_kind, window.result.verdict
    if not rules.has_started(window.starts_on, today):
        return _both(
            _("The change starts on %(day)s", day=short_day(window.starts_on)),
            _("the baseline holds %(count)s", count=counted(kind, verdict.n_before)),
        )
    settled = rules.first_counted(kind, window.starts_on, window.project.settle_in) - timedelta(days=1)
    since = short_day(window.starts_on)
    if today <= settled:
        return _("Running since %(day)s, settling in until %(end)s", day=since, end=short_day(settled))
    if verdict.n_after >= LEAST_AFTER:
        ready = _("ready to be checked") if verdict.n_after >= ENOUGH_AFTER else _("a first look is possible")
        return _both(head_line(window.metric, window.result), ready)
    return _("Running since %(day)s: %(count)s", day=since, count=after_line(window.metric, verdict))


def _checked(window: Window, today: date) -> str:
    said = head_line(window.metric, window.result)
    if window.result.verdict.effect is None:
        kind = window.metric.period_kind
        first = rules.first_look_on(kind, window.starts_on, window.project.settle_in)
        if first > today:
            return _both(said, _("a first look is possible on %(day)s", day=short_day(first)))
        return _both(said, _("readings are missing"))
    by = decide_by(window.project)
    return said if by is None else _both(said, _("decide by %(day)s", day=short_day(by)))


def _decided(window: Window, _today: date) -> str:
    project = window.project
    if project.is_stopped or project.decision is None:
        return _("Stopped before the check: %(title)s", title=project.title)
    return _both(str(DECIDED_WORDS[Decision(project.decision)]), head_line(window.metric, window.result))


def _both(first: str, second: str) -> str:
    return f"{first}；{second}" if current_language() == "zh_Hans" else f"{first}; {second}"
