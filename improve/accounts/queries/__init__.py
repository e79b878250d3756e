"""Questions about people, units, access and the company."""

from improve.accounts.queries.access import (
    open_links_of,
    token_by_hash,
    tokens_of,
)
from improve.accounts.queries.calendar import forget_calendar, special_days, work_calendar
from improve.accounts.queries.company import forget_organization, organization
from improve.accounts.queries.people import (
    active_people,
    actor_of,
    assignments_of,
    fold_email,
    fold_login,
    headcount,
    in_unit,
    matching,
    people_with_role,
    person_by_login,
    person_meant,
    person_signing_in,
    signed_in_actor,
    visible_to,
)
from improve.accounts.queries.roles import (
    active_administrators,
    assignments_with_units,
    holders_of_roles,
)
from improve.accounts.queries.units import (
    all_units,
    in_tree_order,
    leads_of,
    unit_at,
    unit_choices,
    unit_names,
    units,
    units_below,
    units_led_by,
)

__all__ = [
    "active_administrators",
    "active_people",
    "actor_of",
    "all_units",
    "assignments_of",
    "assignments_with_units",
    "fold_email",
    "fold_login",
    "forget_calendar",
    "forget_organization",
    "headcount",
    "holders_of_roles",
    "in_tree_order",
    "in_unit",
    "leads_of",
    "matching",
    "open_links_of",
    "organization",
    "people_with_role",
    "person_by_login",
    "person_meant",
    "person_signing_in",
    "signed_in_actor",
    "special_days",
    "token_by_hash",
    "tokens_of",
    "unit_at",
    "unit_choices",
    "unit_names",
    "units",
    "units_below",
    "units_led_by",
    "visible_to",
    "work_calendar",
]
