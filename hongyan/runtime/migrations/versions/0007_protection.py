"""Tables of protection."""

from alembic import op

revision = "0007_protection"
down_revision = "0006_disruptions"


def upgrade() -> None:
    op.execute("create schema if not exists protection")
