"""What the public pages of a survey share: who stands before the door, in which language, and what they see."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.policy import VISITOR
from improve.surveys import nonces, queries
from improve.surveys.framing.answers import FIELD, allow_framing, is_framed
from improve.surveys.invitations.spending import Invited
from improve.surveys.models import Anonymity, Survey, Version
from improve.surveys.processing.queries import notice_of
from improve.surveys.retention.queries import terms_of
from improve.surveys.rules import anonymity
from improve.surveys.rules.standing import Standing
from improve.surveys.segments.chosen import chosen_for
from improve.surveys.uploads.service import names_of
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import leading_score
from improve.surveys.views import sheet as sheets
from improve.surveys.views.sheet import Sheet
from improve.surveys.views.speech import Speech, choose, with_query

DOOR = "customers answer without an account"
# A counter's tablet goes back to the start after so many seconds.
KIOSK_IDLE, KIOSK_THANKS = 90, 8
# What a change of language takes along from the address, and where the pages are read again.
_GOES_ALONG = ("kiosk", "to", "receipt", "key", "n")
_READ_AT = {
    "surveys.thanks": "surveys.thanks",
    "surveys.follow": "surveys.thanks",
    "surveys.resume": "surveys.resume",
    "surveys.correct": "surveys.correct",
    "surveys.change": "surveys.correct",
    "surveys.ask_withdrawal": "surveys.ask_withdrawal",
    "surveys.withdraw": "surveys.ask_withdrawal",
    "surveys.invited": "surveys.invited",
    "surveys.read_notice": "surveys.read_notice",
    "surveys.take_invited": "surveys.invited",
}
Here = tuple[str, dict[str, str]]
"""An address, and what stands in its query."""


@dataclass(frozen=True)
class Visit:
    """A visitor before a survey; `version` is None while nothing is published."""

    survey: Survey
    version: Version | None
    speech: Speech
    invited: Invited | None = None

    @property
    def action(self) -> str:
        """Where the form of this visitor goes: through the public link or a personal one."""
        if self.invited is None:
            return url_for("surveys.take", public_id=self.survey.public_id)
        return url_for("surveys.take_invited", public_id=self.survey.public_id, token=self.invited.token)

    def resume_at(self, key: str) -> str:
        """Where this visitor goes on later; a personal link stays one."""
        if self.invited is None:
            return url_for("surveys.resume", public_id=self.survey.public_id, key=key)
        return url_for("surveys.invited", public_id=self.survey.public_id, token=self.invited.token, key=key)


def enter(public_id: str, version_id: int | None = None) -> Visit | None:
    """The survey of the link, with its language chosen. Whoever is signed in is a visitor here.

    `version_id` is the wording that a form was made for: who began with one ends with it.
    """
    g.actor = VISITOR
    found = queries.by_public_id(public_id, version_id)
    version = found[1] if found is not None else None
    speech = choose(version.languages if version is not None else None)
    return None if found is None else Visit(found[0], version, speech)


def enter_before_reading(public_id: str) -> Version | None:
    """The wording that a form with files may be for; other forms need not know before they are read."""
    if request.mimetype != "multipart/form-data":
        return None
    found = queries.by_public_id(public_id)
    return found[1] if found is not None else None


def frame(template: str, visit: Visit | None, *, here: Here | None = None, **context: object) -> str:
    """A page of the public door, in its language, with links to the others; `here` is where they lead."""
    speech = visit.speech if visit is not None else choose(None)
    address, values = here or _here()
    if context.get("start") and request.endpoint == "surveys.thanks":
        values = {**values, "next": str(context["start"])}
    if is_framed():
        values = {**values, FIELD: "1"}
    sites = allow_framing(visit.survey.id) if visit is not None else []
    return render_template(
        template,
        survey=visit.survey if visit is not None else None,
        version=visit.version if visit is not None else None,
        speech=speech,
        say=lambda text: sheets.said(text, speech.code),
        languages=speech.others(address, values),
        is_preview=False,
        said_of=anonymity.said(
            visit.survey.anonymity if visit is not None else Anonymity.ANONYMOUS,
            by_link=visit is not None and visit.invited is not None,
        ),
        goes_along=_goes_along(visit),
        frame_sites=sites,
        **{"is_kiosk": False, "start": None, **context},
    )


def _goes_along(visit: Visit | None) -> list[str]:
    """What was noted of the contact and is stored with the answers, by its names."""
    if visit is None or visit.invited is None or visit.survey.anonymity == Anonymity.ANONYMOUS:
        return []
    return [code for code in chosen_for(visit.survey.id).taken if visit.invited.attributes.get(code)]


def _here() -> Here:
    """The page that is shown, or the one that a sent form belongs to, with what its address says."""
    given = dict(request.view_args or {})
    endpoint = _READ_AT.get(str(request.endpoint), "")
    values = {name: value for name in _GOES_ALONG if (value := request.args.get(name))}
    if endpoint:
        return url_for(endpoint, **given), values
    return url_for("surveys.ask", public_id=given["public_id"]), values


def _here_of(sheet: Sheet, visit: Visit) -> Here:
    """Where a page of a questionnaire is found again: with what was kept, else at its beginning with what the
    address had filled in."""
    endpoint, given = str(request.endpoint), dict(request.view_args or {})
    if endpoint in ("surveys.correct", "surveys.change"):
        return url_for("surveys.correct", **given), {}
    if sheet.key and visit.invited is None:
        return visit.resume_at(sheet.key), {}
    leading = leading_score(sheet.specs)
    of_address = [spec.code for spec in sheet.specs if spec.kind is Kind.HIDDEN]
    own = {
        "key": sheet.key,
        "score": sheet.cleaned.get(leading.code, "") if leading is not None else "",
        "kiosk": "1" if sheet.is_kiosk else "",
    }
    given = {code: sheet.cleaned.get(code, "") for code in of_address} | own
    # A form is sent to the address that it is read at.
    return visit.action, {name: value for name, value in given.items() if value}


def sheet_page(
    sheet: Sheet, visit: Visit, *, action: str, status: int = 200, token: str = ""
) -> tuple[str, int]:
    """The page of a questionnaire. One that is shown again keeps its nonce while it is good, so that a double
    click still counts once; `token` is one that was looked at already."""
    public_id = visit.survey.public_id
    assert visit.version is not None  # noqa: S101  (a sheet was made of it)
    if not token:
        token = request.form.get("csrf_token", "")
        if nonces.read(token, public_id) is None:
            token = nonces.issue(public_id, visit.version.id)
    sheet.file_names = names_of(visit.survey.id, sheet.file_keys)
    page = frame(
        "surveys/public/sheet.html",
        visit,
        here=_here_of(sheet, visit),
        sheet=sheet,
        terms=terms_of(visit.survey.id),
        notice=notice_of(visit.survey.id),
        token=token,
        action=action,
        resume_at=visit.resume_at(sheet.key) if sheet.key else "",
        echo=sheets.echo,
        is_kiosk=sheet.is_kiosk,
        start=start_of(visit) if sheet.is_kiosk else None,
    )
    return page, status


def start_of(visit: Visit) -> str:
    """Where the next one begins at a kiosk, with the hidden fields of the address it was set up with."""
    given = request.args.to_dict()
    if request.method == "POST":
        form = request.form.items()
        given = {k.removeprefix(sheets.PREFIX): v for k, v in form if k.startswith(sheets.PREFIX)}
    address = url_for("surveys.ask", public_id=visit.survey.public_id)
    return with_query(address, {**_only_hidden(visit, given), "kiosk": "1"})


def _only_hidden(visit: Visit, values: dict[str, str]) -> dict[str, str]:
    codes = {row.code for row in visit.version.questions if row.kind == "hidden"} if visit.version else set()
    return {name: value for name, value in values.items() if name in codes}


def unknown() -> ResponseReturnValue:
    """Nothing is known under this address."""
    return frame("surveys/public/unknown.html", None), 404


def full(visit: Visit, *, status: int = 410) -> ResponseReturnValue:
    """Enough people have answered, or enough of those like this one."""
    return frame("surveys/public/full.html", visit), status


_GET_STATUS = {Standing.DRAFT: 403, Standing.NOT_YET: 403, Standing.ENDED: 410, Standing.CLOSED: 410}


def not_open(visit: Visit, standing: Standing, *, status: int | None = None) -> ResponseReturnValue:
    """It takes no answers now, and why."""
    opens_on = visit.survey.opens_on if standing is Standing.NOT_YET else None
    page = frame(
        "surveys/public/not_open.html",
        visit,
        is_over=standing in (Standing.ENDED, Standing.CLOSED),
        is_expired=standing is Standing.ENDED,
        opens_on=opens_on,
    )
    return page, status or _GET_STATUS.get(standing, 404)
