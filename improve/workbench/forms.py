"""The form of the workbench."""

from __future__ import annotations

from improve.core.messages import _l, _pl
from improve.web.forms import ValueForm, choice, line, prose
from improve.workbench.values import ChangeQuestion


class ChangeForm(ValueForm):
    """Two columns, and where the change falls."""

    value_class = ChangeQuestion
    text = prose(
        _l("Your figures"),
        hint=_l("Two columns copied from a spreadsheet: the period and the value, one row for each period."),
        rows=12,
        spellcheck="false",
    )
    changed_on = line(
        _l("First period after the change"),
        hint=_l("As it stands in the figures, or #13 for the 13th row. Empty: a chart without a verdict."),
    )
    better = choice(
        _l("What is better?"),
        [("down", _pl("direction", "Less")), ("up", _pl("direction", "More"))],
        radio=True,
    )
    kind = choice(
        _l("Kind of chart"),
        [
            ("auto", _l("chosen from the data")),
            ("xmr", _l("XmR chart (single values)")),
            ("run", _l("run chart (median, no limits)")),
        ],
        hint=_l("Without a change; a verdict always rests on an XmR chart."),
    )
    rules = choice(
        _l("Set of rules"),
        [
            ("auto", _l("chosen from the chart")),
            ("nhs", _l("NHS “Making data count”")),
            ("nelson", _l("Nelson, tests 1 to 8")),
            ("western-electric", _l("Western Electric, rules 1 to 4")),
            ("anhoej", _l("Anhøj: runs and crossings")),
        ],
    )
    name = line(_l("What is measured?"), hint=_l("For example: truck waiting time in minutes"))
    smallest_useful = line(
        _l("Smallest useful change"), hint=_l("In the unit of the figures."), inputmode="decimal"
    )
    settle_in = line(
        _l("Periods to settle in"), hint=_l("From the change on; they are left out."), inputmode="numeric"
    )
    date_order = choice(
        _l("03/02/2026 means"),
        [
            ("", _l("not said by the file")),
            ("dmy", _l("3 February (day first)")),
            ("mdy", _l("2 March (month first)")),
        ],
    )
