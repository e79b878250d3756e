"""Typing readings: one line for each period that waits; correcting one, or taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.models import Unit
from improve.accounts.queries import unit_choices
from improve.core.cells import CellError
from improve.core.db import LARGEST_ID, db, transaction
from improve.core.errors import Missing
from improve.core.importing.words import cell_problem
from improve.core.messages import LazyText, _, _l, _n
from improve.core.numbers import NumberReader
from improve.core.periods import after, code, read, start_of
from improve.metrics import rules, service
from improve.metrics.models import Metric, Reading
from improve.metrics.policy import Permission
from improve.metrics.queries import (
    WHOLE,
    company_day,
    last_periods,
    late_series,
    measured_unit,
    path_text,
    readings_of,
    segment_of,
    standing_of,
)
from improve.metrics.views.blueprint import blueprint, enterable
from improve.web.access import current_actor, found_or_404, requires
from improve.web.i18n import current_language

MOST_LINES = 12
FIRST_LINES = 12
GAPS_WITHIN = 36


@dataclass
class Entry:
    """One line of the form: a period, what was typed, and what is wrong with it."""

    start: date
    code: str
    is_finished: bool
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[LazyText]] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not any(text.strip() for text in self.typed.values())


@blueprint.route("/<int:metric_id>/enter", methods=["GET", "POST"])
@requires(Permission.RECORD)
def enter(metric_id: int) -> ResponseReturnValue:
    """The periods that wait, one line each; `?period=2026-05` is a correction of that one. `?unit=7`: the readings of
    that unit, which are kept apart."""
    metric = enterable(metric_id)
    rules.check_open(metric.is_closed)
    today = company_day()
    unit = _unit(request.args.get("unit", ""))
    segment = segment_of(unit.id) if unit is not None else WHOLE
    one = _asked(metric, request.args.get("period"), today)
    starts = [one] if one is not None else _starts(metric, today, segment)
    known = readings_of(metric.id, min(starts), max(starts), segment)
    if request.method == "POST":
        entries = _typed(metric, today)
        answer = _record(metric, entries, unit)
        if answer is not None:
            return answer
    else:
        entries = [_entry(metric, start, today, known.get(start)) for start in starts]
    page = render_template(
        "metrics/enter.html",
        metric=metric,
        entries=entries,
        one=one,
        known=known.get(one) if one is not None else None,
        names=amount_names(metric),
        unit=unit,
        units=unit_choices(),
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/<int:metric_id>/take-back")
@requires(Permission.RECORD)
def take_back(metric_id: int) -> ResponseReturnValue:
    """There was no reading of that period."""
    metric = enterable(metric_id)
    start = _asked(metric, request.form.get("period"), company_day())
    if start is None:
        raise Missing()
    unit = _unit(request.form.get("unit", ""))
    segment = segment_of(unit.id) if unit is not None else WHOLE
    with transaction():
        gone = service.take_back(metric, start, by=current_actor(), segment=segment)
    flash(_("The reading is removed; the period is a gap now.") if gone else _("There was no reading."))
    return _back(metric, unit)


def _unit(text: str) -> Unit | None:
    """The unit whose readings are meant; none: those of the whole."""
    if not text:
        return None
    known = text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID
    found: Unit = found_or_404(db.session.get(Unit, int(text)) if known else None)
    return found


def _back(metric: Metric, unit: Unit | None) -> ResponseReturnValue:
    """To the page that shows what was entered."""
    shown = unit is not None and measured_unit(metric.id, str(unit.id)) is not None
    return redirect(
        url_for("metrics.show", metric_id=metric.id, unit=unit.id if unit is not None and shown else None),
        303,
    )


def amount_names(metric: Metric) -> tuple[str, ...]:
    """The fields of a reading besides its period."""
    return ("numerator", "denominator") if metric.has_counts else ("value",)


def _asked(metric: Metric, text: str | None, today: date) -> date | None:
    """The period that an address or a form names; none that has not begun."""
    start = read(metric.period_kind, text[:30]) if text else None
    if text and (start is None or start > today):
        raise Missing()
    return start


def _starts(metric: Metric, today: date, segment: str) -> list[date]:
    """What is offered: gaps of late, what waits, and the period that still runs."""
    kind = metric.period_kind
    now = start_of(kind, today)
    last = last_periods([metric.id], segment).get(metric.id)
    if last is None:
        return [after(kind, now, -i) for i in range(FIRST_LINES, 0, -1)]
    found = late_series(metric, segment)
    found = found.events_only() if metric.is_rare else found
    gaps = [start for start, value in zip(found.starts, found.values, strict=True) if value is None]
    recent = [start for start in gaps if start >= after(kind, now, -GAPS_WITHIN)]
    waiting = [*recent, *standing_of(metric, last, today).waiting][:MOST_LINES]
    return [*waiting, *([now] if last < now and len(waiting) < MOST_LINES else [])] or [now]


def _entry(metric: Metric, start: date, today: date, known: Reading | None = None) -> Entry:
    typed = dict.fromkeys(amount_names(metric), "")
    if known is not None:
        for name in typed:
            value = getattr(known, name)
            typed[name] = "" if value is None else f"{value:.15g}"
    kind = metric.period_kind
    return Entry(start, code(kind, start), rules.is_finished(kind, start, today), typed)


def _typed(metric: Metric, today: date) -> list[Entry]:
    """What was sent, as it was typed."""
    entries = []
    for text in request.form.getlist("period")[: 10 * MOST_LINES]:
        start = _asked(metric, text, today)
        if start is not None:
            entry = _entry(metric, start, today)
            entry.typed = {name: request.form.get(f"{name}-{entry.code}", "") for name in entry.typed}
            entries.append(entry)
    if not entries:
        raise Missing()
    return entries


def _record(metric: Metric, entries: Sequence[Entry], unit: Unit | None) -> ResponseReturnValue | None:
    """Store the filled lines, all or none; None when something has to be corrected first."""
    filled = [entry for entry in entries if not entry.is_blank]
    if not filled:
        entries[0].errors = {amount_names(metric)[0]: [_l("Type at least one reading.")]}
        return None
    rows = _read(metric, filled, unit)
    looked = service.preview(metric, rows)
    for problem in looked.errors:
        entry = filled[problem.row - 1]
        name = problem.field if problem.field in entry.typed else amount_names(metric)[0]
        if not entry.errors:
            entry.errors.setdefault(name, []).append(problem.message)
    if any(entry.errors for entry in filled):
        return None
    with transaction():
        outcome = service.record(metric, rows, by=current_actor())
    flash(recorded_words(outcome))
    return _back(metric, unit)


def _read(metric: Metric, entries: Sequence[Entry], unit: Unit | None) -> list[Mapping[str, Any]]:
    """The numbers in the typed texts; what is none stays as an error at its line."""
    of_unit = {} if unit is None else {"unit": path_text(unit)}
    rows: list[dict[str, Any]] = [{"period": entry.code} | of_unit for entry in entries]
    for name in amount_names(metric):
        texts = [entry.typed[name].strip() or None for entry in entries]
        reader = NumberReader.for_column(texts)
        for entry, row, text in zip(entries, rows, texts, strict=True):
            try:
                row[name] = reader.read(text)
            except CellError as error:
                entry.errors[name] = [cell_problem(error)]
    return list(rows)


def recorded_words(outcome: service.Recorded) -> str:
    """What became of the readings, for the message on the next page."""
    said = []
    if outcome.created:
        said.append(_n("%(n)s reading recorded", "%(n)s readings recorded", outcome.created))
    if outcome.updated:
        said.append(_n("%(n)s corrected", "%(n)s corrected", outcome.updated))
    if outcome.skipped:
        said.append(_n("%(n)s unchanged", "%(n)s unchanged", outcome.skipped))
    if outcome.errors:
        rows = len({problem.row for problem in outcome.errors})
        said.append(_n("%(n)s row left out", "%(n)s rows left out", rows))
    chinese = current_language() == "zh_Hans"
    return ("，" if chinese else ", ").join(said) + ("。" if chinese else ".")
