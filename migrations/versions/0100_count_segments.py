"""Count the answers of surveys by segment: place, channel, choice, language."""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0100_count_segments"
down_revision = "0110_create_contacts"
branch_labels = None
depends_on = None

# As the product has it at this revision.
MOST_CODES = 8
FIRST, THEN = ("hidden",), ("choice", "yes_no")
FREE = ("hidden", "consent", "date", "number")

INTO = """
INSERT INTO surveys_segment_rollup
    (survey_id, question_code, segment_code, segment_value, span, value, count)
"""
BY_ANSWER = "JOIN surveys_answer s ON s.response_id = r.id AND s.question_code = :segment"
# A week cut where a month begins.
SPANS = {
    "sqlite": "MAX(DATE(r.day, '-6 days', 'weekday 1'), DATE(r.day, 'start of month'))",
    "postgresql": "CAST(GREATEST(DATE_TRUNC('week', r.day), DATE_TRUNC('month', r.day)) AS DATE)",
}
# Wordings share the counts of a survey.
AND_MORE = """
ON CONFLICT (survey_id, question_code, segment_code, segment_value, span, value)
DO UPDATE SET count = surveys_segment_rollup.count + excluded.count
"""


def upgrade() -> None:
    op.create_table(
        "surveys_segment_rollup",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question_code", sa.String(length=40), nullable=False),
        sa.Column("segment_code", sa.String(length=40), nullable=False),
        sa.Column("segment_value", sa.String(length=40), nullable=False),
        sa.Column("span", sa.Date(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_surveys_segment_rollup_count")),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_segment_rollup_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "survey_id",
            "question_code",
            "segment_code",
            "segment_value",
            "span",
            "value",
            name=op.f("pk_surveys_segment_rollup"),
        ),
        sqlite_with_rowid=False,
    )
    _fill()


def _fill() -> None:
    connection = op.get_bind()
    asked = defaultdict(list)
    for version, kind, code in connection.execute(
        sa.text("SELECT version_id, kind, code FROM surveys_question ORDER BY version_id, position")
    ):
        asked[version].append((kind, code))
    answered = connection.execute(sa.text("SELECT DISTINCT version_id FROM surveys_response")).scalars().all()
    for version in answered:
        found = [code for kinds in (FIRST, THEN) for kind, code in asked[version] if kind in kinds]
        free = [code for kind, code in asked[version] if kind in FREE]
        names = {f"free_{place}": code for place, code in enumerate(free)}
        without = "".join(f" AND a.question_code <> :{name}" for name in names)
        for segment in ("_language", *found[:MOST_CODES]):
            for statement in _statements(segment, without, SPANS[connection.dialect.name]):
                connection.execute(sa.text(statement), {"segment": segment, "version": version, **names})


def _statements(segment: str, without: str, span: str) -> tuple[str, str]:
    """What counts the answers, and what counts the forms, of one segment in one wording."""
    of, join = ("r.language", "") if segment == "_language" else ("s.value", BY_ANSWER)
    return (
        f"""{INTO} SELECT r.survey_id, a.question_code, CAST(:segment AS VARCHAR(40)), {of}, {span}, a.value, COUNT(*)
        FROM surveys_response r {join} JOIN surveys_answer a ON a.response_id = r.id
        WHERE r.version_id = :version{without}
        GROUP BY r.survey_id, a.question_code, {of}, {span}, a.value {AND_MORE}""",
        f"""{INTO} SELECT r.survey_id, '_response', CAST(:segment AS VARCHAR(40)), {of}, {span}, r.language, COUNT(*)
        FROM surveys_response r {join}
        WHERE r.version_id = :version
        GROUP BY r.survey_id, {of}, {span}, r.language {AND_MORE}""",
    )


def downgrade() -> None:
    op.drop_table("surveys_segment_rollup")
