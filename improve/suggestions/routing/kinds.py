"""The kinds of messages to those who handle ideas."""

from __future__ import annotations

from improve.core.messages import _l
from improve.core.notices import WAITS_FOR_YOU, NoticeKind
from improve.suggestions.hearing.kinds import HANDLED

NEW = NoticeKind("suggestions.handled.new", HANDLED, _l("A new idea for me to triage"), order=1)
MINE_NOW = NoticeKind(
    "suggestions.handled.mine",
    HANDLED,
    _l("Somebody made me responsible, or a promised day has passed"),
    default=WAITS_FOR_YOU,
    order=2,
)
ANSWERED = NoticeKind(
    "suggestions.handled.answered",
    HANDLED,
    _l("An author answered me, or a parked idea is back"),
    default=WAITS_FOR_YOU,
    order=3,
)
KINDS = (NEW, MINE_NOW, ANSWERED)
