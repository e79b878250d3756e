"""The page that makes links for places and channels, and their posters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.errors import Invalid
from improve.core.messages import LazyText
from improve.surveys import queries
from improve.surveys.links.places import Place, hidden_fields, places_of
from improve.surveys.models import Survey
from improve.surveys.policy import Permission
from improve.surveys.values.questions import Spec, specs_of
from improve.surveys.views.link import poster_of, said_on_posters
from improve.surveys.views.overview import managed_or_404
from improve.surveys.views.routes import blueprint
from improve.surveys.views.speech import with_query
from improve.surveys.views.wording import public_url
from improve.web.access import requires
from improve.web.qr_codes import qr_drawing, qr_picture


@blueprint.get("/surveys/<int:survey_id>/links")
@requires(Permission.MANAGE)
def links(survey_id: int) -> ResponseReturnValue:
    """A link and a QR code for each place. What was typed stays in the address, so the page can be kept."""
    survey = managed_or_404(survey_id)
    fields = _fields(survey)
    found, errors = _asked(survey, fields)
    page = render_template(
        "surveys/links.html",
        survey=survey,
        fields=fields,
        field=_field(fields),
        typed=request.args.get("names", ""),
        fixed={spec.code: request.args.get(f"f_{spec.code}", "") for spec in fields},
        places=found,
        errors=errors,
        draw=lambda place: qr_drawing(place.address, place.name),
        picture=lambda place: with_query(url_for("surveys.qr_png", survey_id=survey.id), place.fields),
        printed=with_query(url_for("surveys.posters", survey_id=survey.id), _typed(fields)),
    )
    return page, 422 if errors else 200


@blueprint.get("/surveys/<int:survey_id>/posters")
@requires(Permission.MANAGE)
def posters(survey_id: int) -> ResponseReturnValue:
    """The posters of all places, one sheet each, to be printed at once."""
    survey = managed_or_404(survey_id)
    found, errors = _asked(survey, _fields(survey))
    if not found and not errors:
        return redirect(url_for("surveys.poster", survey_id=survey.id), 303)
    said = said_on_posters(survey)
    sheets = [poster_of(survey, place.address, place.name, said) for place in found]
    page = render_template("surveys/posters.html", survey=survey, sheets=sheets, errors=errors)
    return page, 422 if errors else 200


@blueprint.get("/surveys/<int:survey_id>/qr.png")
@requires(Permission.MANAGE)
def qr_png(survey_id: int) -> ResponseReturnValue:
    """The QR code as a picture; hidden fields in the address become part of the link."""
    survey = managed_or_404(survey_id)
    codes = [spec.code for spec in _fields(survey)]
    given = {code: value for code in codes if (value := request.args.get(code, ""))}
    address, name = public_url(survey), "-".join((f"survey-{survey.public_id}", *given.values()))
    if given:
        first, *rest = given
        try:
            address = places_of(address, first, given[first], {code: given[code] for code in rest})[0].address
        except Invalid as error:
            return str(next(iter(error.errors.values()))[0]), 422
    answer = Response(qr_picture(address), mimetype="image/png")
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in name)[:80]
    answer.headers["Content-Disposition"] = f'attachment; filename="{safe}.png"'
    return answer


def _typed(fields: Sequence[Spec]) -> dict[str, str]:
    """What the form was filled in with."""
    names = ("field", "names", *(f"f_{spec.code}" for spec in fields))
    return {name: request.args[name] for name in names if request.args.get(name)}


def _fields(survey: Survey) -> list[Spec]:
    version = queries.published_version(survey) or queries.versions_of(survey)[0]
    return hidden_fields(specs_of(version.questions))


def _field(fields: Sequence[Spec]) -> str:
    wanted = request.args.get("field", "")
    return next((spec.code for spec in fields if spec.code == wanted), fields[0].code if fields else "")


def _asked(survey: Survey, fields: Sequence[Spec]) -> tuple[list[Place], Mapping[str, Sequence[LazyText]]]:
    """The places asked for, or what is wrong; neither before anything was typed."""
    if not fields or "names" not in request.args:
        return [], {}
    fixed = {spec.code: request.args.get(f"f_{spec.code}", "") for spec in fields}
    try:
        return places_of(public_url(survey), _field(fields), request.args["names"], fixed), {}
    except Invalid as error:
        return [], error.errors
