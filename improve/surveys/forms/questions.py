"""Forms of questions: one for each kind of texts."""

from __future__ import annotations

from improve.core.messages import LazyText, _l
from improve.surveys.forms.filling import values_of
from improve.surveys.values.kinds import Format, Kind, Look
from improve.surveys.values.texts import (
    ChoiceTexts,
    DateTexts,
    FileTexts,
    LongTexts,
    MatrixTexts,
    MultipleTexts,
    NewQuestion,
    NumberTexts,
    OpenTexts,
    PlainTexts,
    RankingTexts,
    RatingTexts,
    ScoreTexts,
    ShortTexts,
    Texts,
)
from improve.web.forms import ValueForm, choice, date_line, line, tick, translated

KINDS: dict[Kind, LazyText] = {
    Kind.NPS: _l("Recommendation, 0 to 10 (NPS)"),
    Kind.CSAT: _l("Satisfaction, 1 to 5 (CSAT)"),
    Kind.CES: _l("Effort, 1 to 7 (CES)"),
    Kind.RATING: _l("A rating on a scale of your own"),
    Kind.CHOICE: _l("One of several answers"),
    Kind.MULTIPLE: _l("Several of several answers"),
    Kind.MATRIX: _l("Several lines with the same answers (matrix)"),
    Kind.RANKING: _l("An order of several answers"),
    Kind.YES_NO: _l("Yes or no"),
    Kind.NUMBER: _l("A number"),
    Kind.DATE: _l("A date"),
    Kind.LONG_TEXT: _l("A comment"),
    Kind.SHORT_TEXT: _l("A short text, one line"),
    Kind.CONSENT: _l("Consent to a text"),
    Kind.STATEMENT: _l("A text without a question"),
    Kind.FILE: _l("Photos and files"),
    Kind.HIDDEN: _l("A hidden field, filled by the link"),
}
LOOK_NAMES: dict[Look, LazyText] = {
    Look.NUMBERS: _l("Numbers"),
    Look.WORDS: _l("Words"),
    Look.STARS: _l("Stars"),
    Look.FACES: _l("Faces"),
}
LINES_HINT = _l("One a line, in the same order in each language.")
PIPING_HINT = _l(
    "To put in an earlier answer, write answer. and the code of its question between two pairs of braces."
)


class NewQuestionForm(ValueForm):
    """Add a question."""

    value_class = NewQuestion
    kind = choice(_l("Kind"), [(str(kind), name) for kind, name in KINDS.items()], radio=True)
    text = translated(_l("Question"))


class _QuestionForm(ValueForm):
    text = translated(_l("Question"), hint=PIPING_HINT)
    hint = translated(_l("Hint below the question"))
    is_required = tick(_l("Must be answered"))
    begins_page = tick(_l("Begins a new page"))
    show_if = line(
        _l("Ask only if"),
        hint=_l("A condition on earlier answers, in the notation shown below. Empty: ask everybody."),
    )
    end_if = line(
        _l("End the survey after this page if"),
        hint=_l("The same notation; it may ask about this question, too."),
    )
    code = line(_l("Code"), hint=_l("Stands for the question in conditions, links and files."))


class ScoreForm(_QuestionForm):
    """A question on a scale."""

    value_class = ScoreTexts
    low_label = translated(_l("Low end"))
    high_label = translated(_l("High end"))
    offers_not_sure = tick(
        _l("Offer “Cannot say”"), hint=_l("It stands beside the scale and counts nowhere.")
    )
    look = choice(_l("Drawn as"), [(str(look), name) for look, name in LOOK_NAMES.items()])


class RatingForm(ScoreForm):
    """A question on a scale of one's own."""

    value_class = RatingTexts
    low = choice(_l("Begins with"), [("0", "0"), ("1", "1")])
    high = choice(_l("Ends with"), [(str(number), str(number)) for number in range(3, 11)])


