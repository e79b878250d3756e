"""The page with the snippet and the sites, and the loader that websites include."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import escape

from improve.core.db import transaction
from improve.core.errors import Invalid
from improve.core.messages import _
from improve.surveys.framing import service
from improve.surveys.policy import Permission
from improve.surveys.views.door import DOOR
from improve.surveys.views.overview import managed_or_404
from improve.surveys.views.routes import blueprint
from improve.surveys.views.wording import public_url
from improve.web.access import current_actor, found_or_404, public, requires
from improve.web.assets import asset

LOADER = "js/embed.js"
AN_HOUR = "public, max-age=3600"


@blueprint.route("/surveys/<int:survey_id>/embed", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def embed(survey_id: int) -> ResponseReturnValue:
    """The lines to put into a website, and the sites that may."""
    survey = managed_or_404(survey_id)
    actor = current_actor()
    typed, errors = "\n".join(service.sites_of(survey.id)), {}
    if request.method == "POST":
        typed = request.form.get("sites", "")
        try:
            with transaction():
                service.list_sites(survey, typed, by=actor)
            flash(_("Saved."))
            return redirect(url_for("surveys.embed", survey_id=survey_id), 303)
        except Invalid as error:
            errors = error.errors
    address = public_url(survey)
    loader = address.rsplit("/s/", 1)[0] + "/s/embed.js"
    title = escape(str(survey.title))
    snippet = f'<a href="{address}" data-improve-survey>{title}</a>\n<script src="{loader}" async></script>'
    page = render_template(
        "surveys/embed.html",
        survey=survey,
        snippet=snippet,
        typed=typed,
        errors=errors,
        sites=service.sites_of(survey.id),
        may_list=service.may_list(actor, survey),
    )
    return page, 422 if errors else 200


@blueprint.get("/s/embed.js")
@public(DOOR)
def loader() -> ResponseReturnValue:
    """The script that puts a frame in the place of each link; it sets no cookie and reads nothing of the page."""
    found = found_or_404(asset(LOADER))
    answer = Response(found.content, mimetype="text/javascript")
    answer.headers["Cache-Control"] = AN_HOUR
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
