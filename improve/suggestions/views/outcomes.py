"""What became of the ideas of a quarter: figures with their lists, and names where people agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Missing
from improve.core.messages import LazyText, _, _l, _n, _pl
from improve.core.values import FieldError
from improve.suggestions.blueprint import blueprint
from improve.suggestions.calendar import company_today
from improve.suggestions.outcomes import service
from improve.suggestions.outcomes.quarters import Quarter
from improve.suggestions.outcomes.queries import (
    Outcomes,
    first_quarter,
    has_agreed,
    implemented,
)
from improve.suggestions.outcomes.queries import (
    outcomes as figures_of,
)
from improve.suggestions.policy import Permission
from improve.suggestions.values import QUARTER, Became
from improve.web.access import current_actor, requires
from improve.web.formatting import number
from improve.web.navigation import safe_next

MOST_NAMED = 50
LABELS: dict[Became, LazyText] = {
    Became.RECEIVED: _l("Ideas received"),
    Became.DUE: _l("Answers promised for this quarter"),
    Became.IN_TIME: _l("answered in time"),
    Became.ACCEPTED: _l("Accepted"),
    Became.DECLINED: _l("Declined, with a reason"),
    Became.IMPLEMENTED: _pl("outcome", "Put into practice"),
    Became.MEASURED: _l("Measured: decided on the data"),
    Became.IMPROVED: _l("improvement shown"),
    Became.EARLY: _l("early sign of improvement"),
    Became.NO_CHANGE: _l("no change shown"),
    Became.WORSE: _l("worsening shown"),
    Became.TOO_FEW: _l("not enough data"),
}
PARTS = frozenset(
    {
        Became.IN_TIME,
        Became.IMPROVED,
        Became.EARLY,
        Became.NO_CHANGE,
        Became.WORSE,
        Became.TOO_FEW,
    }
)


@dataclass(frozen=True)
class Line:
    """One figure: this quarter's, the one before, both with the list behind them."""

    became: Became
    label: LazyText
    is_part: bool
    now: int
    before: int

    @property
    def change(self) -> int:
        return self.now - self.before


@blueprint.get("/outcomes")
@requires(Permission.READ)
def outcomes() -> ResponseReturnValue:
    """A quarter; without one in the address the present one, or the last while the present has nothing."""
    actor, today = current_actor(), company_today()
    present = Quarter.of(today)
    first = first_quarter(actor)
    chosen = asked_quarter()
    now = figures_of(actor, chosen or present, today)
    if chosen is None and now.is_empty and first is not None and first.start < present.start:
        now = figures_of(actor, present.moved(-1), today)
    before = figures_of(actor, now.quarter.moved(-1), today)
    done = implemented(actor, now.quarter, today, most=MOST_NAMED)
    return render_template(
        "suggestions/outcomes.html",
        heading=_heading(now, is_running=now.quarter == present),
        quarter=now.quarter,
        before=before.quarter,
        earlier=now.quarter.moved(-1) if first is not None and first.start < now.quarter.start else None,
        later=now.quarter.moved(1) if now.quarter.start < present.start else None,
        is_running=now.quarter == present,
        is_empty=now.is_empty,
        lines=_lines(now, before),
        done=done,
        not_shown=now[Became.IMPLEMENTED] - len(done),
        agreed=has_agreed(actor.person_id),
        name_of=name_of,
        kinds=Became,
    )


def asked_quarter() -> Quarter | None:
    """The quarter that the address names."""
    raw = request.args.get("quarter")
    if raw is None:
        return None
    try:
        return Quarter.named(QUARTER.check(raw))
    except FieldError as error:
        raise Missing() from error


def name_of(quarter: Quarter) -> str:
    """As people say it: Q2 2026, 2026年第2季度."""
    return _("Q%(number)s %(year)s", number=quarter.number, year=quarter.start.year)


def _lines(now: Outcomes, before: Outcomes) -> Sequence[Line]:
    """Every figure; of the verdicts those that anybody had."""
    return [
        Line(became, label, became in PARTS, now[became], before[became])
        for became, label in LABELS.items()
        if became not in PARTS or became is Became.IN_TIME or now[became] or before[became]
    ]


def _heading(found: Outcomes, *, is_running: bool) -> list[str]:
    """The first line answers: how many came in, and how many of them led somewhere."""
    name = name_of(found.quarter)
    if found.is_empty:
        return [
            _("%(quarter)s: nothing yet", quarter=name)
            if is_running
            else _("%(quarter)s: nothing", quarter=name)
        ]
    received, done = found[Became.RECEIVED], found[Became.IMPLEMENTED]
    return [
        _n(
            "%(quarter)s: %(n)s idea received",
            "%(quarter)s: %(n)s ideas received",
            received,
            quarter=name,
            n=number(received),
        ),
        _n("%(n)s put into practice", "%(n)s put into practice", done, n=number(done)),
    ]


@blueprint.post("/outcomes/my-name")
@requires(Permission.READ)
def my_name() -> ResponseReturnValue:
    """Agree to be named, or take it back."""
    agreed = request.form.get("agree") == "yes"
    with transaction():
        (service.agree if agreed else service.end_agreement)(by=current_actor())
    flash(
        _("Your name stands beside your ideas that were put into practice.")
        if agreed
        else _("Your name does not stand there.")
    )
    return redirect(safe_next(request.form.get("next"), url_for("suggestions.outcomes")), 303)
