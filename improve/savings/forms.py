"""Forms of savings."""

from __future__ import annotations

from improve.core.messages import _l
from improve.savings.values import ClaimData, CorrectionData, CostBaseData, ReasonData, ValidationData
from improve.savings.words import KINDS, RECURRENCES
from improve.web.forms import ValueForm, choice, date_line, line, prose

COST = _l("Paid once to get it")
COST_HINT = _l("Machines, material, hours; it is subtracted.")
SHARE = _l("Share of the metric’s change, %")
SHARE_HINT = _l("Under 100 where other projects moved the same metric in the same months.")
FROM = _l("Counts from")


class ClaimForm(ValueForm):
    """A claim."""

    value_class = ClaimData
    kind = choice(_l("What sort of money"), [(str(kind), text) for kind, text in KINDS.items()], radio=True)
    recurrence = choice(
        _l("Once or every year"),
        [(str(recurrence), text) for recurrence, text in RECURRENCES.items()],
        radio=True,
    )
    gross = line(
        _l("How much it saves"), hint=_l("Per year, or the whole if it is saved once; before costs.")
    )
    currency = line(_l("Currency"), hint=_l("Empty: the company’s."))
    value_per_unit = line(
        _l("What one unit of the metric is worth"),
        hint=_l(
            "One minute, one piece, one yuan: the system multiplies it by the change that the data show."
        ),
    )
    units_per_year = line(
        _l("How often a year"),
        hint=_l("Orders, pieces, hours a year to which the change applies; of a monthly total 12."),
    )
    cost = line(COST, hint=COST_HINT)
    share = line(SHARE, hint=SHARE_HINT)
    from_on = date_line(FROM, hint=_l("Empty: from the start of the change."))
    reason = prose(_l("How it comes about"), hint=_l("So that finance can follow it."))


class CorrectionForm(ValueForm):
    """A claim made anew."""

    value_class = CorrectionData
    gross = line(
        _l("How much it saves"), hint=_l("Per year, or the whole if it is saved once; before costs.")
    )
    cost = line(COST, hint=COST_HINT)
    share = line(SHARE, hint=SHARE_HINT)
    from_on = date_line(FROM, hint=_l("Empty: from the start of the change."))
    reason = prose(_l("What changed"))


class ValidationForm(ValueForm):
    """What finance stands for."""

    value_class = ValidationData
    gross = line(_l("Amount that finance stands for"), hint=_l("At most what the data allow."))
    cost = line(COST, hint=COST_HINT)
    share = line(SHARE, hint=SHARE_HINT)
    from_on = date_line(FROM, hint=_l("It counts for twelve months; then it is the new normal."))
    rate = line(_l("Exchange rate"), hint=_l("What one unit of its currency is worth in the company’s."))
    reason = prose(_l("Evidence"), hint=_l("Accounts, invoices, hours: what was looked at."))


class ReasonForm(ValueForm):
    """Why."""

    value_class = ReasonData
    reason = prose(_l("Reason"), rows=3)


class CostBaseForm(ValueForm):
    """The yearly costs."""

    value_class = CostBaseData
    yearly = line(_l("Yearly costs"), hint=_l("Of which a part is to be saved; whole units of the currency."))
    target = line(_l("Target, %"))
    reason = prose(_l("Where the figure comes from"), rows=3)
