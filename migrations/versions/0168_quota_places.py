"""Keep which answers take a place of a quota of contacts, and count anew what answers say."""

import sqlalchemy as sa
from alembic import op

revision = "0168_quota_places"
down_revision = "0161_create_votes"
branch_labels = None
depends_on = None

COUNTED = """
    UPDATE surveys_quota SET taken = COALESCE((
        SELECT SUM(surveys_rollup.count) FROM surveys_rollup
        WHERE surveys_rollup.survey_id = surveys_quota.survey_id AND surveys_rollup.question_code = {code} {value}
    ), 0) WHERE source = '{source}'
"""


def upgrade() -> None:
    op.create_table(
        "surveys_quota_place",
        sa.Column(
            "response_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("quota_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["quota_id"],
            ["surveys_quota.id"],
            name=op.f("fk_surveys_quota_place_quota_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["surveys_response.id"],
            name=op.f("fk_surveys_quota_place_response_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("response_id", "quota_id", name=op.f("pk_surveys_quota_place")),
    )
    op.create_index(op.f("ix_surveys_quota_place_quota_id"), "surveys_quota_place", ["quota_id"])
    # Quotas did not fall when an answer was changed, withdrawn or deleted.
    op.execute(COUNTED.format(code="'_response'", value="", source="all"))
    same = "AND surveys_rollup.value = surveys_quota.value"
    op.execute(COUNTED.format(code="surveys_quota.code", value=same, source="answer"))


def downgrade() -> None:
    op.drop_table("surveys_quota_place")
