"""Pages on which places and kiosks are looked after, the poster, and the short link."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import unit_choices
from improve.core.db import LARGEST_ID, db, transaction
from improve.core.localized import LANGUAGES
from improve.core.messages import LazyText, _, _l
from improve.core.policy import allows
from improve.suggestions.blueprint import blueprint
from improve.suggestions.places import queries, service
from improve.suggestions.places.forms import NewKioskForm, PlaceForm
from improve.suggestions.places.links import link_of, links
from improve.suggestions.places.models import Kiosk, Place
from improve.suggestions.policy import Permission
from improve.suggestions.queries import categories
from improve.web.access import current_actor, found_or_404, public, requires
from improve.web.i18n import TAGS, speaking
from improve.web.qr_codes import qr_drawing

BETTER = _l("What could be better here?")
SCAN = _l("Scan the code and tell us in one sentence.")


def _in(language: str, text: LazyText) -> str:
    """A poster speaks both languages, whatever the reader's."""
    with speaking(language):
        return str(text)


@links.get("/i/<code>")
@public("a printed link; it leads to the form, which asks people to sign in")
def at_place(code: str) -> ResponseReturnValue:
    """From a poster to the form: filled in for the place, after signing in where that is needed."""
    place: Place = found_or_404(queries.open_place(code))
    return redirect(url_for("suggestions.new", place=place.code), 303)


@blueprint.get("/places")
@requires(Permission.MANAGE_PLACES)
def places() -> ResponseReturnValue:
    """All places with their links."""
    return render_template(
        "suggestions/places.html",
        places=queries.places(),
        counts=queries.counts_by_place(current_actor()),
        link_of=link_of,
    )


@blueprint.route("/places/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PLACES)
def new_place() -> ResponseReturnValue:
    """Add a place."""
    form = _form(PlaceForm())
    if form.validate_on_submit():
        with form.catching(), transaction():
            place = service.add_place(form.value(), by=current_actor())
        if form.ok:
            flash(_("The place has its link now. Print the poster and hang it up."))
            return redirect(url_for("suggestions.place", place_id=place.id), 303)
    return render_template(
        "suggestions/place.html", form=form, place=None
    ), 422 if form.is_submitted() else 200


@blueprint.route("/places/<int:place_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PLACES)
def place(place_id: int) -> ResponseReturnValue:
    """A place: its words, its link and its kiosks."""
    found = _place(place_id)
    form = _form(PlaceForm(obj=found), keep=found)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_place(found, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("suggestions.place", place_id=found.id), 303)
    return _place_page(found, form=form)


@blueprint.get("/places/<int:place_id>/poster")
@requires(Permission.MANAGE_PLACES)
def place_poster(place_id: int) -> ResponseReturnValue:
    """One sheet of A4 to hang up."""
    found = _place(place_id)
    address = link_of(found)
    return render_template(
        "suggestions/poster.html",
        place=found,
        questions=[(TAGS[code], _in(code, BETTER)) for code in LANGUAGES],
        lines=[(TAGS[code], _in(code, SCAN)) for code in LANGUAGES],
        names=[(TAGS[code], found.name[code]) for code in LANGUAGES if code in found.name],
        address=address,
        drawing=qr_drawing(address, address),
    )


@blueprint.post("/places/<int:place_id>/kiosks")
@requires(Permission.ISSUE_KIOSKS)
def new_kiosk(place_id: int) -> ResponseReturnValue:
    """Allow a device to become a kiosk; the setup link is shown this once."""
    found = _place(place_id)
    form = NewKioskForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            kiosk, secret = service.issue_kiosk(found, form.value(), by=current_actor())
        if form.ok:
            address = current_app.config["BASE_URL"].rstrip("/") + url_for("places.kiosk_setup", token=secret)
            return render_template(
                "suggestions/kiosk_issued.html",
                place=found,
                kiosk=kiosk,
                address=address,
                drawing=qr_drawing(address, _("QR code of the link")),
            )
    return _place_page(found, kiosk_form=form)


@blueprint.post("/places/<int:place_id>/kiosks/<int:kiosk_id>/revoke")
@requires(Permission.ISSUE_KIOSKS)
def revoke_kiosk(place_id: int, kiosk_id: int) -> ResponseReturnValue:
    """End a kiosk."""
    found = _place(place_id)
    with transaction():
        kiosk: Kiosk = found_or_404(db.session.get(Kiosk, kiosk_id) if kiosk_id <= LARGEST_ID else None)
        found_or_404(kiosk if kiosk.place_id == found.id else None)
        service.revoke_kiosk(kiosk, by=current_actor())
    flash(_("The device is no kiosk any more."))
    return redirect(url_for("suggestions.place", place_id=place_id), 303)


def _place(place_id: int) -> Place:
    found: Place = found_or_404(queries.place_at(place_id))
    return found


def _form(form: PlaceForm, *, keep: Place | None = None) -> PlaceForm:
    known = [*categories()]
    if keep is not None and keep.category is not None and keep.category not in known:
        known.append(keep.category)
    chosen = unit_choices()
    if keep is not None and keep.unit is not None and str(keep.unit_id) not in dict(chosen):
        chosen.append((str(keep.unit_id), str(keep.unit.name)))
    form.unit_id.choices = [("", _("No unit")), *chosen]
    form.category_id.choices = [("", _("No category")), *((str(c.id), str(c.name)) for c in known)]
    return form


def _place_page(
    found: Place, *, form: PlaceForm | None = None, kiosk_form: NewKioskForm | None = None
) -> ResponseReturnValue:
    address = link_of(found)
    refused = request.method == "POST"
    return render_template(
        "suggestions/place.html",
        form=form or _form(PlaceForm(formdata=None, obj=found), keep=found),
        place=found,
        address=address,
        drawing=qr_drawing(address, _("QR code of the link")),
        kiosks=queries.kiosks_of(found.id),
        kiosk_form=(kiosk_form or NewKioskForm(formdata=None, data={"days": 90}))
        if allows(current_actor(), Permission.ISSUE_KIOSKS)
        else None,
    ), 422 if refused else 200
