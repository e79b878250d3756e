"""Questions to the inbox: a line per thing and day, however often something happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import contains_eager

from improve.core.db import db, rows
from improve.core.policy import Actor
from improve.notifications.models import InboxNotice, Line
from improve.notifications.ports import visible_subjects
from improve.web.tables import Page

# More unread messages than this are not counted one by one: the number stands on every page.
MOST_COUNTED = 999
SHOWN_OF_GROUP = 30


def visible_to(actor: Actor) -> Select[tuple[InboxNotice]]:
    """What was told to this person, but for what is about something that they may not see (any more)."""
    found = (
        select(InboxNotice)
        .join(InboxNotice.line)
        .options(contains_eager(InboxNotice.line))
        .where(InboxNotice.person_id == actor.actor_id)
    )
    return about_visible(found, actor)


def is_visible(notice: InboxNotice, actor: Actor) -> bool:
    """May its reader still see what it is about?"""
    return db.session.scalar(visible_to(actor).where(InboxNotice.id == notice.id)) is not None


def about_visible(statement: Select[Any], actor: Actor) -> Select[Any]:
    """Lines about what the actor may see, as the features in charge decide."""
    for kind, visible in visible_subjects().items():
        seen = visible(actor)
        statement = statement.where(
            or_(Line.about_type.is_(None), Line.about_type != kind, _holds(seen, Line.about_id)),
            or_(Line.source_type.is_(None), Line.source_type != kind, _holds(seen, Line.source_id)),
        )
    return statement


def _holds(ids: Select[tuple[int]], wanted: Any) -> ColumnElement[bool]:
    """Is the id among them? Asked of each line by its key: SQLite would list all ids of an IN first."""
    return ids.where(ids.selected_columns[0] == wanted).correlate(Line).exists()


def in_inbox(actor: Actor) -> Select[tuple[InboxNotice]]:
    """What the inbox shows; the rest was only mailed."""
    return visible_to(actor).where(InboxNotice.in_inbox)


_UNREAD = (
    select(InboxNotice.id)
    .where(
        InboxNotice.person_id == bindparam("person_id"),
        InboxNotice.in_inbox,
        InboxNotice.read_at.is_(None),
    )
    .limit(1)
)


def unread_count(actor: Actor) -> int:
    """How many messages a person has not opened, up to `MOST_COUNTED`.

    Every page asks: whether there is any at all is a statement that is built once.
    """
    if rows(_UNREAD, {"person_id": actor.actor_id}).first() is None:
        return 0
    unread = in_inbox(actor).where(InboxNotice.read_at.is_(None)).with_only_columns(InboxNotice.id)
    return db.session.scalar(select(func.count()).select_from(unread.limit(MOST_COUNTED).subquery())) or 0


@dataclass(frozen=True)
class Group:
    """What happened to one thing on one day: the newest message, and all of them, newest first."""

    newest: InboxNotice
    notices: Sequence[InboxNotice]
    count: int
    unread: int

    @property
    def earlier(self) -> Sequence[InboxNotice]:
        """The others that are shown."""
        return self.notices[1:]

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.count - len(self.notices)


def page_of_groups(actor: Actor, *, number: int, per_page: int) -> Page[Group]:
    """The inbox: groups with something unread first, each part newest first. Three statements."""
    mine = in_inbox(actor)
    unread = func.sum(case((InboxNotice.read_at.is_(None), 1), else_=0))
    newest = func.max(InboxNotice.id)
    groups = mine.with_only_columns(
        newest.label("newest"), func.count().label("number"), unread.label("unread")
    ).group_by(InboxNotice.topic, InboxNotice.day)
    total = db.session.scalar(select(func.count()).select_from(groups.subquery())) or 0
    ordered = groups.order_by(case((unread > 0, 0), else_=1), newest.desc())
    found = db.session.execute(ordered.limit(per_page).offset((number - 1) * per_page)).all()
    members = _members(mine, [row.newest for row in found])
    items = [_group(members[row.newest], row.number, row.unread) for row in found if row.newest in members]
    return Page(items=items, number=number, per_page=per_page, total=total)


def _group(notices: Sequence[InboxNotice], count: int, unread: int) -> Group:
    return Group(notices[0], notices, count, unread)


def _members(mine: Select[tuple[InboxNotice]], newest: Sequence[int]) -> dict[int, list[InboxNotice]]:
    """The messages of the groups whose newest ones these are; of a long group the newest some."""
    if not newest:
        return {}
    place = (
        func.row_number()
        .over(partition_by=(InboxNotice.topic, InboxNotice.day), order_by=InboxNotice.id.desc())
        .label("place")
    )
    head = select(InboxNotice.topic, InboxNotice.day).where(InboxNotice.id.in_(newest)).subquery()
    ranked = (
        mine.join(head, (head.c.topic == InboxNotice.topic) & (head.c.day == InboxNotice.day))
        .with_only_columns(InboxNotice.id, place)
        .subquery()
    )
    found = db.session.scalars(
        select(InboxNotice)
        .join(InboxNotice.line)
        .options(contains_eager(InboxNotice.line))
        .join(ranked, ranked.c.id == InboxNotice.id)
        .where(ranked.c.place <= SHOWN_OF_GROUP)
        .order_by(InboxNotice.id.desc())
    ).all()
    by_group: dict[tuple[str, Any], list[InboxNotice]] = {}
    for notice in found:
        by_group.setdefault((notice.topic, notice.day), []).append(notice)
    return {notices[0].id: notices for notices in by_group.values()}
