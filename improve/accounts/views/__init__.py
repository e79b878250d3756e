"""Pages of accounts."""

from improve.accounts.views import access, calendar, company, door, links, me, people, roles, tokens, units
from improve.accounts.views.blueprint import blueprint

__all__ = [
    "access",
    "blueprint",
    "calendar",
    "company",
    "door",
    "links",
    "me",
    "people",
    "roles",
    "tokens",
    "units",
]
