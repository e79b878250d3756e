"""The page of comments: themes, the words that set a class apart, and the comments behind each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.surveys.codebook.queries import codes_of
from improve.surveys.models import Survey
from improve.surveys.policy import Permission, may_manage, may_read_results
from improve.surveys.queries.report import CommentCounts, Report, results_of
from improve.surveys.themes import queries
from improve.surveys.themes.queries import Said
from improve.surveys.themes.rules import Keyword
from improve.surveys.themes.values import USUAL, Theme
from improve.surveys.themes.words import mentions
from improve.surveys.values.kinds import Group
from improve.surveys.views.overview import visible_or_404
from improve.surveys.views.results import group_names
from improve.surveys.views.routes import blueprint
from improve.web.access import current_actor, found_or_404, requires
from improve.web.tables import Page, page_number

PER_PAGE = 20


@dataclass(frozen=True)
class Written:
    """The comments to one question, for a reader who may read them."""

    survey: Survey
    report: Report
    counts: CommentCounts
    names: dict[Group, object]

    @property
    def code(self) -> str:
        return self.counts.spec.code


def written_or_404(survey_id: int) -> Written | None:
    """The question whose comments were asked for, else the first; None while there are none to show."""
    survey = visible_or_404(survey_id)
    if not may_read_results(current_actor(), survey):
        found_or_404(None)
    report = results_of(survey)
    if not report.comments:
        return None
    asked = request.values.get("question", "")
    counts = next((c for c in report.comments if c.spec.code == asked), report.comments[0])
    return Written(survey, report, counts, group_names(report, counts))


@blueprint.get("/surveys/<int:survey_id>/comments")
@requires(Permission.READ_RESULTS)
def comments(survey_id: int) -> ResponseReturnValue:
    """What people wrote, by class, by word and by theme."""
    survey = visible_or_404(survey_id)
    written = written_or_404(survey_id)
    if written is None:
        return render_template("surveys/comments.html", survey=survey, written=None)
    said = queries.newest(survey.id, written.code)
    group = next((one for one in written.names if one == request.args.get("group")), None)
    mine = said if group is None else [one for one in said if one.group is group]
    found = queries.keywords_of(survey, said, group)
    themes = themes_of(survey)
    counted = queries.themes_in(survey, mine, themes)
    theme = next((one.theme for one in counted if one.theme.key == request.args.get("theme")), None)
    word = next((one for one in found if one.key == request.args.get("word")), None)
    chosen = _chosen(mine, word, theme)
    number = page_number()
    start = (number - 1) * PER_PAGE
    return render_template(
        "surveys/comments.html",
        survey=survey,
        written=written,
        read=len(said),
        group=group,
        keywords=found,
        themes=counted,
        word=word,
        chosen_theme=theme,
        page=Page(chosen[start : start + PER_PAGE], number, PER_PAGE, len(chosen)),
        fewest=queries.fewest(survey),
        may_manage=may_manage(current_actor(), survey),
        has_codes=themes is not USUAL,
    )


def themes_of(survey: Survey) -> Sequence[Theme]:
    """The codes of the survey that have words, else the usual themes."""
    own = tuple(
        Theme(str(code.id), code.name, code.word_list, code.description)
        for code in codes_of(survey.id)
        if code.word_list
    )
    return own or USUAL


def _chosen(said: list[Said], word: Keyword | None, theme: Theme | None) -> list[Said]:
    if word is not None:
        said = queries.with_word(said, word.key)
    if theme is not None:
        said = [one for one in said if mentions(one.text, theme.words)]
    return said
