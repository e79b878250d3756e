"""The page of the workbench."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from improve.core.errors import Invalid
from improve.web.access import public
from improve.web.i18n import current_language
from improve.workbench.examples import EXAMPLE
from improve.workbench.forms import ChangeForm
from improve.workbench.judging import Charted, Judged, charted, judge
from improve.workbench.presenting import shown, shown_chart
from improve.workbench.values import ChangeQuestion

blueprint = Blueprint("workbench", __name__)


@blueprint.route("/try", methods=["GET", "POST"])
@public(
    "Statistics on figures that the visitor brings; nothing is stored and nothing of the company is shown."
)
def change() -> ResponseReturnValue:
    """Did it get better? A verdict on pasted figures."""
    wants_example = request.method == "GET" and "example" in request.args
    form = ChangeForm(data={**EXAMPLE[current_language()]} if wants_example else {"settle_in": 0})
    found: Judged | Charted | None = None
    if form.validate_on_submit():
        try:
            found = _answer(form.value())
        except Invalid as error:
            form.show(error)
    page = render_template(
        "workbench/change.html",
        form=form,
        judged=found,
        shown=shown(found)
        if isinstance(found, Judged)
        else shown_chart(found)
        if found is not None
        else None,
    )
    return page, 422 if form.is_submitted() and found is None else 200


def _answer(question: ChangeQuestion) -> Judged | Charted:
    """A verdict where a change is named, else a chart."""
    language: Literal["zh", "en"] = "zh" if current_language() == "zh_Hans" else "en"
    return (judge if question.changed_on else charted)(question, language=language)
