"""The record of calls over a real exchange."""

from alembic import op

revision = "0019_exchange_calls"
down_revision = "0018_meaning"

CALLS = """
create schema if not exists telephony;
create sequence telephony.ended;
create table telephony.call (
    attempt_id text primary key,
    channel_id text not null unique,       -- lower-case UUID, derived from the attempt
    campaign text not null,
    number text not null,
    language text not null,
    words jsonb,                           -- what may be said; gone when the call has ended
    ring_seconds integer not null,
    valid_until timestamptz not null,
    state text not null check (state in ('intended', 'dialling', 'ringing', 'talking', 'transferring',
                                         'with_person', 'ended')),
    hang_up boolean not null default false, -- somebody wants it stopped unless it is answered
    placed_at timestamptz not null,
    dialled_at timestamptz,
    answered_at timestamptz,
    ended_at timestamptz,
    result text,
    cause text,                            -- the exchange's own word: Q.850 cause, or why we gave up
    heard boolean not null default false,
    keys text not null default '',
    wants_person boolean not null default false,
    sequence bigint,
    check ((state = 'ended') = (ended_at is not null and result is not null))
);
create index call_live on telephony.call (state) where state <> 'ended';
create index call_not_told on telephony.call (ended_at) where state = 'ended' and sequence is null;
create unique index call_sequence on telephony.call (sequence);
"""


def upgrade() -> None:
    op.execute(CALLS)
