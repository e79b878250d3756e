"""Create recordings."""

import sqlalchemy as sa
from alembic import op

revision = "0022_create_recordings"
down_revision = "0021_feed_metrics"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions_named_co_author",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_named_co_author_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_named_co_author")),
        sa.UniqueConstraint(
            "suggestion_id", "name", name=op.f("uq_suggestions_named_co_author_suggestion_id_name")
        ),
    )
    op.create_table(
        "suggestions_recording",
        sa.Column("suggestion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorder_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorder_id"], ["accounts_person.id"], name=op.f("fk_suggestions_recording_recorder_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_recording_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["accounts_unit.id"], name=op.f("fk_suggestions_recording_unit_id")
        ),
        sa.PrimaryKeyConstraint("suggestion_id", name=op.f("pk_suggestions_recording")),
    )
    op.create_index(
        op.f("ix_suggestions_recording_recorder_id"), "suggestions_recording", ["recorder_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_suggestions_recording_recorder_id"), table_name="suggestions_recording")
    op.drop_table("suggestions_recording")
    op.drop_table("suggestions_named_co_author")
