"""What a file of ballots is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from improve.core.messages import _l
from improve.core.text import fold
from improve.core.values import Constraint, FieldError, check
from improve.suggestions.values import AGAINST, EXTERNAL_ID, FOR, NAME, TEXT, Instant

NEUTRAL = 0
WORDS: dict[str, int] = {
    **dict.fromkeys(("1", "+1", "1.0", "for", "agree", "yes", "支持", "赞成", "同意"), FOR),
    **dict.fromkeys(("-1", "\u22121", "-1.0", "against", "disagree", "no", "反对", "不同意"), AGAINST),
    **dict.fromkeys(("0", "0.0", "pass", "neutral", "abstain", "中立", "弃权", "跳过"), NEUTRAL),
}


@dataclass(frozen=True)
class BallotValue(Constraint):
    """1, -1 or 0, or a word for it."""

    def check(self, raw: Any) -> int:
        value = WORDS.get(fold(str(raw)).strip())
        if value is None:
            raise FieldError(_l("A vote is 1 (for), -1 (against) or 0 (neutral)."))
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "enum": [AGAINST, NEUTRAL, FOR]}


@dataclass(frozen=True)
class VoteRow:
    """One ballot as the file tells it. `suggestion` is an external id, `voter` a login or any name."""

    suggestion: Annotated[str, EXTERNAL_ID]
    voter: Annotated[str, NAME]
    value: Annotated[int, BallotValue()]
    at: Annotated[datetime | None, Instant()] = None


@dataclass(frozen=True)
class ProjectRow:
    """A project that a Pabulib file brings along; it becomes an idea when it is new."""

    suggestion: Annotated[str, EXTERNAL_ID]
    project_title: Annotated[str, TEXT]
    project_text: Annotated[str, TEXT] = ""


def parse(raw: Mapping[str, Any]) -> VoteRow | ProjectRow:
    """A row's value: a ballot, or a project, which has a title and no voter."""
    if raw.get("project_title") and not raw.get("voter"):
        return check(ProjectRow, raw)
    return check(VoteRow, raw)
