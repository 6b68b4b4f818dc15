"""Tables of outreach, and of the simulated line and message providers with their own logs."""

from alembic import op

revision = "0008_outreach"
down_revision = "0007_protection"

OUTREACH = """
create schema if not exists outreach;

create table outreach.campaign (
    campaign_id text primary key,
    disruption_id text not null unique,
    state text not null,
    passengers integer not null default 0,
    known_at timestamptz not null,
    opened_at timestamptz not null,
    release_at timestamptz not null,
    planned_at timestamptz,
    approved_by text,
    approved_at timestamptz,
    changed_by text,
    changed_at timestamptz
);

create table outreach.task (
    task_id text primary key,
    campaign_id text not null references outreach.campaign,
    person_key text not null,
    party_ids text[] not null,
    name text not null default '',
    language text not null,
    zone text,
    destination_zone text,
    departs_at timestamptz not null,
    travelling boolean not null default false,
    phone text,
    phone_quality text not null default 'unverified',
    email text,
    push text,
    agency_phone text,
    refuses text[] not null default '{}',
    contacts_last_day integer not null default 0,
    rank integer not null,
    turn smallint not null default 0,
    state text not null,
    next_channel text,
    due_at timestamptz,
    step text not null default '',
    reason text,
    owner text,
    calls integer not null default 0,
    texts integer not null default 0,
    mails integer not null default 0,
    pushes integer not null default 0,
    phone_bad boolean not null default false,
    heard boolean not null default false,
    decided boolean not null default false,
    last_channel text,
    last_result text,
    last_at timestamptz,
    known_at timestamptz not null,
    created_at timestamptz not null,
    first_attempt_at timestamptz,
    reached_at timestamptz,
    reached_by text,
    version integer not null default 1
);
-- One waiting task a person: a second disruption joins it instead of ringing twice.
create unique index task_one_waiting on outreach.task (person_key)
    where state = 'scheduled' and first_attempt_at is null;
create index task_queue on outreach.task (next_channel, turn, rank, task_id) where next_channel is not null;
create index task_due on outreach.task (next_channel, due_at) where next_channel is not null;
create index task_person on outreach.task (person_key);
create index task_campaign on outreach.task (campaign_id);
create index task_parties on outreach.task using gin (party_ids);
create index task_unreached on outreach.task (rank, task_id)
    where state in ('unreachable', 'unknown', 'handed_over');

create table outreach.reach (
    disruption_id text not null,
    passenger_id text not null,
    party_id text not null,
    task_id text not null references outreach.task,
    locator text not null default '',
    name text not null default '',
    state text not null,
    reason text,
    owner text,
    reached_at timestamptz,
    reached_by text,
    primary key (disruption_id, passenger_id)
);
create index reach_task on outreach.reach (task_id);
create index reach_party on outreach.reach (party_id);
create index reach_state on outreach.reach (disruption_id, state);

create table outreach.attempt (
    attempt_id text primary key,
    task_id text not null references outreach.task,
    campaign_id text not null,
    channel text not null,
    purpose text not null default 'contact',
    turn smallint not null default 0,
    step text not null default '',
    language text not null,
    address text not null,
    to_masked text not null,
    said jsonb not null default '{}',
    state text not null,
    result text,
    keys text,
    intended_at timestamptz not null,
    valid_until timestamptz not null,
    placed_at timestamptz,
    answered_at timestamptz,
    wait_until timestamptz,
    ended_at timestamptz
);
create index attempt_task on outreach.attempt (task_id, intended_at);
create index attempt_intended on outreach.attempt (valid_until) where state = 'intended';
create index attempt_unknown on outreach.attempt (channel) where state = 'unknown';
create index attempt_waiting on outreach.attempt (wait_until) where state = 'placed';
create index attempt_live_call on outreach.attempt (address)
    where channel = 'call' and state in ('intended', 'placed', 'unknown');
create index attempt_at on outreach.attempt (intended_at);

create table outreach.pacing (
    channel text primary key,
    per_second double precision not null,
    lines integer,
    transfer_capacity integer,
    paused boolean not null default false,
    tokens double precision not null default 0,
    refilled_at timestamptz not null,
    version integer not null default 1,
    changed_by text
);

create table outreach.cursor (
    source text primary key,
    position bigint not null default 0
);

create table outreach.wish (
    wish_id bigint generated always as identity primary key,
    attempt_id text not null,
    task_id text not null references outreach.task,
    party_id text not null,
    kind text not null,
    offer_id text,
    consent text not null,
    said_by text not null,
    at timestamptz not null,
    state text not null default 'pending',
    result text,
    unique (attempt_id, party_id)
);
create index wish_pending on outreach.wish (wish_id) where state = 'pending';

create table outreach.decision (
    party_id text primary key,
    kind text not null,
    offer_id text,
    change_id text,
    said_by text not null,
    consent text not null,
    decided_at timestamptz not null,
    state text not null default 'requested',
    reason text
);

create table outreach.notice (
    notice_id bigint generated always as identity primary key,
    task_id text not null references outreach.task,
    party_id text not null,
    kind text not null,
    reference text not null,
    params jsonb not null default '{}',
    state text not null default 'pending',
    due_at timestamptz not null,
    attempt_id text,
    unique (task_id, party_id, kind, reference)
);
create index notice_pending on outreach.notice (due_at) where state = 'pending';
create index notice_sent on outreach.notice (notice_id) where state = 'sent';
create index notice_attempt on outreach.notice (attempt_id);

create table outreach.link (
    link_id text primary key,
    task_id text references outreach.task,
    party_ids text[] not null,
    language text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    opened_at timestamptz,
    opened integer not null default 0
);
create index link_task on outreach.link (task_id);

create table outreach.opt_out (
    person_key text not null,
    channel text not null,
    at timestamptz not null,
    said_by text not null,
    primary key (person_key, channel)
);

create table outreach.task_log (
    entry_id bigint generated always as identity primary key,
    task_id text not null,
    at timestamptz not null,
    actor text not null,
    what text not null,
    note text
);
create index task_log_task on outreach.task_log (task_id);

create table outreach.ledger_check (
    at timestamptz primary key,
    affected integer not null,
    reached integer not null,
    scheduled integer not null,
    unreachable integer not null,
    unknown integer not null,
    balance integer not null,
    repaired integer not null default 0
);
"""

