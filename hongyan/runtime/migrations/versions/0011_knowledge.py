"""Tables of knowledge: articles, versions, what was asked, imports that failed, the work list."""

from alembic import op

revision = "0011_knowledge"
down_revision = "0009_linked"

KNOWLEDGE = """
create schema if not exists knowledge;

create table knowledge.article (
    article_id text primary key,
    source text not null,
    section text not null,
    owner text not null,
    review_due date,
    next_number integer not null default 1,
    created_at timestamptz not null,
    unique (source, section)
);

create table knowledge.version (
    article_id text not null references knowledge.article on delete cascade,
    number integer not null,
    title text not null,
    body text not null,
    language text not null check (language in ('zh-CN', 'en')),
    audience text not null check (audience in ('public', 'agents')),
    heading text not null default '',
    keywords text[] not null default '{}',
    tags text[] not null default '{}',
    valid_from timestamptz,
    valid_to timestamptz,
    state text not null check (state in ('draft', 'in_review', 'approved', 'retired')),
    author text not null,
    created_at timestamptz not null,
    submitted_at timestamptz,
    reviewed_by text,
    reviewed_at timestamptz,
    note text not null default '',
    change bigint not null,
    primary key (article_id, number),
    check (valid_to is null or valid_from is null or valid_from < valid_to)
);
create index version_change on knowledge.version (change);
create index version_state on knowledge.version (state, language);
create unique index version_open on knowledge.version (article_id) where state in ('draft', 'in_review');

create table knowledge.link (
    from_article text not null references knowledge.article on delete cascade,
    to_article text not null,
    primary key (from_article, to_article)
);
create index link_to on knowledge.link (to_article);

-- one row: every writer takes it, so that change numbers are committed in their order
create table knowledge.ledger (
    one boolean primary key default true check (one),
    change bigint not null default 0,
    synonyms text,
    synonyms_by text,
    synonyms_at timestamptz
);
insert into knowledge.ledger default values;

create table knowledge.question (
    question_id text primary key,
    text text not null,
    language text not null,
    audience text not null,
    asked_at timestamptz not null,
    article_id text,
    number integer,
    score double precision not null default 0,
    rating smallint not null default 0 check (rating between -1 and 1),
    rated_at timestamptz,
    work_id text
);
create index question_asked on knowledge.question (asked_at);
create index question_article on knowledge.question (article_id, asked_at);
create index question_weak on knowledge.question (asked_at) where article_id is null or rating < 0;

create table knowledge.work (
    work_id text primary key,
    language text not null,
    label text not null,
    terms text[] not null default '{}',
    state text not null check (state in ('open', 'drafted', 'done', 'dismissed')),
    article_id text,
    number integer,
    before jsonb,
    after jsonb,
    created_at timestamptz not null,
    closed_at timestamptz,
    closed_by text
);

create table knowledge.import (
    import_id text primary key,
    source text not null,
    kind text not null,
    content bytea,
    options jsonb not null default '{}',
    state text not null check (state in ('done', 'refused', 'dismissed')),
    reason text not null default '',
    new integer not null default 0,
    changed integer not null default 0,
    unchanged integer not null default 0,
    imported_by text not null,
    imported_at timestamptz not null,
    tries integer not null default 1
);
create index import_at on knowledge.import (imported_at);
"""


def upgrade() -> None:
    op.execute(KNOWLEDGE)


def downgrade() -> None:
    op.execute("drop schema knowledge cascade")
