"""One decision for several ideas: what stands in the table goes before it."""

from __future__ import annotations

from flask import request

from improve.core.errors import Invalid
from improve.core.messages import _l
from improve.reviews.forms.rounds import DecisionsForm, number_in
from improve.reviews.values import OUTCOME_WORDS, DecisionData, Outcome
from improve.web.forms import ValueForm, choice, date_line, prose

PRESSED = "alike"  # the buttons; their values say for which ideas
TICKED, STILL_OPEN = "ticked", "open"
TICK = "tick"
MOST_ALIKE = 500  # in one go; so many are saved in a few seconds


class AlikeForm(ValueForm):
    """The decision that several ideas get. It stands in the form of the table and has that form's protection."""

    value_class = DecisionData
    outcome = choice(_l("Decision"))
    reason = prose(
        _l("Reason for the author"),
        hint=_l(
            "Each of these authors reads it. A reason that stands in the row of an open idea already stays."
        ),
        rows=3,
    )
    revise_by = date_line(_l("Revise: come back by"))

    def __init__(self) -> None:
        super().__init__(prefix=f"{PRESSED}-", meta={"csrf": False})
        self.outcome.choices = [
            ("", _l("Choose a decision")),
            *((str(one), word) for one, word in OUTCOME_WORDS.items()),
        ]

    @property
    def wanted(self) -> str:
        """For which ideas it was sent: TICKED, STILL_OPEN, or empty where only the rows were saved. The button that
        saves the rows, or the Enter key, forgets no decision that was chosen for ticked ideas.
        """
        sent = request.form.get(PRESSED, "") if request.method == "POST" else ""
        if sent in (TICKED, STILL_OPEN):
            return sent
        return TICKED if self.outcome.data and self.ticked else ""

    def is_whole(self) -> bool:
        """Is everything there that the decision needs? What is missing is said once, not at every row."""
        if not self.validate():
            return False
        made: DecisionData = self.value()
        if made.outcome == Outcome.REVISE and made.revise_by is None:
            self.show(Invalid.field("revise_by", _l("Say until when the author should come back.")))
        if self.wanted == TICKED and not self.ticked:
            self.form_errors = [_l("Tick the ideas that get this decision.")]
        return not self.form_errors and not self.revise_by.errors

    @property
    def ticked(self) -> set[int]:
        """The ideas with a tick."""
        if request.method != "POST":
            return set()
        return {number for text in request.form.getlist(TICK)[:MOST_ALIKE] if (number := number_in(text))}

    def pass_on(self, form: DecisionsForm) -> None:
        """Put the decision into the rows that it is for. Ideas that have one are changed only where they are ticked."""
        for item_id, row in form.choices.items():
            is_open = row.before is None and not row.outcome.strip()
            if item_id in self.ticked if self.wanted == TICKED else is_open:
                told = {"outcome": self.outcome.data, "revise_by": self.revise_by.data or ""}
                if row.before is not None or not row.reason.strip():
                    told["reason"] = self.reason.data
                row.told |= told