class ChoiceForm(_QuestionForm):
    """A question with a list of answers."""

    value_class = ChoiceTexts
    choices = translated(_l("Answers"), hint=LINES_HINT, prose=True)
    offers_other = tick(_l("Offer “Other”, with a field to say what"))


class MultipleForm(ChoiceForm):
    """A question with a list of answers, of which several may be chosen."""

    value_class = MultipleTexts
    least = line(_l("At least so many"))
    most = line(_l("At most so many"))


class RankingForm(_QuestionForm):
    """A question with a list of answers to put in order."""

    value_class = RankingTexts
    choices = translated(_l("Answers"), hint=LINES_HINT, prose=True)


class MatrixForm(_QuestionForm):
    """Lines that are all answered with the same list of answers."""

    value_class = MatrixTexts
    rows = translated(
        _l("Lines to be answered"), hint=_l("One a line, in the same order in each language."), prose=True
    )
    choices = translated(_l("Answers"), hint=LINES_HINT, prose=True)
    offers_not_sure = tick(
        _l("Offer “Cannot say”"), hint=_l("It stands beside the scale and counts nowhere.")
    )


class OpenForm(_QuestionForm):
    """A question answered in words."""

    value_class = OpenTexts
    wording_high = translated(_l("After a high score"))
    wording_middle = translated(_l("After a middling score"))
    wording_low = translated(_l("After a low score"))
    least = line(_l("At least so many characters"))
    most = line(_l("At most so many characters"))


FORMATS: dict[Format, LazyText] = {
    Format.FREE: _l("Anything"),
    Format.EMAIL: _l("An e-mail address"),
    Format.PATTERN: _l("A pattern of your own"),
}


class ShortForm(OpenForm):
    """A question answered in one line."""

    value_class = ShortTexts
    format = choice(_l("What may be typed"), [(str(one), name) for one, name in FORMATS.items()], radio=True)
    pattern = line(
        _l("Pattern"),
        hint=_l(
            "The whole answer fits it. \\d is a digit, \\w a letter or digit, [A-C] one of these, + once or more, "
            "{5} five times, (a|b) one or the other. Example: [A-Z]{2}-\\d{4,6}"
        ),
    )
    pattern_hint = translated(
        _l("What is said when it does not fit"),
        hint=_l("For example “The order number is on the receipt: two letters, a dash, four to six digits.”"),
    )


class NumberForm(_QuestionForm):
    """A question answered with a number."""

    value_class = NumberTexts
    least = line(_l("Not under"))
    most = line(_l("Not over"))
    is_whole = tick(_l("Whole numbers only"))


class DateForm(_QuestionForm):
    """A question answered with a day."""

    value_class = DateTexts
    least = date_line(_l("Not before"))
    most = date_line(_l("Not after"))


class PlainForm(_QuestionForm):
    """A question that needs no more than its text."""

    value_class = PlainTexts


class FileForm(_QuestionForm):
    """A question answered with files."""

    value_class = FileTexts
    most = line(
        _l("At most so many files"),
        hint=_l(
            "1 to 5; empty: one. Photos, PDF, Office documents and text; only who may read answers opens them."
        ),
    )


class LongForm(_QuestionForm):
    """A statement, or what somebody agrees to."""

    value_class = LongTexts
    text = translated(_l("Text"), hint=PIPING_HINT, prose=True)


FORMS: dict[type, type[ValueForm]] = {
    ScoreTexts: ScoreForm,
    RatingTexts: RatingForm,
    ChoiceTexts: ChoiceForm,
    MultipleTexts: MultipleForm,
    RankingTexts: RankingForm,
    MatrixTexts: MatrixForm,
    OpenTexts: OpenForm,
    ShortTexts: ShortForm,
    NumberTexts: NumberForm,
    DateTexts: DateForm,
    PlainTexts: PlainForm,
    FileTexts: FileForm,
    LongTexts: LongForm,
}


def form_of(texts: Texts) -> ValueForm:
    """The form of a question, filled with its texts unless it was sent in."""
    return FORMS[type(texts)](data=values_of(texts))
