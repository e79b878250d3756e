"""The home page: renders what features contribute."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from improve.core.messages import _, _n
from improve.core.panels import NextStep, Waiting
from improve.core.policy import Actor
from improve.web.access import current_actor, signed_in
from improve.web.charts import track
from improve.web.features import contributed
from improve.web.formatting import day_short, today_or_time
from improve.web.i18n import choose_time_zone

blueprint = Blueprint("home", __name__)
MOST_SHOWN = 6


@blueprint.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """What waits for me, what became of my ideas, what we achieved."""
    actor = current_actor()
    waiting = sorted(_gathered("home.waiting", actor), key=_urgency)
    return render_template(
        "home/index.html",
        waiting=waiting[: 2 * MOST_SHOWN],
        more_waiting=max(len(waiting) - 2 * MOST_SHOWN, 0),
        heading=_heading(waiting),
        mine=_gathered("home.mine", actor)[:MOST_SHOWN],
        track=_track,
        figures=sorted(_gathered("home.achieved", actor), key=lambda figure: figure.order),
    )


@blueprint.get("/keys")
@signed_in
def keys() -> ResponseReturnValue:
    """Every key that acts, and where."""
    return render_template("home/keys.html", groups=contributed(current_app, "keys"))


def _track(step: NextStep) -> Markup:
    """The five steps of an idea as dots."""
    label = _("Ended at step %(n)s of 5", n=step.step) if step.ended else _("Step %(n)s of 5", n=step.step)
    return track(step.step, ended=step.ended, label=label)


def _gathered(slot: str, actor: Actor) -> list[Any]:
    fills: Iterable[Any] = contributed(current_app, slot)
    return [item for fill in fills for item in fill(actor)]


def _urgency(item: Waiting) -> tuple[bool, datetime, int]:
    """Dated things first, the nearest at the top; then by the feature's order."""
    due = as_instant(item.due) if item.due is not None else None
    return due is None, due or datetime.max.replace(tzinfo=UTC), item.order


def as_instant(due: date | datetime) -> datetime:
    """A day is over when it ends, where the reader is."""
    if isinstance(due, datetime):
        return due
    return datetime.combine(due, time.max, tzinfo=ZoneInfo(choose_time_zone()))


def _heading(waiting: list[Waiting]) -> str:
    """The first line answers the first question: what waits, and until when."""
    if not waiting:
        return _("Nothing waits for you")
    count = len(waiting)
    due = waiting[0].due
    if due is None:
        return _n("One thing waits for you", "%(n)s things wait for you", count)
    if isinstance(due, datetime) and (soon := today_or_time(due)):
        return _n(
            "One thing waits for you, due %(when)s",
            "%(n)s things wait for you; the first is due %(when)s",
            count,
            when=soon,
        )
    return _n(
        "One thing waits for you, due %(when)s",
        "%(n)s things wait for you; the first is due %(when)s",
        count,
        when=day_short(due),
    )
