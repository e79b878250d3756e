"""What of a LimeSurvey file has no place here, so that nothing of it is lost without a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from improve.core.messages import LazyText, _l
from improve.surveys.importing.found import FoundSurvey
from improve.surveys.importing.limesurvey_xml import Row
from improve.surveys.importing.markup import plain

if TYPE_CHECKING:
    from improve.surveys.importing.limesurvey import Source

Tables = dict[str, list[Row]]
_TABLES: dict[str, LazyText] = {
    "assessments": _l("Assessments (sums of points) are not taken."),
    "conditions": _l("Conditions of the old notation are not taken; relevance is."),
    "survey_url_parameters": _l("URL parameters: make a hidden field of the code instead."),
    "defaultvalues": _l("Answers filled in beforehand are not taken."),
}
_OF_SURVEY: dict[str, LazyText] = {
    "surveyls_description": _l("The description is not taken; the welcome is."),
    "surveyls_policy_notice": _l(
        "The notice on data protection is not taken; there is one for each survey here."
    ),
    "surveyls_url": _l("The address to go to afterwards is not taken."),
    "startdate": _l("When it opens is not taken."),
    "expires": _l("When it closes is not taken."),
}
_CHECK = _l("Its check of answers is not taken: %(what)s")
_ORDER = _l("It stood in random order; here the order is fixed.")
_LIMIT = _l("A limit of it is not taken: %(what)s")
_BESIDE = _l("The text before or behind its field is not taken: %(what)s")
_FILTER = _l("Its answers depended on those to another question; here all are offered.")
_OF_QUESTION: dict[str, LazyText] = {
    **dict.fromkeys(("em_validation_q", "em_validation_sq"), _CHECK),
    **dict.fromkeys(("random_order", "answer_order", "subquestion_order", "alphasort"), _ORDER),
    **dict.fromkeys(("array_filter", "array_filter_exclude"), _FILTER),
    **dict.fromkeys(
        ("min_num_value", "max_num_value", "equals_num_value", "minimum_chars", "time_limit"),
        _LIMIT,
    ),
    **dict.fromkeys(("prefix", "suffix"), _BESIDE),
    "exclude_all_others": _l("An answer of it excluded all others; here it does not."),
    "other_replace_text": _l("Its own name for “other” is not taken: %(what)s"),
    "other_comment_mandatory": _l("The text behind “other” was required; here it is not."),
    "slider_layout": _l("It was a slider; it is a number here."),
    "multiflexible_checkbox": _l("Its cells were ticked; here they are numbers."),
    "category_separator": _l("Its answers stood in categories; here they are one list."),
}
_NOTHING = frozenset(("", "0", "N", "normal", "parent", "inherit"))
_COMPUTED = re.compile(r"(?<!\{)\{[A-Za-z(][^{}]{0,200}\}(?!\})")


def leave_settings(tables: Tables, survey: FoundSurvey) -> None:
    """What of the survey itself is not taken."""
    for table, what in _TABLES.items():
        if tables.get(table):
            survey.leave(table, what)
    if tables.get("quota"):
        names = ", ".join(dict.fromkeys(row["name"] for row in tables["quota"] if row.get("name")))
        survey.leave(
            "quota",
            _l("Quotas are not taken: %(names)s", names=names) if names else _l("Quotas are not taken."),
        )
    rows = [*tables.get("surveys_languagesettings", []), *tables.get("surveys", [])]
    for column, what in _OF_SURVEY.items():
        if any(plain(row.get(column, "")) for row in rows):
            survey.leave(column, what)
    if any("email" in c and row[c] for row in tables.get("surveys_languagesettings", []) for c in row):
        survey.leave("surveys_languagesettings", _l("Texts of e-mails are not taken."))


def leave_groups(tables: Tables, survey: FoundSurvey) -> None:
    """A page has no heading here: what groups are called and described as is told."""
    rows = [*tables.get("group_l10ns", []), *tables.get("groups", [])]
    names = dict.fromkeys(text for row in rows if (text := plain(row.get("group_name", ""))))
    if names:
        survey.leave("groups", _l("Names of pages are not shown here: %(names)s", names=", ".join(names)))
    for row in rows:
        text = plain(row.get("description", ""), longest=400)
        if text:
            survey.leave("groups", _l("The description of a page is not taken: %(what)s", what=text))
    if any(row.get("randomization_group") for row in rows):
        survey.leave("groups", _l("Its pages came in random order; here the order is fixed."))


def leave_of(source: Source, survey: FoundSurvey) -> None:
    """What of a question is not taken, and what stands in its texts that will not be computed."""
    if source.row.get("preg"):
        survey.leave(source.code, _CHECK % {"what": source.row["preg"]})
    for name, value in source.attributes.items():
        what = _OF_QUESTION.get(name)
        if what is not None and value not in _NOTHING:
            survey.leave(source.code, what % {"what": plain(value)} if "%(what)s" in what.msgid else what)
    if source.row.get("encrypted") == "Y":
        survey.leave(source.code, _l("Its answers were kept encrypted; here they are kept like all others."))
    for text in (source.texts, source.hints):
        for computed in dict.fromkeys(piece for words in text.values() for piece in _COMPUTED.findall(words)):
            survey.leave(
                source.code, _l("Its text computes %(what)s; that stands there as it is.", what=computed)
            )
