"""The list of surveys, and one survey for those who look after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import db
from improve.core.messages import LazyText, _, _n
from improve.core.policy import allows
from improve.surveys import queries
from improve.surveys.alerts.queries import unseen_count
from improve.surveys.importing.answers import code_for
from improve.surveys.languages import own_name
from improve.surveys.models import Survey
from improve.surveys.policy import WHOLE, Permission, may_manage, may_read_results
from improve.surveys.processing.queries import notice_of
from improve.surveys.queries.results import Headline
from improve.surveys.retention.queries import terms_of
from improve.surveys.rules import anonymity, publishing
from improve.surveys.rules.standing import Standing, closes_soon
from improve.surveys.sittings import service as sittings
from improve.surveys.trials import service as trials
from improve.surveys.values.questions import specs_of
from improve.surveys.views.figures import interval, score_short
from improve.surveys.views.routes import blueprint
from improve.surveys.views.wording import group_name, kind_name, public_url
from improve.web.access import current_actor, found_or_404, requires
from improve.web.formatting import day
from improve.web.qr_codes import qr_drawing
from improve.web.tables import page_number, paginate


@dataclass(frozen=True)
class Line:
    """One survey in the list."""

    survey: Survey
    standing: Standing
    headline: Headline
    closes_soon: bool


@blueprint.get("/surveys/")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """All surveys one may see, running ones first."""
    page = paginate(queries.newest_first(queries.visible_to(current_actor())), page=page_number())
    lines = lines_of(page.items)
    running = sum(1 for line in lines if line.standing is Standing.OPEN)
    return render_template(
        "surveys/index.html",
        page=page,
        lines=lines,
        running=running,
        may_whole=allows(current_actor(), Permission.MANAGE, WHOLE),
        interval=interval,
        score_short=score_short,
    )


def lines_of(surveys: Sequence[Survey]) -> list[Line]:
    """The surveys with what the list says of them."""
    found = queries.headlines(surveys)
    today = queries.company_today()
    out = []
    for survey in surveys:
        standing = queries.standing_of(survey)
        soon = closes_soon(standing, survey.closes_on, today)
        out.append(Line(survey, standing, found[survey.id], soon))
    return out


def visible_or_404(survey_id: int) -> Survey:
    """The survey, if this person may see it."""
    found = db.session.scalar(queries.visible_to(current_actor()).where(Survey.id == survey_id))
    survey: Survey = found_or_404(found)
    return survey


def managed_or_404(survey_id: int) -> Survey:
    """The survey, if this person may edit it; to all others it answers like a missing one."""
    found = db.session.scalar(queries.managed_by(current_actor()).where(Survey.id == survey_id))
    survey: Survey = found_or_404(found)
    return survey


@blueprint.get("/surveys/<int:survey_id>")
@requires(Permission.READ)
def show(survey_id: int) -> ResponseReturnValue:
    """What a survey asks, its link, and what can be done with it. Who may not manage it reads the results."""
    survey = visible_or_404(survey_id)
    if not may_manage(current_actor(), survey):
        return redirect(url_for("surveys.results", survey_id=survey.id))
    versions = queries.versions_of(survey)
    draft = next((version for version in versions if version.published_at is None), None)
    published = next((version for version in versions if version.published_at is not None), None)
    version = draft or published
    assert version is not None  # noqa: S101  (every survey has a wording)
    specs = specs_of(version.questions)
    texts = queries.texts_of(survey, version)
    problems: list[LazyText] = []
    if draft is not None:
        missing = queries.missing_texts(survey, version)
        problems = publishing.problems(specs, missing, survey.closes_on, queries.company_today())
    return render_template(
        "surveys/show.html",
        survey=survey,
        heading=_heading(survey, queries.standing_of(survey), problems),
        standing=queries.standing_of(survey),
        version=version,
        is_draft=draft is not None,
        is_revision=draft is not None and published is not None,
        specs=specs,
        completeness=[(code, *publishing.completeness(texts, code)) for code in version.languages],
        problems=problems,
        responses=queries.response_count(queries.counts_of(survey.id)),
        public_url=public_url(survey),
        drawing=qr_drawing(public_url(survey), str(_("QR code of the link"))),
        offers_score=bool(specs) and specs[0].is_score,
        kind_name=kind_name,
        group_name=lambda spec, group: group_name(specs, spec, group),
        own_name=own_name,
        last_page=max((spec.page for spec in specs if spec.is_asked), default=1),
        unfinished=sum(sittings.left_after(survey.id).values()),
        tests=trials.count(survey.id),
        terms=terms_of(survey.id),
        notice=notice_of(survey.id),
        alerts=unseen_count(survey.id),
        anonymity_name=anonymity.NAMES[survey.anonymity],
        anonymity_kept=anonymity.KEPT[survey.anonymity],
        may_read=may_read_results(current_actor(), survey),
        answers_code=code_for(survey),
    )


def _heading(survey: Survey, standing: Standing, problems: list[LazyText]) -> str:
    """Where the survey stands and what comes next."""
    title = {"title": survey.title}
    if standing is Standing.DRAFT and problems:
        return _n(
            "“%(title)s”: %(n)s step before it can be published",
            "“%(title)s”: %(n)s steps before it can be published",
            len(problems),
            **title,
        )
    if standing is Standing.DRAFT:
        return _("“%(title)s” is ready to be published", **title)
    if standing is Standing.NOT_YET and survey.opens_on is not None:
        return _("“%(title)s” opens on %(day)s", day=day(survey.opens_on), **title)
    if standing is Standing.OPEN and survey.closes_on is not None:
        return _("“%(title)s” takes answers until %(day)s", day=day(survey.closes_on), **title)
    if standing is Standing.OPEN:
        return _("“%(title)s” takes answers", **title)
    ended = survey.closes_on if standing is Standing.ENDED else survey.closed_at
    if ended is None:
        return _("“%(title)s” is closed", **title)
    return _("“%(title)s” ended on %(day)s", day=day(ended), **title)
