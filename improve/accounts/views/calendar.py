"""The company's working days."""

from __future__ import annotations

from datetime import date

from babel.dates import get_day_names
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.accounts import service
from improve.accounts.forms import SpecialDaysForm, WeekForm
from improve.accounts.models import SpecialDays
from improve.accounts.policy import COMPANY, Permission
from improve.accounts.queries import organization, special_days, work_calendar
from improve.accounts.values import WEEKDAYS
from improve.accounts.views.blueprint import blueprint
from improve.core import clock
from improve.core.db import LARGEST_ID, db, transaction
from improve.core.messages import _
from improve.core.policy import authorize
from improve.web.access import current_actor, found_or_404, requires
from improve.web.i18n import choose_time_zone, current_language

SOME_DAYS = 10


@blueprint.get("/settings/calendar")
@requires(Permission.CHANGE_SETTINGS)
def calendar() -> ResponseReturnValue:
    """Which days count."""
    return _page()


@blueprint.post("/settings/calendar/week")
@requires(Permission.CHANGE_SETTINGS)
def change_week() -> ResponseReturnValue:
    """On which days of the week people work."""
    form = WeekForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_week(form.value(), by=current_actor())
        if form.ok:
            return _saved()
    return _page(week=form), 422


@blueprint.post("/settings/calendar/days")
@requires(Permission.CHANGE_SETTINGS)
def add_days() -> ResponseReturnValue:
    """Add a holiday or make-up days."""
    form = SpecialDaysForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.add_special_days(form.value(), by=current_actor())
        if form.ok:
            return _saved()
    return _page(days=form), 422


@blueprint.post("/settings/calendar/days/<int:days_id>/remove")
@requires(Permission.CHANGE_SETTINGS)
def remove_days(days_id: int) -> ResponseReturnValue:
    """Remove them."""
    authorize(current_actor(), Permission.CHANGE_SETTINGS, COMPANY)
    with transaction():
        row = db.session.get(SpecialDays, days_id) if days_id <= LARGEST_ID else None
        service.remove_special_days(found_or_404(row), by=current_actor())
    return _saved()


def _saved() -> ResponseReturnValue:
    flash(_("Saved. Promises that were made before stay on their days."))
    return redirect(url_for("accounts.calendar"), 303)


def _page(*, week: WeekForm | None = None, days: SpecialDaysForm | None = None) -> str:
    authorize(current_actor(), Permission.CHANGE_SETTINGS, COMPANY)
    company = organization()
    stored = list(company.working_weekdays) if company is not None else list("12345")
    form = week or WeekForm(formdata=None, data={"weekdays": stored})
    names = get_day_names("wide", context="stand-alone", locale=current_language())
    form.weekdays.choices = [(day, names[int(day) - 1]) for day in WEEKDAYS]
    today = clock.today(choose_time_zone())
    return render_template(
        "accounts/calendar.html",
        week=form,
        days=days or SpecialDaysForm(formdata=None),
        special=_upcoming_first(today),
        some_days=SOME_DAYS,
        reached=work_calendar().after(today, SOME_DAYS),
        today=today,
    )


def _upcoming_first(today: date) -> list[SpecialDays]:
    """Those to come in their order, then the past ones, the latest first."""
    found = special_days()
    coming = [row for row in found if row.last_day >= today]
    return [*coming, *reversed([row for row in found if row.last_day < today])]
