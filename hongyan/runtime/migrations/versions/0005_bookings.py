"""Tables of bookings."""

from alembic import op

revision = "0005_bookings"
down_revision = "0004_sandbox"


def upgrade() -> None:
    op.execute("create schema if not exists bookings")
