"""The document and the readable page of it."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue

from improve.api.document import openapi
from improve.web.access import public, signed_in

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/v1/openapi.json")
@public("the description of the API holds no data")
def document() -> Response:
    """OpenAPI 3.1."""
    response = jsonify(openapi(current_app))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@blueprint.get("/developers")
@signed_in
def readable() -> ResponseReturnValue:
    """The same for people."""
    return render_template("api/readable.html", document=openapi(current_app))
