"""Conversations by SMS: what came in, which conversation a phone has, what was sent as an answer."""

from alembic import op

revision = "0015_sms_conversations"
down_revision = "0009_limits"


def upgrade() -> None:
    op.execute(
        """
create schema if not exists messaging;

create table messaging.sms_in (
    provider_message_id text primary key,
    conversation_id text,
    received_at timestamptz not null,
    handled_at timestamptz,
    meaning text  -- said | opt_out
);

-- phones are kept as keyed hashes only; the number itself is sealed with its conversation
create table messaging.sms_thread (
    conversation_id text primary key,
    phone_hash bytea not null,
    delivered integer not null default 0,
    touched_at timestamptz not null
);
create index sms_thread_phone on messaging.sms_thread (phone_hash, touched_at);
create index sms_thread_touched on messaging.sms_thread (touched_at);

create table messaging.sms_out (
    message_id text primary key,
    conversation_id text,
    number integer,
    -- unknown: neither we nor the provider can say; it is not sent again
    state text not null default 'intended' check (state in ('intended', 'sent', 'failed', 'unknown')),
    result text,
    intended_at timestamptz not null,
    valid_until timestamptz not null,
    ended_at timestamptz
);
create index sms_out_in_doubt on messaging.sms_out (intended_at) where state = 'intended';

create index sms_out_awaiting on messaging.sms_out (message_id) where state = 'sent' and result is null;

create table messaging.cursor (source text primary key, position bigint not null);

create index task_phone on outreach.task (phone);
"""
    )
