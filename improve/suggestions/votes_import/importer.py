"""What the import of votes takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from improve.core.importing.ports import Became, Importer, ImportField
from improve.core.messages import _l, _pl
from improve.core.policy import Actor
from improve.core.spreadsheets import Limits
from improve.suggestions.policy import Permission
from improve.suggestions.votes_import.pabulib import recognize
from improve.suggestions.votes_import.replay import Replay
from improve.suggestions.votes_import.values import parse


def apply(rows: Sequence[Any], by: Actor) -> Sequence[Became]:
    """Store the whole file's ballots."""
    return Replay().apply(rows, by)


IMPORTER = Importer(
    code="votes",
    label=_l("Votes"),
    line=_l("Votes cast elsewhere, each with its voter; a voter needs no account. Also Pabulib files (.pb)."),
    permission=Permission.IMPORT,
    icon="hand-thumbs-up",
    order=20,
    # One batch: which of a voter's rows counts is known at the end only.
    batch=Limits().rows,
    parse=parse,
    apply=apply,
    recognize=recognize,
    fields=(
        ImportField(
            "suggestion",
            _l("Number of the idea elsewhere"),
            required=True,
            synonyms=("external_id", "suggestion id", "comment-id", "idea", "编号", "建议编号", "留言编号"),
        ),
        ImportField(
            "voter",
            _l("Voter"),
            required=True,
            synonyms=("voter-id", "voter_id", "user", "login", "投票人", "用户", "工号"),
        ),
        ImportField(
            "value", _pl("ballot", "Vote"), required=True, synonyms=("vote", "ballot", "投票", "态度", "选择")
        ),
        ImportField(
            "at",
            _l("When"),
            kind="instant",
            synonyms=("timestamp", "datetime", "date", "time", "投票时间", "时间", "日期"),
        ),
        ImportField("project_title", _l("Title of a project that the file brings along")),
        ImportField("project_text", _l("Text of such a project")),
    ),
)
