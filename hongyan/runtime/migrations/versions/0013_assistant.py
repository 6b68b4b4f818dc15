"""Copies of itineraries the robot has sent by SMS."""

from alembic import op

revision = "0013_assistant"
down_revision = "0014_cases_quality"


def upgrade() -> None:
    op.execute(
        """
create schema if not exists assistant;

create table assistant.copy (
    act_id text primary key,
    order_id text not null,
    -- unknown: neither we nor the provider can say; it is not sent again
    state text not null default 'intended' check (state in ('intended', 'sent', 'failed', 'unknown')),
    intended_at timestamptz not null,
    valid_until timestamptz not null
);
create index copy_in_doubt on assistant.copy (intended_at) where state = 'intended';
"""
    )
