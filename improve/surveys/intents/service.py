"""Noting a click, forgetting it, and choosing to see clicks counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.surveys.events import SurveyChanged
from improve.surveys.intents.models import Intent
from improve.surveys.intents.rules import BURST
from improve.surveys.invitations.models import Invitation, InvitationMail, InvitationState, MailState
from improve.surveys.invitations.spending import Invited
from improve.surveys.models import Anonymity, Survey
from improve.surveys.policy import Permission
from improve.surveys.sittings.service import hash_of

MOST_CLICKS = 1_000


def note(survey: Survey, invited: Invited, score: int, *, is_automatic: bool, is_visit: bool) -> None:
    """A score was clicked in a mail. Of an anonymous survey nothing is noted, nor after the answer.

    The same click again raises a count. The invitation is written first: an answer, or the end of the invitation, at
    the same moment comes before or after as a whole.
    """
    if survey.anonymity == Anonymity.ANONYMOUS:
        return
    now = clock.now()
    seconds = _seconds(invited.token, now)
    done = {"opened": True} if is_visit else {}
    done |= {"clicked": True} if seconds is not None else {}
    if not done:
        return
    written: Any = db.session.execute(
        update(Invitation)
        .where(
            Invitation.id == invited.invitation_id,
            Invitation.completed.is_(False),
            Invitation.state == InvitationState.SENT,
        )
        .values(**done)
    )
    if written.rowcount == 0 or seconds is None:
        return
    others = update(Intent).where(
        Intent.invitation_id == invited.invitation_id, Intent.score != score, Intent.first_at >= now - BURST
    )
    burst: Any = db.session.execute(others.values(is_burst=True))
    row = {
        "invitation_id": invited.invitation_id,
        "score": score,
        "survey_id": survey.id,
        "first_at": now,
        "clicks": 1,
        "seconds": seconds,
        "is_automatic": is_automatic,
        "is_burst": burst.rowcount > 0,
    }
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    new = dialect.insert(Intent).values(row)
    again = {"clicks": Intent.clicks + 1, "is_automatic": Intent.is_automatic | new.excluded.is_automatic}
    db.session.execute(
        new.on_conflict_do_update(
            index_elements=["invitation_id", "score"], set_=again, where=Intent.clicks < MOST_CLICKS
        )
    )


def _seconds(token: str, now: datetime) -> int | None:
    """Since the mail with this link was handed over; 0 while it still lies in the outbox, for then a program of the
    mail server reads it. None for mails of old: they did not say that clicks are noted, so none is."""
    mail = db.session.execute(
        select(InvitationMail.sent_at, InvitationMail.state).where(
            InvitationMail.token_hash == hash_of(token)
        )
    ).first()
    if mail is None:
        return None
    if mail.sent_at is None:
        return 0 if mail.state == MailState.QUEUED else None
    return max(0, int((now - mail.sent_at).total_seconds()))


def count_clicks(survey: Survey, wanted: bool, *, by: Actor) -> None:
    """Show, or no longer show, beside the score what it would be with the clicks."""
    authorize(by, Permission.MANAGE, survey)
    if wanted and survey.anonymity == Anonymity.ANONYMOUS:
        raise Refused(
            _l("This survey is anonymous: nothing is stored of the scores that are clicked in mails.")
        )
    if survey.counts_clicks == wanted:
        return
    survey.counts_clicks = wanted
    publish(SurveyChanged(actor_id=by.actor_id, subject_id=survey.id, changed=("counts_clicks",)))
