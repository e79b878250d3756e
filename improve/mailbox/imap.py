"""Talking to the mail server over IMAP (RFC 3501), with its certificate verified."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

TIMEOUT = 30.0
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Unreachable(Exception):
    """The mailbox cannot be used now; the text says why, without any secret."""


class Mailbox:
    """The selected folder."""

    def __init__(self, client: imaplib.IMAP4, uid_validity: int) -> None:
        self.client = client
        self.uid_validity = uid_validity

    def unseen(self) -> list[int]:
        """The numbers of mails that nobody has read, the oldest first."""
        _status, data = self._do("SEARCH", "UNSEEN")
        return sorted(int(number) for number in (data[0] or b"").split())

    def size(self, uid: int) -> int:
        """Bytes of a mail; 0 when it is gone."""
        _status, data = self._do("FETCH", str(uid), "(RFC822.SIZE)")
        found = next((_SIZE.search(_head(item)) for item in data if item and _SIZE.search(_head(item))), None)
        return int(found[1]) if found else 0

    def fetch(self, uid: int) -> bytes | None:
        """A mail, left unread; None when it is gone."""
        _status, data = self._do("FETCH", str(uid), "(BODY.PEEK[])")
        return next((item[1] for item in data if isinstance(item, tuple) and len(item) > 1), None)

    def mark_read(self, uid: int) -> None:
        """It was handled. It stays in the mailbox, for who looks after it."""
        self._do("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def _do(self, command: str, *arguments: str) -> tuple[str, list[Any]]:
        try:
            status, data = self.client.uid(command, *arguments)
        except (imaplib.IMAP4.error, OSError) as error:
            raise Unreachable(f"{command}: {_said(error)}") from error
        if status != "OK":
            raise Unreachable(f"{command}: the server said {status}")
        return status, data


def _head(item: Any) -> bytes:
    head = item[0] if isinstance(item, tuple) else item
    return head if isinstance(head, bytes) else b""


@contextmanager
def opened(settings: Mapping[str, Any]) -> Iterator[Mailbox]:
    """The mailbox of the settings; raises `Unreachable`."""
    try:
        client = _connected(settings)
    except (imaplib.IMAP4.error, OSError) as error:
        raise Unreachable(f"{settings['IMAP_HOST']}: {_said(error)}") from error
    try:
        yield _selected(client, settings)
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            client.logout()


def _connected(settings: Mapping[str, Any]) -> imaplib.IMAP4:
    host, port = settings["IMAP_HOST"], settings["IMAP_PORT"]
    secure = ssl.create_default_context(cafile=settings["IMAP_CA_FILE"] or None)
    if settings["IMAP_SECURITY"] == "tls":
        return imaplib.IMAP4_SSL(host, port, ssl_context=secure, timeout=TIMEOUT)
    client = imaplib.IMAP4(host, port, timeout=TIMEOUT)
    client.starttls(secure)
    return client


def _selected(client: imaplib.IMAP4, settings: Mapping[str, Any]) -> Mailbox:
    try:
        _sign_in(client, settings["IMAP_USER"], _password(settings))
        status, _count = client.select(_quoted(settings["IMAP_FOLDER"]))
        if status != "OK":
            raise Unreachable(f"there is no folder {settings['IMAP_FOLDER']}")
        _name, data = client.response("UIDVALIDITY")
    except (imaplib.IMAP4.error, OSError) as error:
        raise Unreachable(_said(error)) from error
    numbers = [int(item) for item in data or () if item]
    if not numbers:
        raise Unreachable("the server gives no UIDVALIDITY")
    return Mailbox(client, numbers[0])


def _sign_in(client: imaplib.IMAP4, user: str, password: str) -> None:
    """By SASL PLAIN, which carries every character, where the server has it; inside of TLS either way."""
    if "AUTH=PLAIN" in client.capabilities:
        client.authenticate("PLAIN", lambda _challenge: f"\0{user}\0{password}".encode())
    elif (user + password).isascii():
        client.login(user, password)
    else:
        raise Unreachable("this server takes names and passwords of ASCII characters only")


def _password(settings: Mapping[str, Any]) -> str:
    path = Path(settings["IMAP_PASSWORD_FILE"]).expanduser()
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Unreachable(f"IMAP_PASSWORD_FILE {path} cannot be read") from error


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _said(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return "".join(c if c.isprintable() else " " for c in text)[:300]
