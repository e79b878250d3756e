"""A questionnaire as a page that is filled in: what was given so far, and what is asked now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from flask import request

from improve.core.errors import Invalid
from improve.core.localized import Localized
from improve.core.messages import LazyText, _l
from improve.core.text import unreadable
from improve.surveys.models import Survey, Version
from improve.surveys.rules.answers import check_answers, group_given
from improve.surveys.values.kinds import NOT_SURE
from improve.surveys.values.questions import Spec, specs_of

# Every answer's field begins so, and no other field of the form does.
PREFIX = "q_"
OWN_FIELDS = frozenset(("csrf_token", "lang", "page", "go"))
FORM_TYPE = "application/x-www-form-urlencoded"
UNREADABLE = _l("Some characters could not be read. Please type this again.")
BACK, NEXT, SEND = "back", "next", "send"


@dataclass
class Sheet:
    """One page of a questionnaire; `given` holds the raw answers of all pages by question code."""

    survey: Survey
    specs: tuple[Spec, ...]
    page: int = 1
    given: dict[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[LazyText]] = field(default_factory=dict)

    @property
    def last_page(self) -> int:
        return max((spec.page for spec in self.specs), default=1)

    @property
    def asked(self) -> list[Spec]:
        """The questions of this page."""
        return [spec for spec in self.specs if spec.page == self.page]

    @property
    def carried(self) -> dict[str, str]:
        """The answers of the other pages, which travel along in hidden fields."""
        here = {spec.code for spec in self.asked}
        return {code: text for code, text in self.given.items() if code not in here and text}

    @property
    def leading_given(self) -> str | None:
        """The answer to the first question, if it is a score."""
        leading = next(iter(self.specs), None)
        return self.given.get(leading.code) if leading is not None and leading.scale is not None else None

    @property
    def chosen(self) -> tuple[Spec, str] | None:
        """The score given on an earlier page, to remind people of it."""
        for spec in self.specs:
            value = self.given.get(spec.code, "")
            if spec.page < self.page and spec.scale is not None and value and value != NOT_SURE:
                return spec, value
        return None

    def wording(self, spec: Spec) -> Localized:
        """The question as this person is asked it."""
        return spec.asked(group_given(spec, self.specs, self.given))

    def check_page(self) -> None:
        """`Invalid` unless the answers of this page are right."""
        asked = self.asked
        check_answers(asked, {spec.code: self.given.get(spec.code) for spec in asked})

    def show(self, errors: Mapping[str, Sequence[LazyText]]) -> None:
        """Show messages, on the first page that one of them belongs to."""
        self.errors = errors
        pages = [spec.page for spec in self.specs if spec.code in errors]
        if pages and self.page not in pages:
            self.page = min(pages)


def blank(survey: Survey, version: Version) -> Sheet:
    """The first page; `?score=9` of an e-mail chooses the leading score, which stores nothing."""
    sheet = Sheet(survey, specs_of(version.questions))
    score = request.args.get("score", "")
    leading = next(iter(sheet.asked), None)
    if leading is not None and leading.scale is not None and _is_on_scale(leading, score):
        sheet.given[leading.code] = score
    return sheet


def _is_on_scale(spec: Spec, raw: str) -> bool:
    try:
        check_answers([spec], {spec.code: raw})
    except Invalid:
        return False
    return bool(raw)


def sent(survey: Survey, version: Version, body: bytes) -> Sheet:
    """What was sent in, with messages for fields that the form does not have and for bytes that are no text.

    `body` is the request's, read before its form.
    """
    sheet = Sheet(survey, specs_of(version.questions))
    errors: dict[str, list[LazyText]] = {}
    codes = {spec.code for spec in sheet.specs}
    for name, values in request.form.lists():
        if name in OWN_FIELDS:
            continue
        code = name.removeprefix(PREFIX)
        if not name.startswith(PREFIX) or code not in codes:
            errors[name[:100]] = [_l("This field is not known here.")]
        elif len(values) > 1:
            errors[code] = [_l("Please give one answer.")]
        else:
            sheet.given[code] = values[0]
    for name in request.files:
        errors[name.removeprefix(PREFIX)[:100]] = [_l("This must be text.")]
    if request.mimetype == FORM_TYPE and not is_utf8(body):
        errors[""] = [UNREADABLE]
    page = request.form.get("page", "")
    if page in {str(number) for number in range(1, sheet.last_page + 1)}:
        sheet.page = int(page)
    if errors:
        sheet.show(errors)
    return sheet


def is_utf8(body: bytes) -> bool:
    """Is a form's body text in UTF-8? Bytes of another encoding would be stored as something nobody wrote."""
    try:
        unquote_to_bytes(body).decode()
    except UnicodeDecodeError:
        return False
    return True


def echo(text: str) -> str:
    """What was typed, as it can stand in a page again: without what no page can hold."""
    if unreadable(text) is None:
        return text
    return "".join(c for c in text if c in "\n\r\t" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF))
