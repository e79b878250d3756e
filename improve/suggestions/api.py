"""The API of ideas."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from flask import url_for

from improve.accounts.models import Unit
from improve.accounts.queries import unit_meant
from improve.core.db import transaction
from improve.core.errors import Invalid
from improve.core.messages import _l
from improve.core.values import Day, Line, OneOf, Pairs, Whole
from improve.suggestions import service
from improve.suggestions.blueprint import visible_or_404
from improve.suggestions.fields.kinds import checked_by_code, shown
from improve.suggestions.fields.queries import answers_of, fields_of
from improve.suggestions.fields.service import answer as answer_fields
from improve.suggestions.fields.values import MOST_FIELDS
from improve.suggestions.merging.queries import one_idea_for
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.queries import categories, history_of, page_of
from improve.suggestions.values import (
    MOST_VOTES,
    NAME,
    QUERY,
    TEXT,
    TITLE,
    Filters,
    IdeaText,
    Scope,
    Sort,
    Status,
)
from improve.suggestions.voting.ballots import Ballot, ballot_for, ballots_for
from improve.web.access import current_actor
from improve.web.rest import Answer, Api, Paging, moment

api = Api("suggestions")


@dataclass(frozen=True, kw_only=True)
class IdeaQuery(Paging):
    """How the list is filtered and sorted. `category` and `unit` are a code or a number, `person` is part of the
    author's name or a whole login; both days are included; `votes` is the least number of them.
    """

    q: Annotated[str, QUERY] = ""
    scope: Annotated[str, OneOf(tuple(Scope))] = str(Scope.ALL)
    status: Annotated[str | None, OneOf(tuple(Status))] = None
    category: Annotated[str | None, Line(80)] = None
    unit: Annotated[str | None, Line(80)] = None
    person: Annotated[str | None, NAME] = None
    since: Annotated[date | None, Day()] = None
    until: Annotated[date | None, Day()] = None
    votes: Annotated[int | None, Whole(1, MOST_VOTES)] = None
    sort: Annotated[str, OneOf(tuple(Sort))] = str(Sort.NEWEST)


@dataclass(frozen=True)
class NewIdea:
    """An idea to hand in. `category` is a code or a name; `fields`: answers by the codes of its extra fields."""

    title: Annotated[str, TITLE]
    problem: Annotated[str, TEXT]
    idea: Annotated[str, TEXT]
    expected_result: Annotated[str, TEXT] = ""
    category: Annotated[str | None, Line(80)] = None
    fields: Annotated[dict[str, Any], Pairs(MOST_FIELDS)] = field(default_factory=dict)


@dataclass
class IdeaItem:
    """An idea in a list. `votes` includes the imported ones; instants are UTC.

    The counts are null while the category hides them, and `counts_hidden_until` is the last such day.
    """

    id: int
    external_id: str | None
    title: str
    status: str
    category: str | None
    votes: int | None
    votes_against: int | None
    imported_votes: int | None
    voted: bool
    voted_against: bool
    counts_hidden_until: str | None
    author: str | None
    created_at: str
    url: str


@dataclass
class HistoryStep:
    """A step of an idea: from where, to where, why, when."""

    from_status: str | None
    to_status: str
    reason: str
    at: str


@dataclass
class FieldValue:
    """An answer to an extra field: a text, a number, or the code of an entry with its words in `shown`."""

    code: str
    label: str
    value: str | float
    shown: str
    unit: str


@dataclass
class IdeaWhole(IdeaItem):
    """An idea with its texts, its answers to extra fields and its history.

    `merged_into`: the idea that it is part of in the end; null where it stands by itself, or one may not see that.
    """

    problem: str
    idea: str
    expected_result: str
    fields: list[FieldValue]
    history: list[HistoryStep]
    merged_into: int | None


@dataclass
class IdeaPage:
    """A page of ideas."""

    items: list[IdeaItem]
    page: int
    per_page: int
    total: int


def item(suggestion: Suggestion, ballot: Ballot) -> dict[str, Any]:
    """An idea as the list shows it."""
    count = ballot.count
    hidden = suggestion.counts_hidden_until
    return {
        "id": suggestion.id,
        "external_id": suggestion.external_id,
        "title": suggestion.title,
        "status": suggestion.status,
        "category": suggestion.category.code if suggestion.category is not None else None,
        "votes": count.votes if count is not None else None,
        "votes_against": count.against if count is not None else None,
        "imported_votes": count.imported_for if count is not None else None,
        "voted": ballot.is_mine,
        "voted_against": ballot.is_against,
        "counts_hidden_until": hidden.isoformat() if hidden is not None else None,
        "author": suggestion.author_label or None,
        "created_at": moment(suggestion.submitted_at),
        "url": url_for("suggestions.show", suggestion_id=suggestion.id, _external=True),
    }


def _whole(suggestion: Suggestion) -> dict[str, Any]:
    one = one_idea_for(current_actor(), suggestion) if suggestion.state is Status.MERGED else None
    return {
        "merged_into": one.id if one is not None else None,
        **item(suggestion, ballot_for(current_actor(), suggestion)),
        "problem": suggestion.problem,
        "idea": suggestion.idea,
        "expected_result": suggestion.expected_result,
        "fields": [
            {
                "code": answer.field.code,
                "label": str(answer.version.label),
                "value": answer.value,
                "shown": shown(answer).shown,
                "unit": answer.version.unit,
            }
            for answer in answers_of([suggestion.id])[suggestion.id]
        ],
        "history": [
            {
                "from_status": step.from_status,
                "to_status": step.to_status,
                "reason": step.reason,
                "at": moment(step.at),
            }
            for step in history_of(suggestion.id)
        ],
    }


def _category(text: str | None) -> Category | None:
    """The category of a code, a name in any language or a number."""
    if text is None:
        return None
    wanted = text.casefold()
    for category in categories(with_closed=True):
        names = (category.code, str(category.id), *category.name.values())
        if wanted in (name.casefold() for name in names):
            return category
    raise Invalid.field("category", _l("There is no category “%(text)s”.", text=text))


def _unit(text: str | None) -> Unit | None:
    found = unit_meant(text) if text is not None else None
    if text is not None and found is None:
        raise Invalid.field("unit", _l("There is no unit “%(text)s”.", text=text))
    return found


@api.operation(
    "GET",
    "/suggestions",
    summary=_l("Ideas, filtered and sorted"),
    permission=Permission.READ,
    query=IdeaQuery,
    answer=IdeaPage,
    aliases={"in": "scope"},
)
def ideas(query: IdeaQuery) -> dict[str, Any]:
    actor = current_actor()
    category, unit = _category(query.category), _unit(query.unit)
    filters = Filters(
        q=query.q,
        scope=query.scope,
        status=query.status,
        category=category.id if category is not None else None,
        unit=unit.id if unit is not None else None,
        person=query.person,
        since=query.since,
        until=query.until,
        least_votes=query.votes,
        sort=query.sort,
    )
    listing = page_of(actor, filters, number=query.page, per_page=query.per_page)
    ballots = ballots_for(actor, listing.items)
    return {
        "items": [item(suggestion, ballots[suggestion.id]) for suggestion in listing.items],
        "page": query.page,
        "per_page": query.per_page,
        "total": listing.total,
    }


@api.operation(
    "POST",
    "/suggestions",
    summary=_l("Hand in an idea"),
    permission=Permission.SUBMIT,
    body=NewIdea,
    answer=IdeaWhole,
    status=201,
)
def hand_in(body: NewIdea) -> Answer:
    category = _category(body.category)
    text = IdeaText(
        title=body.title,
        problem=body.problem,
        idea=body.idea,
        expected_result=body.expected_result,
        category_id=category.id if category is not None else None,
    )
    asked = fields_of(category.id) if category is not None else ()
    service.read_ahead(text)
    with transaction():
        suggestion = service.submit(text, by=current_actor())
        answer_fields(
            suggestion,
            checked_by_code(asked, body.fields, current_actor()),
            {item.id: item for item in asked},
        )
        answer = _whole(suggestion)
    location = url_for("suggestions_api.idea", suggestion_id=answer["id"])
    return Answer(answer, headers={"Location": location})


@api.operation(
    "GET",
    "/suggestions/<int:suggestion_id>",
    summary=_l("An idea with its texts and history"),
    permission=Permission.READ,
    answer=IdeaWhole,
)
def idea(suggestion_id: int) -> dict[str, Any]:
    return _whole(visible_or_404(suggestion_id))
