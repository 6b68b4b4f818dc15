"""Tables of access."""

from alembic import op

revision = "0002_access"
down_revision = "0001_ground"


def upgrade() -> None:
    op.execute("create schema if not exists access")
