"""The manifest of projects."""

from datetime import timedelta

from improve.core.erasing import HOLDER
from improve.core.messages import _l, _pl
from improve.metrics.events import ReadingsRecorded
from improve.metrics.ports import MARKS, SOURCE
from improve.notifications.ports import SUBJECTS
from improve.projects import (
    api,
    contributions,
    erasing,
    events,
    hooks,
    jobs,
    notices,
    policy,
    queries,
    service,
    views,
)
from improve.projects.acting import events as acting_events
from improve.projects.acting import notices as acting_notices
from improve.projects.actions import events as action_events
from improve.projects.actions import feeds
from improve.projects.actions import notices as action_notices
from improve.projects.analysis import events as analysis_events
from improve.projects.board import events as board_events
from improve.projects.rollout import events as rollout_events
from improve.projects.sustaining import events as sustaining_events
from improve.projects.sustaining import notices as sustaining_notices
from improve.suggestions.events import SuggestionDecided, SuggestionFinished
from improve.suggestions.ports import HELD, MEASURED, NEXT, PANEL
from improve.web.features import Contribution, Feature, Job
from improve.web.navigation import NavItem

feature = Feature(
    name="projects",
    summary="PDCA: measurement plan, pilot, verdict, decision.",
    requires=("accounts", "metrics", "notifications", "suggestions"),
    blueprints=(views.blueprint, api.api.blueprint),
    grants=policy.BY_ROLE,
    relations=policy.RELATIONS,
    publishes=(
        *events.ALL,
        *acting_events.ALL,
        *action_events.ALL,
        *analysis_events.ALL,
        *board_events.ALL,
        *rollout_events.ALL,
        *sustaining_events.ALL,
    ),
    hears={
        SuggestionDecided: service.on_decided,
        SuggestionFinished: service.on_finished,
        ReadingsRecorded: service.on_readings,
    },
    notice_kinds=(
        *notices.KINDS,
        *action_notices.KINDS,
        *acting_notices.KINDS,
        *sustaining_notices.KINDS,
    ),
    tells=(
        *notices.TELLS,
        *action_notices.TELLS,
        *acting_notices.TELLS,
        *sustaining_notices.TELLS,
    ),
    navigation=(
        NavItem(
            _l("Projects"),
            "projects.index",
            "kanban",
            policy.Permission.READ,
            order=30,
            tab=4,
            short=_pl("tab", "Projects"),
            waiting=contributions.count_waiting,
        ),
    ),
    jobs=(
        Job("projects.verdicts", jobs.refresh_verdicts, timedelta(minutes=10)),
        Job("projects.sustained", jobs.check_sustained, timedelta(minutes=30)),
    ),
    contributions=(
        Contribution(HOLDER, erasing.HOLDER),
        Contribution("home.waiting", contributions.waiting),
        Contribution("home.achieved", contributions.achieved),
        Contribution("search", contributions.search, order=20),
        Contribution(PANEL, contributions.panel),
        Contribution(HELD, contributions.held),
        Contribution(NEXT, contributions.next_steps),
        *hooks.CONTRIBUTIONS,
        Contribution(MARKS, contributions.marks),
        Contribution(SOURCE, feeds.SOURCE),
        Contribution(MEASURED, contributions.measured),
        Contribution(SUBJECTS, {notices.PROJECT: queries.visible_ids}),
    ),
)
