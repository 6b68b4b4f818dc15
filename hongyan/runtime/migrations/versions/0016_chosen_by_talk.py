"""A decision is found by the change that carries it out."""

from alembic import op

revision = "0016_chosen_by_talk"
down_revision = "0015_sms_conversations"


def upgrade() -> None:
    op.execute("create index decision_change on outreach.decision (change_id)")
