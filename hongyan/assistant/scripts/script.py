"""A scripted conversation as its file has it: what the customer knows, what the world holds, what is said and expected."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from hongyan.core.errors import InvalidInput


class Expectation(BaseModel):
    """Checked after the reply; an absent key is not checked."""

    intent: str | None = None
    slots: dict[str, Any] = Field(default_factory=dict)
    must_say_any: list[str] = Field(default_factory=list)
    must_not: list[str] = Field(default_factory=list)
    state: str | None = None


class ScriptTurn(BaseModel):
    user: str
    input: str = "text"  # text | dtmf
    events: list[dict[str, Any]] = Field(default_factory=list)
    expect: Expectation = Expectation()


class Script(BaseModel):
    """One dialogue."""

    id: str
    lang: str
    channel: str = "text"
    goal: str = ""
    tags: list[str] = Field(default_factory=list)
    now: datetime
    facts: dict[str, Any] = Field(default_factory=dict)
    world: dict[str, Any] = Field(default_factory=dict)
    turns: list[ScriptTurn]


def read_scripts(path: Path) -> Iterator[Script]:
    """Yield the scripts of a JSON Lines file. Raises InvalidInput with the line that cannot be read."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield Script.model_validate(json.loads(line))
        except (ValidationError, ValueError) as error:
            raise InvalidInput(f"{path.name}:{number}: this is no scripted dialogue", line=number) from error
