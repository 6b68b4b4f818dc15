"""Users, sessions, sign-in counters, feed tokens and the audit trail."""

from alembic import op

revision = "0002_access"
down_revision = "0001_ground"


def upgrade() -> None:
    op.execute("""
    create schema if not exists access;
    create table access.users (
        user_id text primary key,
        username text not null unique check (username = lower(username)),
        name text not null,
        role text not null check (role in ('controller', 'agent', 'supervisor', 'admin')),
        language text not null default 'en' check (language in ('zh-CN', 'en')),
        password_hash text not null,
        active boolean not null default true,
        created_at timestamptz not null,
        password_changed_at timestamptz not null
    );
    create table access.session (
        session_id text primary key,
        -- only digests are stored: a stolen backup signs nobody in
        token_hash bytea not null unique,
        previous_hash bytea unique,
        previous_until timestamptz,
        user_id text not null references access.users,
        created_at timestamptz not null,
        rotated_at timestamptz not null,
        seen_at timestamptz not null,
        expires_at timestamptz not null
    );
    create index session_of_user on access.session (user_id);
    create table access.sign_in_code (
        code_hash bytea primary key,
        user_id text not null references access.users,
        expires_at timestamptz not null
    );
    create table access.sign_in_attempt (
        key text not null,
        window_at timestamptz not null,
        hits integer not null,
        primary key (key, window_at)
    );
    create table access.feed_token (
        token_id text primary key,
        name text not null,
        token_hash bytea not null unique,
        kinds text[],
        created_at timestamptz not null,
        revoked_at timestamptz
    );
    create table access.audit (
        id bigint generated always as identity primary key,
        at timestamptz not null,
        actor text not null,
        role text not null,
        action text not null,
        subject text not null,
        reason text not null default '',
        ip text not null default ''
    );
    create index audit_subject on access.audit (subject, id);
    create function access.audit_is_final() returns trigger language plpgsql as $body$
    begin
        raise exception 'audit rows are never changed or deleted';
    end
    $body$;
    create trigger audit_is_final before update or delete on access.audit
        for each row execute function access.audit_is_final();
    """)
