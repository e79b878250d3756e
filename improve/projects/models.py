"""Tables of PDCA projects."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person, Unit
from improve.core.db import Model, one_of
from improve.core.policy import WHOLE_COMPANY
from improve.metrics.models import Direction, Metric
from improve.suggestions.models import Suggestion


class Stage(StrEnum):
    """The columns of the board, and where a project ends."""

    PLAN = "plan"
    DO = "do"
    CHECK = "check"
    ACT = "act"
    CLOSED = "closed"


class UsefulAs(StrEnum):
    """How the smallest useful change is meant: in the metric's own unit, or in percent of the baseline's mean."""

    POINTS = "points"
    RELATIVE = "relative"


class Decision(StrEnum):
    """What becomes of the change."""

    ADOPT = "adopt"
    ADAPT = "adapt"
    ABANDON = "abandon"


class VerdictCode(StrEnum):
    """What the data show. Always the system's word, never the owner's."""

    IMPROVED = "improved"
    WORSE = "worse"
    NO_CHANGE_SHOWN = "no_change_shown"
    NOT_ENOUGH_DATA = "not_enough_data"


class Project(Model):
    """A change that is planned, tried, checked against data and then adopted, adapted or abandoned.

    The measurement plan stands in the row; every version of it is kept in `PlanVersion`.
    """

    __tablename__ = "projects_project"
    __table_args__ = (
        CheckConstraint(one_of("stage", Stage), name="stage"),
        CheckConstraint(one_of("direction", Direction), name="direction"),
        CheckConstraint(one_of("useful_as", UsefulAs), name="useful_as"),
        CheckConstraint(one_of("decision", Decision), name="decision"),
        CheckConstraint("smallest_useful > 0", name="smallest_useful"),
        CheckConstraint("settle_in BETWEEN 0 AND 60", name="settle_in"),
        CheckConstraint("baseline_from < starts_on", name="baseline_before_start"),
        CheckConstraint(
            "decision IS NULL OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)", name="decided_by"
        ),
        # Nothing leaves Plan without its measurement plan: code says it with a sentence, this keeps it true.
        CheckConstraint(
            "stage = 'plan' OR (metric_id IS NOT NULL AND direction IS NOT NULL AND smallest_useful IS NOT NULL"
            " AND baseline_from IS NOT NULL AND starts_on IS NOT NULL AND owner_id IS NOT NULL)"
            " OR (stage = 'closed' AND decision IS NOT NULL)",
            name="planned",
        ),
        CheckConstraint("comparison_id <> metric_id", name="comparison"),
        CheckConstraint(
            "comparison_unit_id IS NULL OR (comparison_id IS NULL AND measured_unit_id IS NOT NULL"
            " AND comparison_unit_id <> measured_unit_id)",
            name="comparison_unit",
        ),
        CheckConstraint(one_of("decided_verdict", VerdictCode), name="decided_verdict"),
        CheckConstraint("cycle >= 1", name="cycle"),
        Index(None, "stage", "stage_since"),
    )

    title: Mapped[str] = mapped_column(String(200))
    problem: Mapped[str] = mapped_column(Text, server_default="", default="")
    stage: Mapped[str] = mapped_column(String(10))
    stage_since: Mapped[datetime]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_unit.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    plan_due_on: Mapped[date | None]
    # Each round of plan, do, check and act has its own plan and verdict.
    cycle: Mapped[int] = mapped_column(server_default="1", default=1)

    metric_id: Mapped[int | None] = mapped_column(ForeignKey("metrics_metric.id"), index=True)
    direction: Mapped[str | None] = mapped_column(String(10))
    smallest_useful: Mapped[float | None]
    useful_as: Mapped[str] = mapped_column(String(10), server_default="points", default="points")
    baseline_from: Mapped[date | None]
    starts_on: Mapped[date | None]
    settle_in: Mapped[int] = mapped_column(server_default="0", default=0)
    review_on: Mapped[date | None]
    # Was it started because of a bad result? Part of any recovery would have come anyway.
    after_bad_result: Mapped[bool] = mapped_column(server_default=false(), default=False)
    seasonal: Mapped[bool] = mapped_column(server_default=false(), default=False)
    # The same measured where nothing changes: the comparison. And what is looked at beside the plan's metric.
    comparison_id: Mapped[int | None] = mapped_column(ForeignKey("metrics_metric.id"), index=True)
    # The unit whose readings of the metric the verdict rests on (None: those of the whole), and another one of the
    # same metric where nothing changes.
    measured_unit_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_unit.id"), index=True)
    comparison_unit_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_unit.id"), index=True)
    also_ids: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    pilot: Mapped[str] = mapped_column(Text, server_default="", default="")

    decision: Mapped[str | None] = mapped_column(String(10))
    decision_reason: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    decided_at: Mapped[datetime | None]
    # What the data showed when the decision was made; None for a project that was stopped before its check.
    decided_verdict: Mapped[str | None] = mapped_column(String(20))
    decided_early: Mapped[bool] = mapped_column(server_default=false(), default=False)

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    measured_unit: Mapped[Unit | None] = relationship(foreign_keys=[measured_unit_id])
    comparison_unit: Mapped[Unit | None] = relationship(foreign_keys=[comparison_unit_id])
    metric: Mapped[Metric | None] = relationship(foreign_keys=[metric_id])
    comparison: Mapped[Metric | None] = relationship(foreign_keys=[comparison_id])

    @property
    def unit_path(self) -> str:
        return self.unit.path if self.unit is not None else WHOLE_COMPANY

    @property
    def state(self) -> Stage:
        """The stage as its enumeration."""
        return Stage(self.stage)

    @property
    def is_stopped(self) -> bool:
        """Was it given up before its result was checked?"""
        return self.stage == Stage.CLOSED and self.decided_verdict is None


class ProjectSuggestion(Model):
    """A suggestion that a project answers; one project may answer several."""

    __tablename__ = "projects_suggestion"
    __table_args__ = (UniqueConstraint("project_id", "suggestion_id"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects_project.id", ondelete="CASCADE"))
    suggestion_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"), index=True
    )

    project: Mapped[Project] = relationship()
    suggestion: Mapped[Suggestion] = relationship()


class ProjectOwner(Model):
    """Somebody who owns a project or once did. Whoever did so at any time approves no result of it."""

    __tablename__ = "projects_owner"
    __table_args__ = (UniqueConstraint("project_id", "person_id"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects_project.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    since: Mapped[datetime]


class PlanVersion(Model):
    """A version of the measurement plan, kept for ever; the first is the one with which the card left Plan.
    `after_start`: it was made when the change had begun, which shows on the verdict.
    """

    __tablename__ = "projects_plan_version"
    __table_args__ = (UniqueConstraint("project_id", "cycle", "number"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects_project.id", ondelete="CASCADE"))
    cycle: Mapped[int]
    number: Mapped[int]
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    after_start: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, server_default="", default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))

    by: Mapped[Person | None] = relationship()


class StoredVerdict(Model):
    """The verdict of a project with the hash of what it was computed from.

    `inputs_hash` covers the readings themselves; `stamp` names the same inputs by the state of the metric's data,
    the plan and the last finished period, so that a board need not load any reading to see that nothing changed.
    """

    __tablename__ = "projects_verdict"
    __table_args__ = (
        UniqueConstraint("project_id"),
        CheckConstraint(one_of("code", VerdictCode), name="code"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects_project.id", ondelete="CASCADE"))
    inputs_hash: Mapped[str] = mapped_column(String(64))
    stamp: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(20))
    early: Mapped[bool]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    computed_at: Mapped[datetime]


class StageChange(Model):
    """A card moved: why, if it was said; with a decision also what was decided and what the data showed then."""

    __tablename__ = "projects_stage_change"
    __table_args__ = (
        CheckConstraint(one_of("from_stage", Stage), name="from_stage"),
        CheckConstraint(one_of("to_stage", Stage), name="to_stage"),
        CheckConstraint(one_of("decision", Decision), name="decision"),
        CheckConstraint(one_of("verdict", VerdictCode), name="verdict"),
        Index(None, "project_id", "id"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects_project.id", ondelete="CASCADE"))
    from_stage: Mapped[str | None] = mapped_column(String(10))
    to_stage: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, server_default="", default="")
    decision: Mapped[str | None] = mapped_column(String(10))
    verdict: Mapped[str | None] = mapped_column(String(20))
    early: Mapped[bool] = mapped_column(server_default=false(), default=False)
    cycle: Mapped[int] = mapped_column(server_default="1", default=1)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))

    by: Mapped[Person | None] = relationship()
