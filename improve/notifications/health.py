"""What the doctor asks of the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import current_app

from improve.core import clock
from improve.notifications import queries
from improve.notifications.carriers import smtp
from improve.notifications.errors import Unreachable
from improve.operations.ports import Finding, good, note, wrong

SUBJECT = "mail"
LATE = timedelta(hours=1)


def findings() -> Iterator[Finding]:
    """Where mails go, how many wait, and what was given up."""
    if current_app.config["SMTP_HOST"]:
        security = current_app.config["SMTP_SECURITY"]
        server = f"{current_app.config['SMTP_HOST']}:{current_app.config['SMTP_PORT']}"
        yield good(SUBJECT, f"sent through {server} ({security})")
    else:
        yield note(
            SUBJECT, "no mail server: mails are files in instance/mail/", "Set SMTP_HOST to send them."
        )
    outbox = queries.outbox()
    if outbox.oldest is None:
        yield good(SUBJECT, "no mail waits")
    else:
        age = clock.now() - outbox.oldest
        line = f"{outbox.waiting} wait, the oldest since {outbox.oldest:%Y-%m-%d %H:%M} UTC"
        if age > LATE:
            why = f" ({outbox.last_error})" if outbox.last_error else ""
            yield wrong(
                SUBJECT, line + why, "Is the worker running? `improve doctor --mail` tries the server."
            )
        else:
            yield good(SUBJECT, line)
    if outbox.failed:
        line = f"{outbox.failed} were given up: {outbox.last_error or 'no reason kept'}"
        yield wrong(SUBJECT, line, "Correct the address or the settings, then `improve mail retry`.")


def connection() -> Iterator[Finding]:
    """Reach the mail server as the settings say, without sending anything."""
    if not current_app.config["SMTP_HOST"]:
        yield note(SUBJECT, "there is no mail server to try", "Set SMTP_HOST.")
        return
    try:
        with smtp(current_app.config):
            yield good(SUBJECT, "the mail server was reached, as the settings say")
    except Unreachable as error:
        yield wrong(
            SUBJECT, str(error), "Check SMTP_HOST, SMTP_PORT, SMTP_SECURITY, SMTP_USER, SMTP_PASSWORD."
        )
