"""Hotel and car of the same trip: which belong to it, what was answered, what their sellers were asked."""

from alembic import op

revision = "0009_linked"
down_revision = "0012_servicing"

LINKED = """
alter table disruptions.affected add column linked_products text[] not null default '{}';

create table outreach.linked_choice (
    party_id text primary key,
    order_id text not null,
    change_id text,
    answers jsonb not null,
    said_by text not null,
    decided_at timestamptz not null
);

create table sandbox.linked_request (
    request_id text primary key,
    order_id text not null references sandbox.orders,
    reference text not null,
    wish text not null check (wish in ('move', 'cancel')),
    change_id text,
    requested_at timestamptz not null
);
"""


def upgrade() -> None:
    op.execute(LINKED)
