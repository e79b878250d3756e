"""What a digest says: asked when it is made and again when it is sent, as its reader may see things then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_

from improve.core.db import db
from improve.core.notices import Pace, SummarySection
from improve.core.policy import Actor
from improve.notifications.models import Digest, InboxNotice
from improve.notifications.ports import summaries
from improve.notifications.queries.deciding import decisions
from improve.notifications.queries.inbox import visible_to

MOST_GROUPS = 40


@dataclass(frozen=True)
class DigestGroup:
    """What happened to one thing: the newest message, and how many more there are."""

    newest: InboxNotice
    more: int


@dataclass(frozen=True)
class DigestContent:
    """Sections of those in charge, then what happened, the newest first. `left_out`: groups that are not listed."""

    sections: Sequence[SummarySection]
    groups: Sequence[DigestGroup]
    left_out: int

    def __bool__(self) -> bool:
        return bool(self.sections or self.groups)


def content_of(digest: Digest, actor: Actor) -> DigestContent:
    """The content for its reader. What was opened before the mail was due is no news any more."""
    fresh = (
        visible_to(actor)
        .where(
            InboxNotice.digest_id == digest.id,
            or_(InboxNotice.read_at.is_(None), InboxNotice.read_at >= digest.until),
        )
        .order_by(InboxNotice.id.desc())
    )
    by_topic: dict[str, list[InboxNotice]] = {}
    for notice in db.session.scalars(fresh):
        by_topic.setdefault(notice.topic, []).append(notice)
    groups = [DigestGroup(notices[0], len(notices) - 1) for notices in by_topic.values()]
    return DigestContent(_sections(digest, actor), groups[:MOST_GROUPS], max(len(groups) - MOST_GROUPS, 0))


def _sections(digest: Digest, actor: Actor) -> list[SummarySection]:
    """What somebody in charge is told, if they are and want it at this pace."""
    found: list[SummarySection] = []
    for summary in summaries():
        decided = decisions([digest.person_id], [summary.kind]).channels(digest.person_id, summary.kind)
        if decided.mail == Pace(digest.pace) and digest.person_id in set(summary.people()):
            found += summary.sections(actor, digest.since, digest.until)
    return found
