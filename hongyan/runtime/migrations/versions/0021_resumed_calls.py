"""How often a call over the exchange was taken up again after a restart."""

from alembic import op

revision = "0021_resumed_calls"
down_revision = "0020_ratings_and_surveys"


def upgrade() -> None:
    op.execute("alter table telephony.call add column resumed integer not null default 0")
