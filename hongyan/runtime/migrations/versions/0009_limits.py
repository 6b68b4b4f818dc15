"""Counts of requests, shared by all web processes; unlogged: after a crash counting begins anew."""

from alembic import op

revision = "0009_limits"
down_revision = "0014_cases_quality"

LIMITS = """
create unlogged table access.rate_window (
    name text not null,
    key text not null,
    began_at timestamptz not null,
    hits integer not null,
    primary key (name, key, began_at)
);
create index rate_window_age on access.rate_window (began_at);
alter table outreach.campaign add column change_reason text;
create index offer_holds_ending on protection.offer (hold_expires_at) where state = 'held';
"""


def upgrade() -> None:
    op.execute(LIMITS)
