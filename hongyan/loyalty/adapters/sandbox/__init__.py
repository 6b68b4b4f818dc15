"""The members' system of the sandbox airline."""
