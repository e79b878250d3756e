"""A questionnaire as a page that is filled in: what was given so far, and what is asked now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import unquote_to_bytes

from flask import request

from improve.core.errors import Invalid
from improve.core.localized import Localized
from improve.core.messages import LazyText, _l
from improve.core.text import unreadable
from improve.surveys.languages import spoken_for
from improve.surveys.logic.paths import asked, pages
from improve.surveys.logic.piping import piped
from improve.surveys.models import Survey, Version
from improve.surveys.queries.surveys import specs_asked
from improve.surveys.rules.answers import check_answers, group_given, judged
from improve.surveys.sittings.models import Sitting
from improve.surveys.values.kinds import NOT_SURE, PART, Group, Kind
from improve.surveys.values.questions import Spec, by_code, leading_score
from improve.surveys.values.starters import STEPS

# Every answer's field begins so, and no other field of the form does.
PREFIX = "q_"
OWN_FIELDS = frozenset(("csrf_token", "lang", "page", "go", "key", "kiosk", "frame", "notice", "along"))
FORM_TYPE = "application/x-www-form-urlencoded"
UNREADABLE = _l("Some characters could not be read. Please type this again.")
BACK, NEXT, SEND = "back", "next", "send"
# The field with what the page said goes with the answers.
ALONG = "along"
LONGEST_FIELD = 100
# What the address of a survey says besides answers, and what nobody else may answer.
_OF_ADDRESS = frozenset(("lang", "kiosk", "frame", "score"))
_BY_HAND = (Kind.CONSENT, Kind.FILE)


@dataclass
class Sheet:
    """One page of a questionnaire; `given` holds the raw answers of all pages by name (`Spec.names`).

    `key` opens what was kept of the pages before; a kiosk keeps nothing and has none.
    """

    survey: Survey
    specs: tuple[Spec, ...]
    language: str
    page: int = 1
    given: dict[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[LazyText]] = field(default_factory=dict)
    key: str = ""
    is_kiosk: bool = False
    # What is known of whoever came by a personal link, for the texts; it is not stored with the answers.
    contact: Mapping[str, str] = field(default_factory=dict)
    # Key -> name of the files sent so far.
    file_names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def cleaned(self) -> dict[str, str]:
        """What can be read of the answers so far."""
        return judged(self.specs, self.given)[0]

    @cached_property
    def path(self) -> tuple[Spec, ...]:
        """The questions that this person is asked, as far as it is known."""
        return asked(self.specs, self.cleaned)

    @cached_property
    def _by_code(self) -> dict[str, Spec]:
        return by_code(self.specs)

    @property
    def pages(self) -> list[int]:
        """The pages that this person sees."""
        return pages(self.path) or [1]

    @property
    def last_page(self) -> int:
        return self.pages[-1]

    @property
    def place(self) -> int:
        """How many pages there are up to this one."""
        return sum(1 for page in self.pages if page <= self.page)

    @property
    def is_last(self) -> bool:
        """Is there nothing after this page, whatever is answered on it?"""
        return self.page >= max((spec.page for spec in self.specs if spec.is_asked), default=1)

    @property
    def next_page(self) -> int | None:
        return next((page for page in self.pages if page > self.page), None)

    @property
    def previous_page(self) -> int:
        return next((page for page in reversed(self.pages) if page < self.page), self.pages[0])

    @property
    def asked(self) -> list[Spec]:
        """The questions of this page."""
        return [spec for spec in self.path if spec.page == self.page and spec.is_asked]

    @property
    def carried(self) -> dict[str, str]:
        """The answers of the other pages, which travel along in hidden fields."""
        here = {name for spec in self.asked for name in spec.names()}
        return {name: text for name, text in self.given.items() if name not in here and text}

    @property
    def leading_given(self) -> str | None:
        """The answer to the leading score."""
        leading = leading_score(self.specs)
        return self.given.get(leading.code) if leading is not None else None

    @property
    def group(self) -> Group | None:
        """The group of the leading score."""
        leading = leading_score(self.specs)
        return group_given(leading, self.specs, self.cleaned) if leading is not None else None

    @property
    def chosen(self) -> tuple[Spec, str] | None:
        """The score given on an earlier page, to remind people of it."""
        for spec in self.specs:
            value = self.given.get(spec.code, "")
            if spec.page < self.page and spec.is_score and value and value != NOT_SURE:
                return spec, value
        return None

    def say(self, text: Localized | None) -> str:
        """A text in the language of the sheet, with earlier answers put in."""
        return piped(said(text, self.language), self.language, self._by_code, self.cleaned, self.contact)

    def step(self, number: int) -> str:
        """The word for a step of satisfaction, 1 to 5."""
        return STEPS[number - 1].text(spoken_for(self.language))

    def wording(self, spec: Spec) -> str:
        """The question as this person is asked it."""
        return self.say(spec.asked(group_given(spec, self.specs, self.given)))

    @property
    def takes_files(self) -> bool:
        """Does this page ask for files?"""
        return any(spec.kind is Kind.FILE for spec in self.asked)

    @property
    def file_keys(self) -> str:
        """The keys of all files sent so far."""
        return " ".join(self.given.get(spec.code, "") for spec in self.specs if spec.kind is Kind.FILE)

    def files(self, spec: Spec) -> list[tuple[str, str]]:
        """(key, name) of the files sent to a question so far."""
        keys = self.given.get(spec.code, "").split()
        return [(key, self.file_names[key]) for key in keys if key in self.file_names]

    def check_page(self) -> None:
        """`Invalid` unless the answers of this page are right."""
        here = {spec.code for spec in self.asked}
        errors = {code: found for code, found in judged(self.specs, self.given)[1].items() if code in here}
        if errors:
            raise Invalid(errors)

    def show(self, errors: Mapping[str, Sequence[LazyText]]) -> None:
        """Show messages, on the first page that one of them belongs to."""
        self.errors = errors
        wrong = [spec.page for spec in self.specs if spec.code in errors]
        if wrong and self.page not in wrong:
            self.page = min(wrong)


def said(text: Localized | None, language: str) -> str:
    """The text in a language; where it is missing, in the one the product speaks beside it."""
    return (text.get(language) or text.text(spoken_for(language))) if text else ""


def blank(survey: Survey, version: Version, language: str) -> Sheet:
    """The first page. `?score=9` of an e-mail chooses the leading score, `?place=desk` fills the hidden field of that
    code and `?grid.r1=c2` any other answer that fits; none of them stores anything. Consent is given by hand."""
    sheet = Sheet(survey, specs_asked(version.id), language, is_kiosk="kiosk" in request.args)
    for spec in sheet.specs:
        sheet.given |= _in_address(spec)
    score = request.args.get("score", "")
    leading = leading_score(sheet.specs)
    if leading is not None and _is_right(leading, score):
        sheet.given[leading.code] = score
    sheet.page = sheet.pages[0]
    return sheet


def _in_address(spec: Spec) -> dict[str, str]:
    """The answers to a question that the address gives, where they are some."""
    if spec.kind in _BY_HAND or (spec.code in _OF_ADDRESS and spec.kind is not Kind.HIDDEN):
        return {}
    given = {name: value for name in spec.names() if (value := request.args.get(name, "").strip())}
    if not given:
        return {}
    try:
        check_answers([replace(spec, is_required=False, show_if="", end_if="")], given)
    except Invalid:
        return {}
    return given


def score_in_address(specs: tuple[Spec, ...]) -> int | None:
    """The number of the leading score that the address of a mail chooses."""
    leading = leading_score(specs)
    numbers = leading.scale.numbers if leading is not None and leading.scale is not None else ()
    return next((number for number in numbers if request.args.get("score") == str(number)), None)


def _is_right(spec: Spec, raw: str) -> bool:
    try:
        check_answers([spec], {spec.code: raw})
    except Invalid:
        return False
    return bool(raw)


def sent(survey: Survey, version: Version, body: bytes, language: str) -> Sheet:
    """What was sent in, with messages for fields that the form does not have and for bytes that are no text.

    `body` is the request's, read before its form.
    """
    sheet = Sheet(
        survey,
        specs_asked(version.id),
        language,
        key=request.form.get("key", "")[:LONGEST_FIELD],
        is_kiosk="kiosk" in request.form,
    )
    errors: dict[str, list[LazyText]] = {}
    known = {name for spec in sheet.specs for name in spec.names()}
    of_files = {spec.code for spec in sheet.specs if spec.kind is Kind.FILE}
    for field_name, values in request.form.lists():
        if field_name in OWN_FIELDS:
            continue
        name = field_name.removeprefix(PREFIX)
        if not field_name.startswith(PREFIX) or name not in known:
            errors[field_name[:LONGEST_FIELD]] = [_l("This field is not known here.")]
        elif name in of_files:
            sheet.given[name] = " ".join(values)
        elif len(values) > 1:
            errors[name.partition(PART)[0]] = [_l("Please give one answer.")]
        else:
            sheet.given[name] = values[0]
    for name in set(request.files) - {PREFIX + code for code in of_files}:
        errors[name.removeprefix(PREFIX)[:LONGEST_FIELD]] = [_l("This must be text.")]
    if request.mimetype == FORM_TYPE and not is_utf8(body):
        errors[""] = [UNREADABLE]
    page = request.form.get("page", "")
    sheet.page = int(page) if page in {str(number) for number in sheet.pages} else sheet.pages[0]
    if errors:
        sheet.show(errors)
    return sheet


def resumed(survey: Survey, version: Version, language: str, kept: Sitting, key: str) -> Sheet:
    """The page after the last one that was sent in."""
    sheet = Sheet(survey, specs_asked(version.id), language, kept.page, dict(kept.answers or {}), key=key)
    sheet.page = sheet.next_page or sheet.last_page
    return sheet


def specs_in(version: Version) -> tuple[Spec, ...]:
    """The questions of a wording."""
    return specs_asked(version.id)


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
