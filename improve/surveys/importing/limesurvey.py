"""LimeSurvey's survey and question files (.lss, .lsq), of both generations: texts in tables of their own (since
version 4), or in a row for each language (before). Columns are read by name, unknown tables are left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from improve.core.localized import Localized
from improve.core.messages import _l
from improve.surveys.importing.conditions import joined, with_condition
from improve.surveys.importing.found import Codes, FoundSurvey, UnreadableSurvey, language
from improve.surveys.importing.limesurvey_kinds import questions_of
from improve.surveys.importing.limesurvey_left import leave_groups, leave_of, leave_settings
from improve.surveys.importing.limesurvey_xml import Row, read_xml
from improve.surveys.importing.markup import plain

DOCUMENTS = ("Survey", "Question", "Group")
LONGEST_SETTING = 600  # characters of what is said before and after the questions


class _Paging:
    """Where pages begin: with each group, with each question (format S), or nowhere (A)."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.format = next(iter(tables.get("surveys", [])), {}).get("format", "")
        self.group: str | None = None

    def begins(self, gid: str, *, first: bool) -> bool:
        """Does a question that stands on a page begin one? The very first does not. `first`: it is the first that a
        question of the file became."""
        before, self.group = self.group, gid
        if before is None or self.format == "A":
            return False
        return before != gid or (self.format == "S" and first)


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
            survey.leave(f"language {tag}", _l("This language is not known here."))
    survey.intro = _setting(tables, "surveyls_welcometext")
    survey.thanks = _setting(tables, "surveyls_endtext")
    for name, text in (("surveyls_welcometext", survey.intro), ("surveyls_endtext", survey.thanks)):
        if text is not None and any(
            len(words) == LONGEST_SETTING and words.endswith("…") for words in text.values()
        ):
            survey.leave(name, _l("Its text is cut after %(n)s characters.", n=LONGEST_SETTING))
    leave_settings(tables, survey)
    leave_groups(tables, survey)
    codes = Codes()
    survey.renamed = codes.renamed
    groups = {row.get("gid", ""): row.get("grelevance", "") for row in tables.get("groups", [])}
    paging = _Paging(tables)
    for source in _sources(tables):
        made = questions_of(source, codes, survey)
        leave_of(source, survey)
        gid = source.row.get("gid", "")
        for place, spec in enumerate(made):
            if spec.is_asked and paging.begins(gid, first=place == 0):
                spec = replace(spec, begins_page=True)
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


def _setting(tables: dict[str, list[Row]], column: str, longest: int = LONGEST_SETTING) -> Localized | None:
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


def _sources(tables: dict[str, list[Row]]) -> list[Source]:
    """The questions in the order of groups and questions."""
    order = {row.get("gid", ""): _whole(row.get("group_order", "")) for row in tables.get("groups", [])}
    texts = _texts(tables)
    answers = _answers(tables)
    attributes: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in tables.get("question_attributes", []):
        own = attributes[row.get("qid", "")]
        if row.get("value") and (not row.get("language") or row.get("attribute", "") not in own):
            own[row.get("attribute", "")] = row["value"]
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
