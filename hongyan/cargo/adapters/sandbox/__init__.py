"""The cargo system of the sandbox airline."""
