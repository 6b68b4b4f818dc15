"""Every task the robot can lead, by the intent that starts it."""

from types import MappingProxyType

from hongyan.assistant.dialogue.task import Task, Tasks
from hongyan.assistant.tasks import (
    change,
    disruption,
    flights,
    for_people,
    knowledge,
    linked,
    members,
    money,
    own_trip,
    refund,
    standing,
)

_ALL: tuple[Task, ...] = (
    change.TASK,
    refund.TASK,
    disruption.OPTIONS,
    disruption.COMPENSATION,
    disruption.CERTIFICATE,
    linked.TASK,
    standing.TASK,
    own_trip.VIEW,
    own_trip.SEAT,
    own_trip.CHECK_IN,
    own_trip.INVOICE,
    own_trip.COPY,
    own_trip.ASSIST,
    own_trip.AIRPORT,
    own_trip.MEAL,
    flights.STATUS,
    flights.SEARCH,
    flights.BOOK,
    money.FARE_RULES,
    money.REFUND_STATUS,
    members.BALANCE,
    members.MISSING,
    members.TRACK,
    for_people.COMPLAINT,
    for_people.CALLBACK,
    for_people.BAGGAGE,
    for_people.LOST,
    for_people.ARRIVAL,
    for_people.SAFETY,
    for_people.PROOF,
    for_people.PRAISE,
    for_people.AGENCY,
    for_people.CARGO_BOOK,
    *knowledge.BY_ARTICLE,
    knowledge.KNOWLEDGE,
    knowledge.UNSURE,
)

TASKS: Tasks = MappingProxyType({name: task for task in _ALL for name in (task.name, *task.serves)})
