"""The permission table and the guards made from it."""

import pytest

from hongyan.access import PERMISSIONS, Role, held_by, require


def test_the_table_is_what_was_agreed() -> None:
    c, a, s, x = Role.CONTROLLER, Role.AGENT, Role.SUPERVISOR, Role.ADMIN
    assert PERMISSIONS["campaigns.act"] == (c, s, x)
    assert a not in PERMISSIONS["campaigns.act"], "an agent does not stop a campaign"
    assert x not in PERMISSIONS["passengers.decide"], "an administrator never decides for a passenger"
    assert PERMISSIONS["users.manage"] == (x,)
    assert set(PERMISSIONS["passengers.read"]) == {c, a, s, x}


def test_require_takes_roles_and_permissions_together() -> None:
    assert require(Role.AGENT, "users.manage").roles == {Role.AGENT, Role.ADMIN}


def test_require_refuses_nobody_and_unknown_names() -> None:
    with pytest.raises(ValueError, match="at least one"):
        require()
    with pytest.raises(KeyError):
        require("campaigns.explode")


def test_every_role_may_see_operations() -> None:
    assert all("operations.read" in held_by(role) for role in Role)
