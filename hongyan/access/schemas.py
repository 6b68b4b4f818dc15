"""Shapes of the session and audit routes."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class Credentials(BaseModel):
    model_config = ConfigDict(extra="forbid")

    username: str = Field(min_length=1, max_length=80)
    password: str = Field(min_length=1, max_length=200)


class SignInCode(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str = Field(min_length=1, max_length=200)


class UserRead(BaseModel):
    name: str
    username: str
    role: str
    language: str


class SessionRead(BaseModel):
    user: UserRead
    csrf: str = Field(description="Send it back as X-CSRF-Token with every change.")
    permissions: list[str]
    expires_at: datetime


class AuditRead(BaseModel):
    id: int
    at: datetime
    actor: str
    role: str
    action: str
    subject: str
    reason: str
    ip: str


class AuditList(BaseModel):
    items: list[AuditRead]


class PermissionRead(BaseModel):
    permission: str
    roles: list[str]


class PermissionTable(BaseModel):
    items: list[PermissionRead]
