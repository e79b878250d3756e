"""Forms of invitations."""

from __future__ import annotations

from improve.core.messages import _l
from improve.surveys.invitations.limits import QuotaData
from improve.surveys.invitations.models import Wave
from improve.surveys.invitations.values import BODY, REMINDER, SUBJECT, RestData, WaveData
from improve.web.forms import ValueForm, choice, line, tick, translated

HOURS = [(str(hour), f"{hour:02d}:00") for hour in range(25)]


class WaveForm(ValueForm):
    """The texts of a wave, when its mail goes, and to whom."""

    value_class = WaveData
    subject = translated(_l("Subject"))
    body = translated(_l("Text"), prose=True)
    reminder = translated(_l("Text of the reminder"), prose=True)
    send_from = choice(_l("Mail goes from"), HOURS[:24])
    send_until = choice(_l("until before"), HOURS[1:])
    on_weekends = tick(_l("Also on Saturdays and Sundays"))
    reminders = choice(_l("Reminders"), [("0", _l("none")), ("1", "1"), ("2", "2")])
    remind_after = line(_l("Days between two mails"))
    attribute = choice(_l("Only contacts whose"))
    attribute_is = line(_l("is"))
    sample_size = line(
        _l("Random sample of"),
        hint=_l(
            "So many of those who fit; empty: all of them. A sample spares the others for the next time."
        ),
    )
    needs_consent = tick(_l("Only contacts who agreed to a consent text"))
    ignores_rest = tick(
        _l("Whatever they were asked before"),
        hint=_l("For the question after a complaint: the rest between surveys does not hold."),
    )


class RestForm(ValueForm):
    """How often a contact may be invited."""

    value_class = RestData
    all_most = line(_l("Most invitations of all surveys together"))
    all_days = line(_l("within so many days"), hint=_l("0: no limit."))
    here_most = line(_l("Most invitations of this survey"))
    here_days = line(_l("within so many days"), hint=_l("0: no limit."))


class QuotaForm(ValueForm):
    """How many answers are wanted."""

    value_class = QuotaData
    what = choice(_l("Of"))
    given = line(_l("with the value"), hint=_l("Empty for all answers."))
    most = line(_l("at most"))


def starting_texts() -> dict[str, object]:
    """What a new wave begins with."""
    return {
        "subject": SUBJECT,
        "body": BODY,
        "reminder": REMINDER,
        "send_from": 9,
        "send_until": 18,
        "reminders": 1,
        "remind_after": 5,
    }


def data_of(wave: Wave) -> dict[str, object]:
    """A wave as its form takes it."""
    return {name: getattr(wave, name) for name in WaveData.__dataclass_fields__}
