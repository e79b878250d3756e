"""Sheets of the record that say what its figures rest on: the rubric and the method."""

from __future__ import annotations

from improve.core.messages import _, _p
from improve.core.spreadsheets import Sheet
from improve.core.spreadsheets.writer import Value
from improve.reviews import presenting
from improve.reviews.days import company_today
from improve.reviews.models import Round
from improve.reviews.queries import Inputs, meeting_of, members_on
from improve.reviews.queries.tables import Sorting
from improve.reviews.rules.standing import Standing, digest
from improve.reviews.values import KIND_WORDS, Kind
from improve.suggestions.queries import categories


def rubric_sheet(held: Round) -> Sheet:
    """The criteria as they were asked."""
    version = held.rubric_version
    header = [
        _("Criterion"),
        _("Question"),
        _("Answered by"),
        _("Only for"),
        _("Weight"),
        *map(str, range(1, 6)),
        _("Examples"),
    ]
    of = {category.id: category for category in categories(with_closed=True)}
    rows: list[list[Value]] = [
        [
            str(criterion.name),
            str(criterion.question),
            str(KIND_WORDS[Kind(criterion.kind)]),
            str(of[criterion.category_id].name) if criterion.category_id is not None else "",
            criterion.weight if criterion.in_total else None,
            *(str(criterion.labels.get(value, "")) for value in range(1, 6)),
            str(criterion.examples or ""),
        ]
        for criterion in version.criteria
    ]
    return Sheet(_("Rubric"), header, rows)


def method_sheet(held: Round, inputs: Inputs, found: Standing) -> Sheet:
    """How the results came about, from the committee to the digest of what they were computed from."""
    reason, meeting = presenting.REASONS.get(found.reason or ""), meeting_of(held.id)
    rows: list[list[Value]] = [
        [_("Round"), str(held.name)],
        [_("Committee"), str(held.committee.name)],
        [_("First day"), held.opens_on],
        [_("Last day"), held.closes_on],
        [_("Places"), held.places],
        [
            _("Rubric"),
            _(
                "%(name)s, version %(number)s",
                name=held.rubric_version.rubric.name,
                number=held.rubric_version.number,
            ),
        ],
        [_("Method"), _("additive model, both effects random, REML") if reason is None else _("mean")],
        [_("Order"), presenting.order_words(found, Sorting.RESULT)],
        [_("Mean by certainty"), presenting.weighing_words() if held.confidence_weighs else ""],
        [_("Why not adjusted"), str(reason) if reason is not None else ""],
        [_("Krippendorff’s alpha"), found.alpha],
        [_("ICC(1,k)"), found.icc],
        [_("Seed of the draws"), found.seed],
        [_("Digest of the input"), digest(inputs.given, inputs.possible, places=held.places, seed=held.seed)],
        [_("Members"), _members(held)],
        [_("The meeting began"), meeting.started_at if meeting is not None else None],
        [_("The meeting ended"), meeting.ended_at if meeting is not None else None],
        [_("Published at"), held.published_at],
        [_("Published by"), held.published_by.name if held.published_by is not None else ""],
    ]
    return Sheet(_("Method"), [_p("column", "What"), _("Value")], rows)


def _members(held: Round) -> str:
    """Who was in office when scoring ended."""
    members = members_on(held.committee_id, min(company_today(), held.closes_on))
    return _p("names", ", ").join(
        _("%(name)s (chair)", name=one.person.name) if one.is_chair else one.person.name for one in members
    )
