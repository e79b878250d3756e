"""What administrators hear of webhooks."""

from __future__ import annotations

from collections.abc import Iterator

from improve.accounts.queries import people_with_role
from improve.core.db import db
from improve.core.messages import LazyText, _l
from improve.core.notices import WAITS_FOR_YOU, Notice, NoticeGroup, NoticeKind
from improve.core.policy import Role
from improve.webhooks.events import WebhookPaused
from improve.webhooks.models import Endpoint, Pause

PAUSED = NoticeKind(
    "webhooks.paused",
    NoticeGroup("webhooks", _l("Webhooks"), 90),
    _l("A webhook was paused because nothing could be delivered"),
    default=WAITS_FOR_YOU,
)
_WHY: dict[str, LazyText] = {
    Pause.FAILED: _l("The webhook “%(name)s” is paused: nothing could be delivered for more than a day."),
    Pause.GONE: _l("The webhook “%(name)s” is paused: the other system says that its address is gone."),
    Pause.SECRET_LOST: _l("The webhook “%(name)s” is paused: it needs a new secret."),
}


def paused(event: WebhookPaused) -> Iterator[Notice]:
    """All who look after webhooks, unless somebody paused it by hand."""
    endpoint = db.session.get(Endpoint, event.subject_id)
    why = _WHY.get(event.changed[0]) if event.changed else None
    if endpoint is None or why is None:
        return
    yield Notice(
        kind=PAUSED,
        person_ids=tuple(person.id for person in db.session.scalars(people_with_role(Role.ADMINISTRATOR))),
        text=why % {"name": endpoint.name},
        endpoint="webhooks.show",
        values={"endpoint_id": endpoint.id},
    )
