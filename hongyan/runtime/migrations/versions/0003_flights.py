"""Tables of flights."""

from alembic import op

revision = "0003_flights"
down_revision = "0002_access"


def upgrade() -> None:
    op.execute("create schema if not exists flights")
