"""All SQL of outreach, by what it is about: campaigns, tasks, attempts, decisions, ledger, and reading for screens."""
