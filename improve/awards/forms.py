"""Forms of awards."""

from __future__ import annotations

from improve.awards.values import AwardData, ProgramData, WithdrawalData
from improve.core.messages import _l
from improve.web.forms import ValueForm, choice, line, prose, tick, translated


class ProgramForm(ValueForm):
    """A program."""

    value_class = ProgramData
    name = translated(_l("Name"))
    description = translated(_l("What it is for"), prose=True)
    amount = line(
        _l("Amount of one award"),
        hint=_l("Whole units of the company’s currency; empty for an honor without money."),
    )
    verified_only = tick(
        _l("Only for improvements that the data show"),
        hint=_l("An award can then be given only when the project’s verdict is “Improved”."),
    )
    is_closed = tick(_l("Closed: no more awards are given"))


class AwardForm(ValueForm):
    """An award."""

    value_class = AwardData
    program_id = choice(_l("Program"))
    project_id = choice(_l("Project"))
    person_login = line(
        _l("For whom"),
        hint=_l(
            "The login: staff number, phone or e-mail. Empty: for the author without a name of the project’s idea."
        ),
        list="people",
        autocomplete="off",
    )
    amount = line(_l("Amount"), hint=_l("Empty: the amount of the program."))
    reason = prose(_l("Reason"), hint=_l("Stands on the certificate and on the person’s page."))


class WithdrawalForm(ValueForm):
    """Why an award is taken back."""

    value_class = WithdrawalData
    reason = prose(_l("Reason"), rows=3)
