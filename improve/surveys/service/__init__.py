"""Use cases of surveys."""

from improve.surveys.alerts.service import change_rules as change_alert_rules
from improve.surveys.alerts.service import mark_seen as mark_alerts_seen
from improve.surveys.alerts.service import tell as tell_alerts
from improve.surveys.alerts.values import WatchTexts
from improve.surveys.codebook.service import begin_with_usual, code_comment
from improve.surveys.framing.service import list_sites
from improve.surveys.intents.service import count_clicks
from improve.surveys.intents.service import note as note_click
from improve.surveys.invitations.hearing import bounced as mail_came_back
from improve.surveys.invitations.limits import QuotaData
from improve.surveys.invitations.limits import add as add_quota
from improve.surveys.invitations.sending import HandedOver, hand_over_due
from improve.surveys.invitations.service import begin as begin_wave
from improve.surveys.invitations.service import start as start_wave
from improve.surveys.invitations.spending import Invited, note_begun, note_opened
from improve.surveys.invitations.spending import find as invited_by
from improve.surveys.invitations.values import BODY, REMINDER, SUBJECT, WaveData
from improve.surveys.outcomes.service import OutcomeText, follow
from improve.surveys.outcomes.service import tell as tell_outcome
from improve.surveys.policy import WHOLE
from improve.surveys.processing.service import NoticeText
from improve.surveys.processing.service import write as write_notice
from improve.surveys.retention.service import change as change_retention
from improve.surveys.retention.values import Terms
from improve.surveys.segments.saving import NewSegment
from improve.surveys.segments.saving import save as save_segment
from improve.surveys.service.answers import answer, forget_spent_forms
from improve.surveys.service.lifecycle import close, discard, publish_survey, reopen, revise
from improve.surveys.service.many import keep_forms
from improve.surveys.service.questions import add_question, move_question, remove_question, rewrite_question
from improve.surveys.service.settings import change_draft, change_running, create, note_export
from improve.surveys.sittings.service import forget as forget_begun
from improve.surveys.sittings.service import save as keep_begun
from improve.surveys.uploads.service import keep as keep_files

__all__ = [
    "BODY",
    "REMINDER",
    "SUBJECT",
    "WHOLE",
    "HandedOver",
    "Invited",
    "NewSegment",
    "NoticeText",
    "OutcomeText",
    "QuotaData",
    "Terms",
    "WatchTexts",
    "WaveData",
    "add_question",
    "add_quota",
    "answer",
    "begin_wave",
    "begin_with_usual",
    "change_alert_rules",
    "change_draft",
    "change_retention",
    "change_running",
    "close",
    "code_comment",
    "count_clicks",
    "create",
    "discard",
    "follow",
    "forget_begun",
    "forget_spent_forms",
    "hand_over_due",
    "invited_by",
    "keep_begun",
    "keep_files",
    "keep_forms",
    "list_sites",
    "mail_came_back",
    "mark_alerts_seen",
    "move_question",
    "note_begun",
    "note_click",
    "note_export",
    "note_opened",
    "publish_survey",
    "remove_question",
    "reopen",
    "revise",
    "rewrite_question",
    "save_segment",
    "start_wave",
    "tell_alerts",
    "tell_outcome",
    "write_notice",
]
