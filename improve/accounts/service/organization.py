"""The company's own settings."""

from __future__ import annotations

from flask import current_app

from improve.accounts.events import OrganizationChanged
from improve.accounts.models import Organization
from improve.accounts.policy import COMPANY, Permission
from improve.accounts.values import CompanySettings
from improve.core.db import db
from improve.core.events import publish
from improve.core.localized import Localized
from improve.core.policy import Actor, authorize


def set_up_organization(name: Localized, *, by: Actor) -> Organization:
    """The one row of company settings: made with the deployment's defaults, or renamed."""
    authorize(by, Permission.CHANGE_SETTINGS, COMPANY)
    organization = db.session.get(Organization, 1)
    if organization is None:
        organization = Organization(
            id=1,
            name=name,
            default_language=str(current_app.config["DEFAULT_LANGUAGE"]),
            time_zone=str(current_app.config["TIME_ZONE"]),
        )
        db.session.add(organization)
    organization.name = name
    publish(OrganizationChanged(actor_id=by.actor_id, subject_id=1, changed=("name",)))
    return organization


def change_company(data: CompanySettings, *, by: Actor) -> Organization:
    """Name, currency, default language and time zone."""
    authorize(by, Permission.CHANGE_SETTINGS, COMPANY)
    organization = db.session.get(Organization, 1)
    if organization is None:
        organization = Organization(id=1, name=data.name)
        db.session.add(organization)
    wanted = {
        "name": data.name,
        "currency": data.currency,
        "default_language": data.default_language,
        "time_zone": data.time_zone,
    }
    changed = tuple(name for name, value in wanted.items() if getattr(organization, name) != value)
    for name, value in wanted.items():
        setattr(organization, name, value)
    if changed or organization in db.session.new:
        publish(OrganizationChanged(actor_id=by.actor_id, subject_id=1, changed=changed))
    return organization
