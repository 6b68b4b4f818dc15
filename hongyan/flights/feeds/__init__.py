"""Readers of the message formats airlines and airports send: text in, plain facts out, no I/O."""
