"""Metrics that fill themselves from what other features measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import current_app
from sqlalchemy import or_, select, update

from improve.core.db import db
from improve.core.periods import code
from improve.core.policy import Actor, authorize
from improve.metrics import rules
from improve.metrics.models import Metric, Reading, ReadingSource
from improve.metrics.policy import Permission
from improve.metrics.ports import SOURCE, MetricSource, Offer, SourceReading
from improve.metrics.queries import company_day
from improve.metrics.service.recording import Recorded, preview, remove, store
from improve.web.features import contributed


def offers(actor: Actor) -> Iterator[tuple[str, Offer]]:
    """What the actor may let a metric be filled by, as (feed, offer)."""
    for source in _sources():
        for offer in source.offers(actor):
            yield f"{source.code}:{offer.key}", offer


def offer_of(actor: Actor, feed: str) -> Offer | None:
    """What a feed measures; None when it is gone or not the actor's to see."""
    source, key = _split(feed)
    return source.offer(actor, key) if source is not None else None


def pull(metric: Metric, *, by: Actor) -> Recorded:
    """Take over what the source of a fed metric says of all finished periods. What it no longer says is taken
    back; readings that were entered by hand before it was fed stay where the source says nothing."""
    authorize(by, Permission.RECORD, metric)
    db.session.refresh(metric, ["is_closed", "feed"], with_for_update=True)
    rules.check_open(metric.is_closed)
    source, key = _split(metric.feed or "")
    if source is None:
        return Recorded()
    kind, today = metric.period_kind, company_day()
    found = [
        reading for reading in source.read(key, kind) if rules.is_finished(kind, reading.period_start, today)
    ]
    outcome = preview(metric, [_row(metric, reading) for reading in found])
    store(metric, outcome.changes, by=by, source=ReadingSource.PORT)
    _forget(metric, found, by)
    if not source.keeps_replaced:
        _blank(metric)
    return outcome


def _row(metric: Metric, reading: SourceReading) -> dict[str, object]:
    return {
        "period": code(metric.period_kind, reading.period_start),
        "value": reading.value,
        "numerator": reading.numerator,
        "denominator": reading.denominator,
    }


def _forget(metric: Metric, found: Sequence[SourceReading], by: Actor) -> None:
    said = {reading.period_start for reading in found}
    pulled = db.session.scalars(
        select(Reading.period_start).where(
            Reading.metric_id == metric.id,
            Reading.segment == "",
            Reading.superseded_at.is_(None),
            Reading.source == ReadingSource.PORT,
        )
    )
    for start in sorted(set(pulled) - said):
        remove(metric, start, by=by, source=ReadingSource.PORT)


def _blank(metric: Metric) -> None:
    """That a reading was replaced, and when, stays; what it was does not."""
    db.session.execute(
        update(Reading)
        .where(
            Reading.metric_id == metric.id,
            Reading.superseded_at.is_not(None),
            Reading.source == ReadingSource.PORT,
            or_(Reading.value.is_not(None), Reading.numerator.is_not(None)),
        )
        .values(value=None, numerator=None, denominator=None)
    )


def _sources() -> list[MetricSource]:
    found: list[MetricSource] = contributed(current_app, SOURCE)
    return found


def _split(feed: str) -> tuple[MetricSource | None, str]:
    name, _colon, key = feed.partition(":")
    return next((source for source in _sources() if source.code == name), None), key
