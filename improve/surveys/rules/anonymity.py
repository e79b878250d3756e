"""What is kept about who answers, in the words of the page, the mail, the editor and the results."""

from __future__ import annotations

from improve.core.errors import Invalid
from improve.core.messages import LazyText, _l
from improve.surveys.models import Anonymity

NAMES: dict[str, LazyText] = {
    Anonymity.ANONYMOUS: _l("Anonymous"),
    Anonymity.PSEUDONYMOUS: _l("Under a pseudonym"),
    Anonymity.IDENTIFIED: _l("With name"),
}
# For those who ask.
KEPT: dict[str, LazyText] = {
    Anonymity.ANONYMOUS: _l("No name, address or device is stored; of the time only the day."),
    Anonymity.PSEUDONYMOUS: _l(
        "Answers of one person through personal links carry the same pseudonym; nobody reads whose it is. Day and "
        "time are stored."
    ),
    Anonymity.IDENTIFIED: _l(
        "Answers through personal links are stored with the contact, day and time. Through the public link nobody "
        "is known."
    ),
}
# For those who answer: through the public link, and through a personal one.
SAID: dict[str, LazyText] = {
    Anonymity.ANONYMOUS: _l(
        "We store neither your name nor your address or device; of the time only the day."
    ),
    Anonymity.PSEUDONYMOUS: _l("We store neither your name nor your address or device, but day and time."),
    Anonymity.IDENTIFIED: _l("We store neither your name nor your address or device, but day and time."),
}
SAID_BY_LINK: dict[str, LazyText] = {
    Anonymity.ANONYMOUS: _l(
        "Your link shows us that somebody has answered, not what: we store neither your name nor your address or "
        "device with your answers; of the time only the day. A click on a score in our mail is not stored."
    ),
    Anonymity.PSEUDONYMOUS: _l(
        "Your answers are stored with day and time under a pseudonym, not under your name. If you answer this survey "
        "again, it will be the same. A score that you click in our mail and do not send is noted until you answer."
    ),
    Anonymity.IDENTIFIED: _l(
        "Your answers are stored together with your name, day and time. A score that you click in our mail and do not "
        "send is noted until you answer."
    ),
}


def said(anonymity: str, *, by_link: bool) -> LazyText:
    """What whoever answers is told before the first question."""
    return (SAID_BY_LINK if by_link else SAID)[anonymity]


def check_change(before: str, wanted: str | None, *, was_published: bool) -> None:
    """Refuse another promise once people may have answered under this one."""
    if wanted is not None and wanted != before and was_published:
        raise Invalid.field(
            "anonymity", _l("People have been told what is kept of them. It cannot be changed any more.")
        )
