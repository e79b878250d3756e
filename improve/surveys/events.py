"""Facts about surveys. None of them leads from a person to an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutSurvey(Event):
    subject_type: ClassVar[str] = "survey"


class SurveyCreated(_AboutSurvey):
    """A draft was made."""


class SurveyChanged(_AboutSurvey):
    """Settings, texts or questions changed; `changed` names them."""


class SurveyRevised(_AboutSurvey):
    """A new wording was begun; the published one stays in force until the new one is published."""


class SurveyPublished(_AboutSurvey):
    """A wording was published; it never changes from now on."""


class SurveyClosed(_AboutSurvey):
    """Somebody ended the survey."""


class SurveyReopened(_AboutSurvey):
    """Somebody let it take answers again."""


class SurveyDiscarded(_AboutSurvey):
    """A draft without answers was deleted."""


@dataclass(frozen=True, kw_only=True)
class _ByAnybody(_AboutSurvey):
    """What people do who answer. Of an anonymous survey the day is kept and no instant: the trail has no entry.

    `answer` is the answer's key, empty for an anonymous survey; it leads to nobody but through the answer itself.
    """

    is_anonymous: bool = False
    answer: str = ""

    @property
    def is_recorded(self) -> bool:
        return not self.is_anonymous


class SurveyAnswersExpired(_AboutSurvey):
    """The time of answers was over; `changed` says how many were deleted or lost what could lead to a person."""


class SurveyAnswered(_ByAnybody):
    """Somebody answered. Neither who nor what: the subject is the survey."""


class SurveyCorrected(_ByAnybody):
    """Somebody changed their own answer. Neither who nor what."""


class SurveyAnswerWithdrawn(_ByAnybody):
    """Somebody withdrew their own answer. Neither who nor what."""


@dataclass(frozen=True, kw_only=True)
class _AboutNotice(Event):
    subject_type: ClassVar[str] = "processing_notice"


class CodebookChanged(_AboutSurvey):
    """Codes for the comments were written or changed."""


class CommentCoded(_AboutSurvey):
    """Somebody said what a comment is about. Not which comment."""


class InvitationsChanged(_AboutSurvey):
    """Texts, hours or limits of invitations changed."""


class InvitationsStarted(_AboutSurvey):
    """Contacts are asked by mail from now on."""


class OutcomeTold(_AboutSurvey):
    """People were told what was done about their answers."""


class OutcomeWithdrawn(_AboutSurvey):
    """What had been told was taken off the thank-you page."""


class InvitationsStopped(_AboutSurvey):
    """Invitations were paused, went on or were withdrawn; `changed` says which."""


class ProcessingNoticeChanged(_AboutNotice):
    """The company's data-processing notice has a new version, or is withdrawn. A survey's own is a change of it."""


class AnswersImported(_AboutSurvey):
    """Answers given elsewhere were brought in."""


class AnswersExported(_AboutSurvey):
    """The single answers were downloaded."""


@dataclass(frozen=True, kw_only=True)
class _AboutAlerts(_AboutSurvey):
    # The keys of `ports.alert_of`; they lead to an answer, which leads to nobody.
    alerts: tuple[str, ...]


class AlertsRaised(_AboutAlerts):
    """Answers of a survey are to be looked at: each is told once, however often it is changed."""


class AlertsSeen(_AboutAlerts):
    """Somebody looked at answers."""


class AlertsPutBack(_AboutAlerts):
    """They are to be looked at again."""
