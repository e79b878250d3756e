"""Pages of ideas."""

from improve.suggestions.anonymity import views as anonymity
from improve.suggestions.asking import views as asking
from improve.suggestions.attachments import views as attachments
from improve.suggestions.blueprint import blueprint
from improve.suggestions.comparing import views as comparing
from improve.suggestions.crediting import views as crediting
from improve.suggestions.device import views as device
from improve.suggestions.discussion import canned_views as canned
from improve.suggestions.discussion import queue
from improve.suggestions.discussion import views as discussion
from improve.suggestions.drafts import views as drafts
from improve.suggestions.engagement import views as engagement
from improve.suggestions.fields import views as fields
from improve.suggestions.linking import views as linking
from improve.suggestions.merging import views as merging
from improve.suggestions.naming import views as naming
from improve.suggestions.places import kiosk_views as kiosks
from improve.suggestions.places import views as places
from improve.suggestions.routing import views as routing
from improve.suggestions.saved import views as saved
from improve.suggestions.triage import views as triage
from improve.suggestions.views import (
    acts,
    categories,
    exports,
    feeds,
    ideas,
    lists,
    mine,
    outcomes,
    similar,
    voting,
    writing,
)

__all__ = [
    "acts",
    "anonymity",
    "asking",
    "attachments",
    "blueprint",
    "canned",
    "categories",
    "comparing",
    "crediting",
    "device",
    "discussion",
    "drafts",
    "engagement",
    "exports",
    "feeds",
    "fields",
    "ideas",
    "kiosks",
    "linking",
    "lists",
    "merging",
    "mine",
    "naming",
    "outcomes",
    "places",
    "queue",
    "routing",
    "saved",
    "similar",
    "triage",
    "voting",
    "writing",
]
