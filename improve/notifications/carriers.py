"""How a mail leaves the house: over SMTP, or as a file where no mail server is set.

A carrier takes one mail at a time. `send` returns when the mail was acknowledged, or raises `Refused` for good,
`Postponed` for now, `Unreachable` when the server itself is the trouble.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol

from improve.config import make_private_folder
from improve.notifications.errors import NotSent, Postponed, Refused, Unreachable

TIMEOUT = 20.0


class Carrier(Protocol):
    """What takes mails."""

    def send(self, mail: EmailMessage, created_at: datetime) -> None: ...


class Folder:
    """Writes `.eml` files. A mail keeps its name, so writing it again changes nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, mail: EmailMessage, created_at: datetime) -> None:
        """Write the file; it is on the disk afterwards."""
        uid = str(mail["Message-ID"]).strip("<>").split("@")[0]
        target = self.path / f"{created_at:%Y%m%dT%H%M%S}-{uid[:12]}.eml"
        part = target.with_suffix(".part")
        try:
            make_private_folder(self.path)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(mail.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            raise Unreachable(f"{self.path}: {error.strerror}") from error


class Smtp:
    """One connection for a batch of mails."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self.server = server

    def send(self, mail: EmailMessage, created_at: datetime) -> None:
        """Hand the mail over. After a refusal the connection is clean for the next one."""
        try:
            self.server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise _refusal(code, reason) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(f"the mail server cannot take this address: {error}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(_said(error)) from error


def _refusal(code: int, reason: bytes | str) -> NotSent:
    text = f"{code} {reason.decode(errors='replace') if isinstance(reason, bytes) else reason}"
    return Refused(text) if code >= 500 else Postponed(text)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        reason = error.smtp_error
        text = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        return f"{error.smtp_code} {text}"
    return str(error) or type(error).__name__


@contextmanager
def smtp(config: Mapping[str, Any], timeout: float = TIMEOUT) -> Iterator[Smtp]:
    """A connection as the settings want it: never without the encryption they ask for. Raises `Unreachable`."""
    try:
        server = _connected(config, timeout)
    except (smtplib.SMTPException, OSError) as error:
        where = f"{config['SMTP_HOST']}:{config['SMTP_PORT']}"
        raise Unreachable(f"the mail server {where} cannot be used: {_said(error)}") from error
    try:
        yield Smtp(server)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


def _connected(config: Mapping[str, Any], timeout: float) -> smtplib.SMTP:
    host, port = str(config["SMTP_HOST"]), int(config["SMTP_PORT"])
    if config["SMTP_SECURITY"] == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, timeout=timeout, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, port, timeout=timeout)
    try:
        if config["SMTP_SECURITY"] == "starttls":
            server.starttls(context=ssl.create_default_context())
        if config["SMTP_USER"]:
            server.login(str(config["SMTP_USER"]), str(config["SMTP_PASSWORD"]))
    except BaseException:
        server.close()
        raise
    return server


@contextmanager
def carrier(config: Mapping[str, Any], instance: str | Path) -> Iterator[Carrier]:
    """The carrier that the settings name."""
    if config["SMTP_HOST"]:
        with smtp(config) as connection:
            yield connection
    else:
        yield Folder(Path(instance) / "mail")