SIMULATED = """
create schema if not exists simulated_line;
create sequence simulated_line.ended;
create table simulated_line.call (
    call_id bigint generated always as identity primary key,
    attempt_id text not null,
    campaign text not null,
    number text not null,
    ordinal integer not null,
    language text not null,
    placed_at timestamptz not null,
    answered_at timestamptz,
    ended_at timestamptz not null,
    result text not null,
    heard boolean not null,
    keys text not null,
    wants_person boolean not null,
    sequence bigint
);
create index call_attempt on simulated_line.call (attempt_id);
create index call_number on simulated_line.call (number, placed_at);
create index call_ended on simulated_line.call (ended_at);
create index call_not_told on simulated_line.call (ended_at) where sequence is null;
create index call_sequence on simulated_line.call (sequence);

create schema if not exists simulated_messages;
create sequence simulated_messages.received;
create table simulated_messages.message (
    message_id bigint generated always as identity primary key,
    attempt_id text not null unique,
    channel text not null,
    address text not null,
    language text not null,
    subject text not null,
    body text not null,
    sent_at timestamptz not null,
    repeats integer not null default 0,
    receipt text,
    receipt_at timestamptz,
    sequence bigint
);
create index message_address on simulated_messages.message (channel, address);
create index message_not_told on simulated_messages.message (channel, receipt_at)
    where sequence is null and receipt_at is not null;
create index message_sequence on simulated_messages.message (channel, sequence);
"""


def upgrade() -> None:
    op.execute(OUTREACH)
    op.execute(SIMULATED)
