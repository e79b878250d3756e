"""Results: the score with its interval, how it moved, how people answered, what they wrote."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.core.messages import _, _p
from improve.surveys import queries
from improve.surveys.intents.queries import clicks_of
from improve.surveys.policy import Permission, may_manage, may_read_results
from improve.surveys.queries.rates import rates_of
from improve.surveys.queries.report import CommentCounts, Report, results_of
from improve.surveys.rules import anonymity
from improve.surveys.values.kinds import NO, NOT_SURE, OTHER, YES, Group
from improve.surveys.views import figures
from improve.surveys.views.control import control_of
from improve.surveys.views.overview import visible_or_404
from improve.surveys.views.routes import blueprint
from improve.surveys.views.sight import Sight, sight_of
from improve.surveys.views.split_table import split_table
from improve.surveys.views.wording import GROUP_NAMES, SCORE_NAMES
from improve.web.access import current_actor, requires
from improve.web.tables import Page, page_number

COMMENTS_PER_PAGE = 20


@blueprint.get("/surveys/<int:survey_id>/results")
@requires(Permission.READ)
def results(survey_id: int) -> ResponseReturnValue:
    """The results of a survey; who may not read comments and single answers gets the headline."""
    survey = visible_or_404(survey_id)
    actor = current_actor()
    full = may_read_results(actor, survey)
    sight = sight_of(survey)
    narrowed = full and sight.is_narrowed
    scope = sight.scope if narrowed else None
    report = results_of(survey, sight.by, scope, sight.specs, days=sight.days)
    leading = report.leading
    control = control_of(leading, report.by) if leading else None
    return render_template(
        "surveys/results.html",
        survey=survey,
        anonymity_name=anonymity.NAMES[survey.anonymity],
        standing=queries.standing_of(survey),
        report=report,
        leading=leading,
        full=full,
        may_manage=may_manage(actor, survey),
        heading=figures.heading(report),
        sentence=figures.comparison(leading, report.by) if leading else None,
        distribution=figures.distribution(leading) if leading and full else None,
        trend=figures.trend(leading, report.by) if leading and control is None else None,
        control=control,
        points=leading.trend if leading else [],
        period_name=figures.period_name,
        clicks=clicks_of(survey, leading.score if leading else None) if full and not narrowed else None,
        sight=sight,
        narrowed=narrowed,
        rates=rates_of(survey, sight.specs, report.responses) if report.responses and not narrowed else None,
        split=split_table(sight) if full and report.is_shown and sight.scope.segment is None else None,
        interval=figures.interval,
        value=figures.value,
        score_names=SCORE_NAMES,
        values={
            YES: _p("answer", "Yes"),
            NO: _p("answer", "No"),
            OTHER: _p("choice", "Other"),
            NOT_SURE: _("Cannot say"),
        },
        comments=_comments(sight, report) if full else None,
    )


def _comments(sight: Sight, report: Report) -> dict[str, object] | None:
    """One page of what people wrote to one question, of one group or of all."""
    if not report.comments:
        return None
    asked = request.args.get("question")
    counts = next((c for c in report.comments if c.spec.code == asked), report.comments[0])
    group = next((g for g in Group if g == request.args.get("group") and counts.groups[g] is not None), None)
    total = counts.n if group is None else counts.groups[group] or 0
    number = page_number()
    found = queries.comments(
        sight.survey.id,
        counts.spec.code,
        segment=sight.scope.segment,
        days=sight.scope.days,
        group=group,
        limit=COMMENTS_PER_PAGE,
        offset=(number - 1) * COMMENTS_PER_PAGE,
    )
    return {
        "counts": counts,
        "group": group,
        "page": Page(found, number, COMMENTS_PER_PAGE, total),
        "names": group_names(report, counts),
    }


def group_names(report: Report, counts: CommentCounts) -> dict[Group, object]:
    """The groups that may be told apart, with their names."""
    about = next((s.spec for s in report.scores if s.spec.code == counts.spec.about), None)
    kind = about or (report.leading.spec if report.leading else None)
    if kind is None:
        return {}
    return {g: name for g, name in GROUP_NAMES[kind.kind].items() if counts.groups[g] is not None}
