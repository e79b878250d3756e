"""Tables of metrics and their readings."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person, Unit
from improve.core.db import Model, one_of
from improve.core.localized import Localized
from improve.core.periods import PeriodKind
from improve.core.policy import WHOLE_COMPANY


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class MetricKind(StrEnum):
    """What a reading is: a value, a share of counted cases, events per exposure, or for rare events what lies
    between one and the next: cases, or days."""

    VALUE = "value"
    PROPORTION = "proportion"
    RATE = "rate"
    CASES_BETWEEN = "cases"
    DAYS_BETWEEN = "days"


class MetricCalendar(StrEnum):
    """Which days of a daily metric are periods."""

    EVERY_DAY = "every_day"
    WORKING_DAYS = "working_days"


class Combine(StrEnum):
    """What several rows of one file make of their period: nothing (a mistake), or one reading."""

    REFUSE = "refuse"
    MEAN = "mean"
    MEDIAN = "median"
    SUM = "sum"
    COUNT = "count"
    LAST = "last"


class Constant(StrEnum):
    """By what the mean moving range of an XmR chart is multiplied."""

    ROUNDED = "2.66"
    EXACT = "3/1.128"


class Metric(Model):
    """Something measured period by period. `per` scales a share or rate: 100 makes percent."""

    __tablename__ = "metrics_metric"
    __table_args__ = (
        CheckConstraint(one_of("direction", Direction), name="direction"),
        CheckConstraint(one_of("kind", MetricKind), name="kind"),
        CheckConstraint(one_of("period", PeriodKind), name="period"),
        CheckConstraint("per > 0", name="per"),
        CheckConstraint("decimals BETWEEN 0 AND 6", name="decimals"),
        CheckConstraint(one_of("calendar", MetricCalendar), name="calendar"),
        CheckConstraint(one_of("combine", Combine), name="combine"),
        CheckConstraint(one_of("constant", Constant), name="constant"),
        CheckConstraint("baseline IS NULL OR baseline BETWEEN 6 AND 1000", name="baseline"),
    )

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Localized]
    unit: Mapped[Localized | None]  # of measure: minutes, %, CNY
    direction: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    period: Mapped[str] = mapped_column(String(10))
    # What is counted, and out of what: "late orders", "orders".
    numerator_name: Mapped[Localized | None]
    denominator_name: Mapped[Localized | None]
    per: Mapped[float] = mapped_column(server_default="1", default=1.0)
    decimals: Mapped[int] = mapped_column(server_default="1", default=1)
    target: Mapped[float | None]
    description: Mapped[str | None] = mapped_column(Text)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_unit.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    # What fills it by itself, as "source:key" (`ports.MetricSource`); None: by hand, by file or over the API.
    feed: Mapped[str | None] = mapped_column(String(120))
    is_closed: Mapped[bool] = mapped_column(server_default=false(), default=False)
    created_at: Mapped[datetime]
    calendar: Mapped[str] = mapped_column(
        String(20), server_default=MetricCalendar.EVERY_DAY, default=MetricCalendar.EVERY_DAY
    )
    combine: Mapped[str] = mapped_column(String(10), server_default=Combine.REFUSE, default=Combine.REFUSE)
    # How its chart is drawn: the type and the rules ("auto": chosen from the data), the rules that are switched
    # off, and how the limits are computed. `baseline`: from the first so many periods of a phase.
    chart_type: Mapped[str] = mapped_column(String(10), server_default="auto", default="auto")
    chart_rules: Mapped[str] = mapped_column(String(20), server_default="auto", default="auto")
    rules_off: Mapped[str] = mapped_column(String(200), server_default="", default="")
    is_screened: Mapped[bool] = mapped_column(server_default=true(), default=True)
    constant: Mapped[str] = mapped_column(
        String(10), server_default=Constant.ROUNDED, default=Constant.ROUNDED
    )
    baseline: Mapped[int | None]

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    org_unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])

    @property
    def unit_path(self) -> str:
        return self.org_unit.path if self.org_unit is not None else WHOLE_COMPANY

    @property
    def period_kind(self) -> PeriodKind:
        """How long a period is."""
        return PeriodKind(self.period)

    @property
    def has_counts(self) -> bool:
        """Do its readings hold a numerator and a denominator?"""
        return self.kind in (MetricKind.PROPORTION, MetricKind.RATE)

    @property
    def is_rare(self) -> bool:
        """Is a reading what lies between two rare events? Then a period without one is no gap."""
        return self.kind in (MetricKind.CASES_BETWEEN, MetricKind.DAYS_BETWEEN)


class ReadingSource(StrEnum):
    """How a reading came in."""

    TYPED = "typed"
    PASTED = "pasted"
    FILE = "file"
    API = "api"
    PORT = "port"


class Reading(Model):
    """One period's reading, append-only: a correction supersedes the old row, which stays.

    It holds a value, or numerator and denominator, never both. A row with none of them takes the
    period's reading back: the period is a gap again. So the highest id of a metric names a state of its data.
    Of what a source replaced that keeps nothing (`MetricSource.keeps_replaced`) the row stays without its figures.
    """

    __tablename__ = "metrics_reading"
    __table_args__ = (
        CheckConstraint(
            "(numerator IS NULL) = (denominator IS NULL) AND (value IS NULL OR numerator IS NULL)",
            name="value_or_counts",
        ),
        CheckConstraint("denominator IS NULL OR denominator > 0", name="denominator"),
        CheckConstraint("numerator IS NULL OR numerator >= 0", name="numerator"),
        CheckConstraint(one_of("source", ReadingSource), name="source"),
        CheckConstraint("superseded_by IS NULL OR superseded_at IS NOT NULL", name="superseded"),
        Index(
            "uq_metrics_reading_in_force",
            "metric_id",
            "segment",
            "period_start",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index(None, "metric_id", "id"),
        # What was corrected, also among a million readings.
        Index(
            "ix_metrics_reading_superseded",
            "metric_id",
            "segment",
            "period_start",
            sqlite_where=text("superseded_at IS NOT NULL"),
            postgresql_where=text("superseded_at IS NOT NULL"),
        ),
    )

    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics_metric.id", ondelete="CASCADE"))
    segment: Mapped[str] = mapped_column(String(60), server_default="", default="")
    period_start: Mapped[date]
    value: Mapped[float | None]
    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    source: Mapped[str] = mapped_column(String(10))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    entered_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    superseded_by: Mapped[int | None] = mapped_column(ForeignKey("metrics_reading.id"), index=True)

    metric: Mapped[Metric] = relationship()
    entered_by: Mapped[Person | None] = relationship()

    @property
    def is_taken_back(self) -> bool:
        """Does it say that there is no reading?"""
        return self.value is None and self.numerator is None


class MetricState(Model):
    """What the chart of a metric said when it was last computed (`queries.judging.State`), so that lists need not
    compute it. It is true while `stamp` is that of the definition, the readings and the day."""

    __tablename__ = "metrics_state"

    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics_metric.id", ondelete="CASCADE"), unique=True)
    stamp: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)


class MetricVersion(Model):
    """A definition as it was or is: all that decides what a reading means, in plain values by the name of the field.

    The first change stores two of them: the definition as it had been (without a day), and the new one.
    `holds_from` is the first day for which readings are meant this way.
    """

    __tablename__ = "metrics_version"
    __table_args__ = (UniqueConstraint("metric_id", "number"), CheckConstraint("number > 0", name="number"))

    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics_metric.id", ondelete="CASCADE"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    holds_from: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(300), server_default="", default="")
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    changed_at: Mapped[datetime]

    changed_by: Mapped[Person | None] = relationship()


class Phase(Model):
    """New limits from a period on, set by a person who answered Wheeler's four questions; never by the system.

    Withdrawn phases stay as rows: who set them and why remains readable.
    """

    __tablename__ = "metrics_phase"
    __table_args__ = (
        Index(
            "uq_metrics_phase_in_force",
            "metric_id",
            "starts_on",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint(
            "difference <> '' AND cause <> '' AND desired <> '' AND lasting <> ''", name="answered"
        ),
    )

    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics_metric.id", ondelete="CASCADE"))
    starts_on: Mapped[date]
    # Donald Wheeler's four questions: do the figures behave differently, is the cause known, is it desired, will
    # it last? Without a yes to the first, second and fourth there are no new limits.
    difference: Mapped[str] = mapped_column(String(500))
    cause: Mapped[str] = mapped_column(String(500))
    is_desired: Mapped[bool]
    desired: Mapped[str] = mapped_column(String(500))
    lasting: Mapped[str] = mapped_column(String(500))
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    set_at: Mapped[datetime]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    withdrawn_at: Mapped[datetime | None]

    metric: Mapped[Metric] = relationship()
    set_by: Mapped[Person | None] = relationship(foreign_keys=[set_by_id])
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by_id])


class Mark(Model):
    """Something that happened and is marked on the chart: a note with its day."""

    __tablename__ = "metrics_mark"
    __table_args__ = (UniqueConstraint("metric_id", "day", "note"),)

    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics_metric.id", ondelete="CASCADE"))
    day: Mapped[date]
    note: Mapped[str] = mapped_column(String(200))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)

    metric: Mapped[Metric] = relationship()
