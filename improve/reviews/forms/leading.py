"""The form of a summary."""

from __future__ import annotations

from typing import Any

from improve.core.messages import _l
from improve.reviews.models import Summary
from improve.reviews.values import OUTCOME_WORDS, SummaryData
from improve.web.forms import ValueForm, choice, prose


class SummaryForm(ValueForm):
    """What the reviews say together, without names."""

    value_class = SummaryData
    strengths = prose(_l("What speaks for it"), hint=_l("Begins the draft of the reason to the author."))
    concerns = prose(_l("What speaks against it"))
    proposal = choice(_l("What do you propose?"))

    def __init__(self, before: Summary | None) -> None:
        given: dict[str, Any] = {}
        if before is not None:
            given = {name: getattr(before, name) for name in ("strengths", "concerns", "proposal")}
        super().__init__(**given)
        self.proposal.choices = [
            ("", _l("Choose an action")),
            *((str(o), w) for o, w in OUTCOME_WORDS.items()),
        ]
