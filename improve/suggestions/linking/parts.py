"""What merging and linking add to the manifest."""

from __future__ import annotations

from improve.suggestions.linking import api as linking_api
from improve.suggestions.linking import events
from improve.suggestions.merging import api as merging_api
from improve.suggestions.merging import claims, notices
from improve.suggestions.ports import CLAIM_PANEL
from improve.web.features import Contribution

EVENTS = events.ALL
TELLS = notices.TELLS
OPERATIONS = (*linking_api.OPERATIONS, *merging_api.OPERATIONS)
CONTRIBUTIONS = (Contribution(CLAIM_PANEL, claims.panel, order=5),)
