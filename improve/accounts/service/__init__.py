"""Use cases of people and the organization."""

from improve.accounts.service.organization import create_unit, set_up_organization
from improve.accounts.service.people import create_person, disable, enable, give_role, set_password, take_role

__all__ = [
    "create_person",
    "create_unit",
    "disable",
    "enable",
    "give_role",
    "set_password",
    "set_up_organization",
    "take_role",
]
