"""What people hear of a fact: plain values that the notifications feature stores and delivers.

A feature declares in its manifest which kinds of messages it sends (`notice_kinds`), each with the channels it
goes to where nobody chose otherwise. A `Notice` names its kind; company and person may change the channels of a
kind, so a notice itself says nothing about mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from improve.core.messages import LazyText
from improve.core.policy import Actor


class Pace(StrEnum):
    """When a message is mailed."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


@dataclass(frozen=True)
class Channels:
    """Where a message goes."""

    inbox: bool = True
    mail: Pace = Pace.NEVER

    def __bool__(self) -> bool:
        return self.inbox or self.mail is not Pace.NEVER


NOTHING = Channels(inbox=False)
# The defaults: what is good to know stays in the house; what waits for the reader is mailed.
GOOD_TO_KNOW = Channels()
WAITS_FOR_YOU = Channels(mail=Pace.AT_ONCE)


@dataclass(frozen=True)
class NoticeGroup:
    """What some kinds are about: a heading of the settings page."""

    code: str
    label: LazyText
    order: int = 50


@dataclass(frozen=True)
class NoticeKind:
    """One kind of message. `code` is stored with people's choices: it does not change.

    `required`: why nobody can turn it off; such a message always comes to the inbox and at once by mail.
    `has_inbox` is False for what exists as a mail only (a summary). `takes_replies` is False where a reply to the
    mail would be read by more people than the message was for.
    """

    code: str
    group: NoticeGroup
    label: LazyText
    default: Channels = GOOD_TO_KNOW
    required: LazyText | None = None
    has_inbox: bool = True
    takes_replies: bool = True
    order: int = 50


@dataclass(frozen=True)
class Subject:
    """What a message is about, e.g. `Subject("suggestion", 12)`: messages of a day about one thing are one group.

    Who may not see the thing (any more) does not see the message: see the slot `notice.subjects`.
    """

    type: str
    id: int


@dataclass(frozen=True)
class Audience:
    """Some people and the kind of message that it is to them."""

    kind: NoticeKind
    person_ids: tuple[int, ...]


@dataclass(frozen=True)
class Notice:
    """One line to some people, shown in each reader's language. The person who caused it is not told.

    `endpoint` and `values` make the link. `detail` is plain text, or the source of `improve.core.markdown` when
    `is_markdown`. `also`: others, to whom it is of another kind; who stands in several
    audiences hears it once, as the first one says. `source` is a part of `about`, such as a comment, whose text
    `detail` repeats. `is_story`: the line belongs to the history of `about`, to be read by all who may see that,
    whether or not anybody is told.
    """

    kind: NoticeKind
    person_ids: tuple[int, ...]
    text: LazyText
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    detail: str = ""
    is_markdown: bool = False
    about: Subject | None = None
    source: Subject | None = None
    also: tuple[Audience, ...] = ()
    is_story: bool = False

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """Everybody, the first claim first."""
        return (Audience(self.kind, self.person_ids), *self.also)


@dataclass(frozen=True)
class SummaryLine:
    """One thing in a summary, with its link."""

    text: LazyText | str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    is_late: bool = False


@dataclass(frozen=True)
class SummarySection:
    """What a summary says under one heading; `more`: how many further things are not listed."""

    title: LazyText
    lines: Sequence[SummaryLine]
    more: int = 0


@dataclass(frozen=True)
class Summary:
    """What somebody in charge is mailed once a day or week, made when the mail is written: nothing when nothing.

    `people`: callable() -> the ids of those in charge. `sections`: callable(actor, since, until) -> what to say.
    """

    kind: NoticeKind
    people: Callable[[], Iterable[int]]
    sections: Callable[[Actor, datetime, datetime], Sequence[SummarySection]]
