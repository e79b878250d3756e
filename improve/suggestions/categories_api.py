"""The API of categories: what one can hand in, how it is voted on, who answers and by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any

from improve.core.db import LARGEST_ID, db
from improve.core.messages import _l
from improve.core.policy import COMPANY, allows
from improve.core.values import Truth
from improve.suggestions.anonymity.queries import named_category_ids, takes_unnamed
from improve.suggestions.api import api
from improve.suggestions.fields.kinds import options_for
from improve.suggestions.fields.models import Field
from improve.suggestions.fields.queries import fields_of
from improve.suggestions.fields.values import Kind
from improve.suggestions.models import Category
from improve.suggestions.policy import Permission
from improve.suggestions.queries import categories
from improve.suggestions.routing.models import Route
from improve.suggestions.routing.queries import routes
from improve.suggestions.values import DEFAULT_PROMISE_DAYS, SUPPORT_ONLY, VotingData
from improve.suggestions.voting.queries import voting_rules
from improve.web.access import current_actor, found_or_404
from improve.web.rest import Paging

WITHOUT_LIST = (Kind.TEXT, Kind.PROSE, Kind.NUMBER)


@dataclass(frozen=True, kw_only=True)
class CategoryQuery(Paging):
    """`closed`: also those that take no new ideas."""

    closed: Annotated[bool, Truth()] = False


@dataclass
class VotingItem:
    """How one votes; days are the company's, both included."""

    kind: str
    votes_per_quarter: int | None
    opens_on: str | None
    closes_on: str | None
    counts_hidden: bool
    handlers_see_counts: bool


@dataclass
class OptionItem:
    """An entry of a list."""

    code: str
    label: str


@dataclass
class FieldItem:
    """An extra field; `options` where it is chosen from a list."""

    code: str
    kind: str
    label: str
    help: str
    is_required: bool
    unit: str
    low: float | None
    high: float | None
    options: list[OptionItem]


@dataclass
class RouteItem:
    """Who triages: `handler` of the ideas in `unit` (null: anywhere). `is_general`: of every category."""

    unit: str | None
    handler: str
    person: str | None
    is_general: bool


@dataclass
class CategoryItem:
    """A category in the language of the reader, `names` in all. `routes` is null for who may not look after them."""

    id: int
    code: str
    name: str
    names: dict[str, str]
    is_closed: bool
    promise_days: int
    visibility: str
    has_local_lane: bool
    holds_new: bool
    is_compared: bool
    takes_unnamed: bool
    voting: VotingItem
    fields: list[FieldItem]
    routes: list[RouteItem] | None


@dataclass
class CategoryPage:
    """A page of categories in their order."""

    items: list[CategoryItem]
    page: int
    per_page: int
    total: int


@api.operation(
    "GET",
    "/categories",
    summary=_l("Categories with their rules"),
    permission=Permission.READ,
    query=CategoryQuery,
    answer=CategoryPage,
)
def list_categories(query: CategoryQuery) -> dict[str, Any]:
    found = categories(with_closed=query.closed)
    first = (query.page - 1) * query.per_page
    return {
        "items": _items(found[first : first + query.per_page]),
        "page": query.page,
        "per_page": query.per_page,
        "total": len(found),
    }


@api.operation(
    "GET",
    "/categories/<int:category_id>",
    summary=_l("A category with its rules"),
    permission=Permission.READ,
    answer=CategoryItem,
)
def one_category(category_id: int) -> dict[str, Any]:
    found = db.session.get(Category, category_id) if category_id <= LARGEST_ID else None
    (answer,) = _items([found_or_404(found)])
    return answer


def _items(found: Sequence[Category]) -> list[dict[str, Any]]:
    rules, named, unnamed = voting_rules(), named_category_ids(), takes_unnamed(for_place=False)
    may_manage = allows(current_actor(), Permission.MANAGE_CATEGORIES, COMPANY)
    ways = routes() if may_manage else ()
    return [
        {
            "id": category.id,
            "code": category.code,
            "name": str(category.name),
            "names": dict(category.name),
            "is_closed": category.is_closed,
            "promise_days": category.promise_days or DEFAULT_PROMISE_DAYS,
            "visibility": category.visibility,
            "has_local_lane": category.has_local_lane,
            "holds_new": category.holds_new,
            "is_compared": category.is_compared,
            "takes_unnamed": unnamed and category.id not in named,
            "voting": _voting(rules.get(category.id, SUPPORT_ONLY)),
            "fields": [_field(field) for field in fields_of(category.id)],
            "routes": [_route(way) for way in ways if way.category_id in (None, category.id)]
            if may_manage
            else None,
        }
        for category in found
    ]


def _voting(rule: VotingData) -> dict[str, Any]:
    return {
        **asdict(rule),
        "kind": str(rule.kind),
        "opens_on": _day(rule.opens_on),
        "closes_on": _day(rule.closes_on),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _field(field: Field) -> dict[str, Any]:
    text = field.newest.text
    choices = [] if field.kind in WITHOUT_LIST else options_for(field, current_actor())
    return {
        "code": field.code,
        "kind": field.kind,
        "label": str(text.label),
        "help": str(text.help),
        "is_required": field.is_required,
        "unit": text.unit,
        "low": text.low,
        "high": text.high,
        "options": [{"code": code, "label": label} for code, label in choices],
    }


def _route(way: Route) -> dict[str, Any]:
    return {
        "unit": way.unit.code if way.unit is not None else None,
        "handler": way.handler,
        "person": way.person.login if way.person is not None else None,
        "is_general": way.category_id is None,
    }
