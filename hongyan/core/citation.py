"""Where a statement comes from, so that every answer can show its source. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer comes from: an article and its version, or a rule and its clause."""

    title: str
    ref: str  # article id or ruleset id
    version: str = ""
    clause: str = ""
    quote: str = ""
