"""LimeSurvey's survey and question files (.lss, .lsq), of both generations: texts in tables of their own (since
version 4), or in a row for each language (before). Columns are read by name, unknown tables are left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from improve.core.localized import Localized
from improve.surveys.importing.conditions import joined, with_condition
from improve.surveys.importing.found import Codes, FoundSurvey, UnreadableSurvey, language
from improve.surveys.importing.limesurvey_kinds import questions_of
from improve.surveys.importing.limesurvey_xml import Row, read_xml
from improve.surveys.importing.markup import plain

DOCUMENTS = ("Survey", "Question", "Group")


@dataclass
class Source:
    """A question of the file with everything that belongs to it, whatever its generation."""

    row: Row
    texts: Localized
    hints: Localized
    answers: list[tuple[str, Localized, int]]
    parts: list[tuple[str, Localized, int]]
    attributes: dict[str, str]

    @property
    def code(self) -> str:
        return self.row.get("title", "")

    @property
    def letter(self) -> str:
        return self.row.get("type", "")


def read(data: bytes) -> FoundSurvey:
    """The survey of a file. Raises `UnreadableSurvey`."""
    return survey_of(*read_xml(data))


def survey_of(tables: dict[str, list[Row]], head: dict[str, list[str]]) -> FoundSurvey:
    """The survey in the tables of a file, whatever they were written as. Raises `UnreadableSurvey`."""
    if head["LimeSurveyDocType"][0] not in DOCUMENTS:
        raise UnreadableSurvey(f"A LimeSurvey file of the type {head['LimeSurveyDocType'][0]!r} is not read.")
    tags = _tags(tables, head)
    languages = [code for tag in tags if (code := language(tag)) is not None]
    survey = FoundSurvey(title=_title(tables), languages=list(dict.fromkeys(languages)) or ["en"])
    for tag in tags:
        if language(tag) is None:
            survey.leave(f"language {tag}", "This language is not known here.")
    survey.intro = _setting(tables, "surveyls_welcometext")
    survey.thanks = _setting(tables, "surveyls_endtext")
    _leave_settings(tables, survey)
    codes = Codes()
    survey.renamed = codes.renamed
    groups = {row.get("gid", ""): row.get("grelevance", "") for row in tables.get("groups", [])}
    pages: dict[str, str] = {}
    for source in _sources(tables):
        made = questions_of(source, codes, survey)
        gid = source.row.get("gid", "")
        if made and survey.questions and gid not in pages:
            made[0] = replace(made[0], begins_page=True)
        pages.setdefault(gid, gid)
        for spec in made:
            raw = joined(groups.get(gid, ""), source.row.get("relevance", ""))
            if raw:
                spec = with_condition(spec, raw, f"{source.code}: relevance", survey)
            survey.questions.append(spec)
    return survey


def _tags(tables: dict[str, list[Row]], head: dict[str, list[str]]) -> list[str]:
    """The survey's language first."""
    settings = next(iter(tables.get("surveys", [])), {})
    named = [settings.get("language", ""), *settings.get("additional_languages", "").split()]
    return list(dict.fromkeys(tag for tag in (*named, *head.get("language", [])) if tag))


def _title(tables: dict[str, list[Row]]) -> Localized:
    return _setting(tables, "surveyls_title", longest=120) or Localized.both("LimeSurvey")


def _setting(tables: dict[str, list[Row]], column: str, longest: int = 600) -> Localized | None:
    rows = tables.get("surveys_languagesettings", [])
    found = _localized(
        ((row.get("surveyls_language", ""), row.get(column, "")) for row in rows),
        lines=longest > 120,
        longest=longest,
    )
    return found or None


def _localized(pairs: Iterable[tuple[str, str]], *, lines: bool = False, longest: int = 300) -> Localized:
    texts = {}
    for tag, raw in pairs:
        code, text = language(tag), plain(raw, lines=lines, longest=longest)
        if code is not None and text:
            texts[code] = text
    return Localized(texts)


