"""The record of calls that come in over a real exchange."""

from alembic import op

revision = "0022_hotline_calls"
down_revision = "0021_resumed_calls"

CALLS = """
create table telephony.hotline_call (
    channel_id text primary key,           -- the exchange's own name for it
    caller text,                           -- as the trunk shows it; null = withheld
    called text not null,
    conversation_id text,
    state text not null check (state in ('ringing', 'talking', 'transferring', 'with_person', 'ended')),
    arrived_at timestamptz not null,
    answered_at timestamptz,
    ended_at timestamptz,
    cause text,                            -- hung_up (by the caller), released (by us), lost, gone, broke
    resumed integer not null default 0,
    check ((state = 'ended') = (ended_at is not null))
);
create index hotline_call_live on telephony.hotline_call (state) where state <> 'ended';
"""


def upgrade() -> None:
    op.execute(CALLS)
