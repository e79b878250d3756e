"""The whole record of a round as a workbook: what was asked, given, left out, decided, and how it was computed."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence

from flask import Response

from improve.core.messages import _, _p
from improve.core.policy import authorize
from improve.core.spreadsheets import Sheet, write_xlsx
from improve.core.spreadsheets.writer import Value
from improve.reviews import presenting
from improve.reviews.models import Decision, Review, Round, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import (
    Rated,
    decisions_of,
    earlier_decisions,
    inputs_of,
    items_of,
    names_of,
    rated_comments,
    reading_of,
    reviews_of,
    standing_of,
)
from improve.reviews.queries.results import Inputs
from improve.reviews.rules import lifecycle
from improve.reviews.rules.certainty import weight_of
from improve.reviews.rules.standing import Standing
from improve.reviews.values import CONFIDENCE_WORDS, CONFLICT_WORDS, OUTCOME_WORDS, PROPOSALS
from improve.reviews.views import record_votes
from improve.reviews.views.blueprint import blueprint, shown_round
from improve.reviews.views.record_basis import method_sheet, rubric_sheet
from improve.reviews.views.record_committee import members_sheet
from improve.reviews.views.record_talk import minutes_sheet, responses_sheet, summaries_sheet
from improve.web.access import current_actor, requires

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/rounds/<int:round_id>/record.xlsx")
@requires(Permission.READ)
def record(round_id: int) -> Response:
    """The record, without the ideas its reader must not meet; there is none while scores still come in."""
    actor = current_actor()
    held = shown_round(round_id)
    authorize(actor, Permission.READ_RECORD, held)
    lifecycle.check_results(held.phase)
    items = items_of(actor, held.id)
    inputs = inputs_of(held).only([item.id for item in items])
    found = standing_of(held, inputs)
    reviews = reviews_of((item.id for item in items), with_earlier=True)
    stream = io.BytesIO()
    write_xlsx(
        stream,
        [
            _ideas(held, items, found, decisions_of(item.id for item in items)),
            _reviews(held, items, reviews, inputs),
            _scores(held, items, reviews),
            _recusals(items, inputs, blind=held.is_blind),
            rubric_sheet(held),
            method_sheet(held, inputs, found),
            _earlier(items),
            summaries_sheet(items),
            responses_sheet(items),
            members_sheet(held, items, inputs, found),
            minutes_sheet(held, items),
            *record_votes.sheets(held, items),
        ],
    )
    return Response(
        stream.getvalue(),
        mimetype=XLSX,
        headers={"Content-Disposition": f'attachment; filename="round-{held.id}.xlsx"'},
    )


def _ideas(
    held: Round, items: Sequence[RoundItem], found: Standing, decisions: Mapping[int, Decision]
) -> Sheet:
    by_id = {item.id: item for item in items}
    header = [
        _("Number"),
        _p("column", "Idea"),
        *([] if held.is_blind else [_("Author"), _("Unit")]),
        _("Rank from"),
        _("Rank to"),
        _("Band"),
        _("Adjusted score"),
        _("Lower bound"),
        _("Upper bound"),
        _("Mean"),
        _("Median"),
        *([_("Mean by certainty")] if held.confidence_weighs else []),
        _("Standard deviation"),
        _("Scores"),
        _("Members who may score"),
        _("Members’ views"),
        _("Decision"),
        _("Reason"),
        _("Come back by"),
        _("Expected effect"),
        _("Probability, %"),
        _("Decided by"),
        _("Decided at"),
    ]

    def rows() -> Iterator[list[Value]]:
        for one in found.items:
            read = reading_of(by_id[one.item_id])
            decision = decisions.get(one.item_id)
            yield [
                read.suggestion.id,
                read.title,
                *(
                    []
                    if held.is_blind
                    else [
                        read.author,
                        str(read.unit) if read.unit is not None else "",
                    ]
                ),
                one.rank_low,
                one.rank_high,
                str(presenting.BAND_WORDS[one.band]),
                one.adjusted,
                one.low,
                one.high,
                one.mean,
                one.median,
                *([one.weighted] if held.confidence_weighs else []),
                one.sd,
                one.n,
                one.of,
                str(presenting.OPINION_SHAPES[one.opinion][2]),
                str(OUTCOME_WORDS[decision.verdict]) if decision is not None else "",
                decision.reason if decision is not None else "",
                decision.revise_by if decision is not None else None,
                decision.expected_effect if decision is not None else "",
                decision.probability if decision is not None else None,
                decision.decided_by.name if decision is not None and decision.decided_by else "",
                decision.decided_at if decision is not None else None,
            ]

    return Sheet(_("Ideas"), header, rows())


def _reviews(held: Round, items: Sequence[RoundItem], reviews: Sequence[Review], inputs: Inputs) -> Sheet:
    numbers = {item.id: item.suggestion_id for item in items}
    header = [
        _("Number"),
        _("Reviewer"),
        _("Revision"),
        _("Counts"),
        _("Score"),
        _("Share answered"),
        _("Proposal"),
        _("Number of the other idea"),
        _("How sure"),
        *([_("Weight")] if held.confidence_weighs else []),
        _("Note to the author"),
        _("Comments found helpful"),
        _("Ratings of comments"),
        _("Note for the committee"),
        _("Handed in"),
    ]
    rated = rated_comments(held.id, numbers, inputs.recused)

    def rows() -> Iterator[list[Value]]:
        for review in reviews:
            left_out = (review.item_id, review.reviewer_id or 0) in inputs.recused
            sure = CONFIDENCE_WORDS.get(review.confidence or 0)
            yield [
                numbers[review.item_id],
                review.reviewer_label,
                review.revision,
                review.is_current and not left_out and not review.abstained,
                review.score,
                review.answered,
                str(PROPOSALS[review.proposal]) if review.proposal else "",
                review.merge_with,
                str(sure) if sure is not None else review.confidence,
                *([weight_of(review.confidence)] if held.confidence_weighs else []),
                review.note_to_author,
                *_helpful(rated.get((review.item_id, review.reviewer_key)) if review.is_current else None),
                review.private_note,
                review.submitted_at,
            ]

    return Sheet(_("Reviews"), header, rows())


def _helpful(rated: Rated | None) -> tuple[Value, Value]:
    return (rated.helpful, rated.n) if rated is not None else (None, None)


def _scores(held: Round, items: Sequence[RoundItem], reviews: Sequence[Review]) -> Sheet:
    numbers = {item.id: item.suggestion_id for item in items}
    names = {criterion.id: str(criterion.name) for criterion in held.rubric_version.criteria}
    weights = {c.id: c.weight for c in held.rubric_version.criteria if c.in_total}
    header = [_("Number"), _("Reviewer"), _("Revision"), _("Criterion"), _("Weight"), _("Score")]

    def rows() -> Iterator[list[Value]]:
        for review in reviews:
            for criterion_id, value in sorted(review.values.items()):
                yield [
                    numbers[review.item_id],
                    review.reviewer_label,
                    review.revision,
                    names.get(criterion_id, ""),
                    weights.get(criterion_id),
                    _("cannot judge") if value is None else value,
                ]
            for criterion_id, text in sorted(review.texts.items()):
                yield [
                    numbers[review.item_id],
                    review.reviewer_label,
                    review.revision,
                    names.get(criterion_id, ""),
                    None,
                    text,
                ]

    return Sheet(_("Scores"), header, rows())


def _recusals(items: Sequence[RoundItem], inputs: Inputs, *, blind: bool) -> Sheet:
    numbers = {item.id: item.suggestion_id for item in items}
    people = names_of({pair[1] for pair in inputs.recused})
    rows: list[list[Value]] = [
        [
            numbers[item_id],
            people.get(person_id, ""),
            "" if blind else str(CONFLICT_WORDS[kind]),
        ]
        for (item_id, person_id), kind in sorted(inputs.recused.items())
    ]
    return Sheet(_("Recusals"), [_("Number"), _("Reviewer"), _("Why")], rows)


def _earlier(items: Sequence[RoundItem]) -> Sheet:
    """The decisions that others took the place of, before and after the publication."""
    numbers = {item.id: item.suggestion_id for item in items}
    made = earlier_decisions(numbers, unpublished=True)
    header = [
        _("Number"),
        _("Decision"),
        _("Reason"),
        _("Come back by"),
        _("Expected effect"),
        _("Probability, %"),
        _("Decided by"),
        _("Decided at"),
        _("Replaced at"),
        _("Was published"),
    ]
    rows: list[list[Value]] = [
        [
            numbers[one.item_id],
            str(OUTCOME_WORDS[one.verdict]),
            one.reason,
            one.revise_by,
            one.expected_effect,
            one.probability,
            one.decided_by.name if one.decided_by else "",
            one.decided_at,
            one.superseded_at,
            _was_published(one),
        ]
        for group in made.values()
        for one in group
    ]
    return Sheet(_("Earlier decisions"), header, rows)


def _was_published(one: Decision) -> bool:
    at = one.item.round.published_at
    return at is not None and one.superseded_at is not None and one.superseded_at > at