def _leave_settings(tables: dict[str, list[Row]], survey: FoundSurvey) -> None:
    """What of the survey's settings has no place here."""
    for table, what in (
        ("quota", "Quotas are not taken."),
        ("assessments", "Assessments (sums of points) are not taken."),
        ("conditions", "Conditions of the old notation are not taken; relevance is."),
        ("survey_url_parameters", "URL parameters: make a hidden field of the code instead."),
    ):
        if tables.get(table):
            survey.leave(table, what)
    mails = [c for row in tables.get("surveys_languagesettings", []) for c in row if "email" in c and row[c]]
    if mails:
        survey.leave("surveys_languagesettings", "Texts of e-mails are not taken.")


def _sources(tables: dict[str, list[Row]]) -> list[Source]:
    """The questions in the order of groups and questions."""
    order = {row.get("gid", ""): _whole(row.get("group_order", "")) for row in tables.get("groups", [])}
    texts = _texts(tables)
    answers = _answers(tables)
    attributes: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in tables.get("question_attributes", []):
        if row.get("value") and not row.get("language"):
            attributes[row.get("qid", "")][row.get("attribute", "")] = row["value"]
    parts: defaultdict[str, list[Row]] = defaultdict(list)
    for row in (*tables.get("subquestions", []), *tables.get("questions", [])):
        if _whole(row.get("parent_qid", "")):
            known = {one.get("qid") for one in parts[row["parent_qid"]]}
            if row.get("qid") not in known:
                parts[row["parent_qid"]].append(row)
    unique: dict[str, Row] = {}
    for row in tables.get("questions", []):
        if not _whole(row.get("parent_qid", "")):
            unique.setdefault(row.get("qid", ""), row)
    ordered = sorted(
        unique.values(),
        key=lambda row: (order.get(row.get("gid", ""), 0), _whole(row.get("question_order", ""))),
    )
    return [
        Source(
            row=row,
            texts=texts[0].get(qid, Localized()),
            hints=texts[1].get(qid, Localized()),
            answers=answers.get(qid, []),
            parts=[
                (
                    one.get("title", ""),
                    texts[0].get(one.get("qid", ""), Localized()),
                    _whole(one.get("scale_id", "")),
                )
                for one in sorted(parts[qid], key=lambda one: _whole(one.get("question_order", "")))
            ],
            attributes=attributes[qid],
        )
        for row in ordered
        for qid in (row.get("qid", ""),)
    ]


def _texts(tables: dict[str, list[Row]]) -> tuple[dict[str, Localized], dict[str, Localized]]:
    """Texts and hints by question, from the table of its own or from the rows of each language."""
    rows = tables.get("question_l10ns") or [
        *tables.get("questions", []),
        *tables.get("subquestions", []),
    ]
    # Some files of the new generation keep the texts of subquestions inline.
    rows = [
        *rows,
        *(row for row in tables.get("subquestions", []) if row.get("question") and row.get("language")),
    ]
    texts: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    hints: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        texts[row.get("qid", "")].append((row.get("language", ""), row.get("question", "")))
        hints[row.get("qid", "")].append((row.get("language", ""), row.get("help", "")))
    return (
        {qid: _localized(found, lines=True, longest=4_000) for qid, found in texts.items()},
        {qid: _localized(found) for qid, found in hints.items()},
    )


def _answers(tables: dict[str, list[Row]]) -> dict[str, list[tuple[str, Localized, int]]]:
    """The answers offered by question: code, text, scale."""
    l10ns: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in tables.get("answer_l10ns", []):
        l10ns[row.get("aid", "")].append((row.get("language", ""), row.get("answer", "")))
    grouped: dict[tuple[str, str, int], list[tuple[str, str]]] = {}
    order: dict[tuple[str, str, int], int] = {}
    for row in tables.get("answers", []):
        key = (row.get("qid", ""), row.get("code", ""), _whole(row.get("scale_id", "")))
        own = [(row.get("language", ""), row.get("answer", ""))]
        grouped.setdefault(key, []).extend(l10ns.get(row.get("aid", ""), own))
        order.setdefault(key, _whole(row.get("sortorder", "")))
    out: defaultdict[str, list[tuple[str, Localized, int]]] = defaultdict(list)
    for qid, code, scale in sorted(grouped, key=lambda key: (key[0], key[2], order[key])):
        out[qid].append((code, _localized(grouped[qid, code, scale]), scale))
    return out


def _whole(text: str) -> int:
    return int(text) if text.strip().isascii() and text.strip().isdigit() and len(text) < 10 else 0
