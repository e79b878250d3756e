"""Questions about messages: who is told and how, what stands in the inbox, what waits in the outbox."""

from improve.notifications.queries.deciding import Decisions, Reader, Wish, decisions, wishes_of
from improve.notifications.queries.digests import DigestContent, DigestGroup, content_of
from improve.notifications.queries.inbox import (
    Group,
    about_visible,
    in_inbox,
    is_visible,
    page_of_groups,
    unread_count,
    visible_to,
)
from improve.notifications.queries.outbox import Outbox, is_mail_due, mail, outbox
from improve.notifications.queries.stories import last_lines, story_of

__all__ = [
    "Decisions",
    "DigestContent",
    "DigestGroup",
    "Group",
    "Outbox",
    "Reader",
    "Wish",
    "about_visible",
    "content_of",
    "decisions",
    "in_inbox",
    "is_mail_due",
    "is_visible",
    "last_lines",
    "mail",
    "outbox",
    "page_of_groups",
    "story_of",
    "unread_count",
    "visible_to",
    "wishes_of",
]
