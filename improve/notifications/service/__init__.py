"""Use cases of messages."""

from improve.notifications.service.choosing import choose, choose_for_company, stop_all_mail, unsubscribe
from improve.notifications.service.digesting import make_due_digests
from improve.notifications.service.reading import post, read, read_all, retry_failed
from improve.notifications.service.telling import EXTENSION, collect_tellers, deliver_notices, tell

__all__ = [
    "EXTENSION",
    "choose",
    "choose_for_company",
    "collect_tellers",
    "deliver_notices",
    "make_due_digests",
    "post",
    "read",
    "read_all",
    "retry_failed",
    "stop_all_mail",
    "tell",
    "unsubscribe",
]
