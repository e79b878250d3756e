"""The list of ideas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.accounts.queries import units
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.messages import LazyText, _, _n
from improve.core.values import check
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.ports import steps_of
from improve.suggestions.presenting import indented
from improve.suggestions.queries import Listing, Row, categories, page_read, rows_in_order
from improve.suggestions.queries.rows import TEXT_READ
from improve.suggestions.values import FINISHED, Filters, Mine, Scope, Sort, Status
from improve.suggestions.views.blueprint import blueprint
from improve.suggestions.voting.ballots import Ballot, ballots_for
from improve.web.access import current_actor, requires
from improve.web.tables import PER_PAGE, Page, page_number
from improve.web.templating import number

TEXT_SHOWN = 250  # characters of which a list makes its line, where nothing is searched


def ballots_of(suggestions: Sequence[Suggestion] | Sequence[Row]) -> dict[int, Ballot]:
    """The vote buttons of a page for the reader."""
    return ballots_for(current_actor(), suggestions)


def asked() -> tuple[Filters, dict[str, list[LazyText]]]:
    """The filters in the address, and what is wrong with them; what is wrong is left out."""
    raw = request.args.to_dict()
    raw["scope"] = raw.pop("in", "")
    if raw.get("mine") == "1":
        raw["mine"] = Mine.WRITTEN
    try:
        return check(Filters, raw), {}
    except Invalid as error:
        sound = {name: value for name, value in raw.items() if name not in error.errors}
        return check(Filters, sound), error.errors


@blueprint.get("")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """All ideas, filtered and sorted."""
    filters, problems = asked()
    listing = _page(filters, page_number())
    return render_template(
        "suggestions/index.html",
        filters=filters,
        problems=problems,
        typed=request.args.get("q", ""),
        heading=_heading(filters, listing),
        listing=listing,
        page=Page(listing.items, listing.number, listing.per_page, listing.total),
        steps=steps_of(listing.items),
        ballots=ballots_of(listing.items),
        statuses=[s for s in Status if listing.counts.get(s) or filters.status == s],
        categories=tuple((category.id, category.name) for category in categories()),
        units=tuple((unit.id, indented(unit)) for unit in db.session.scalars(units())),
        Sort=Sort,
        Scope=Scope,
        Mine=Mine,
    ), 422 if problems else 200


def _page(filters: Filters, page: int) -> Listing[Row]:
    """The page asked for; beyond the end, the last one."""
    actor = current_actor()
    read = partial(rows_in_order, length=TEXT_READ if filters.q else TEXT_SHOWN)
    listing = page_read(actor, filters, read, number=page, per_page=PER_PAGE)
    if listing.total and not listing.items:
        return page_read(actor, filters, read, number=-(-listing.total // PER_PAGE), per_page=PER_PAGE)
    return listing


def _heading(filters: Filters, listing: Listing[Row]) -> list[str]:
    """The first line answers what was asked: how many, and how far they are; each clause by itself."""
    total = listing.total
    if filters.q and not total:
        return [_("Nothing found for “%(q)s”", q=filters.q)]
    if filters.q:
        found = _n(
            "“%(q)s”: %(n)s idea found", "“%(q)s”: %(n)s ideas found", total, n=number(total), q=filters.q
        )
    elif filters.mine == Mine.WRITTEN:
        found = _n("You wrote %(n)s idea", "You wrote %(n)s ideas", total, n=number(total))
    elif filters.mine == Mine.BACKED:
        found = _n("You back %(n)s idea", "You back %(n)s ideas", total, n=number(total))
    elif not total and not _is_narrow(filters):
        return [_("No ideas yet")]
    else:
        found = _n("%(n)s idea", "%(n)s ideas", total, n=number(total))
    if filters.status is None:
        return [found, *_progress(listing)]
    if filters.q or filters.mine or not total:
        return [found]
    return [_("%(status)s: %(found)s", status=Status(filters.status).word, found=found)]


def _progress(listing: Listing[Row]) -> list[str]:
    """How many of them are being tried and in practice."""
    tried = listing.counts.get(Status.IN_PILOT, 0)
    done = sum(listing.counts.get(status, 0) for status in FINISHED)
    parts = [_n("%(n)s being tried", "%(n)s being tried", tried, n=number(tried))] if tried else []
    return parts + (
        [_n("%(n)s put into practice", "%(n)s put into practice", done, n=number(done))] if done else []
    )


def _is_narrow(filters: Filters) -> bool:
    return filters.status is not None or filters.category is not None or filters.unit is not None
