"""All SQL of conversations, a module a kind of row."""
