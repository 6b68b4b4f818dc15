"""Gives seats to hold requests in the order they came, each all or nothing. Pure."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass

from hongyan.bookings.model import HoldRequest

Cabin = tuple[str, str]  # leg key as text, cabin letter
BookingClass = tuple[str, str, str]  # leg key as text, cabin letter, RBD


@dataclass(slots=True)
class CabinState:
    """Free seats of one cabin of one leg, and whether the leg can still be sold."""

    free: int
    on_sale: bool


def refusal(
    request: HoldRequest, cabins: Mapping[Cabin, CabinState], classes: Mapping[BookingClass, int]
) -> str | None:
    """Say why the request cannot be met now: unknown_flight, not_operating, no_seats; None = it can."""
    wanted = cabins_of(request)
    if not wanted or any(cabin not in cabins for cabin in wanted):
        return "unknown_flight"
    if not all(cabins[cabin].on_sale for cabin in wanted):
        return "not_operating"
    if any(cabins[cabin].free < request.seats for cabin in wanted):
        return "no_seats"
    if any(classes.get(wanted, 0) < request.seats for wanted in classes_of(request)):
        return "no_seats"
    return None


def allocate(
    requests: Sequence[HoldRequest],
    cabins: Mapping[Cabin, CabinState],
    classes: MutableMapping[BookingClass, int] | None = None,
) -> list[str | None]:
    """Return each request's refusal or None, taking the seats of those granted out of ``cabins`` and ``classes``."""
    classes = {} if classes is None else classes
    answers: list[str | None] = []
    for request in requests:
        refused = refusal(request, cabins, classes)
        if refused is None:
            for cabin in cabins_of(request):
                cabins[cabin].free -= request.seats
            for wanted in classes_of(request):
                classes[wanted] -= request.seats
        answers.append(refused)
    return answers


def cabins_of(request: HoldRequest) -> list[Cabin]:
    """Return the cabins a request wants, leg by leg."""
    return [(str(leg), cabin) for leg, cabin in zip(request.legs, request.cabins, strict=True)]


def classes_of(request: HoldRequest) -> list[BookingClass]:
    """Return the booking classes a request names, leg by leg; none when any class will do."""
    if not request.rbds:
        return []
    return [(leg, cabin, rbd) for (leg, cabin), rbd in zip(cabins_of(request), request.rbds, strict=True)]
