"""House rules that the built-in checks do not know."""
