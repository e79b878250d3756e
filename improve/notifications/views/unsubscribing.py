"""The door of the unsubscribe link: for people who are not signed in, and for mail programs."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.accounts.models import Person
from improve.core.db import LARGEST_ID, db, transaction
from improve.core.errors import Missing
from improve.core.messages import LazyText, _l
from improve.core.notices import Pace
from improve.notifications import service
from improve.notifications.ports import kinds
from improve.notifications.unsubscribing import EVERYTHING, Subscription, read_token
from improve.notifications.views.blueprint import blueprint
from improve.web.access import public
from improve.web.csrf import protection

DOOR = "the signed link of a mail: whoever holds it may end that mail, and nothing else"
DIGESTS: dict[str, LazyText] = {
    str(Pace.DAILY): _l("The mail of the day"),
    str(Pace.WEEKLY): _l("The mail of the week"),
    EVERYTHING: _l("All mail but what protects your account"),
}


@blueprint.get("/unsubscribe/<token>")
@public(DOOR)
def unsubscribe(token: str) -> ResponseReturnValue:
    """Ask once; nothing changes."""
    subscription, _person = _found(token)
    return _page(subscription, token=token, done=False)


@blueprint.post("/unsubscribe/<token>")
@public(DOOR)
def end_subscription(token: str) -> ResponseReturnValue:
    """No more of it. The mail program's one click comes here, too."""
    subscription, person = _found(token)
    everything = subscription.scope == EVERYTHING or request.form.get("scope") == EVERYTHING
    with transaction():
        if everything:
            service.stop_all_mail(db.session.get_one(Person, person.id))
        else:
            service.unsubscribe(person.id, subscription.scope)
    ended = Subscription(person.id, EVERYTHING) if everything else subscription
    return _page(ended, token=token, done=True)


# A mail program has no session: the signed token is what allows the act, and it is the only thing it allows.
protection.exempt(end_subscription)


def _found(token: str) -> tuple[Subscription, Person]:
    """What the link is about and whose it is. One that we did not sign, or of somebody gone, is missing."""
    subscription = read_token(token)
    if subscription is None or not 0 < subscription.person_id <= LARGEST_ID:
        raise Missing()
    person = db.session.get(Person, subscription.person_id)
    if person is None:
        raise Missing()
    return subscription, person


def _page(subscription: Subscription, *, token: str, done: bool) -> str:
    kind = kinds().get(subscription.scope)
    what = DIGESTS.get(subscription.scope) or (kind.label if kind is not None else DIGESTS[EVERYTHING])
    return render_template(
        "notifications/unsubscribe.html",
        token=token,
        what=what,
        group=kind.group.label if kind is not None else None,
        is_everything=subscription.scope == EVERYTHING,
        everything=EVERYTHING,
        done=done,
    )
