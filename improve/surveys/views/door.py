"""What the public pages of a survey share: who stands before the door, in which language, and what they see."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

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
from improve.surveys.uploads.service import names_of
from improve.surveys.views import sheet as sheets
from improve.surveys.views.sheet import Sheet
from improve.surveys.views.speech import Speech, choose

DOOR = "customers answer without an account"
# A counter's tablet goes back to the start after so many seconds.
KIOSK_IDLE, KIOSK_THANKS = 90, 8


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


def frame(template: str, visit: Visit | None, **context: object) -> str:
    """A page of the public door, in its language, with links to the others."""
    speech = visit.speech if visit is not None else choose(None)
    endpoint = str(request.endpoint)
    keep = {
        "surveys.thanks",
        "surveys.resume",
        "surveys.correct",
        "surveys.ask_withdrawal",
        "surveys.invited",
        "surveys.read_notice",
    }
    address = dict(request.view_args or {})
    if endpoint == "surveys.take_invited":
        endpoint = "surveys.invited"
    elif endpoint not in keep:
        endpoint, address = "surveys.ask", {"public_id": address["public_id"]}
    extra = {name: value for name in ("kiosk", "to", "n") if (value := request.args.get(name))}
    if is_framed():
        extra[FIELD] = "1"
    sites = allow_framing(visit.survey.id) if visit is not None else []
    score = context.pop("score", None)
    return render_template(
        template,
        survey=visit.survey if visit is not None else None,
        version=visit.version if visit is not None else None,
        speech=speech,
        say=lambda text: sheets.said(text, speech.code),
        languages=speech.others(endpoint, **{**extra, **address, "score": score or None}),
        is_preview=False,
        said_of=anonymity.said(
            visit.survey.anonymity if visit is not None else Anonymity.ANONYMOUS,
            by_link=visit is not None and visit.invited is not None,
        ),
        frame_sites=sites,
        **{"is_kiosk": False, "start": None, **context},
    )


def sheet_page(
    sheet: Sheet, visit: Visit, *, action: str, status: int = 200, token: str = ""
) -> tuple[str, int]:
    """The page of a questionnaire. One that is shown again keeps its nonce while it is good, so that a double
    click still counts once."""
    public_id = visit.survey.public_id
    assert visit.version is not None  # noqa: S101  (a sheet was made of it)
    token = token or request.form.get("csrf_token", "")
    if request.method == "POST" and nonces.read(token, public_id) is None:
        token = ""
    if not token:
        token = nonces.issue(public_id, visit.version.id)
    sheet.file_names = names_of(visit.survey.id, sheet.file_keys)
    page = frame(
        "surveys/public/sheet.html",
        visit,
        score=sheet.leading_given,
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
    known = request.args if request.method == "GET" else {}
    hidden = {name: value for name, value in known.items() if name not in ("kiosk", "lang", "score", "to")}
    if request.method == "POST":
        prefix = sheets.PREFIX
        hidden = {k.removeprefix(prefix): v for k, v in request.form.items() if k.startswith(prefix)}
        hidden = _only_hidden(visit, hidden)
    # Never through `url_for`: some names mean something to it (`endpoint`, `_scheme`), and these are visitors' own.
    address = url_for("surveys.ask", public_id=visit.survey.public_id)
    return f"{address}?{urlencode({**hidden, 'kiosk': '1'})}"


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
