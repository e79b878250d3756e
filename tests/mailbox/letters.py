"""Mails for tests."""

from __future__ import annotations

from email.message import EmailMessage


def letter(
    text: str = "Oil on the floor.\nPut a tray under the mill.",
    *,
    sender: str = "Ada <ada@example.org>",
    to: str = "ideas@example.org",
    subject: str = "Drip trays",
    number: int = 1,
    **headers: str,
) -> EmailMessage:
    """A plain mail; underscores in the names of headers are hyphens."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"] = f"<{number}@example.org>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail
