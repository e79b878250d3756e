"""List the sites that may show a survey in a frame."""

import sqlalchemy as sa
from alembic import op

revision = "0107_list_frame_sites"
down_revision = "0121_retain_answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys_frame_site",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_frame_site_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("survey_id", "origin", name=op.f("pk_surveys_frame_site")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("surveys_frame_site")
