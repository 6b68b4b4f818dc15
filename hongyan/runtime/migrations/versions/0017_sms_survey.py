"""The survey by text message: whom to ask when, and whether they were."""

from alembic import op

revision = "0017_sms_survey"
down_revision = "0016_chosen_by_talk"


def upgrade() -> None:
    op.execute(
        """
create table messaging.sms_survey (
    conversation_id text primary key,
    phone_hash bytea not null,
    due_at timestamptz not null,
    state text not null default 'planned' check (state in ('planned', 'asked', 'answered', 'skipped')),
    moved_at timestamptz
);
create index sms_survey_due on messaging.sms_survey (due_at) where state = 'planned';
create index sms_survey_phone on messaging.sms_survey (phone_hash, due_at);
"""
    )
