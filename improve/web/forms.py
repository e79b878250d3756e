"""Forms built on value classes: the constraints of `values.py` are the only limits.

    class IdeaForm(ValueForm):
        value_class = values.IdeaText
        title = line(_l("Title"))
        problem = prose(_l("The problem"), hint=_l("What happens, where, how often?"))

    form = IdeaForm()                       # reads the request
    if form.validate_on_submit():
        service.submit(form.value(), by=current_actor())

Fields keep what was typed; `check` judges it; errors stand at the fields. Uploads stay ordinary WTForms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import (
    Field,
    Form,
    FormField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput

from improve.core.errors import ImproveError, Invalid, Refused
from improve.core.localized import LANGUAGES, Localized
from improve.core.messages import _l
from improve.core.values import check, fields_of

DAMAGED = "\ufffd"

# A `LazyText`; the stubs of WTForms know only str.
Label = Any


def line(label: Label, *, hint: Label = None, **render: Any) -> Any:
    """A one-line input."""
    return StringField(label, description=hint, render_kw=render)


def prose(label: Label, *, hint: Label = None, rows: int = 4, **render: Any) -> Any:
    """A text area."""
    return TextAreaField(label, description=hint, render_kw={"rows": rows, **render})


def password(label: Label, *, hint: Label = None, **render: Any) -> Any:
    """A password; never sent back."""
    return PasswordField(label, description=hint, render_kw=render)


class _Choice(SelectField):
    """Choices are judged by the value class and the service, so that a stale one gets our sentence.

    They are pairs of value and text, which only our templates read.
    """

    def __init__(self, *args: Any, choices: Iterable[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = list(choices)

    def pre_validate(self, form: Any) -> None:
        return

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = valuelist[0]


def choice(
    label: Label,
    choices: Iterable[tuple[str, Any]] = (),
    *,
    hint: Label = None,
    radio: bool = False,
    **render: Any,
) -> Any:
    """A select (or radio cards with `radio`); set `form.x.choices` in the view when they come from rows."""
    return _Choice(
        label,
        choices=list(choices),
        validate_choice=False,
        coerce=str,
        description=hint,
        render_kw={**render, **({"data-radio": "1"} if radio else {})},
    )


class _Several(SelectMultipleField):
    """The same, for several."""

    def __init__(self, *args: Any, choices: Iterable[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = list(choices)

    def pre_validate(self, form: Any) -> None:
        return


def several(
    label: Label, choices: Iterable[tuple[str, Any]] = (), *, hint: Label = None, **render: Any
) -> Any:
    """Several of a list."""
    return _Several(
        label, choices=list(choices), validate_choice=False, coerce=str, description=hint, render_kw=render
    )


class _Tick(StringField):
    """A check box; unchecked is "n"."""

    widget = CheckboxInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = "y" if valuelist else "n"

    def _value(self) -> str:
        return "y"

    @property
    def checked(self) -> bool:
        return self.data in ("y", True)


def tick(label: Label, *, hint: Label = None, **render: Any) -> Any:
    """A check box."""
    return _Tick(label, description=hint, render_kw=render)


def date_line(label: Label, *, hint: Label = None, **render: Any) -> Any:
    """A date; read as text so that nothing typed is lost."""
    return StringField(label, description=hint, render_kw={"type": "date", **render})


class _BothLanguages(Form):
    zh_Hans = StringField("中文")
    en = StringField("English")


class _BothLanguagesProse(Form):
    zh_Hans = TextAreaField("中文")
    en = TextAreaField("English")


class _Translated(FormField):  # type: ignore[type-arg]  # generic in the stubs only
    """Two inputs, one `Localized`."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(formdata, dict(data) if isinstance(data, Localized) else data)

    @property
    def texts(self) -> dict[str, str]:
        return {code: self.form[code].data or "" for code in LANGUAGES}


def translated(label: Label, *, hint: Label = None, prose: bool = False, rows: int = 3) -> Any:
    """A text per language."""
    kind = _BothLanguagesProse if prose else _BothLanguages
    return _Translated(kind, label, description=hint, render_kw={"rows": rows})


class ValueForm(FlaskForm):  # type: ignore[misc]
    """A form whose limits are those of `value_class`."""

    value_class: ClassVar[type | None] = None
    _value: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_errors: list[Any] = []
        if self.value_class is not None:
            for name, item in fields_of(self.value_class).items():
                field = self._fields.get(name)
                if field is not None:
                    _dress(field, item.constraint.attributes(), required=item.required)

    def raw(self) -> dict[str, Any]:
        """What was typed, by field name, as `check` takes it."""
        out: dict[str, Any] = {}
        for name, field in self._fields.items():
            if name != "csrf_token":
                out[name] = field.texts if isinstance(field, _Translated) else field.data
        return out

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        good = bool(super().validate(extra_validators)) and self._is_readable()
        if self.value_class is not None:
            try:
                self._value = check(self.value_class, self.raw())
            except Invalid as error:
                self.show(error)
                return False
        return good

    def _is_readable(self) -> bool:
        """Bytes that are no UTF-8 arrive as U+FFFD: refused, unless the stored text has it already."""
        damaged = [name for name, typed in self.raw().items() if DAMAGED in _all_text(typed)]
        new = [name for name in damaged if DAMAGED not in str(self._fields[name].object_data or "")]
        for name in new:
            problem = _l("Some characters could not be read. Please type this again.")
            self.show(Invalid.field(name, problem))
        return not new

    def value(self) -> Any:
        """The checked value; only after `validate`."""
        return self._value

    def show(self, error: ImproveError) -> None:
        """Put a service's refusal at its fields, or above the form."""
        found = error.errors if isinstance(error, Invalid) else {"": [error.message]}
        for name, messages in found.items():
            field = self._fields.get(name)
            if field is None:
                self.form_errors = [*self.form_errors, *messages]
            elif isinstance(field, FormField):
                field.form.form_errors = [*getattr(field.form, "form_errors", ()), *messages]
                field.translated_errors = messages  # type: ignore[attr-defined]
            else:
                field.errors = [*field.errors, *messages]

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Turn `Invalid` and `Refused` of the block into messages at the fields: `if form.ok: redirect`."""
        self.ok = False
        try:
            yield
            self.ok = True
        except (Invalid, Refused) as error:
            self.show(error)


def _all_text(typed: Any) -> str:
    texts = typed.values() if isinstance(typed, dict) else typed if isinstance(typed, list) else [typed]
    return "".join(text for text in texts if isinstance(text, str))


def _dress(field: Field, attributes: Mapping[str, Any], *, required: bool) -> None:
    """Give a widget its limits; `required` is drawn by the template, the browser's bubble stays off."""
    field.flags.required = required
    if isinstance(field, (SelectField, SelectMultipleField, FormField)):
        return
    field.render_kw = {**attributes, **(field.render_kw or {})}
