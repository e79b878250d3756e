"""Mails that come back: delivery status notifications (RFC 3464), read for which of our mails they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from improve.core.mail.parsing import MOST_PARTS

# `mail.bounced`: callable(Bounce), called in the transaction in which the mail is claimed.
BOUNCED = "mail.bounced"
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^<>@\s]{1,100})@[^<>\s]{1,255}>", re.IGNORECASE | re.MULTILINE)
# A full mailbox (2.2) and a message that is too large for one (2.3) may work the next time, whatever the class says.
_NEXT_TIME = ("2.2", "2.3")


@dataclass(frozen=True)
class Bounce:
    """One of our mails was not delivered. `uid`: the first part of its Message-ID, which nobody guesses."""

    uid: str
    is_permanent: bool


def bounces(content: bytes) -> list[Bounce]:
    """The mails that a notification says came back; empty for any other mail, for delays and for receipts."""
    mail = message_from_bytes(content)
    if mail.get_content_type() != "multipart/report":
        return []
    uid = _uid(mail)
    judged = [permanent for part in _status_parts(mail) if (permanent := _judged(part)) is not None]
    return [Bounce(uid, all(judged))] if uid and judged else []


def _parts(mail: Message) -> Iterator[Message]:
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            return
        yield part


def _status_parts(mail: Message) -> Iterator[Message]:
    """The blocks of fields, one for each recipient."""
    for part in _parts(mail):
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            if isinstance(blocks, list):
                yield from (block for block in blocks if isinstance(block, Message) and "action" in block)


def _judged(block: Message) -> bool | None:
    """Is it for good? None where the mail was delivered, or is only late."""
    if str(block.get("action", "")).strip().lower() != "failed":
        return None
    found = _STATUS.search(str(block.get("status", "")))
    if found is None:
        return False
    return found[1] == "5" and f"{found[2]}.{found[3]}" not in _NEXT_TIME


def _uid(mail: Message) -> str:
    """Of the mail that came back, as the notification brings it along, whole or its headers."""
    for part in _parts(mail):
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            inner = part.get_payload()
            whole = inner[0] if isinstance(inner, list) and inner else None
            raw = whole.as_bytes() if isinstance(whole, Message) else part.get_payload(decode=True)
            found = _MESSAGE_ID.search(raw) if isinstance(raw, bytes) else None
            if found is not None:
                return found[1].decode("ascii", "replace")
    return ""
