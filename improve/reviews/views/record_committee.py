"""The sheet of the record about the committee: what each member was asked for and gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from improve.core.messages import _
from improve.core.spreadsheets import Sheet
from improve.core.spreadsheets.writer import Value
from improve.reviews.days import company_today
from improve.reviews.models import Round, RoundItem
from improve.reviews.queries import (
    assigned_pairs,
    key_of_person,
    members_on,
    names_of,
    rated_in,
    reviewer_names,
)
from improve.reviews.queries.results import Inputs
from improve.reviews.rules.standing import Standing


def members_sheet(held: Round, items: Sequence[RoundItem], inputs: Inputs, found: Standing) -> Sheet:
    """Everybody in office or with a score: also those who were asked and gave none. Strictness stands where the
    estimates took it out; what others said of comments from three ratings on."""
    ids = {item.id for item in items}
    names, chairs = reviewer_names(inputs), set()
    for member in members_on(held.committee_id, min(company_today(), held.closes_on)):
        key = key_of_person(member.person_id)
        names[key] = member.person.name
        if member.is_chair:
            chairs.add(key)
    pairs = [person for item, person in assigned_pairs(held.id) if item in ids]
    asked = Counter(map(key_of_person, pairs))
    names = {key_of_person(person): name for person, name in names_of(pairs).items()} | names
    given = Counter(one.reviewer for one in inputs.given)
    effects = {one.reviewer: one.effect for one in found.severity} if found.method == "additive" else {}
    rated = rated_in(held.id, ids, inputs.recused)
    header = [
        _("Reviewer"),
        _("Chair"),
        *([_("Asked to score")] if asked else []),
        _("Scores"),
        _("Strict (−) or lenient (+), points"),
        _("Comments found helpful"),
        _("Ratings of comments"),
    ]

    def rows() -> Iterator[list[Value]]:
        for key in sorted(names.keys() | given.keys(), key=lambda one: (names.get(one, ""), one)):
            yield [
                names.get(key, ""),
                key in chairs,
                *([asked[key]] if asked else []),
                given[key],
                effects.get(key),
                rated[key].helpful if key in rated else None,
                rated[key].n if key in rated else None,
            ]

    return Sheet(_("Members"), header, rows())
