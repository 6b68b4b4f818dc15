"""Promises to customers: callbacks, answers by mail, complaints, recovery; each has an owner and a due time."""

from hongyan.cases.model import Promise, PromiseKind, PromiseState
from hongyan.cases.robot_promises import RobotPromises
from hongyan.cases.service import Cases

__all__ = ["Cases", "Promise", "PromiseKind", "PromiseState", "RobotPromises"]
