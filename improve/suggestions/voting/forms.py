"""The form of a voting rule."""

from __future__ import annotations

from improve.core.messages import _l
from improve.suggestions.values import Voting, VotingData
from improve.web.forms import ValueForm, choice, date_line, line, tick


class VotingForm(ValueForm):
    """How one votes in a category."""

    value_class = VotingData
    kind = choice(_l("What a vote can be"), [(kind.value, kind.word) for kind in Voting], radio=True)
    votes_per_quarter = line(
        _l("Votes per person and quarter"),
        hint=_l("Only with a number of votes. Who takes one back within the quarter has it again."),
        inputmode="numeric",
    )
    opens_on = date_line(_l("First day of voting"), hint=_l("Empty: from now on."))
    closes_on = date_line(_l("Last day of voting"), hint=_l("Empty: as long as an idea is open."))
    counts_hidden = tick(
        _l("Hide the counts until the last day is over"),
        hint=_l(
            "On every page, in every order, file and interface. Once voting runs, this promise cannot be taken back."
        ),
    )
    handlers_see_counts = tick(
        _l("Those who answer ideas may see the counts before"), hint=_l("Only where counts are hidden.")
    )
