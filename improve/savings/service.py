"""Claiming, measuring, validating. Every act adds a line; none is ever changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from improve.accounts.queries import company_currency
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.events import Event, publish
from improve.core.messages import _l
from improve.core.policy import SYSTEM, Actor, authorize
from improve.projects.models import Project, Stage, StoredVerdict
from improve.projects.queries import stored_verdicts
from improve.savings import rules
from improve.savings.events import (
    CostBaseSet,
    SavingClaimed,
    SavingMeasured,
    SavingRefused,
    SavingValidated,
    SavingWithdrawn,
)
from improve.savings.models import CostBase, Entry, Saving, Step
from improve.savings.policy import Permission
from improve.savings.queries import Standing, concerned_people, outdated, parts_of_metric, standing
from improve.savings.store import lock_metric
from improve.savings.values import ClaimData, CorrectionData, CostBaseData, ReasonData, ValidationData


def claim(project: Project, data: ClaimData, *, by: Actor) -> Saving:
    """Say what a project saves. The system measures it at once, if the data are there."""
    authorize(by, Permission.CLAIM, project)
    if project.metric_id is None or project.stage == Stage.PLAN:
        raise Refused(_l("A saving is measured: first the project needs its measurement plan and its start."))
    saving = Saving(
        project_id=project.id,
        metric_id=project.metric_id,
        kind=data.kind,
        recurrence=data.recurrence,
        currency=data.currency or company_currency(),
        value_per_unit=data.value_per_unit,
        units_per_year=data.units_per_year,
        created_at=clock.now(),
        created_by_id=by.actor_id,
    )
    db.session.add(saving)
    db.session.flush()
    _claimed(saving, data, by=by)
    return saving


def correct(saving: Saving, data: CorrectionData, *, by: Actor) -> None:
    """Claim it anew: another amount, share or day. What finance stands for only finance takes back."""
    authorize(by, Permission.CLAIM, saving)
    lock_metric(saving.metric_id)
    step = standing(saving).entry.step
    if step == Step.WITHDRAWN:
        raise Refused(_l("This saving was withdrawn. Please claim a new one."))
    if step == Step.VALIDATED:
        raise Refused(_l("Finance has validated this saving. Ask them to take it back first."))
    _claimed(saving, data, by=by)


def _claimed(saving: Saving, data: ClaimData | CorrectionData, *, by: Actor) -> None:
    _write(
        saving,
        Step.CLAIMED,
        SavingClaimed,
        by=by,
        gross=data.gross,
        cost=data.cost,
        share=data.share,
        from_on=data.from_on or saving.project.starts_on,
        reason=data.reason,
    )
    measure([standing(saving)])


def withdraw(saving: Saving, data: ReasonData, *, by: Actor) -> None:
    """Claim it no more; it stays in the ledger."""
    authorize(by, Permission.CLAIM, saving)
    lock_metric(saving.metric_id)
    item = standing(saving)
    if item.entry.step in (Step.WITHDRAWN, Step.VALIDATED):
        raise Refused(_l("Only a saving that finance has not validated can be withdrawn."))
    _write(saving, Step.WITHDRAWN, SavingWithdrawn, by=by, reason=data.reason, **_amount_of(item))


def measure(found: Iterable[Standing]) -> int:
    """Turn the effect of the projects' verdicts into money, where it is not the one that was measured already."""
    items = [item for item in found if item.entry.step not in (Step.REFUSED, Step.WITHDRAWN)]
    verdicts = stored_verdicts({item.saving.project_id for item in items})
    written = 0
    for item in items:
        verdict = verdicts.get(item.saving.project_id)
        if verdict is not None and item.saving.project.metric_id == item.saving.metric_id:
            written += _measure(item, verdict)
    return written


def measure_all() -> int:
    """Measure every saving whose readings changed; how many. One metric after the other, as each claim does."""
    written = 0
    for saving in db.session.scalars(outdated()).all():
        lock_metric(saving.metric_id)
        written += measure([standing(saving)])
    return written


