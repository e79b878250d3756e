"""Facts about webhooks. None of them is sent anywhere itself, and none holds a secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutEndpoint(Event):
    subject_type: ClassVar[str] = "webhook"


class WebhookAdded(_AboutEndpoint):
    """Another system gets facts from now on."""


class WebhookChanged(_AboutEndpoint):
    """Name, address or kinds changed; `changed` names them."""


class WebhookSecretChanged(_AboutEndpoint):
    """A new secret signs; the old one does, too, for a day."""


class WebhookPaused(_AboutEndpoint):
    """Nothing is sent for now: somebody said so, or it could not be delivered for long."""


class WebhookResumed(_AboutEndpoint):
    """What waited is sent."""


class WebhookRemoved(_AboutEndpoint):
    """The other system gets nothing any more; what waited is deleted."""


@dataclass(frozen=True, kw_only=True)
class WebhookRepeated(_AboutEndpoint):
    """Messages were put in the queue once more."""

    count: int


class WebhookLeftOut(_AboutEndpoint):
    """A message that waited is not sent."""


ALL = (
    WebhookAdded,
    WebhookChanged,
    WebhookSecretChanged,
    WebhookPaused,
    WebhookResumed,
    WebhookRemoved,
    WebhookRepeated,
    WebhookLeftOut,
)
