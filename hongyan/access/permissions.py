"""The permission table: what each role may do. Routes name a permission, or list roles."""

from hongyan.access.model import Role

C, A, S, X = Role.CONTROLLER, Role.AGENT, Role.SUPERVISOR, Role.ADMIN

PERMISSIONS: dict[str, tuple[Role, ...]] = {
    # permission                controller agent supervisor admin
    "operations.read": (C, A, S, X),  # flights, disruptions, plans, waves, counts, live events
    "feeds.repair": (C, X),  # dead letters: read, retry, dismiss
    "campaigns.act": (C, S, X),  # approve, pause, resume, stop
    "pacing.set": (C, S, X),
    "passengers.list": (C, A, S, X),  # masked names
    "passengers.read": (C, A, S, X),  # names and contacts; each read is audited
    "passengers.reveal": (
        C,
        A,
        S,
    ),  # whole phone numbers and addresses, for a reason; an administrator runs the house, not the calls
    "passengers.decide": (C, A, S),  # on the passenger's word
    "tasks.assign": (C, S, X),
    "tasks.take": (C, A, S),
    "conversations.read": (C, A, S, X),  # personal data masked; each read is audited
    "conversations.answer": (A, S),  # take over, answer, give back, close; reveal with a reason
    "cases.work": (C, A, S),  # promises: see, take, finish, cancel
    "knowledge.read": (C, A, S, X),
    "knowledge.edit": (A, S, X),  # write, import, submit: nothing answers before somebody else approves it
    "knowledge.approve": (S, X),
    "audit.read": (S, X),
    "users.manage": (X,),
    "api.describe": (X,),
}


def allowed(permission: str) -> tuple[Role, ...]:
    """Return the roles that hold ``permission``. Raises KeyError for a name that is not in the table."""
    return PERMISSIONS[permission]


def held_by(role: Role) -> list[str]:
    """Return the permissions of ``role``, in the order of the table."""
    return [name for name, roles in PERMISSIONS.items() if role in roles]
