"""Questions by the work they were put into; the survey is asked in a chat too, once for a customer on all channels."""

from alembic import op

revision = "0020_ratings_and_surveys"
down_revision = "0019_exchange_calls"


def upgrade() -> None:
    op.execute(
        """
create index question_work on knowledge.question (work_id) where work_id is not null;

alter table messaging.sms_survey rename to survey;
alter table messaging.survey rename column phone_hash to customer_hash;
alter table messaging.survey alter column customer_hash drop not null;  -- who chats may be a stranger
alter table messaging.survey add column channel text not null default 'sms';
alter table messaging.survey alter column channel drop default;
alter index messaging.sms_survey_due rename to survey_due;
alter index messaging.sms_survey_phone rename to survey_customer;
"""
    )
