"""Tables of sandbox."""

from alembic import op

revision = "0004_sandbox"
down_revision = "0003_flights"


def upgrade() -> None:
    op.execute("create schema if not exists sandbox")
