"""Forms of ideas."""

from __future__ import annotations

import re

from improve.core.messages import _l
from improve.suggestions.values import (
    DEFAULT_PROMISE_DAYS,
    VISIBILITY_LINES,
    Answer,
    CategoryData,
    IdeaText,
    Outcome,
    Withdrawal,
)
from improve.web.forms import ValueForm, choice, line, prose, tick, translated

_SEPARATORS = re.compile(r"[,;，；、\s]+")


class TellingForm(ValueForm):
    """One sentence and three questions."""

    title = line(_l("In one sentence"), hint=_l("For example: move the charging rack to the aisle"))
    problem = prose(_l("What is the problem today?"), rows=3)
    idea = prose(_l("Your idea"), rows=3)
    expected_result = prose(
        _l("What will be better then?"),
        hint=_l("A figure is best, such as “10 minutes less waiting”"),
        rows=2,
    )
    category_id = choice(_l("Category"))


class IdeaForm(TellingForm):
    """An idea, with its place and who is to be credited."""

    value_class = IdeaText
    unit_id = choice(_l("Where it applies"))
    credit_name = line(_l("Their name"), autocomplete="off")
    credit_unit_id = choice(_l("Their unit"))


class AnswerForm(ValueForm):
    """A decision without a committee."""

    value_class = Answer
    outcome = choice(
        _l("Your decision"),
        [(Outcome.ACCEPTED.value, _l("Accept: it will be done")), (Outcome.DECLINED.value, _l("Decline"))],
        radio=True,
    )
    reason = prose(_l("Your reason"), hint=_l("The author reads it word for word."), rows=3)


class WithdrawForm(ValueForm):
    """Taking an idea back."""

    value_class = Withdrawal
    reason = prose(_l("Why?"), hint=_l("You and the coordinators see it."), rows=2)


class CategoryForm(ValueForm):
    """A category."""

    value_class = CategoryData
    name = translated(_l("Name"))
    promise_days = line(
        _l("Working days until an answer"),
        hint=_l(
            "Promised to the author on the day of the idea, by the company’s calendar; empty: %(n)s days.",
            n=DEFAULT_PROMISE_DAYS,
        ),
        inputmode="numeric",
    )
    visibility = choice(
        _l("Who reads these ideas"),
        [(str(code), line) for code, line in VISIBILITY_LINES.items()],
        radio=True,
    )
    has_local_lane = tick(
        _l("Local fast lane"),
        hint=_l(
            "Cheap ideas of low risk may go to the local lead, who decides and does it without a committee."
        ),
    )
    holds_new = tick(
        _l("New ideas wait for release"),
        hint=_l("Until a handler releases them, only the author and the handlers read them."),
    )
    is_compared = tick(
        _l("Compare two at a time"),
        hint=_l(
            "Colleagues are shown two of these ideas and say which is better; an order with its certainty comes of it."
        ),
    )
    order = line(_l("Place in the list"), hint=_l("Smaller numbers stand first."), inputmode="numeric")
    code = line(_l("Code"), hint=_l("For imports and the API; empty: made for you."))
    is_closed = tick(_l("Closed: no new ideas"), hint=_l("Ideas that have it keep it."))
