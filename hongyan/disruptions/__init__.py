"""Notice, the affected, and what they are entitled to."""
