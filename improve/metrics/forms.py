"""Forms of metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from wtforms import FileField, HiddenField

from improve.accounts.queries import person_meant
from improve.core.messages import _l, _pl
from improve.core.values import Line, OneOf, Prose
from improve.metrics.models import Direction, ReadingSource
from improve.metrics.presenting.phases import QUESTIONS
from improve.metrics.values import (
    COLUMN_LABELS,
    KIND_WORDS,
    PER_CHOICES,
    PERIOD_KINDS,
    MarkData,
    MetricData,
)
from improve.metrics.values.charting import PhaseData
from improve.metrics.values.definition import CALENDAR_WORDS, COMBINE_WORDS, KIND_NAMES
from improve.web.forms import ValueForm, choice, date_line, line, prose, translated

LONGEST_PASTE = 400_000


class MetricForm(ValueForm):
    """The definition of a metric; the owner by login or name."""

    value_class = MetricData
    name = translated(_l("What is measured?"), hint=_l("For example: truck waiting time at dock 2"))
    direction = choice(
        _l("What is better?"),
        [(Direction.DOWN, _pl("direction", "Less")), (Direction.UP, _pl("direction", "More"))],
        radio=True,
    )
    kind = choice(
        _l("What is a reading?"),
        list(KIND_NAMES.items()),
        hint=_l("It decides how the limits of the chart are computed."),
        radio=True,
    )
    period = choice(
        _l("Measured every"),
        [(kind, KIND_WORDS[kind]) for kind in KIND_WORDS if str(kind) in PERIOD_KINDS],
        hint=_l("Shorter periods give a verdict earlier: 12 are needed before a change and 8 after it."),
    )
    numerator_name = translated(
        _l("What is counted?"), hint=_l("For shares and rates: the numerator, for example late orders")
    )
    denominator_name = translated(
        _l("Out of what?"), hint=_l("For shares and rates: the denominator, for example all orders shipped")
    )
    unit = translated(
        _l("Unit"), hint=_l("For example: minutes a truck. Shares are in percent by themselves.")
    )
    per = choice(
        _l("A rate is per"),
        hint=_l("For rates only."),
        choices=[(text, f"{int(text):,}") for text in PER_CHOICES],
    )
    decimals = line(_l("Decimals shown"), inputmode="numeric")
    target = line(_l("Target"), hint=_l("On the scale of the readings; percent for shares."))
    feed = choice(
        _l("How the readings come in"),
        hint=_l("What fills itself is read by everybody who may see metrics, and takes no readings by hand."),
    )
    unit_id = choice(_l("Where it is measured"))
    owner = line(
        _l("Owner"),
        hint=_l("Login or full name. The owner enters the readings and is reminded of them."),
        list="owners",
    )
    description = prose(
        _l("How is it measured?"), hint=_l("Who counts what, when, where the figures come from."), rows=3
    )
    calendar = choice(
        _l("Days measured"),
        list(CALENDAR_WORDS.items()),
        hint=_l("For daily metrics: a day off is no gap, and nobody is asked for its reading."),
    )
    combine = choice(
        _l("Several rows of one period"),
        list(COMBINE_WORDS.items()),
        hint=_l(
            "For files with single measurements: a million rows with their moments become one reading a period."
        ),
    )
    holds_from = date_line(
        _l("The change holds from"),
        hint=_l(
            "The first day for which readings are meant this way; empty: today. It is marked on every chart."
        ),
    )
    note = line(_l("Why the definition changes"))
    code = line(_l("Code"), hint=_l("For imports and the API, for example WH-07; empty: made for you."))

    def raw(self) -> dict[str, Any]:
        typed = super().raw()
        owner = (typed.pop("owner") or "").strip()
        meant = person_meant(owner) if owner else None
        typed["owner_id"] = meant.id if meant is not None else None
        return typed

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        good = super().validate(extra_validators)
        if (self.owner.data or "").strip() and self.raw()["owner_id"] is None:
            self.owner.errors = [
                _l("There is nobody with this login, or several with this name. Type the login.")
            ]
            return False
        return good


class MarkForm(ValueForm):
    """Something that happened."""

    value_class = MarkData
    day = date_line(_l("Day"))
    note = line(_l("What happened?"))


_ASKED = {name: text for name, _words, text in QUESTIONS}
_YES_NO = [("yes", _pl("answer", "Yes")), ("no", _pl("answer", "No"))]


class PhaseForm(ValueForm):
    """New limits, with Wheeler's four questions."""

    value_class = PhaseData
    period = choice(_l("From which period on?"))
    is_different = choice(_ASKED["is_different"], _YES_NO, radio=True)
    difference = prose(_l("How do they behave now?"), rows=2)
    has_known_cause = choice(_ASKED["has_known_cause"], _YES_NO, radio=True)
    cause = prose(_l("What is it?"), rows=2)
    is_desired = choice(
        _ASKED["is_desired"], _YES_NO, radio=True, hint=_l("With a no: say below why it stays all the same.")
    )
    desired = prose(_l("Why?"), rows=2)
    is_lasting = choice(_ASKED["is_lasting"], _YES_NO, radio=True)
    lasting = prose(_l("What keeps it?"), rows=2)


@dataclass(frozen=True)
class Pasted:
    """A table as text, and what its columns are where the headings do not say it."""

    text: Annotated[str, Prose(LONGEST_PASTE)]
    period_column: Annotated[str, Line(200)] = ""
    value_column: Annotated[str, Line(200)] = ""
    numerator_column: Annotated[str, Line(200)] = ""
    denominator_column: Annotated[str, Line(200)] = ""
    unit_column: Annotated[str, Line(200)] = ""
    date_order: Annotated[str, OneOf(("dmy", "mdy"))] = ""
    source: Annotated[str, OneOf((ReadingSource.PASTED, ReadingSource.FILE))] = ReadingSource.PASTED

    @property
    def columns(self) -> dict[str, str]:
        """Field -> heading, as chosen."""
        chosen = {name: str(getattr(self, f"{name}_column")) for name in COLUMN_LABELS}
        return {name: heading for name, heading in chosen.items() if heading}


class PasteForm(ValueForm):
    """Readings from a spreadsheet."""

    value_class = Pasted
    text = prose(
        _l("Readings"),
        hint=_l("Copy the cells from your spreadsheet: the period first, then the figures."),
        rows=10,
        spellcheck="false",
    )
    period_column = choice(COLUMN_LABELS["period"])
    value_column = choice(COLUMN_LABELS["value"])
    numerator_column = choice(COLUMN_LABELS["numerator"])
    denominator_column = choice(COLUMN_LABELS["denominator"])
    unit_column = choice(COLUMN_LABELS["unit"])
    date_order = choice(
        _l("03/02/2026 means"),
        [
            ("", _l("not said by the file")),
            ("dmy", _l("3 February (day first)")),
            ("mdy", _l("2 March (month first)")),
        ],
    )
    source = HiddenField()


def _file(label: Any, *, hint: Any, **render: Any) -> Any:
    """A file; its texts are lazy, which the stubs of WTForms do not know."""
    return FileField(label, description=hint, render_kw=render)


class UploadForm(ValueForm):
    """A file with readings."""

    file = _file(
        _l("File"),
        hint=_l("CSV or XLSX: the period in one column, the figures in the next."),
        accept=".csv,.tsv,.txt,.xlsx",
    )
