"""Who may be signed in: roles, the acting person and a session. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here for; the table of what each may do is in ``permissions``."""

    CONTROLLER = "controller"  # runs the bad day: campaigns, pacing, plans
    AGENT = "agent"  # talks with passengers
    SUPERVISOR = "supervisor"  # leads agents
    ADMIN = "admin"  # runs the installation


@dataclass(frozen=True, slots=True)
class User:
    user_id: str
    username: str
    name: str
    role: Role
    language: str = "en"  # zh-CN | en


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, as audit rows and use cases need it. ``name`` is the unique sign-in name."""

    name: str
    role: Role
    user_id: str = ""
    session_id: str = ""
    ip: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. Its token is never kept; ``csrf`` must come back as a header with every change."""

    session_id: str
    user: User
    csrf: str
    rotated_at: datetime
    expires_at: datetime

    def actor(self, ip: str = "") -> Actor:
        return Actor(self.user.username, self.user.role, self.user.user_id, self.session_id, ip)
