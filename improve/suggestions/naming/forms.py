"""The form of the company's own words: one line per status, in both languages."""

from __future__ import annotations

from improve.suggestions.naming.values import StatusNames
from improve.suggestions.values import Status
from improve.web.forms import ValueForm, translated


class StatusNamesForm(ValueForm):
    """What each status is called; its usual word is the label."""

    value_class = StatusNames
    received = translated(Status.RECEIVED.word.usual)
    in_triage = translated(Status.IN_TRIAGE.word.usual)
    needs_information = translated(Status.NEEDS_INFORMATION.word.usual)
    local = translated(Status.LOCAL.word.usual)
    in_review = translated(Status.IN_REVIEW.word.usual)
    accepted = translated(Status.ACCEPTED.word.usual)
    in_pilot = translated(Status.IN_PILOT.word.usual)
    done = translated(Status.DONE.word.usual)
    sustained = translated(Status.SUSTAINED.word.usual)
    declined = translated(Status.DECLINED.word.usual)
    parked = translated(Status.PARKED.word.usual)
    withdrawn = translated(Status.WITHDRAWN.word.usual)
    merged = translated(Status.MERGED.word.usual)
