"""Tables of disruptions."""

from alembic import op

revision = "0006_disruptions"
down_revision = "0005_bookings"


def upgrade() -> None:
    op.execute("create schema if not exists disruptions")
