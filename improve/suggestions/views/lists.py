"""The list of ideas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from improve.accounts.queries import Place, open_places
from improve.core.errors import Invalid
from improve.core.messages import LazyText, _, _n
from improve.core.panels import NextStep
from improve.core.policy import allows
from improve.core.values import check
from improve.suggestions.blueprint import blueprint
from improve.suggestions.finding.finding import Finding, find
from improve.suggestions.finding.placing import placed
from improve.suggestions.models import Suggestion
from improve.suggestions.outcomes.quarters import Quarter
from improve.suggestions.policy import Permission
from improve.suggestions.ports import steps_of
from improve.suggestions.presenting import indented
from improve.suggestions.queries import Listing, Row, category_choices, rows_in_order
from improve.suggestions.queries.rows import TEXT_READ, Said
from improve.suggestions.saved import queries as saved
from improve.suggestions.saved.address import address_of
from improve.suggestions.values import FINISHED, Became, Filters, Mine, Scope, Sort, Status
from improve.suggestions.views.outcomes import LABELS, name_of
from improve.suggestions.voting.ballots import Ballot, Button, ballots_for, button_of
from improve.web.access import current_actor, requires
from improve.web.addresses import address
from improve.web.formatting import number
from improve.web.i18n import current_language
from improve.web.tables import PER_PAGE, Page, page_number

TEXT_SHOWN = 250  # characters of which a list makes its line, where nothing is searched


def ballots_of(suggestions: Sequence[Suggestion] | Sequence[Row]) -> dict[int, Ballot]:
    """The vote buttons of a page for the reader."""
    return ballots_for(current_actor(), suggestions)


# What the address calls a filter, where that is another word.
ADDRESSED = {"in": "scope", "votes": "least_votes"}


def asked() -> tuple[Filters, dict[str, list[LazyText]]]:
    """The filters in the address, and what is wrong with them; what is wrong is left out."""
    return filters_of(request.args.to_dict())


def filters_of(address: Mapping[str, str]) -> tuple[Filters, dict[str, list[LazyText]]]:
    """The filters in an address. A search is sorted by how well it fits unless somebody says otherwise."""
    raw = {ADDRESSED.get(name, name): value for name, value in address.items()}
    if raw.get("mine") == "1":
        raw["mine"] = Mine.WRITTEN
    if raw.get("q", "").strip() and not raw.get("sort"):
        raw["sort"] = Sort.RELEVANCE
    try:
        return check(Filters, raw), {}
    except Invalid as error:
        sound = {name: value for name, value in raw.items() if name not in error.errors}
        return check(Filters, sound), error.errors


@blueprint.get("")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """All ideas, filtered and sorted; without an address of one's own, the view one begins with."""
    actor = current_actor()
    views = saved.views_of(actor)
    first = next((view for view in views if view.is_default), None)
    if first is not None and not request.args:
        return redirect(address("suggestions.index", **first.address))
    filters, problems = asked()
    finding = _found(filters, page_number())
    listing = finding.listing
    steps, ballots = steps_of(listing.items), ballots_of(listing.items)
    as_cards = request.args.get("view") == "cards"
    return render_template(
        "suggestions/index.html",
        filters=filters,
        problems=problems,
        typed=request.args.get("q", ""),
        query=finding.filters.q,
        meant=finding.meant,
        heading=_heading(finding.filters, listing),
        listing=listing,
        page=Page(listing.items, listing.number, listing.per_page, listing.total, listing.is_more),
        steps=steps,
        ballots=ballots,
        lines=() if as_cards else _lines(listing.items, steps, ballots),
        statuses=[s for s in Status if listing.is_more or listing.counts.get(s) or filters.status == s],
        categories=category_choices(),
        units=_named(open_places(), current_language()),
        views=views,
        present=address_of(filters),
        begins_elsewhere=first is not None,
        Sort=Sort,
        Scope=Scope,
        Mine=Mine,
        as_cards=as_cards,
        became=_became(filters),
    ), 422 if problems else 200


@lru_cache(maxsize=32)
def _named(places: tuple[Place, ...], _language: str) -> tuple[tuple[int, str], ...]:
    return tuple((place.id, indented(place)) for place in places)


@dataclass(frozen=True)
class Line:
    """All that a row of the list shows. `word` is the company's own for the status, where it chose one."""

    said: Said
    step: NextStep
    word: str
    button: Button


def _lines(
    items: Sequence[Row], steps: Mapping[int, NextStep], ballots: Mapping[int, Ballot]
) -> tuple[Line, ...]:
    may_vote = allows(current_actor(), Permission.VOTE)
    # Most rows share one of a few words, and each looks for the company's own.
    words = {id(step.word): step.word for step in steps.values()}
    shown = {key: str(word) for key, word in words.items()}
    return tuple(
        Line(row.said, step, shown[id(step.word)], button_of(ballots[row.id], may_vote=may_vote))
        for row in items
        for step in (steps[row.id],)
    )


def _became(filters: Filters) -> str | None:
    """What the list was asked of a quarter, in words."""
    if filters.became is None or filters.quarter is None:
        return None
    quarter = Quarter.named(filters.quarter)
    return _("%(quarter)s: %(what)s", quarter=name_of(quarter), what=LABELS[Became(filters.became)])


def _found(filters: Filters, page: int) -> Finding[Row]:
    """The page asked for, or the last one; with the texts in which a search found something."""
    actor = current_actor()
    length = TEXT_READ if filters.q else TEXT_SHOWN
    read = partial(rows_in_order, length=length, query=filters.q)
    finding = find(actor, filters, read, number=page, per_page=PER_PAGE)
    listing = finding.listing
    if not finding.filters.q or filters.scope == Scope.TITLE or not listing.items:
        return finding
    items = placed(listing.items, finding.filters.q, actor)
    return replace(finding, listing=replace(listing, items=items))


def _heading(filters: Filters, listing: Listing[Row]) -> list[str]:
    """The first line answers what was asked: how many, and how far they are; each clause by itself."""
    total = listing.total
    if filters.q and not total:
        return [_("Nothing found for “%(q)s”", q=filters.q)]
    if listing.is_more:
        return [_("“%(q)s”: more than %(n)s ideas found", q=filters.q, n=number(total))]
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
    return replace(filters, sort=Sort.NEWEST) != Filters()
