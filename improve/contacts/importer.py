"""What the import of contacts takes: an address a row; a column that nothing else claims becomes an attribute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from improve.accounts.models import Unit
from improve.accounts.queries import unit_meant
from improve.contacts import service
from improve.contacts.events import ContactAdded, ContactChanged
from improve.contacts.models import ConsentText, Contact, Silence, Source
from improve.contacts.policy import Permission
from improve.contacts.queries import attribute_codes
from improve.contacts.values import MOST_ATTRIBUTES, ContactData, ContactRow, code_of
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.importing.ports import Became, Importer, ImportField
from improve.core.mail.addresses import key_of
from improve.core.messages import _l, _pl
from improve.core.policy import COMPANY, Actor, allows
from improve.core.values import check
from improve.web.i18n import default_time_zone

PREFIX = "attribute."
YES = {"1", "x", "y", "yes", "true", "是", "√", "不联系", "勿扰"}
NO = {"", "0", "n", "no", "false", "否"}

FIELDS = (
    ImportField(
        "email",
        _l("E-mail"),
        required=True,
        synonyms=("mail", "email address", "e-mail", "邮箱", "电子邮箱", "电子邮件", "邮件"),
    ),
    ImportField(
        "name", _pl("person", "Name"), synonyms=("full name", "customer", "姓名", "名字", "客户", "客户姓名")
    ),
    ImportField("language", _l("Language"), synonyms=("语言",)),
    ImportField("time_zone", _l("Time zone"), synonyms=("timezone", "zone", "时区")),
    ImportField("unit", _l("Unit (its code)"), synonyms=("unit", "unit code", "部门", "单位", "部门编号")),
    ImportField(
        "do_not_contact",
        _l("Do not contact"),
        synonyms=("opt out", "optout", "unsubscribed", "不联系", "勿扰", "退订"),
    ),
    ImportField(
        "consent_version", _l("Version of the consent text"), synonyms=("consent", "同意书版本", "同意版本")
    ),
    ImportField(
        "consent_on",
        _l("Consent given on"),
        kind="instant",
        synonyms=("consent date", "同意日期", "同意时间"),
    ),
)


def known_attributes() -> list[ImportField]:
    """The attributes that contacts have already."""
    return [_attribute(code, code) for code in attribute_codes()]


def new_attributes(headings: Sequence[str]) -> list[ImportField]:
    """The columns that nothing else claims."""
    known = set(attribute_codes())
    out: dict[str, ImportField] = {}
    for heading in headings:
        code = code_of(heading)
        if code and code not in known and code not in out:
            out[code] = _attribute(code, heading)
    return list(out.values())[:MOST_ATTRIBUTES]


def _attribute(code: str, heading: str) -> ImportField:
    return ImportField(PREFIX + code, _l("Attribute “%(name)s”", name=code), synonyms=(heading, code))


def parse(raw: Mapping[str, Any]) -> ContactRow:
    """A row's values; `Invalid` names the fields that do not fit."""
    own = {name: value for name, value in raw.items() if not name.startswith(PREFIX)}
    told = str(own.get("do_not_contact") or "").strip().casefold()
    if told not in YES | NO:
        raise Invalid.field("do_not_contact", _l("This must be yes or no."))
    own["do_not_contact"] = told in YES
    given = own.get("consent_on")
    if isinstance(given, datetime):
        own["consent_on"] = given.astimezone(ZoneInfo(default_time_zone())).date()
    own["attributes"] = {
        name.removeprefix(PREFIX): value for name, value in raw.items() if name.startswith(PREFIX) and value
    }
    return check(ContactRow, own)


def apply(rows: Sequence[ContactRow], by: Actor) -> list[Became]:
    """Store a batch; each row changes what it says and nothing else."""
    return _Batch(rows, by).taken()


