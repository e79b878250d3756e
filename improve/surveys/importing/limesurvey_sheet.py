"""LimeSurvey's structure as a tab-separated text: a row for each setting, group, question, subquestion and answer, the
whole once for each language. It becomes the tables that its XML has."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from improve.surveys.importing.found import UnreadableSurvey
from improve.surveys.importing.limesurvey_xml import MOST_ROWS, Row

_NEEDED = frozenset(("class", "type/scale", "name", "text"))
# Columns that mean the same for every row; all others are attributes of a question.
_COMMON = frozenset(
    (
        *_NEEDED,
        *(
            "id",
            "related_id",
            "relevance",
            "help",
            "language",
            "validation",
            "mandatory",
            "encrypted",
            "other",
        ),
        *("default", "same_default", "same_script", "random", "random_group"),
    )
)
_LANGUAGE_SETTING = "surveyls_"
_LEFT = {"AS": "assessments", "QTA": "quota", "QTAM": "quota", "QTALS": "quota", "C": "conditions"}
Tables = dict[str, list[Row]]


def is_structure(text: str) -> bool:
    """Does the first line name the columns of such a file?"""
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    return {name.strip().strip('"').lower() for name in first.split("\t")} >= _NEEDED


def read(text: str) -> tuple[Tables, dict[str, list[str]]]:
    """The tables and the head, as `limesurvey_xml.read_xml` answers them. Raises `UnreadableSurvey`."""
    sheet = _Sheet()
    for number, row in enumerate(_rows(text)):
        if number >= MOST_ROWS:
            raise UnreadableSurvey("The file has too many rows.")
        sheet.take(row)
    sheet.end()
    return dict(sheet.tables), {"LimeSurveyDocType": ["Survey"], "language": list(sheet.languages)}


def _rows(text: str) -> Iterator[Row]:
    try:
        reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter="\t", restkey="")
        for record in reader:
            yield {
                (name or "").strip().lower(): (value or "").strip()
                for name, value in record.items()
                if isinstance(value, str)
            }
    except csv.Error as error:
        raise UnreadableSurvey(f"The text cannot be taken apart: {error}.") from error


@dataclass
class _Sheet:
    """The tables so far, and where in the file we are: which group and which question."""

    tables: defaultdict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    languages: dict[str, Row] = field(default_factory=dict)
    settings: Row = field(default_factory=dict)
    ids: dict[tuple[str, ...], str] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    gid: str = ""
    question: Row = field(default_factory=dict)

    def take(self, row: Row) -> None:
        """One row of the file."""
        what = row.get("class", "").upper()
        if what == "S":
            self.settings[row.get("name", "")] = row.get("text", "")
        elif what == "SL":
            language = self.languages.setdefault(row.get("language", ""), {})
            language[row.get("name", "")] = row.get("text", "")
        elif what in _TAKEN:
            _TAKEN[what](self, row)
        elif what in _LEFT:
            self.tables[_LEFT[what]].append(row)

    def end(self) -> None:
        """What is known only when all rows were read."""
        self.tables["surveys"].append(self.settings)
        self.tables["surveys_languagesettings"] += [
            {**row, "surveyls_language": language} for language, row in self.languages.items() if language
        ]

    def _id(self, *key: str) -> str:
        """The number of something that stands in the file once for each language."""
        return self.ids.setdefault(key, str(len(self.ids) + 1))

    def group(self, row: Row) -> None:
        """Groups of one language stand in the order of those of another."""
        language = row.get("language", "")
        self.groups[language] = order = self.groups.get(language, 0) + 1
        self.gid = self._id("group", str(order))
        self.tables["groups"].append(
            {
                "gid": self.gid,
                "group_order": str(order),
                "grelevance": row.get("relevance", ""),
                "group_name": row.get("name", ""),
                "description": row.get("text", ""),
            }
        )

    def ask(self, row: Row) -> None:
        """A question in one language, with its attributes."""
        qid = self._id("question", row.get("name", ""))
        self.question = {
            **{name: row.get(name, "") for name in ("help", "language", "mandatory", "other", "relevance")},
            "qid": qid,
            "parent_qid": "0",
            "gid": self.gid,
            "type": row.get("type/scale", ""),
            "title": row.get("name", ""),
            "question": row.get("text", ""),
            "question_order": qid,
            "preg": row.get("validation", ""),
            "encrypted": row.get("encrypted", ""),
        }
        if row.get("default"):
            self.tables["defaultvalues"].append({"qid": qid})
        self.tables["questions"].append(self.question)
        self.tables["question_attributes"] += [
            {"qid": qid, "attribute": name, "value": value}
            for name, value in row.items()
            if name and name not in _COMMON and value
        ]

    def part(self, row: Row) -> None:
        """A subquestion in one language."""
        parent, scale = self.question.get("qid", ""), row.get("type/scale", "") or "0"
        qid = self._id("part", parent, scale, row.get("name", ""))
        self.tables["subquestions"].append(
            {
                "qid": qid,
                "parent_qid": parent,
                "title": row.get("name", ""),
                "question": row.get("text", ""),
                "language": row.get("language", ""),
                "scale_id": scale,
                "question_order": qid,
            }
        )

    def answer(self, row: Row) -> None:
        """An answer offered, in one language."""
        parent, scale = self.question.get("qid", ""), row.get("type/scale", "") or "0"
        self.tables["answers"].append(
            {
                "qid": parent,
                "code": row.get("name", ""),
                "answer": row.get("text", ""),
                "language": row.get("language", ""),
                "scale_id": scale,
                "sortorder": self._id("answer", parent, scale, row.get("name", "")),
            }
        )


_TAKEN = {"G": _Sheet.group, "Q": _Sheet.ask, "SQ": _Sheet.part, "A": _Sheet.answer}

__all__ = ["is_structure", "read"]
