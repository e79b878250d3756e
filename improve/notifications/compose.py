"""From a row of the outbox to a mail, in its reader's language."""

from __future__ import annotations

import email.policy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

from flask import current_app

from improve.accounts.queries import organization
from improve.core.messages import _
from improve.core.text import excerpt, unreadable
from improve.notifications.errors import Refused
from improve.notifications.models import OutgoingMail
from improve.web.i18n import TAGS, speaking

SUBJECT_LENGTH = 150
POLICY = email.policy.SMTP.clone(max_line_length=78)


@dataclass(frozen=True)
class Content:
    """What a mail says, in one language."""

    subject: str
    plain: str
    html: str | None


def address_of(endpoint: str, values: Mapping[str, Any]) -> str:
    """The full address of a page, as people reach it from outside."""
    path = current_app.url_map.bind("localhost").build(endpoint, dict(values))
    return str(current_app.config["BASE_URL"]).rstrip("/") + path


def message(mail: OutgoingMail, now: datetime) -> EmailMessage:
    """The mail, ready to send. Its id stays the same when it is sent again. Raises `Refused`."""
    sender = _address(*parseaddr(str(current_app.config["MAIL_FROM"])))
    name, recipient = _recipient(mail)
    with speaking(_language_of(mail)) as language:
        content = _content(mail, language)
    out = EmailMessage(policy=POLICY)
    out["From"] = sender
    out["To"] = _address(name, recipient)
    out["Subject"] = one_line(content.subject, SUBJECT_LENGTH)
    out["Date"] = format_datetime(now)
    out["Message-ID"] = f"<{mail.uid}@{sender.domain}>"
    out["Auto-Submitted"] = "auto-generated"
    out["X-Auto-Response-Suppress"] = "All"
    out.set_content(content.plain, cte="quoted-printable")
    if content.html is not None:
        out.add_alternative(content.html, subtype="html", cte="quoted-printable")
    out["Content-Language"] = TAGS[
        language
    ]  # last: an alternative takes the content headers into its first part
    return out


def one_line(text: str, length: int) -> str:
    """The text as a header takes it: no line break, no control character, not endless."""
    return excerpt("".join(c if c.isprintable() else " " for c in text), length)


def _language_of(mail: OutgoingMail) -> str | None:
    return mail.person.language if mail.person is not None else mail.language


def _recipient(mail: OutgoingMail) -> tuple[str, str]:
    if mail.person is not None:
        return mail.person.name, mail.person.email or ""
    return "", mail.address or ""


def _address(name: str, spec: str) -> Address:
    if unreadable(spec) is not None or not spec.isprintable():
        raise Refused("the address holds characters that no address has")
    try:
        return Address(display_name=one_line(name, 100), addr_spec=spec)
    except (ValueError, IndexError, MessageError) as error:
        raise Refused(f"the address cannot be read: {error}") from error


def _content(mail: OutgoingMail, language: str) -> Content:
    if mail.notice is None:
        if mail.letter is None or mail.subject is None:
            raise Refused("the text of this letter is gone")
        return Content(mail.subject, mail.letter, None)
    notice = mail.notice
    company = organization()
    values = {
        "language_tag": TAGS[language],
        "text": str(notice.sentence),
        "detail": notice.detail_plain,
        "detail_html": notice.detail_html,
        "href": address_of("notifications.open_notice", {"notice_id": notice.id}),
        "open_label": _("Open it in Improve"),
        "why": _("You get this mail because you have an account at %(company)s.", company=company.name)
        if company is not None
        else _("You get this mail because you have an account here."),
        "settings_label": _("Choose what you get by mail"),
        "settings_href": address_of("accounts.me", {}),
    }
    return Content(
        values["text"],
        current_app.jinja_env.get_template("mail/notice.txt").render(values),
        current_app.jinja_env.get_template("mail/notice.html").render(values),
    )