class _Batch:
    """The rows of one transaction, with what they refer to read once."""

    def __init__(self, rows: Sequence[ContactRow], by: Actor) -> None:
        self.rows = rows
        self.by = by
        self.known = dict(service.contacts_by_key([key_of(row.email) for row in rows]))
        self.units = {row.unit: unit_meant(row.unit) for row in rows if row.unit}
        self.texts = {row.consent_version: service.consent_text(row.consent_version) for row in rows}

    def taken(self) -> list[Became]:
        """What became of each row. The names of attributes are remembered at the end, at once."""
        out: list[Became] = []
        codes: set[str] = set()
        for row in self.rows:
            try:
                out.append(self._take(row))
                codes |= set(row.attributes)
            except Invalid as error:
                out.append(error)
        service.note_attributes(codes)
        return out

    def _take(self, row: ContactRow) -> str:
        unit, text = self._unit(row), self._text(row)
        contact = self.known.get(key_of(row.email))
        if contact is None:
            return self._added(row, unit, text)
        if not allows(self.by, Permission.MANAGE, contact):
            raise Invalid.field("email", _l("This contact belongs to a unit that you do not look after."))
        before = contact.unit_id
        changed = service.write(contact, self._merged(contact, row))
        if unit is not None and before != unit.id:
            contact.unit_id = unit.id
            changed.append("unit_id")
        if changed:
            publish(ContactChanged(actor_id=self.by.actor_id, subject_id=contact.id, changed=tuple(changed)))
        return "updated" if self._wishes(contact, row, text) or changed else "skipped"

    def _added(self, row: ContactRow, unit: Unit | None, text: ConsentText | None) -> str:
        contact = service.begin(row.email)
        service.write(contact, self._merged(contact, row))
        contact.unit_id = unit.id if unit is not None else None
        db.session.add(contact)
        db.session.flush()
        self.known[contact.email_key] = contact
        publish(ContactAdded(actor_id=self.by.actor_id, subject_id=contact.id))
        self._wishes(contact, row, text)
        return "created"

    def _merged(self, contact: Contact, row: ContactRow) -> ContactData:
        """What a row leaves blank stays as it is; the address keeps its first spelling."""
        attributes = {**contact.attributes, **row.attributes}
        if len(attributes) > MOST_ATTRIBUTES:
            raise Invalid.field("email", _l("At most %(most)s attributes fit.", most=MOST_ATTRIBUTES))
        now = ContactData(contact.email, contact.name or "", contact.language, contact.time_zone)
        given = {name: getattr(row, name) for name in ("name", "language", "time_zone") if getattr(row, name)}
        return replace(now, attributes=attributes, **given)

    def _wishes(self, contact: Contact, row: ContactRow, text: ConsentText | None) -> bool:
        """Note the wish not to be written to, and consents. A file never takes a wish back."""
        changed = False
        if row.do_not_contact and contact.silence in (None, Silence.BOUNCED):
            service.end_mail(contact, Silence.ASKED, by_id=self.by.actor_id)
            changed = True
        if text is not None and row.consent_on is not None:
            changed |= service.keep_consent(
                contact, text, row.consent_on, Source.IMPORT, by_id=self.by.actor_id
            )
        return changed

    def _unit(self, row: ContactRow) -> Unit | None:
        unit = self.units.get(row.unit) if row.unit else None
        if row.unit and unit is None:
            raise Invalid.field("unit", _l("This unit does not exist."))
        if not allows(self.by, Permission.MANAGE, unit or COMPANY) and (row.unit or not self._is_known(row)):
            raise Invalid.field("unit", _l("Please name a unit that you look after."))
        return unit

    def _is_known(self, row: ContactRow) -> bool:
        return key_of(row.email) in self.known

    def _text(self, row: ContactRow) -> ConsentText | None:
        if not row.consent_version:
            return None
        text = self.texts.get(row.consent_version)
        if text is None:
            raise Invalid.field(
                "consent_version", _l("There is no consent text of this version. Please add the text first.")
            )
        if row.consent_on is not None and row.consent_on > service.today():
            raise Invalid.field("consent_on", _l("This day has not come yet."))
        return text


IMPORTER = Importer(
    code="contacts",
    label=_l("Contacts"),
    line=_l("Customers with e-mail, name, language, time zone and attributes of your own."),
    permission=Permission.MANAGE,
    fields=FIELDS,
    parse=parse,
    apply=apply,
    icon="envelope-at",
    order=60,
    further=known_attributes,
    rest=new_attributes,
)
