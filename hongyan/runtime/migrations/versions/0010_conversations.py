"""Tables of conversations: what was said on any channel, by whom, and where the robot stands in it."""

from alembic import op

revision = "0010_conversations"
down_revision = "0008_outreach"

CONVERSATIONS = """
create schema if not exists conversations;

create table conversations.conversation (
    conversation_id text primary key,
    channel text not null,
    language text not null,
    state text not null,
    topic text,
    disposition text,
    owner text,
    customer_hash bytea,
    customer_sealed bytea,
    subject_sealed bytea,
    handover_sealed bytea,
    context jsonb not null default '{}',
    key_digest bytea,
    turns integer not null default 0,
    asked integer not null default 0,
    answered integer not null default 0,
    greeted boolean not null default false,
    answering text,
    answering_until timestamptz,
    failures smallint not null default 0,
    opened_at timestamptz not null,
    last_at timestamptz not null,
    waiting_since timestamptz,
    taken_at timestamptz,
    closed_at timestamptz
);
create index conversation_customer on conversations.conversation (customer_hash, opened_at)
    where customer_hash is not null;
create index conversation_last on conversations.conversation (last_at desc, conversation_id);
create index conversation_waiting on conversations.conversation (waiting_since)
    where state = 'waiting_for_person';
create index conversation_live on conversations.conversation (last_at) where state <> 'closed';
-- What the robot owes an answer: a greeting, or the turns after the last one it has answered.
create index conversation_unanswered on conversations.conversation (last_at)
    where state <> 'closed' and (not greeted or asked > answered);

create table conversations.turn (
    turn_id text primary key,
    conversation_id text not null references conversations.conversation,
    number integer not null,
    speaker text not null,
    author text not null,
    kind text not null,
    text text not null,
    language text not null,
    at timestamptz not null,
    channel text not null,
    client_id text,
    payload text,
    buttons jsonb not null default '[]',
    cards jsonb not null default '[]',
    citations jsonb not null default '[]',
    attachments text[] not null default '{}',
    reasons jsonb not null default '{}',
    unique (conversation_id, number),
    unique (conversation_id, client_id)
);

create table conversations.participant (
    conversation_id text not null references conversations.conversation,
    speaker text not null,
    name text not null,
    joined_at timestamptz not null,
    left_at timestamptz,
    primary key (conversation_id, speaker, name)
);

create table conversations.robot_state (
    conversation_id text primary key references conversations.conversation,
    state jsonb not null,
    version integer not null,
    turn_id text,
    reply jsonb,
    saved_at timestamptz not null
);

create table conversations.attachment (
    attachment_id text primary key,
    conversation_id text not null references conversations.conversation,
    file_name text not null,
    media_type text not null,
    size bigint not null,
    sha256 bytea not null,
    state text not null,
    reason text,
    sealed bytea,
    client_id text,
    at timestamptz not null,
    unique (conversation_id, client_id)
);
create index attachment_conversation on conversations.attachment (conversation_id, at);

create table conversations.transcript_request (
    request_id text primary key,
    conversation_id text not null references conversations.conversation,
    address_sealed bytea not null,
    to_masked text not null,
    language text not null,
    up_to integer not null,
    state text not null,
    result text,
    client_id text,
    intended_at timestamptz not null,
    valid_until timestamptz not null,
    ended_at timestamptz,
    unique (conversation_id, client_id)
);
create index transcript_request_intended on conversations.transcript_request (intended_at)
    where state in ('intended', 'handed_over');
"""


def upgrade() -> None:
    op.execute(CONVERSATIONS)
