"""Tables of promises made to customers, of surveys and of scores of conversations."""

from alembic import op

revision = "0014_cases_quality"
down_revision = "0011_knowledge"

CASES = """
create schema if not exists cases;

create table cases.promise (
    promise_id text primary key,
    kind text not null,
    key text unique,
    conversation_id text,
    customer_sealed bytea,
    text text not null,
    owner text not null,
    state text not null,
    due_at timestamptz not null,
    overdue_at timestamptz,
    made_at timestamptz not null,
    ended_at timestamptz,
    ended_by text,
    note text
);
create index promise_open on cases.promise (due_at) where state = 'open';
create index promise_conversation on cases.promise (conversation_id);
create index promise_owner on cases.promise (owner) where state = 'open';
"""

QUALITY = """
create schema if not exists quality;

create table quality.score (
    conversation_id text primary key,
    channel text not null,
    language text not null,
    topic text,
    resolution text not null,
    turns integer not null,
    customer_turns integer not null,
    emotion_first text not null,
    emotion_last text not null,
    emotion_worst text not null,
    urgency double precision not null,
    emotions jsonb not null,
    forbidden jsonb not null,
    low boolean not null,
    turns_seen integer not null,
    state_seen text not null,
    scored_at timestamptz not null
);
create index score_low on quality.score (scored_at desc) where low;

create table quality.survey (
    conversation_id text primary key,
    csat smallint,
    nps smallint,
    comment text,
    language text not null,
    answered_at timestamptz not null
);
create index survey_low on quality.survey (answered_at desc) where csat <= 2 or nps <= 6;
"""


def upgrade() -> None:
    op.execute(CASES)
    op.execute(QUALITY)
