"""What the imports of scores and of assignments take; they are bound to a round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from improve.core.errors import Invalid
from improve.core.importing.ports import Became, Importer, ImportField
from improve.core.messages import _l, _pl
from improve.core.policy import Actor
from improve.core.values import check
from improve.reviews.models import Round
from improve.reviews.policy import Permission
from improve.reviews.service import import_assignments, import_scores
from improve.reviews.values import ImportedAssignment, ImportedScore

PAIR = (
    ImportField(
        "item",
        _pl("column", "Idea"),
        required=True,
        synonyms=("suggestion", "idea", "external_id", "id", "number", "建议", "建议编号", "编号"),
    ),
    ImportField(
        "reviewer", _l("Reviewer"), required=True, synonyms=("member", "rater", "judge", "评委", "评审人")
    ),
)
FIELDS = (
    *PAIR,
    ImportField("criterion", _l("Criterion"), synonyms=("question", "评分项", "标准", "维度")),
    ImportField(
        "score",
        _l("Score"),
        kind="number",
        required=True,
        synonyms=("rating", "value", "points", "评分", "得分"),
    ),
    ImportField("confidence", _l("How sure"), kind="whole", synonyms=("certainty", "把握", "信心")),
)
# Rows of one review must come together, or every batch would make a revision of its own.
ALL_AT_ONCE = 1_000_000


def parse(raw: Mapping[str, Any]) -> ImportedScore:
    """A row's value; what the score means is settled with the round's rubric."""
    return check(ImportedScore, {name: value for name, value in raw.items() if value not in (None, "")})


def _became(outcomes: Iterable[object]) -> list[Became]:
    """What became of each row, as the page and the command tell it."""
    return [outcome if isinstance(outcome, Invalid) else str(outcome) for outcome in outcomes]


def importer_for(held: Round) -> Importer:
    """The import into a round."""

    def apply(rows: Sequence[ImportedScore], by: Actor) -> Sequence[Became]:
        return _became(import_scores(held, rows, by=by))

    return Importer(
        code="scores",
        label=_l("Scores"),
        line=_l("Scores that a committee gave elsewhere, for the ideas of a round."),
        permission=Permission.MANAGE,
        icon="ui-checks",
        fields=FIELDS,
        parse=parse,
        apply=apply,
        batch=ALL_AT_ONCE,
    )


def parse_assignment(raw: Mapping[str, Any]) -> ImportedAssignment:
    """A row's value; whom and what it names is settled with the round."""
    return check(ImportedAssignment, {name: value for name, value in raw.items() if value not in (None, "")})


def assignments_for(held: Round) -> Importer:
    """The import of who scores what in a round."""

    def apply(rows: Sequence[ImportedAssignment], by: Actor) -> Sequence[Became]:
        return _became(import_assignments(held, rows, by=by))

    return Importer(
        code="assignments",
        label=_l("Assignments"),
        line=_l("Who scores which idea of a round, as it was settled elsewhere."),
        permission=Permission.MANAGE,
        icon="ui-checks",
        fields=PAIR,
        parse=parse_assignment,
        apply=apply,
        # One message to each member, however long the file.
        batch=ALL_AT_ONCE,
    )
