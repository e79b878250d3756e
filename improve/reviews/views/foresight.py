"""How well the committee foresees what ideas bring."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from improve.core.messages import _
from improve.reviews import foresight_words
from improve.reviews.policy import Permission
from improve.reviews.queries import foreseen_by
from improve.reviews.rules.calibration import FEWEST, calibration
from improve.reviews.views.blueprint import blueprint
from improve.web.access import current_actor, requires


@blueprint.get("/foresight")
@requires(Permission.READ)
def foresight() -> ResponseReturnValue:
    """Probabilities against verdicts, and which criterion told good ideas from others."""
    accepted, found = foreseen_by(current_actor())
    return render_template(
        "reviews/foresight.html",
        found=calibration(accepted, found, score_name=_("The whole score")),
        fewest=FEWEST,
        show=foresight_words,
    )
