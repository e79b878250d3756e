"""Use cases of webhooks."""

from improve.webhooks.service.endpoints import add, change, pause, pause_for, remove, renew_secret, resume
from improve.webhooks.service.noting import note
from improve.webhooks.service.queueing import (
    forget,
    forget_old,
    hear,
    leave_out,
    prepare,
    queue_test,
    repeat,
    replay,
)

__all__ = [
    "add",
    "change",
    "forget",
    "forget_old",
    "hear",
    "leave_out",
    "note",
    "pause",
    "pause_for",
    "prepare",
    "queue_test",
    "remove",
    "renew_secret",
    "repeat",
    "replay",
    "resume",
]
