"""The company's working days. Promises made before stay on their days."""

from __future__ import annotations

from datetime import timedelta

from improve.accounts.events import OrganizationChanged
from improve.accounts.models import SpecialDays
from improve.accounts.policy import COMPANY, Permission
from improve.accounts.queries import organization
from improve.accounts.values import SpecialDaysData, WorkingWeek
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize

LONGEST = timedelta(days=60)


def change_week(data: WorkingWeek, *, by: Actor) -> None:
    """On which days of the week people work."""
    authorize(by, Permission.CHANGE_SETTINGS, COMPANY)
    company = organization()
    if company is None:
        raise Refused(_l("Say first what your company is called."))
    if not data.weekdays:
        raise Invalid.field("weekdays", _l("Choose at least one day."))
    week = "".join(sorted(set(data.weekdays)))
    if week != company.working_weekdays:
        company.working_weekdays = week
        _changed(by)


def add_special_days(data: SpecialDaysData, *, by: Actor) -> SpecialDays:
    """A holiday, or days on which people work to make up for one."""
    authorize(by, Permission.CHANGE_SETTINGS, COMPANY)
    last_day = data.last_day or data.first_day
    if last_day < data.first_day:
        raise Invalid.field("last_day", _l("The last day cannot lie before the first."))
    if last_day - data.first_day > LONGEST:
        raise Invalid.field("last_day", _l("At most 60 days at once. Check the year."))
    row = SpecialDays(name=data.name, first_day=data.first_day, last_day=last_day, is_working=data.is_working)
    db.session.add(row)
    _changed(by)
    return row


def remove_special_days(row: SpecialDays, *, by: Actor) -> None:
    """These days are again what their weekdays say."""
    authorize(by, Permission.CHANGE_SETTINGS, COMPANY)
    db.session.delete(row)
    _changed(by)


def _changed(by: Actor) -> None:
    publish(OrganizationChanged(actor_id=by.actor_id, subject_id=1, changed=("working_days",)))
