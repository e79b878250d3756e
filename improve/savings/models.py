"""Tables of the savings ledger."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model, one_of
from improve.metrics.models import Metric
from improve.projects.models import Project, VerdictCode


class Kind(StrEnum):
    """What sort of money it is; the sorts are never added up."""

    HARD = "hard"  # an account shows it
    SOFT = "soft"  # time or space that is used otherwise
    AVOIDED = "avoided"  # what would have been spent


class Recurrence(StrEnum):
    """How often it is saved."""

    YEARLY = "yearly"
    ONCE = "once"


class Step(StrEnum):
    """What a line of the ledger says."""

    CLAIMED = "claimed"
    MEASURED = "measured"
    VALIDATED = "validated"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Saving(Model):
    """One saving of a project. Everything that is said about it later is an `Entry`.

    The system turns the effect of the project's verdict into money: the change of the metric, in its unit, times
    `value_per_unit` (money) times `units_per_year` (how many such units there are a year, or at all if it is saved
    once).
    """

    __tablename__ = "savings_saving"
    __table_args__ = (
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint(one_of("recurrence", Recurrence), name="recurrence"),
        CheckConstraint("value_per_unit > 0", name="value_per_unit"),
        CheckConstraint("units_per_year > 0", name="units_per_year"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects_project.id", ondelete="CASCADE"), index=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics_metric.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    recurrence: Mapped[str] = mapped_column(String(10))
    currency: Mapped[str] = mapped_column(String(3))
    value_per_unit: Mapped[float]
    units_per_year: Mapped[float]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)

    project: Mapped[Project] = relationship()
    metric: Mapped[Metric] = relationship()
    created_by: Mapped[Person | None] = relationship()

    @property
    def unit_path(self) -> str:
        return self.project.unit_path

    @property
    def owner_id(self) -> int | None:
        """Who answers for it: the owner of the project."""
        return self.project.owner_id


class Entry(Model):
    """A line of the ledger, never changed (a trigger of the database sees to it) and never the last word on its own.

    `gross` is per year, or the whole of what is saved once, in the saving's currency; `low` to `high` its interval
    where it was measured; `cost` is paid once to get it; `share` is the part, in percent, of the metric's change
    that is this saving's. `from_on` to `until_on` (not included) are the twelve months in which it counts. `rate`
    is what one unit of the currency is worth in the company's.
    """

    __tablename__ = "savings_entry"
    __table_args__ = (
        CheckConstraint(one_of("step", Step), name="step"),
        CheckConstraint(one_of("verdict", VerdictCode), name="verdict"),
        CheckConstraint("share BETWEEN 1 AND 100", name="share"),
        CheckConstraint("cost >= 0", name="cost"),
        CheckConstraint("from_on < until_on", name="window"),
        CheckConstraint(
            "step <> 'validated' OR (gross > 0 AND rate > 0 AND from_on IS NOT NULL AND until_on IS NOT NULL"
            " AND by_id IS NOT NULL)",
            name="validated",
        ),
        CheckConstraint("(step = 'measured') = (inputs_hash IS NOT NULL)", name="measured"),
        Index(None, "saving_id", "id"),
    )

    saving_id: Mapped[int] = mapped_column(ForeignKey("savings_saving.id", ondelete="CASCADE"))
    step: Mapped[str] = mapped_column(String(10))
    gross: Mapped[int | None] = mapped_column(BigInteger)
    low: Mapped[int | None] = mapped_column(BigInteger)
    high: Mapped[int | None] = mapped_column(BigInteger)
    cost: Mapped[int] = mapped_column(BigInteger, server_default="0", default=0)
    share: Mapped[int] = mapped_column(server_default="100", default=100)
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    rate: Mapped[float | None]
    verdict: Mapped[str | None] = mapped_column(String(20))
    early: Mapped[bool] = mapped_column(server_default=false(), default=False)
    inputs_hash: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, server_default="", default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)

    saving: Mapped[Saving] = relationship()
    by: Mapped[Person | None] = relationship()


class CostBase(Model):
    """The yearly costs of the company, of which `target` percent are to be saved; the newest row holds."""

    __tablename__ = "savings_cost_base"
    __table_args__ = (
        CheckConstraint("yearly > 0", name="yearly"),
        CheckConstraint("target > 0 AND target <= 100", name="target"),
    )

    yearly: Mapped[int] = mapped_column(BigInteger)
    target: Mapped[float]
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(Text, server_default="", default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)

    by: Mapped[Person | None] = relationship()
