"""Everyone reached: campaigns, waves, the ladder, pacing, the reach ledger, and the passenger's decision."""

from hongyan.outreach.model import Choice, LedgerSummary, LinkSubject, ReadBack
from hongyan.outreach.service import Outreach
from hongyan.outreach.settings import OutreachSettings

__all__ = ["Choice", "LedgerSummary", "LinkSubject", "Outreach", "OutreachSettings", "ReadBack"]
