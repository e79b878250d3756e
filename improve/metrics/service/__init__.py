"""Use cases of metrics."""

from improve.metrics.service.charting import keep_settings, set_phase, withdraw_phase
from improve.metrics.service.definition import close, define, redefine, reopen
from improve.metrics.service.feeds import offer_of, offers, pull
from improve.metrics.service.judging import judge, on_changed, stale
from improve.metrics.service.marks import add_mark, remove_mark
from improve.metrics.service.recording import Amounts, Line, Problem, Recorded, preview, record, take_back

__all__ = [
    "Amounts",
    "Line",
    "Problem",
    "Recorded",
    "add_mark",
    "close",
    "define",
    "judge",
    "keep_settings",
    "offer_of",
    "offers",
    "on_changed",
    "preview",
    "pull",
    "record",
    "redefine",
    "remove_mark",
    "reopen",
    "set_phase",
    "stale",
    "take_back",
    "withdraw_phase",
]
