"""Of whom an idea kept on a device is, in a word that says nothing to others."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app

from improve.core.policy import Actor

LENGTH = 32


def device_owner(actor: Actor) -> str:
    """The same for each person on each device, and without the instance's secret not to be guessed."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, f"kept on a device:{actor.person_id}".encode(), hashlib.sha256).hex()[:LENGTH]
