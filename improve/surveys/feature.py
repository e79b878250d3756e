"""The manifest of surveys."""

from datetime import timedelta

from improve.accounts.ports import LETTERS_ENDED, LETTERS_WANTED
from improve.core.erasing import HOLDER
from improve.core.mail.bounces import BOUNCED
from improve.core.messages import _l
from improve.core.panels import SettingsLink
from improve.surveys import api, commands, events, feeds, hooks, jobs, limits, notices, panels, policy, views
from improve.surveys.alerts import jobs as alert_jobs
from improve.surveys.alerts import notices as alert_notices
from improve.surveys.erasing import holder
from improve.surveys.importing import answers
from improve.surveys.invitations import hearing
from improve.surveys.retention import jobs as retention_jobs
from improve.surveys.uploads.service import keys_in_use
from improve.web.features import Contribution, Feature, Job
from improve.web.navigation import NavItem

SETTINGS = SettingsLink(
    label=_l("Surveys"),
    line=_l("Questions to customers, their links and QR codes"),
    endpoint="surveys.index",
    icon="chat-square-text",
    permission=policy.Permission.MANAGE,
    order=60,
)

feature = Feature(
    name="surveys",
    summary="Questionnaires, public links, answers without names, scores with their intervals.",
    requires=("accounts", "contacts", "metrics"),
    blueprints=(views.blueprint, api.api.blueprint),
    commands=commands.COMMANDS,
    grants=policy.BY_ROLE,
    publishes=(
        events.SurveyCreated,
        events.SurveyChanged,
        events.SurveyRevised,
        events.SurveyPublished,
        events.SurveyClosed,
        events.SurveyReopened,
        events.SurveyDiscarded,
        events.SurveyAnswered,
        events.SurveyCorrected,
        events.SurveyAnswerWithdrawn,
        events.CodebookChanged,
        events.CommentCoded,
        events.InvitationsChanged,
        events.InvitationsStarted,
        events.InvitationsStopped,
        events.OutcomeTold,
        events.OutcomeWithdrawn,
        events.ProcessingNoticeChanged,
        events.AnswersImported,
        events.AnswersExported,
        events.SurveyAnswersExpired,
        events.AlertsRaised,
        events.AlertsSeen,
        events.AlertsPutBack,
    ),
    notice_kinds=(*notices.KINDS, alert_notices.TO_LOOK_AT),
    tells=(
        (events.SurveyPublished, notices.published),
        (events.SurveyClosed, notices.closed),
        (events.AlertsRaised, alert_notices.raised),
    ),
    navigation=(
        NavItem(
            _l("Surveys"),
            "surveys.index",
            "chat-square-text",
            permission=policy.Permission.READ,
            order=10,
            group=2,
        ),
    ),
    jobs=(
        Job("surveys.expire_answers", retention_jobs.expire_answers, timedelta(hours=24)),
        Job("surveys.tell_alerts", alert_jobs.tell_alerts, timedelta(minutes=1)),
        Job("surveys.forget_spent_forms", jobs.forget_spent_forms, timedelta(hours=6)),
        Job("surveys.tell_outcomes", jobs.tell_outcomes, timedelta(minutes=1)),
        Job("surveys.send_invitations", jobs.send_invitations, timedelta(minutes=1)),
        Job("surveys.part_invitations", jobs.part_invitations, timedelta(hours=24)),
        Job("surveys.forget_files", jobs.forget_files, timedelta(hours=24)),
        Job("surveys.forget_sittings", jobs.forget_sittings, timedelta(hours=24)),
    ),
    contributions=(
        Contribution("home.waiting", panels.waiting),
        Contribution("home.waiting", panels.to_look_at),
        Contribution("home.achieved", panels.achieved),
        Contribution(LETTERS_WANTED, hearing.wanted),
        Contribution(LETTERS_ENDED, hearing.ended),
        Contribution(BOUNCED, hearing.bounced),
        Contribution(HOLDER, holder.HOLDER),
        Contribution("metrics.source", feeds.SOURCE),
        *hooks.CONTRIBUTIONS,
        Contribution("importer.family", answers.family),
        Contribution("uploads.in_use", keys_in_use),
        Contribution("settings", SETTINGS, order=SETTINGS.order),
    ),
    init=limits.init_app,
)
