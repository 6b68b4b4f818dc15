"""A telephone in a browser tab: the same dialogue without an exchange."""
