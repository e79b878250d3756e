"""Pages of messages: the inbox, the channels, the door of the unsubscribe link."""

from improve.notifications.views import inbox, settings, unsubscribing
from improve.notifications.views.blueprint import blueprint

__all__ = ["blueprint", "inbox", "settings", "unsubscribing"]
