"""What the doctor asks of the mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask import current_app

from improve.mailbox import queries
from improve.mailbox.imap import Unreachable, opened
from improve.operations.ports import Finding, good, note, wrong

SUBJECT = "mail coming in"
NEEDED = ("IMAP_USER", "IMAP_PASSWORD_FILE", "MAIL_IN_ADDRESS")


def findings() -> Iterator[Finding]:
    """Whether a mailbox is read, whether its settings are whole, and what could not be handled."""
    settings = current_app.config
    if not settings["IMAP_HOST"]:
        yield note(SUBJECT, "no mailbox is read", "Set IMAP_HOST to take ideas and replies by e-mail.")
        return
    missing = [name for name in NEEDED if not settings[name]]
    if missing:
        yield wrong(SUBJECT, f"{', '.join(missing)} missing", "Set them, or empty IMAP_HOST.")
    else:
        yield good(SUBJECT, f"{settings['IMAP_USER']} at {settings['IMAP_HOST']}:{settings['IMAP_PORT']}")
        yield from _password_file(Path(settings["IMAP_PASSWORD_FILE"]).expanduser())
    if not settings["MAIL_IN_AUTHENTICATED_BY"]:
        yield note(
            SUBJECT,
            "nobody vouches for senders: ideas wait as drafts until their author confirms them",
            "Set MAIL_IN_AUTHENTICATED_BY if your mail server writes Authentication-Results.",
        )
    count = queries.given_up()
    if count:
        yield wrong(
            SUBJECT, f"{count} mails could not be handled", "They lie unread in the mailbox; see the log."
        )


def _password_file(path: Path) -> Iterator[Finding]:
    try:
        mode = path.stat().st_mode
    except OSError:
        yield wrong(SUBJECT, f"{path} cannot be read", "Write the password into it, for its owner alone.")
        return
    if mode & 0o077:
        yield wrong(SUBJECT, f"others can read {path}", f"chmod 600 {path}")


def connection() -> Iterator[Finding]:
    """Reach the mailbox as the settings say, without changing anything."""
    if not current_app.config["IMAP_HOST"]:
        yield note(SUBJECT, "there is no mailbox to try", "Set IMAP_HOST.")
        return
    try:
        with opened(current_app.config) as mailbox:
            yield good(SUBJECT, f"the mailbox was reached; {len(mailbox.unseen())} unread")
    except Unreachable as error:
        yield wrong(SUBJECT, str(error), "Check the IMAP_ settings.")
