"""The blueprint that all pages of surveys share."""

from flask import Blueprint

from improve.surveys.logic.piping import named

blueprint = Blueprint("surveys", __name__)

# A question as those who ask read it: "Why [pick]?".
blueprint.add_app_template_filter(named, "question")
