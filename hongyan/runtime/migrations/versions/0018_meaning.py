"""What articles mean, as vectors by the digest of encoder and text."""

from alembic import op

revision = "0018_meaning"
down_revision = "0017_sms_survey"


def upgrade() -> None:
    op.execute("create table knowledge.meaning (digest text primary key, vector bytea not null)")
