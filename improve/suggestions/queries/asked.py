"""What a list of ideas is asked for, as statements.

Building a statement takes longer than running it, and the same few lists are asked for again and again: they are
built once for each reader and each set of filters.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from improve.accounts.models import Person, Unit
from improve.accounts.queries import fold_login, units_below
from improve.core.db import db, rows
from improve.core.policy import Actor
from improve.suggestions.calendar import beginning_of, company_today, company_zone
from improve.suggestions.models import Suggestion
from improve.suggestions.outcomes.quarters import Quarter
from improve.suggestions.outcomes.queries import condition
from improve.suggestions.queries.ideas import authored_by, visible_to
from improve.suggestions.queries.people import backed_by
from improve.suggestions.queries.search import matching, shape_of, words_of
from improve.suggestions.queries.withheld import withheld_from
from improve.suggestions.rules import VOTABLE
from improve.suggestions.values import UNLISTED, Became, Filters, Mine, Scope, Sort, Status

KEPT = 512  # statements
ALL = 2**31 - 1  # no limit
SITE_SLASHES = 2  # of the path of a unit that stands at the top
SORTED_BY: Mapping[str, InstrumentedAttribute[Any]] = {
    Sort.NEWEST: Suggestion.submitted_at,
    Sort.BEST: Suggestion.best,
    Sort.VOTES: Suggestion.votes,
    Sort.DISCUSSED: Suggestion.comment_count,
    # Until the best matches are taken out; see `ranking`.
    Sort.RELEVANCE: Suggestion.submitted_at,
}


@dataclass(frozen=True)
class Asked:
    """What a list of ideas is asked for, and by whom; `path` is the unit's, None where there is no such unit.
    `today` and `zone` are the company's, where a quarter is asked for. `withheld` keeps statements apart.
    """

    actor: Actor
    filters: Filters
    path: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    today: date | None = None
    zone: str = ""
    withheld: tuple[Hashable, ...] = ()

    @property
    def scope(self) -> Scope:
        """Where its search looks."""
        return Scope(self.filters.scope)

    def shape(self) -> Asked:
        """A list whose statements serve for this one as well, with the parameters `words`."""
        return replace(self, filters=replace(self.filters, q=shape_of(self.filters.q)))

    def words(self) -> dict[str, Any]:
        """The parameters of its search."""
        return words_of(self.filters.q)

    def without_status(self) -> Asked:
        """The same list over all statuses."""
        return replace(self, filters=replace(self.filters, status=None))


def asked_for(actor: Actor, filters: Filters) -> Asked:
    unit = db.session.get(Unit, filters.unit) if filters.unit is not None else None
    return Asked(
        actor,
        filters,
        unit.path if unit is not None else None,
        since=beginning_of(filters.since) if filters.since is not None else None,
        until=_end_of(filters.until) if filters.until is not None else None,
        today=company_today() if filters.became is not None else None,
        zone=str(company_zone()) if filters.became is not None else "",
        withheld=withheld_from(actor),
    )


def _end_of(day: date) -> datetime | None:
    return beginning_of(day + timedelta(days=1)) if day < date.max - timedelta(days=1) else None


def narrowed(
    statement: Select[tuple[Suggestion]], asked: Asked, *, many: bool = False, most: int | None = None
) -> Select[tuple[Suggestion]]:
    """`statement` under all filters but the status.

    Few rows are found first and sorted then. With `many` SQLite is kept from that (`+ 0` names no index): it
    walks along the order and asks of each idea whether it fits, until the page is full. PostgreSQL's planner
    knows by itself. `most`: only so many matches of a search are looked at.
    """
    actor, filters = asked.actor, asked.filters
    suggestion_id: Any = Suggestion.id + 0 if many else Suggestion.id
    statement = matching(
        statement, filters.q, Scope(filters.scope), actor=actor, key=suggestion_id, most=most
    )
    if filters.category is not None:
        statement = statement.where(Suggestion.category_id == filters.category)
    if filters.unit is not None:
        statement = statement.where(_below(asked.path, many=many))
    if filters.mine == Mine.WRITTEN:
        statement = statement.where(suggestion_id.in_(authored_by(actor.person_id)))
    elif filters.mine == Mine.BACKED:
        statement = statement.where(suggestion_id.in_(backed_by(actor.person_id)))
    return _by_facts(statement, asked)


def _by_facts(statement: Select[tuple[Suggestion]], asked: Asked) -> Select[tuple[Suggestion]]:
    """By who wrote it, when it came in and how many back it; what is quiet is asked of open ideas only."""
    filters = asked.filters
    if filters.person is not None:
        statement = statement.where(_written_by(filters.person))
    if asked.since is not None:
        statement = statement.where(Suggestion.submitted_at >= asked.since)
    if asked.until is not None:
        statement = statement.where(Suggestion.submitted_at < asked.until)
    if filters.least_votes is not None:
        statement = statement.where(Suggestion.votes >= filters.least_votes)
    if filters.sort == Sort.QUIET:
        statement = statement.where(Suggestion.status.in_(sorted(VOTABLE)))
    if filters.became is not None and filters.quarter is not None and asked.today is not None:
        became, quarter = Became(filters.became), Quarter.named(filters.quarter)
        statement = statement.where(condition(became, quarter, asked.today))
    return statement


def _written_by(person: str) -> ColumnElement[bool]:
    """Part of a name, also of one that an import brought, or a whole login."""
    like = f"%{person.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
    people = select(Person.id).where(
        or_(Person.name.ilike(like, escape="!"), Person.login == fold_login(person))
    )
    return or_(
        Suggestion.author_id.in_(people),
        and_(Suggestion.author_id.is_(None), Suggestion.author_name.ilike(like, escape="!")),
    )


def _below(path: str | None, *, many: bool) -> ColumnElement[bool]:
    """In a unit or below it. A site holds so many ideas that they are counted along another index."""
    if path is None:
        return false()
    is_site = path.count("/") == SITE_SLASHES
    key: Any = Suggestion.unit_id + 0 if many or is_site else Suggestion.unit_id
    found: ColumnElement[bool] = key.in_(units_below(path))
    return found


def of_status(
    statement: Select[tuple[Suggestion]], status: str | None, *, searched: bool = False
) -> Select[tuple[Suggestion]]:
    """Those of a status; without one, all but those that were withdrawn or, unless `searched`, merged."""
    if status is not None:
        return statement.where(Suggestion.status == status)
    return statement.where(Suggestion.status.not_in(sorted(unlisted(searched=searched))))


def unlisted(*, searched: bool) -> frozenset[Status]:
    """What a list leaves out. Whoever searches finds what was merged, too, and where it went."""
    return UNLISTED - {Status.MERGED} if searched else UNLISTED


def ordered(statement: Select[tuple[Suggestion]], sort: str) -> Select[tuple[Suggestion]]:
    """The same ideas in one of the orders; the newest first among equals."""
    if sort == Sort.QUIET:
        return statement.order_by(Suggestion.active_at, Suggestion.id)
    return statement.order_by(SORTED_BY[sort].desc(), Suggestion.id.desc())


def ids_of(asked: Asked, *, most: int = ALL, first: int = 0, many: bool = False) -> list[int]:
    """The ids alone, in their order: sorting carries no texts, and nothing is joined for rows that another page
    shows. `many` as in `narrowed`.
    """
    statement = ids_statement(asked.shape(), many, dialect())
    return list(rows(statement, asked.words() | {"most": most, "first": first}).scalars())


@lru_cache(maxsize=KEPT)
def ids_statement(shape: Asked, many: bool, _of: str) -> Select[tuple[int]]:
    """Their statement, to be run with the words, with `most` and `first`."""
    fitting = narrowed(visible_to(shape.actor), shape, many=many)
    found = of_status(fitting, shape.filters.status, searched=bool(shape.filters.q))
    return (
        ordered(found, shape.filters.sort)
        .with_only_columns(Suggestion.id)
        .limit(bindparam("most", ALL, type_=Integer))
        .offset(bindparam("first", 0, type_=Integer))
    )


def dialect() -> str:
    """The database's name: statements of both differ."""
    return db.engine.dialect.name
