"""A webhook to the service desk: for some days everything arrived, then it answered no more, and now it is paused."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from improve.core import clock
from improve.core.db import db
from improve.core.policy import SYSTEM
from improve.demo.content import company
from improve.demo.story import Story
from improve.webhooks import queries, service
from improve.webhooks.models import Endpoint
from improve.webhooks.values import EndpointData, Outcome

DESK = EndpointData(
    "服务台 · Service desk",
    "https://servicedesk.example.com/hooks/improve",
    (
        "suggestion.submitted",
        "suggestion.decided",
        "suggestion.finished",
        "project.verdict_reached",
        "survey.alerts_raised",
    ),
)
BEGUN_DAYS_AGO, BROKE_DAYS_AGO = 12, 4
ARRIVED = Outcome(200, None, timedelta(milliseconds=184), '{"received": true}')
FAILED = Outcome(
    503, None, timedelta(milliseconds=61), "<h1>Service Unavailable</h1>\nNo server is available."
)


def plan(story: Story) -> None:
    """Plan the webhook and what comes of its messages."""
    moments = story.moments("hooks")
    story.timeline.at(moments.ago(BEGUN_DAYS_AGO, company.TIME_ZONE), partial(_add, story))


def _add(story: Story) -> None:
    endpoint, _secret = service.add(DESK, by=SYSTEM, looks_up=False)
    begun = clock.now()
    broken = begun + timedelta(days=BEGUN_DAYS_AGO - BROKE_DAYS_AGO)
    for hours in range(2, (BEGUN_DAYS_AGO - BROKE_DAYS_AGO) * 24, 2):
        story.timeline.at(begun + timedelta(hours=hours), partial(_arrive, endpoint.id))
    story.timeline.at(broken, partial(_fail, story, endpoint.id))


def _arrive(endpoint_id: int) -> None:
    while (delivery := queries.next_of(endpoint_id)) is not None:
        service.note(delivery.id, None, ARRIVED)


def _fail(story: Story, endpoint_id: int) -> None:
    """Try in vain, until it is paused."""
    delivery = queries.next_of(endpoint_id)
    if delivery is not None:
        service.note(delivery.id, None, FAILED)
    endpoint = db.session.get_one(Endpoint, endpoint_id)
    if endpoint.pause is None:
        story.timeline.at(
            endpoint.retry_at or clock.now() + timedelta(hours=1), partial(_fail, story, endpoint_id)
        )
