"""Events are past-tense frozen dataclasses with a dotted name; the outbox stores them beside the change they tell."""

import dataclasses
from datetime import date, datetime
from typing import Any, ClassVar, Self


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of every event. Subclasses set ``name`` (``package.thing_happened``) and JSON-friendly fields.

    Fields hold str, int, float, bool, None, datetime, date, and lists or dicts of those; never a passenger's
    name, phone or document number, because events are read by screens and logs.
    """

    name: ClassVar[str]
    at: datetime

    def payload(self) -> dict[str, Any]:
        """Return the fields as JSON-friendly values (instants as ISO 8601)."""
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """Rebuild an event from what ``payload`` gave; unknown keys of newer versions are ignored."""
        known = {f.name: f for f in dataclasses.fields(cls)}
        values = {k: _typed(v, str(known[k].type)) for k, v in payload.items() if k in known}
        return cls(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


def _typed(value: Any, annotation: str) -> Any:
    if isinstance(value, str) and "datetime" in annotation:
        return datetime.fromisoformat(value)
    if isinstance(value, str) and "date" in annotation:
        return date.fromisoformat(value)
    if isinstance(value, list) and annotation.startswith("tuple"):
        return tuple(value)
    return value
