"""The link of a survey on paper: QR code and poster."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from improve.core.messages import LazyText, _l
from improve.surveys import queries
from improve.surveys.languages import spoken_for, tag_of
from improve.surveys.models import Anonymity, Survey
from improve.surveys.policy import Permission
from improve.surveys.rules import anonymity
from improve.surveys.values.questions import specs_of
from improve.surveys.views.overview import managed_or_404
from improve.surveys.views.routes import blueprint
from improve.surveys.views.wording import public_url
from improve.web.access import requires
from improve.web.i18n import speaking
from improve.web.qr_codes import qr_code, qr_drawing

SCAN = _l("Scan the code with your phone and answer in a minute.")
PRIVATE = _l("Neither your name nor your address or device is stored.")


def _private(survey: Survey) -> LazyText:
    """What the poster promises; of other than anonymous surveys the time is kept, too."""
    return PRIVATE if survey.anonymity == Anonymity.ANONYMOUS else anonymity.SAID[survey.anonymity]


@blueprint.get("/surveys/<int:survey_id>/qr.svg")
@requires(Permission.MANAGE)
def qr(survey_id: int) -> ResponseReturnValue:
    """The QR code as a file for printers."""
    survey = managed_or_404(survey_id)
    name = f"survey-{survey.public_id}.svg"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(qr_code(public_url(survey)), mimetype="image/svg+xml", headers=headers)


Said = list[tuple[str, str]]
"""Language tags with a sentence in each."""


@dataclass(frozen=True)
class SaidOnPosters:
    """What a poster says besides its link, in all languages of the survey."""

    questions: Said
    lines: Said
    privacy: Said


@dataclass(frozen=True)
class Poster:
    """One A4 sheet; `place` is where it hangs."""

    said: SaidOnPosters
    address: str
    drawing: Markup
    place: str = ""


@blueprint.get("/surveys/<int:survey_id>/poster")
@requires(Permission.MANAGE)
def poster(survey_id: int) -> ResponseReturnValue:
    """One A4 page to print and hang up, in all languages of the survey."""
    survey = managed_or_404(survey_id)
    sheet = poster_of(survey, public_url(survey), "", said_on_posters(survey))
    return render_template("surveys/posters.html", survey=survey, sheets=[sheet], errors={})


def poster_of(survey: Survey, address: str, place: str, said: SaidOnPosters) -> Poster:
    """The poster of a link. Under the code stands the survey's plain link: nobody types a place."""
    return Poster(said, public_url(survey).split("//", 1)[-1], qr_drawing(address, address), place)


def said_on_posters(survey: Survey) -> SaidOnPosters:
    """What every poster of the survey says."""
    versions = queries.versions_of(survey)
    version = next((v for v in versions if v.published_at is not None), versions[0])
    leading = next(iter(s for s in specs_of(version.questions) if s.is_asked), None)
    tags = [(tag_of(code), code) for code in version.languages]
    return SaidOnPosters(
        questions=[(tag, leading.text.text(code)) for tag, code in tags] if leading else [],
        lines=[(tag, _in(spoken_for(code), SCAN)) for tag, code in tags],
        privacy=[(tag, _in(spoken_for(code), _private(survey))) for tag, code in tags],
    )


def _in(language: str, text: LazyText) -> str:
    """A text of the catalogs in a language other than the reader's: a poster speaks all of its survey's."""
    with speaking(language):
        return str(text)
