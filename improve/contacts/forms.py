"""Forms of contacts."""

from __future__ import annotations

from collections.abc import Mapping

from improve.contacts.models import Contact
from improve.contacts.values import ContactData, NewConsent, NewConsentText
from improve.core.messages import _l, _pl
from improve.web.forms import ValueForm, choice, date_line, line, prose
from improve.web.i18n import TAGS


class ContactForm(ValueForm):
    """What is kept of a contact."""

    value_class = ContactData
    email = line(_l("E-mail"), type="email", autocomplete="off")
    name = line(_pl("person", "Name"), autocomplete="off")
    language = line(_l("Language"), hint=_l("A language tag such as zh, en, fr. Empty: the company’s."))
    time_zone = line(_l("Time zone"), hint=_l("For example Asia/Shanghai. Empty: the company’s."))
    unit_id = choice(_l("Belongs to"))
    attributes = prose(
        _l("Attributes"),
        hint=_l("One a line, name: value. For example “city: Wuxi”. Surveys can put them into their texts."),
    )


class ConsentForm(ValueForm):
    """Note that somebody agreed."""

    value_class = NewConsent
    text_id = choice(_l("Text"))
    given_on = date_line(_l("Agreed on"))


class ConsentTextForm(ValueForm):
    """A new wording to agree to."""

    value_class = NewConsentText
    version = line(
        _l("Version"), hint=_l("For example 2026-11. Files name it in the column consent_version.")
    )
    text = prose(
        _l("Text"), hint=_l("What people read when they agreed. It never changes afterwards."), rows=8
    )


def data_of(contact: Contact) -> dict[str, object]:
    """A contact as its form takes it."""
    return {
        "email": contact.email,
        "name": contact.name,
        "language": TAGS.get(contact.language or "", contact.language),
        "time_zone": contact.time_zone,
        "unit_id": contact.unit_id,
        "attributes": lines_of(contact.attributes),
    }


def lines_of(attributes: Mapping[str, str]) -> str:
    """Attributes as they are typed."""
    return "\n".join(f"{name}: {value}" for name, value in attributes.items())
