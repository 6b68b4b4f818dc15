"""Reaching everybody: agencies as a channel, numbers lent by online agencies, word that comes late, deeds of colleagues."""

from alembic import op

revision = "0009_reach"
down_revision = "0010_conversations"

REACH = """
alter table outreach.task add column agency text;
alter table outreach.task add column agencies integer not null default 0;
alter table outreach.task add column phone_until timestamptz;
-- Channels on which this notice has failed: it goes out on the next one.
alter table outreach.notice add column failed_on text[] not null default '{}';

alter table sandbox.contact add column valid_until timestamptz;
alter table sandbox.contact drop constraint contact_kind_check;
alter table sandbox.contact add constraint contact_kind_check
    check (kind in ('mobile', 'email', 'agency_phone', 'agency', 'relay', 'emergency_phone'));

create table simulated_messages.agency_notice (
    notice_id bigint generated always as identity primary key,
    agency text not null,
    orders integer not null,
    payload text not null,
    sent_at timestamptz not null,
    acknowledged boolean not null
);
create index agency_notice_agency on simulated_messages.agency_notice (agency);
"""


def upgrade() -> None:
    op.execute(REACH)
