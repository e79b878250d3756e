"""The page on which a survey of another product is brought in."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Refused
from improve.core.messages import LazyText, _l
from improve.core.policy import allows
from improve.surveys.importing import models, service
from improve.surveys.importing.answers import code_for
from improve.surveys.importing.found import UnreadableSurvey
from improve.surveys.importing.reader import read_survey
from improve.surveys.policy import WHOLE, Permission
from improve.surveys.views.routes import blueprint
from improve.web.access import current_actor, found_or_404, requires

__all__ = ["from_file", "models"]
LARGEST_FILE = 20_000_000


@blueprint.route("/surveys/from-file", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def from_file() -> ResponseReturnValue:
    """Upload a file; what comes of it is a draft, and a list of what was not taken."""
    if not allows(current_actor(), Permission.MANAGE, WHOLE):
        found_or_404(None)
    if request.method == "GET":
        return render_template("surveys/from_file.html", error=None)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _again(_l("Please choose a file."))
    try:
        found = read_survey(file.read(LARGEST_FILE + 1))
        with transaction():
            survey = service.make_draft(found, by=current_actor())
    except UnreadableSurvey as error:
        return _again(_l("The file cannot be read as a survey: %(why)s", why=str(error)))
    except Refused as error:
        return _again(error.message)
    return render_template(
        "surveys/brought_in.html", survey=survey, found=found, answers_code=code_for(survey)
    )


def _again(error: LazyText) -> ResponseReturnValue:
    return render_template("surveys/from_file.html", error=error), 422
