"""The mail of an invitation: in the contact's language, with the score in it, as text and as HTML without tricks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from improve.accounts.ports import Letter
from improve.contacts import service as contacts
from improve.contacts.models import Contact
from improve.core.messages import _
from improve.surveys.invitations.models import Wave
from improve.surveys.invitations.values import filled
from improve.surveys.languages import best_of, spoken_for, tag_of
from improve.surveys.models import Survey, Version
from improve.surveys.processing.queries import notice_of
from improve.surveys.rules import anonymity
from improve.surveys.values.kinds import Look
from improve.surveys.values.questions import Spec, leading_score, specs_of
from improve.surveys.values.starters import STEPS
from improve.web.formatting import day
from improve.web.i18n import default_language, speaking


@dataclass(frozen=True)
class Score:
    """One step of the leading score, as a link."""

    label: str
    href: str


@dataclass(frozen=True)
class Content:
    """What a mail says."""

    language: str
    subject: str
    text: str
    html: str
    unsubscribe: str


def address_of(endpoint: str, **values: Any) -> str:
    """The full address of a page, as people reach it from outside; also without a request."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return str(current_app.config["BASE_URL"]).rstrip("/") + path


def content(wave: Wave, version: Version, contact: Contact, number: int, token: str) -> Content:
    """The mail with that number (0: the first) to a contact."""
    survey = wave.survey
    code = best_of(version.languages, [contact.language or ""], default_language())
    spoken = spoken_for(code)
    with speaking(spoken):
        known = _known(survey, contact, code)
        subject = filled(wave.subject.text(code), known)
        body = filled((wave.reminder if number else wave.body).text(code), known)
        link = {"public_id": survey.public_id, "token": token, "lang": tag_of(code)}
        leading = _asked_first(version)
        unsubscribe = contacts.unsubscribe_address(contact)
        values = {
            "language_tag": tag_of(code),
            "paragraphs": [part.split("\n") for part in body.split("\n\n") if part.strip()],
            "question": leading.text.text(code) if leading else "",
            "scores": _scores(leading, link, spoken) if leading else [],
            "low": leading.low_label.text(code) if leading else "",
            "high": leading.high_label.text(code) if leading else "",
            "href": address_of("surveys.invited", **link),
            "open_label": _("Open the survey"),
            "one_click": _("A click opens the page with your choice; it is sent there with one button."),
            "privacy": str(anonymity.said(survey.anonymity, by_link=True)),
            "notice_label": _("How your data are processed"),
            "notice_href": address_of("surveys.read_notice", public_id=survey.public_id, lang=tag_of(code))
            if notice_of(survey.id) is not None
            else "",
            "last_day": _("It takes answers until %(day)s.", day=day(survey.closes_on))
            if survey.closes_on
            else "",
            "unsubscribe_label": _("No more surveys from us"),
            "unsubscribe_href": unsubscribe,
        }
        if number:
            subject = _("Reminder: %(subject)s", subject=subject)
        environment = current_app.jinja_env
        text = environment.get_template("mail/invitation.txt").render(values)
        html = environment.get_template("mail/invitation.html").render(values)
    return Content(spoken, subject, text, html, unsubscribe)


def letter(found: Content, to: str, uid: str) -> Letter:
    """The mail as the outbox takes it."""
    return Letter(
        to=to,
        language=found.language,
        subject=found.subject,
        text=found.text,
        html=found.html,
        unsubscribe=found.unsubscribe,
        uid=uid,
    )


def _known(survey: Survey, contact: Contact, code: str) -> dict[str, str]:
    own = {
        "title": survey.title.text(code),
        "last_day": day(survey.closes_on) if survey.closes_on else "",
        "contact.name": contact.name,
    }
    return own | {f"contact.{name}": value for name, value in contact.attributes.items()}


def _asked_first(version: Version) -> Spec | None:
    """The leading score, where it is what the first page begins with."""
    specs = specs_of(version.questions)
    first = next((spec for spec in specs if spec.is_asked), None)
    leading = leading_score(specs)
    return leading if leading is not None and first is not None and leading.code == first.code else None


def _scores(spec: Spec, link: Mapping[str, str], spoken: str) -> list[Score]:
    assert spec.scale is not None  # noqa: S101  (a score has a scale)
    in_words = spec.look in (Look.WORDS, Look.FACES)
    return [
        Score(
            STEPS[number - 1].text(spoken) if in_words else str(number),
            address_of("surveys.invited", **link, score=number),
        )
        for number in spec.scale.numbers
    ]
