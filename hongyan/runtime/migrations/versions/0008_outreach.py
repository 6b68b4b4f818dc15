"""Tables of outreach."""

from alembic import op

revision = "0008_outreach"
down_revision = "0007_protection"


def upgrade() -> None:
    op.execute("create schema if not exists outreach")
