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

from improve.accounts.queries import actor_of, organization
from improve.core.messages import _, _n
from improve.core.notices import Pace
from improve.core.text import excerpt, unreadable
from improve.notifications.errors import Refused
from improve.notifications.models import Digest, InboxNotice, OutgoingMail
from improve.notifications.ports import kinds, reply_address
from improve.notifications.queries import content_of
from improve.notifications.unsubscribing import EVERYTHING, Subscription, token_of
from improve.web.i18n import TAGS, speaking

SUBJECT_LENGTH = 150
DETAIL_LENGTH = 160
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
    _write_list_headers(out, mail)
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
    if mail.notice is not None:
        return _of_notice(mail.notice, language)
    if mail.digest is not None:
        return _of_digest(mail.digest, language)
    if mail.letter is None or mail.subject is None:
        raise Refused("the text of this letter is gone")
    return Content(mail.subject, mail.letter, mail.letter_html)


def _of_notice(notice: InboxNotice, language: str) -> Content:
    kind = kinds().get(notice.kind)
    values = {
        **_frame(notice.person_id, scope_of(notice), language),
        "text": str(notice.sentence),
        "reply_label": _(
            "You can answer this mail; what you write becomes a comment that all its readers see."
        )
        if _reply_to(notice) is not None
        else "",
        "detail": notice.detail_plain,
        "detail_html": notice.detail_html,
        "href": _href(notice),
        "open_label": _("Open it in Improve"),
        "why": _(
            "%(group)s: %(kind)s. You choose whether this is mailed.", group=kind.group.label, kind=kind.label
        )
        if kind is not None and kind.required is None
        else str(kind.required if kind is not None and kind.required is not None else _account()),
    }
    return Content(
        str(notice.sentence),
        _rendered("mail/notice.txt", values),
        _rendered("mail/notice.html", values),
    )


def _of_digest(digest: Digest, language: str) -> Content:
    content = content_of(digest, actor_of(digest.person))
    weekly = digest.pace == Pace.WEEKLY
    groups = [
        {
            "text": str(group.newest.sentence),
            "detail": excerpt(group.newest.detail_plain, DETAIL_LENGTH),
            "href": _href(group.newest),
            "more": _n("and %(n)s more about it", "and %(n)s more about it", group.more)
            if group.more
            else "",
        }
        for group in content.groups
    ]
    sections = [
        {
            "title": str(section.title),
            "lines": [
                {
                    "text": str(line.text),
                    "href": address_of(line.endpoint, line.values),
                    "is_late": line.is_late,
                }
                for line in section.lines
            ],
            "more": _n("and %(n)s more", "and %(n)s more", section.more) if section.more else "",
        }
        for section in content.sections
    ]
    heads = [str(section.title) for section in content.sections]
    heads += [str(group.newest.sentence) for group in content.groups]
    values = {
        **_frame(digest.person_id, digest.pace, language),
        "text": _("Your week in Improve") if weekly else _("Your day in Improve"),
        "sections": sections,
        "groups": groups,
        "news_label": _("What happened"),
        "late_label": _("overdue"),
        "left_out": _n("and %(n)s more in your inbox", "and %(n)s more in your inbox", content.left_out)
        if content.left_out
        else "",
        "href": address_of("notifications.inbox", {}),
        "open_label": _("Open the inbox"),
        "why": _("This mail comes once a week, when there is something to say.")
        if weekly
        else _("This mail comes once a day, when there is something to say."),
    }
    more = len(heads) + content.left_out - 1
    subject = (
        _n("%(first)s, and %(n)s more", "%(first)s, and %(n)s more", more, first=heads[0])
        if more
        else heads[0]
    )
    return Content(subject, _rendered("mail/digest.txt", values), _rendered("mail/digest.html", values))


def _frame(person_id: int, scope: str | None, language: str) -> dict[str, Any]:
    """What stands below every mail: how to get less of it."""
    return {
        "language_tag": TAGS[language],
        "settings_label": _("Choose what you get by mail"),
        "settings_href": address_of("notifications.settings", {}),
        "unsubscribe_label": _("No more of these mails"),
        "unsubscribe_href": unsubscribe_address(person_id, scope) if scope is not None else None,
    }


def _account() -> str:
    company = organization()
    if company is None:
        return _("You get this mail because you have an account here.")
    return _("You get this mail because you have an account at %(company)s.", company=company.name)


def _rendered(template: str, values: Mapping[str, Any]) -> str:
    return current_app.jinja_env.get_template(template).render(values)


def _href(notice: InboxNotice) -> str:
    return address_of("notifications.open_notice", {"notice_id": notice.id})


def scope_of(notice: InboxNotice) -> str | None:
    """What unsubscribing from a mail ends; None where it cannot be turned off. A kind that nobody declares any
    more stands for all mail.
    """
    kind = kinds().get(notice.kind)
    if kind is None:
        return EVERYTHING
    return None if kind.required is not None else kind.code


def unsubscribe_address(person_id: int, scope: str) -> str:
    """The signed link."""
    return address_of("notifications.unsubscribe", {"token": token_of(Subscription(person_id, scope))})


def _write_list_headers(out: EmailMessage, mail: OutgoingMail) -> None:
    """How a mail program unsubscribes with one click (RFC 8058), and what a reply would reach."""
    if mail.unsubscribe is not None:
        out["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        out["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if mail.person is None:
        return
    scope = mail.digest.pace if mail.digest is not None else scope_of(mail.notice) if mail.notice else None
    if scope is not None:
        out["List-Unsubscribe"] = f"<{unsubscribe_address(mail.person.id, scope)}>"
        out["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    about = mail.notice.line.about if mail.notice is not None else None
    if mail.notice is None or about is None:
        return
    # One thing is one thread in the mail program.
    out["References"] = f"<{about.type}.{about.id}@{out['From'].addresses[0].domain}>"
    reply_to = _reply_to(mail.notice)
    if reply_to is not None:
        out["Reply-To"] = _address("", reply_to)


def _reply_to(notice: InboxNotice) -> str | None:
    """Where a reply goes; None where no mailbox is read, or where it would be read by more than the mail was."""
    kind = kinds().get(notice.kind)
    about = notice.line.about
    if about is None or (kind is not None and not kind.takes_replies):
        return None
    return reply_address(notice.person_id, about)
