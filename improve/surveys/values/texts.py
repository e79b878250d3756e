"""What people fill in about a question, one class for each form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from improve.core.localized import Localized
from improve.core.messages import _l
from improve.core.values import (
    Constraint,
    Day,
    Decimal,
    FieldError,
    Line,
    OneOf,
    Prose,
    Translated,
    Truth,
    Whole,
)
from improve.surveys.logic.expressions import LONGEST
from improve.surveys.patterns.matching import pattern_of
from improve.surveys.patterns.syntax import LONGEST_PATTERN, PatternError
from improve.surveys.values.kinds import CODE_PATTERN, LONGEST_CODE, MOST_FILES, Format, Kind, Look

QUESTION_LENGTH = 300
STATEMENT_LENGTH = 4_000
MOST_CHOICES = 300

Text = Annotated[Localized, Translated(Line(QUESTION_LENGTH))]
OptionalText = Annotated[Localized | None, Translated(Line(QUESTION_LENGTH))]
Yes = Annotated[bool, Truth()]
Condition = Annotated[str, Line(LONGEST)]
Code = Annotated[
    str,
    Line(
        LONGEST_CODE,
        pattern=CODE_PATTERN,
        hint=_l("Letters, digits and _ only, beginning with a letter."),
    ),
]


@dataclass(frozen=True)
class ChoiceLines(Constraint):
    """The answers of a choice in one language, one a line."""

    fewest: int = 2

    def check(self, raw: Any) -> str:
        lines = [line for line in Prose(60_000).check(raw).split("\n") if line]
        if not self.fewest <= len(lines) <= MOST_CHOICES:
            raise FieldError(
                _l("Please write %(fewest)s to %(most)s lines.", fewest=self.fewest, most=MOST_CHOICES)
            )
        if len(set(lines)) < len(lines):
            raise FieldError(_l("Two of the lines are the same."))
        return "\n".join(Line(QUESTION_LENGTH).check(line) for line in lines)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 60_000}


Lines = Annotated[Localized, Translated(ChoiceLines())]
Rows = Annotated[Localized, Translated(ChoiceLines(fewest=1))]


@dataclass(frozen=True)
class NewQuestion:
    """A question to add."""

    kind: Annotated[str, OneOf(tuple(Kind))]
    text: Annotated[Localized, Translated(Line(QUESTION_LENGTH))]


@dataclass(frozen=True, kw_only=True)
class _Common:
    """What every question has. The code is empty where it stays."""

    hint: OptionalText = None
    is_required: Yes = False
    show_if: Condition = ""
    end_if: Condition = ""
    begins_page: Yes = False
    code: Code = ""


@dataclass(frozen=True)
class ScoreTexts(_Common):
    """A question on a scale."""

    text: Text
    low_label: Annotated[Localized | None, Translated(Line(60))] = None
    high_label: Annotated[Localized | None, Translated(Line(60))] = None
    offers_not_sure: Yes = False
    look: Annotated[str, OneOf(tuple(Look))] = Look.NUMBERS


@dataclass(frozen=True)
class RatingTexts(ScoreTexts):
    """A question on a scale of one's own."""

    low: Annotated[int, Whole(0, 1)] = 1
    high: Annotated[int, Whole(3, 10)] = 5


@dataclass(frozen=True)
class ChoiceTexts(_Common):
    """A question with a list of answers, of which one is chosen."""

    text: Text
    choices: Lines
    offers_other: Yes = False


@dataclass(frozen=True)
class MultipleTexts(ChoiceTexts):
    """A question with a list of answers, of which several may be chosen."""

    least: Annotated[int | None, Whole(1, MOST_CHOICES)] = None
    most: Annotated[int | None, Whole(1, MOST_CHOICES)] = None


@dataclass(frozen=True)
class RankingTexts(_Common):
    """A question with a list of answers to put in order."""

    text: Text
    choices: Lines


@dataclass(frozen=True)
class MatrixTexts(_Common):
    """Lines that are all answered with the same list of answers."""

    text: Text
    rows: Rows
    choices: Lines
    offers_not_sure: Yes = False


@dataclass(frozen=True)
class OpenTexts(_Common):
    """A question answered in words; the three wordings ask differently by the score given before."""

    text: Text
    wording_high: OptionalText = None
    wording_middle: OptionalText = None
    wording_low: OptionalText = None
    least: Annotated[int | None, Whole(1, 5_000)] = None
    most: Annotated[int | None, Whole(1, 5_000)] = None


@dataclass(frozen=True)
class PatternText(Constraint):
    """A pattern in the language of `surveys.patterns`."""

    def check(self, raw: Any) -> str:
        text = Line(LONGEST_PATTERN).check(raw)
        try:
            pattern_of(text)
        except PatternError as error:
            raise FieldError(error.message) from error
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": LONGEST_PATTERN}


@dataclass(frozen=True)
class ShortTexts(OpenTexts):
    """A question answered in one line, which may have to look like something."""

    format: Annotated[str, OneOf(tuple(Format))] = Format.FREE
    pattern: Annotated[str, PatternText()] = ""
    pattern_hint: OptionalText = None


@dataclass(frozen=True)
class NumberTexts(_Common):
    """A question answered with a number."""

    text: Text
    least: Annotated[float | None, Decimal()] = None
    most: Annotated[float | None, Decimal()] = None
    is_whole: Yes = False


@dataclass(frozen=True)
class DateTexts(_Common):
    """A question answered with a day."""

    text: Text
    least: Annotated[date | None, Day()] = None
    most: Annotated[date | None, Day()] = None


@dataclass(frozen=True)
class PlainTexts(_Common):
    """A question that needs no more than its text: yes or no, or a hidden field."""

    text: Text


@dataclass(frozen=True)
class FileTexts(_Common):
    """A question answered with files."""

    text: Text
    most: Annotated[int | None, Whole(1, MOST_FILES)] = None


@dataclass(frozen=True)
class LongTexts(_Common):
    """A text of several sentences: a statement, or what somebody agrees to."""

    text: Annotated[Localized, Translated(Prose(STATEMENT_LENGTH))]


Texts = (
    ScoreTexts
    | ChoiceTexts
    | RankingTexts
    | MatrixTexts
    | OpenTexts
    | ShortTexts
    | NumberTexts
    | DateTexts
    | PlainTexts
    | FileTexts
    | LongTexts
)
CLASSES: dict[Kind, type] = {
    Kind.NPS: ScoreTexts,
    Kind.CSAT: ScoreTexts,
    Kind.CES: ScoreTexts,
    Kind.RATING: RatingTexts,
    Kind.CHOICE: ChoiceTexts,
    Kind.MULTIPLE: MultipleTexts,
    Kind.MATRIX: MatrixTexts,
    Kind.RANKING: RankingTexts,
    Kind.NUMBER: NumberTexts,
    Kind.DATE: DateTexts,
    Kind.YES_NO: PlainTexts,
    Kind.SHORT_TEXT: ShortTexts,
    Kind.LONG_TEXT: OpenTexts,
    Kind.CONSENT: LongTexts,
    Kind.STATEMENT: LongTexts,
    Kind.HIDDEN: PlainTexts,
    Kind.FILE: FileTexts,
}