def _measure(item: Standing, verdict: StoredVerdict) -> bool:
    last, effect = item.measured, verdict.payload.get("effect")
    if last is not None and last.inputs_hash == verdict.inputs_hash:
        return False
    saving = item.saving
    amount = None
    if effect:
        amount = rules.measured(
            effect["difference"],
            effect["low"],
            effect["high"],
            better=verdict.payload["better"],
            worth=saving.value_per_unit * saving.units_per_year,
        )
    _write(
        saving,
        Step.MEASURED,
        SavingMeasured,
        by=SYSTEM,
        gross=amount.gross if amount else None,
        low=amount.low if amount else None,
        high=amount.high if amount else None,
        cost=item.entry.cost,
        share=item.entry.share,
        verdict=verdict.code,
        early=verdict.early,
        inputs_hash=verdict.inputs_hash,
    )
    return True


def validate(saving: Saving, data: ValidationData, *, by: Actor) -> None:
    """Finance stands for an amount: what the data show, at most their upper bound, for twelve months."""
    _authorize_finance(saving, by)
    lock_metric(saving.metric_id)
    item = standing(saving)
    _require_open(item)
    shown = item.measured
    rules.check_measured(shown.verdict if shown else None, early=shown.early if shown else False)
    if shown is not None and shown.gross is not None:
        rules.check_amount(data.gross, rules.Amount(shown.gross, shown.low, shown.high))
    rules.check_begin(data.from_on, saving.project.starts_on)
    until_on = rules.year_after(data.from_on)
    rules.check_parts(
        data.share, data.from_on, until_on, parts_of_metric(saving.metric_id, besides=saving.id)
    )
    _write(
        saving,
        Step.VALIDATED,
        SavingValidated,
        by=by,
        gross=data.gross,
        cost=data.cost,
        share=data.share,
        from_on=data.from_on,
        until_on=until_on,
        rate=_rate(saving, data),
        reason=data.reason,
    )


def refuse(saving: Saving, data: ReasonData, *, by: Actor) -> None:
    """Finance does not stand for it; the owner reads why and may claim anew."""
    _authorize_finance(saving, by)
    lock_metric(saving.metric_id)
    item = standing(saving)
    _require_open(item, validated_too=True)
    _write(saving, Step.REFUSED, SavingRefused, by=by, reason=data.reason, **_amount_of(item))


def set_cost_base(data: CostBaseData, *, by: Actor) -> CostBase:
    """Name the yearly costs of which a part is to be saved. Earlier ones stay on record."""
    authorize(by, Permission.SET_BASE)
    row = CostBase(
        yearly=data.yearly,
        target=data.target,
        currency=company_currency(),
        reason=data.reason,
        at=clock.now(),
        by_id=by.actor_id,
    )
    db.session.add(row)
    db.session.flush()
    publish(CostBaseSet(actor_id=by.actor_id, subject_id=row.id))
    return row


def _authorize_finance(saving: Saving, by: Actor) -> None:
    authorize(by, Permission.VALIDATE, saving)
    if by.actor_id is not None and by.actor_id in concerned_people([saving])[saving.id]:
        raise Forbidden(_l("Nobody validates a saving of their own. Ask a colleague in finance."))


def _require_open(item: Standing, *, validated_too: bool = False) -> None:
    closed = (
        {Step.WITHDRAWN, Step.REFUSED} if validated_too else {Step.WITHDRAWN, Step.REFUSED, Step.VALIDATED}
    )
    if item.entry.step in closed:
        raise Refused(_l("This saving was decided or withdrawn meanwhile. Please look at it again."))


def _amount_of(item: Standing) -> dict[str, Any]:
    """What the line is about: the amount that stood until now."""
    return {"gross": item.shown.gross, "cost": item.entry.cost, "share": item.entry.share}


def _rate(saving: Saving, data: ValidationData) -> float:
    if saving.currency == company_currency():
        return 1.0
    if data.rate is None:
        raise Invalid.field(
            "rate", _l("Please say what one %(from)s is worth in %(to)s.", **_currencies(saving))
        )
    return data.rate


def _currencies(saving: Saving) -> dict[str, str]:
    return {"from": saving.currency, "to": company_currency()}


def _write(saving: Saving, step: Step, event: type[Event], *, by: Actor, **fields: Any) -> None:
    db.session.add(Entry(saving_id=saving.id, step=str(step), at=clock.now(), by_id=by.actor_id, **fields))
    db.session.flush()
    publish(event(actor_id=by.actor_id, subject_id=saving.id))
