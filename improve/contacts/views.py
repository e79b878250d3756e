"""Pages of contacts, and the door of the unsubscribe link."""

from __future__ import annotations

from babel import Locale
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from improve.accounts.queries import unit_choices, unit_names
from improve.contacts import queries, service
from improve.contacts.erasing import views as erasing
from improve.contacts.forms import ConsentForm, ConsentTextForm, ContactForm, data_of
from improve.contacts.models import Contact, Silence
from improve.contacts.policy import Permission, paths_of
from improve.contacts.routes import blueprint
from improve.contacts.unsubscribing import read_token
from improve.core.db import LARGEST_ID, db, transaction
from improve.core.errors import Missing
from improve.core.messages import LazyText, _, _l
from improve.core.policy import COMPANY, WHOLE_COMPANY, allows
from improve.web.access import current_actor, found_or_404, public, requires
from improve.web.csrf import protection
from improve.web.tables import page_number, paginate

__all__ = ["blueprint", "erasing"]

DOOR = "the signed link of a mail: whoever holds it may end our mails to that address, and nothing else"
SILENCES: dict[str, LazyText] = {
    Silence.ASKED: _l("asked for no mail"),
    Silence.UNSUBSCRIBED: _l("unsubscribed"),
    Silence.BOUNCED: _l("mails come back"),
}


@blueprint.get("/")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """The contacts one looks after: search, and those who get no mail."""
    text = request.args.get("q", "").strip()[:200]
    silent = request.args.get("state") == "silent"
    statement = queries.matching(queries.visible_to(current_actor()), text)
    if silent:
        statement = statement.where(Contact.silence.is_not(None))
    page = paginate(statement.order_by(Contact.name, Contact.id), page=page_number())
    return render_template(
        "contacts/index.html",
        page=page,
        text=text,
        silent=silent,
        silences=SILENCES,
        may_erase=allows(current_actor(), Permission.MANAGE, COMPANY),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new() -> ResponseReturnValue:
    """Add somebody by hand."""
    form = _dressed(ContactForm())
    if form.validate_on_submit():
        with form.catching(), transaction():
            contact = service.add(form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("contacts.show", contact_id=contact.id), 303)
    page = render_template("contacts/edit.html", form=form, contact=None)
    return page, 422 if form.is_submitted() else 200


def _dressed(form: ContactForm) -> ContactForm:
    paths = paths_of(current_actor())
    whole: list[tuple[str, object]] = [("", _l("Whole company"))] if WHOLE_COMPANY in paths else []
    form.unit_id.choices = [*whole, *unit_choices(below=paths)]
    return form


def _visible(contact_id: int) -> Contact:
    found = db.session.scalar(queries.visible_to(current_actor()).where(Contact.id == contact_id))
    contact: Contact = found_or_404(found)
    return contact


@blueprint.get("/<int:contact_id>")
@requires(Permission.READ)
def show(contact_id: int) -> ResponseReturnValue:
    """What is kept of a contact."""
    return _page(_visible(contact_id), _consent_form())


def _page(contact: Contact, form: ConsentForm, status: int = 200) -> ResponseReturnValue:
    trail = unit_names([contact.unit_path])[contact.unit_path] if contact.unit is not None else []
    page = render_template(
        "contacts/show.html",
        contact=contact,
        trail=trail,
        spoken=_language_name(contact.language),
        consents=queries.consents_of(contact.id),
        may_erase=allows(current_actor(), Permission.MANAGE, COMPANY),
        form=form if form.text_id.choices else None,
        silences=SILENCES,
    )
    return page, status


def _language_name(code: str | None) -> str:
    """What a language is called in the reader's."""
    return (Locale.parse(code.replace("-", "_")).get_display_name(get_locale()) or code) if code else ""


def _consent_form() -> ConsentForm:
    form = ConsentForm()
    form.text_id.choices = [(str(text.id), text.version) for text in queries.consent_texts()]
    return form


@blueprint.route("/<int:contact_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit(contact_id: int) -> ResponseReturnValue:
    """Change what is kept of somebody."""
    contact = _visible(contact_id)
    form = _dressed(ContactForm(data=data_of(contact)))
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change(contact, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("contacts.show", contact_id=contact.id), 303)
    page = render_template("contacts/edit.html", form=form, contact=contact)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:contact_id>/silence")
@requires(Permission.MANAGE)
def silence(contact_id: int) -> ResponseReturnValue:
    """No mail to this contact any more."""
    contact = _visible(contact_id)
    with transaction():
        service.silence(contact, by=current_actor())
    flash(_("Noted: no mail goes to this contact."))
    return redirect(url_for("contacts.show", contact_id=contact_id), 303)


@blueprint.post("/<int:contact_id>/let-speak")
@requires(Permission.MANAGE)
def let_speak(contact_id: int) -> ResponseReturnValue:
    """Mail may go to this contact again."""
    contact = _visible(contact_id)
    with transaction():
        service.let_speak(contact, by=current_actor())
    flash(_("Noted: mail may go to this contact."))
    return redirect(url_for("contacts.show", contact_id=contact_id), 303)


@blueprint.post("/<int:contact_id>/consents")
@requires(Permission.MANAGE)
def consent(contact_id: int) -> ResponseReturnValue:
    """Note a consent."""
    contact = _visible(contact_id)
    form = _consent_form()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.note_consent(contact, form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("contacts.show", contact_id=contact_id), 303)
    return _page(contact, form, 422)


@blueprint.post("/<int:contact_id>/consents/<int:consent_id>/withdraw")
@requires(Permission.MANAGE)
def withdraw(contact_id: int, consent_id: int) -> ResponseReturnValue:
    """They took it back."""
    contact = _visible(contact_id)
    with transaction():
        service.withdraw_consent(contact, consent_id, by=current_actor())
    return redirect(url_for("contacts.show", contact_id=contact_id), 303)


@blueprint.route("/consent-texts", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def consent_texts() -> ResponseReturnValue:
    """All versions of what people agree to, and a form for the next."""
    form = ConsentTextForm() if allows(current_actor(), Permission.MANAGE, COMPANY) else None
    if form is not None and form.validate_on_submit():
        with form.catching(), transaction():
            service.add_consent_text(form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("contacts.consent_texts"), 303)
    page = render_template("contacts/consent_texts.html", form=form, texts=queries.consent_texts())
    return page, 422 if form is not None and form.is_submitted() else 200


@blueprint.get("/unsubscribe/<token>")
@public(DOOR)
def unsubscribe(token: str) -> ResponseReturnValue:
    """Ask once; nothing changes. Scanners of links follow every one."""
    return _unsubscribe_page(token, _behind(token), done=False)


@blueprint.post("/unsubscribe/<token>")
@public(DOOR)
def end_mail(token: str) -> ResponseReturnValue:
    """No more of it. The mail program's one click comes here, too."""
    contact = _behind(token)
    with transaction():
        service.end_mail(db.session.get_one(Contact, contact.id), Silence.UNSUBSCRIBED)
    return _unsubscribe_page(token, contact, done=True)


# A mail program has no session: the signed token is what allows the act, and it is the only thing it allows.
protection.exempt(end_mail)


def _behind(token: str) -> Contact:
    contact_id = read_token(token)
    if contact_id is None or not 0 < contact_id <= LARGEST_ID:
        raise Missing()
    contact = db.session.get(Contact, contact_id)
    if contact is None:
        raise Missing()
    return contact


def _unsubscribe_page(token: str, contact: Contact, *, done: bool) -> str:
    return render_template("contacts/unsubscribe.html", token=token, contact=contact, done=done)
