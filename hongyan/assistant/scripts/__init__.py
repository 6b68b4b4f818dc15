"""Scripted conversations: played against the real product, checked against replies, dialogue state and ledger."""

from hongyan.assistant.scripts.check import Observed, differences
from hongyan.assistant.scripts.script import Expectation, Script, ScriptTurn, read_scripts

__all__ = ["Expectation", "Observed", "Script", "ScriptTurn", "differences", "read_scripts"]
