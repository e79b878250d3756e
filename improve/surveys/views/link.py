"""The link of a survey on paper: QR code and poster."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from improve.core.messages import LazyText, _l
from improve.surveys import queries
from improve.surveys.languages import spoken_for, tag_of
from improve.surveys.policy import Permission
from improve.surveys.values.questions import specs_of
from improve.surveys.views.overview import managed_or_404
from improve.surveys.views.routes import blueprint
from improve.surveys.views.wording import public_url
from improve.web.access import requires
from improve.web.i18n import speaking
from improve.web.qr_codes import qr_code, qr_drawing

SCAN = _l("Scan the code with your phone and answer in a minute.")
PRIVATE = _l("Neither your name nor your address or device is stored.")


@blueprint.get("/surveys/<int:survey_id>/qr.svg")
@requires(Permission.MANAGE)
def qr(survey_id: int) -> ResponseReturnValue:
    """The QR code as a file for printers."""
    survey = managed_or_404(survey_id)
    name = f"survey-{survey.public_id}.svg"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(qr_code(public_url(survey)), mimetype="image/svg+xml", headers=headers)


@blueprint.get("/surveys/<int:survey_id>/poster")
@requires(Permission.MANAGE)
def poster(survey_id: int) -> ResponseReturnValue:
    """One A4 page to print and hang up, in all languages of the survey."""
    survey = managed_or_404(survey_id)
    address = public_url(survey)
    versions = queries.versions_of(survey)
    version = next((v for v in versions if v.published_at is not None), versions[0])
    leading = next(iter(s for s in specs_of(version.questions) if s.is_asked), None)
    return render_template(
        "surveys/poster.html",
        survey=survey,
        questions=[(tag_of(code), leading.text.text(code)) for code in version.languages] if leading else [],
        lines=[(tag_of(code), _in(spoken_for(code), SCAN)) for code in version.languages],
        privacy=[(tag_of(code), _in(spoken_for(code), PRIVATE)) for code in version.languages],
        address=address.split("//", 1)[-1],
        drawing=qr_drawing(address, address),
    )


def _in(language: str, text: LazyText) -> str:
    """A text of the catalogs in a language other than the reader's: a poster speaks all of its survey's."""
    with speaking(language):
        return str(text)
