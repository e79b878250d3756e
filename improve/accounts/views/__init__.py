"""Pages of accounts."""

from improve.accounts.views import access, company, door, links, me, people, roles, tokens, units
from improve.accounts.views.blueprint import blueprint

__all__ = ["access", "blueprint", "company", "door", "links", "me", "people", "roles", "tokens", "units"]
