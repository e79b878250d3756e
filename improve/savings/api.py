"""The savings ledger over the API: read, summed up, claimed. What finance says it says on the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from flask import url_for

from improve.accounts.queries import company_currency
from improve.core.db import transaction
from improve.core.messages import _l
from improve.core.values import OneOf, Whole
from improve.metrics.queries import company_day
from improve.projects.queries import visible_one as visible_project
from improve.savings import service
from improve.savings.models import Kind, Saving
from improve.savings.policy import Permission
from improve.savings.queries import (
    Standing,
    State,
    entries_of,
    standing,
    standings,
    state_counts,
    state_of,
    totals,
    visible_to,
)
from improve.savings.values import ClaimData
from improve.savings.views.blueprint import visible_or_404
from improve.web.access import current_actor, found_or_404
from improve.web.rest import Answer, Api, Paging, moment

api = Api("savings")


@dataclass(frozen=True, kw_only=True)
class SavingQuery(Paging):
    """How the list is filtered."""

    state: Annotated[str | None, OneOf(tuple(State))] = None
    kind: Annotated[str | None, OneOf(tuple(Kind))] = None
    project: Annotated[int | None, Whole(1)] = None


@dataclass
class SavingItem:
    """A saving. `amount` is what finance stands for, else what was measured, else what was claimed: a year's, or the
    whole of what is saved once, in whole units of `currency`; `cost` is paid once, `share` the counted part in percent.
    """

    id: int
    project_id: int
    project: str
    metric: str
    kind: str
    recurrence: str
    state: str
    currency: str
    amount: int | None
    cost: int
    share: int
    counts_from: str | None
    counts_until: str | None
    url: str


@dataclass
class SavingPage:
    """A page of savings, the newest first."""

    items: list[SavingItem]
    page: int
    per_page: int
    total: int


@dataclass
class SavingLine:
    """A line of the ledger; `low` to `high` is the 95 % interval of what was measured."""

    step: str
    amount: int | None
    low: int | None
    high: int | None
    cost: int
    share: int
    counts_from: str | None
    counts_until: str | None
    rate: float | None
    verdict: str | None
    reason: str
    by: str | None
    at: str


@dataclass
class SavingWhole(SavingItem):
    """A saving with the lines of its ledger, the oldest first."""

    value_per_unit: float
    units_per_year: float
    lines: list[SavingLine]


@dataclass
class KindTotals:
    """One sort of money, net of costs: what fell into the last twelve months, what is in force, how many wait."""

    kind: str
    realized: float
    in_force: float
    waiting: int
    expired: int


@dataclass
class SavingTotals:
    """Validated money in the company's currency. `rate`: hard money of twelve months in percent of `yearly_costs`."""

    currency: str
    kinds: list[KindTotals]
    rate: float | None
    target: float | None
    yearly_costs: int | None


def item(found: Standing, today: date) -> dict[str, Any]:
    """A saving as the list shows it."""
    saving, shown = found.saving, found.shown
    return {
        "id": saving.id,
        "project_id": saving.project_id,
        "project": saving.project.title,
        "metric": str(saving.metric.name),
        "kind": saving.kind,
        "recurrence": saving.recurrence,
        "state": str(found.state(today)),
        "currency": saving.currency,
        "amount": shown.gross,
        "cost": found.entry.cost,
        "share": found.entry.share,
        "counts_from": _day(found.entry.from_on),
        "counts_until": _day(found.entry.until_on),
        "url": url_for("savings.show", saving_id=saving.id, _external=True),
    }


def _whole(saving: Saving) -> dict[str, Any]:
    return {
        **item(standing(saving), company_day()),
        "value_per_unit": saving.value_per_unit,
        "units_per_year": saving.units_per_year,
        "lines": [
            {
                "step": line.step,
                "amount": line.gross,
                "low": line.low,
                "high": line.high,
                "cost": line.cost,
                "share": line.share,
                "counts_from": _day(line.from_on),
                "counts_until": _day(line.until_on),
                "rate": line.rate,
                "verdict": line.verdict,
                "reason": line.reason,
                "by": line.by.name if line.by is not None else None,
                "at": moment(line.at),
            }
            for line in entries_of(saving)
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


@api.operation(
    "GET",
    "/savings",
    summary=_l("Savings, filtered, the newest first"),
    permission=Permission.READ,
    query=SavingQuery,
    answer=SavingPage,
)
def savings(query: SavingQuery) -> dict[str, Any]:
    asked = visible_to(current_actor())
    if query.kind is not None:
        asked = asked.where(Saving.kind == query.kind)
    if query.project is not None:
        asked = asked.where(Saving.project_id == query.project)
    today = company_day()
    counts = state_counts(asked.with_only_columns(Saving.id), today)
    wanted = [] if query.state is None else [state_of(today) == query.state]
    first = (query.page - 1) * query.per_page
    return {
        "items": [item(one, today) for one in standings(asked, *wanted, limit=query.per_page, offset=first)],
        "page": query.page,
        "per_page": query.per_page,
        "total": sum(n for (_kind, state), n in counts.items() if query.state in (None, state)),
    }


@api.operation(
    "GET",
    "/savings/totals",
    summary=_l("What the company saved, by sort of money"),
    permission=Permission.READ,
    answer=SavingTotals,
)
def saving_totals() -> dict[str, Any]:
    """Only what finance validated counts."""
    sums = totals(current_actor(), company_day())
    return {
        "currency": company_currency(),
        "kinds": [
            {
                "kind": str(one.kind),
                "realized": round(one.realized, 2),
                "in_force": round(one.in_force, 2),
                "waiting": one.waiting,
                "expired": one.expired,
            }
            for one in sums.kinds
        ],
        "rate": sums.rate,
        "target": sums.base.target if sums.base is not None else None,
        "yearly_costs": sums.base.yearly if sums.base is not None else None,
    }


@api.operation(
    "GET",
    "/savings/<int:saving_id>",
    summary=_l("A saving with the lines of its ledger"),
    permission=Permission.READ,
    answer=SavingWhole,
)
def saving(saving_id: int) -> dict[str, Any]:
    return _whole(visible_or_404(saving_id))


@api.operation(
    "POST",
    "/projects/<int:project_id>/savings",
    summary=_l("Claim what a project saves"),
    permission=Permission.CLAIM,
    body=ClaimData,
    answer=SavingWhole,
    status=201,
)
def claim_saving(project_id: int, body: ClaimData) -> Answer:
    with transaction():
        project = found_or_404(visible_project(current_actor(), project_id))
        answer = _whole(service.claim(project, body, by=current_actor()))
    return Answer(answer, headers={"Location": url_for("savings_api.saving", saving_id=answer["id"])})
