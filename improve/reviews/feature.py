"""The manifest of reviews."""

from datetime import timedelta

from improve.core.erasing import HOLDER
from improve.core.messages import _l
from improve.core.panels import Key, Keys, SettingsLink
from improve.reviews import (
    commands,
    erasing,
    events,
    hooks,
    jobs,
    lead_notices,
    notices,
    panels,
    policy,
    presenting,
    responding,
    response_notices,
    views,
)
from improve.reviews.withholding import WITHHOLDING
from improve.suggestions.ports import CLAIM_ANSWER, CLAIM_PANEL
from improve.suggestions.queries.withheld import WITHHELD
from improve.web.features import Contribution, Feature, Job
from improve.web.navigation import NavItem

SCORING = Keys(
    _l("When scoring an idea"),
    (
        Key(("1", "…", "5"), _l("choose a value and go on")),
        Key(("0",), _l("cannot judge")),
        Key(("S",), _l("save and next")),
        Key(("J",), _l("next idea, without saving")),
        Key(("K",), _l("previous idea")),
    ),
)

feature = Feature(
    name="reviews",
    summary="Committees, rubrics, rounds of scoring, results with honest ranks, decisions published at once.",
    requires=("accounts", "suggestions"),
    blueprints=(views.blueprint,),
    commands=commands.COMMANDS,
    grants=policy.BY_ROLE,
    relations=policy.RELATIONS,
    publishes=events.ALL,
    notice_kinds=(*notices.KINDS, *lead_notices.KINDS, *response_notices.KINDS),
    tells=(
        (events.RoundOpened, notices.opened),
        (events.RoundReopened, notices.reopened),
        (events.IdeasAssigned, notices.assigned),
        (events.RoundEnding, notices.ending),
        (events.RoundOverdue, notices.overdue),
        (events.RoundClosed, notices.closed),
        (events.VoteOpened, notices.vote_opened),
        (events.ConflictDeclared, notices.conflict_declared),
        (events.DecisionChanged, notices.decided_again),
        (events.ConflictRecorded, notices.conflict_recorded),
        (events.RoundOpened, lead_notices.opened),
        (events.LeadsNamed, lead_notices.named),
        (events.LeadReplaced, lead_notices.replaced),
        (events.RoundClosed, lead_notices.closed),
        (events.RoundClosed, response_notices.asked),
        (events.ResponsesEnding, response_notices.ending),
        (events.ResponsesEnded, response_notices.ended),
        (events.RevisionsDue, response_notices.revisions),
    ),
    navigation=(
        NavItem(
            _l("Reviews"),
            "reviews.index",
            "ui-checks",
            policy.Permission.READ,
            order=20,
            waiting=panels.count_waiting,
        ),
    ),
    jobs=(
        Job("reviews.close", jobs.close_overdue, timedelta(minutes=10)),
        Job("reviews.remind", jobs.remind, timedelta(hours=1)),
        Job("reviews.keep_led", jobs.keep_led, timedelta(hours=1)),
    ),
    contributions=(
        Contribution(HOLDER, erasing.HOLDER),
        Contribution("home.waiting", panels.waiting, order=10),
        Contribution("keys", SCORING, order=20),
        Contribution("suggestion.next", panels.next_steps, order=10),
        Contribution("suggestion.held", panels.held),
        Contribution("suggestion.panel", panels.of_suggestion, order=10),
        Contribution(CLAIM_PANEL, responding.of_claim, order=10),
        Contribution(CLAIM_ANSWER, responding.ANSWERING),
        Contribution(WITHHELD, WITHHOLDING),
        *hooks.CONTRIBUTIONS,
        Contribution(
            "settings",
            SettingsLink(
                label=_l("Committees and rubrics"),
                line=_l("Who scores ideas, by which questions, and in which rounds."),
                endpoint="reviews.committees",
                icon="ui-checks",
                permission=policy.Permission.MANAGE,
                order=40,
            ),
        ),
    ),
    init=presenting.init_app,
)
