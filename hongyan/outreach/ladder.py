"""The ladder: call → retry → SMS → e-mail → push → agency → a colleague by name. Pure functions of person, tried and time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hongyan.core.quiet_hours import QuietHours
from hongyan.outreach.model import Channel, Person, Step, Tried, Turn
from hongyan.outreach.settings import OutreachSettings

CALLABLE = frozenset({"verified", "unverified"})
TO_AGENCY = "to_agency"  # step of a message to the agency that booked: it asks to pass the news on, and reaches nobody


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers of the ladder, from the settings."""

    quiet: QuietHours = field(default_factory=QuietHours)
    max_calls: int = 2
    retry: timedelta = timedelta(minutes=5)
    mail_wait: timedelta = timedelta(minutes=30)
    urgent_wait: timedelta = timedelta(minutes=5)
    urgent: timedelta = timedelta(hours=4)
    follow_up: timedelta = timedelta(minutes=5)
    daily_cap: int = 8

    @classmethod
    def of(cls, settings: OutreachSettings) -> "Policy":
        return cls(
            quiet=QuietHours(
                settings.quiet_from_hour, settings.quiet_to_hour, timedelta(hours=settings.safety_hours)
            ),
            max_calls=settings.max_calls,
            retry=timedelta(minutes=settings.retry_minutes),
            mail_wait=timedelta(minutes=settings.mail_wait_minutes),
            urgent_wait=timedelta(minutes=settings.urgent_wait_minutes),
            urgent=timedelta(hours=settings.urgent_hours),
            follow_up=timedelta(minutes=settings.follow_up_minutes),
            daily_cap=settings.daily_cap,
        )


def next_step(person: Person, tried: Tried, now: datetime, policy: Policy) -> Step:
    """Return what to do next for somebody not reached yet; the last rung is ``person`` with the reason."""
    turn = Turn.FIRST if tried.total == 0 else Turn.RETRY
    if tried.total > 0 and tried.total + person.contacts_last_day >= policy.daily_cap:
        return Step(Channel.PERSON, now, Turn.RETRY, "frequency_cap")
    hung_up = tried.last_result == "hung_up"  # a person was there and did not want to listen: write instead
    if may_call(person, tried, now) and tried.calls < policy.max_calls and not tried.heard and not hung_up:
        step = _call(person, tried, now, policy, turn)
        if step is not None:
            return step
    if may_text(person, tried) and tried.texts == 0:
        return Step(Channel.SMS, now, turn)
    if may_mail(person) and tried.mails == 0:
        return Step(Channel.EMAIL, now, turn)
    if person.push and "push" not in person.refuses and tried.pushes == 0:
        return Step(Channel.PUSH, now, turn)
    if person.agency and tried.agencies == 0:
        return Step(Channel.AGENCY, now, turn)
    if person.agency_phone and not person.agency and not has_own_phone(person, tried) and tried.texts == 0:
        return Step(Channel.SMS, now, turn, TO_AGENCY)
    return Step(Channel.PERSON, now + _patience(person, tried, now, policy), turn, why_person(person, tried))


def follow_up(person: Person, tried: Tried, decided: bool, now: datetime, policy: Policy) -> Step | None:
    """Return the next step for somebody already reached: the link after a call, the call after a text, or nothing."""
    if decided:
        return None
    if tried.heard and tried.texts == 0 and may_text(person, tried):
        return Step(Channel.SMS, now, Turn.FOLLOW_UP, "link")
    if tried.heard and tried.texts == 0 and tried.mails == 0 and may_mail(person):
        return Step(Channel.EMAIL, now, Turn.FOLLOW_UP, "link")
    if not tried.heard and tried.calls == 0 and may_call(person, tried, now):
        due = _call_allowed(person, now + policy.follow_up, policy)
        return Step(Channel.CALL, due, Turn.FOLLOW_UP, "ask")
    return None


def message_first(person: Person, tried: Tried) -> Channel | None:
    """Return the channel of a message that can go ahead of a call whose slot is too late (None = only the call)."""
    if may_text(person, tried) and tried.texts == 0:
        return Channel.SMS
    if may_mail(person) and tried.mails == 0:
        return Channel.EMAIL
    return None


def has_own_phone(person: Person, tried: Tried) -> bool:
    """A masked or agency number is nobody's own telephone; a wrong one is a stranger's."""
    return bool(person.phone and person.phone_quality in CALLABLE and not tried.phone_bad)


def has_relay(person: Person, tried: Tried, now: datetime) -> bool:
    """An online agency lends a number that leads to the traveller, for calls only, until it takes it back."""
    lent = person.phone_quality == "relay" and bool(person.phone) and not tried.phone_bad
    return lent and (person.phone_until is None or now < person.phone_until)


def may_call(person: Person, tried: Tried, now: datetime) -> bool:
    dialable = has_own_phone(person, tried) or has_relay(person, tried, now)
    return dialable and "call" not in person.refuses


def may_text(person: Person, tried: Tried) -> bool:
    return has_own_phone(person, tried) and "sms" not in person.refuses


def may_mail(person: Person) -> bool:
    return bool(person.email and "email" not in person.refuses)


def why_person(person: Person, tried: Tried) -> str:
    """Return the code of the reason why machines could not reach this person."""
    if tried.phone_bad:
        return "wrong_number"
    if tried.total == 0:
        if person.refuses:
            return "opted_out"
        if person.agency_phone or person.agency or person.phone_quality == "agency":
            return "agency_contact_only"
        return "masked_number" if person.phone_quality == "masked" and person.phone else "no_contact"
    if tried.last_channel == "agency":
        return "agency_could_not" if tried.last_result == "not_passed_on" else "agency_silent"
    if tried.last_channel in ("email", "push"):
        return "message_unread"
    return "agency_contact_only" if person.agency_phone and not has_own_phone(person, tried) else "no_answer"


def call_still_allowed(person: Person, now: datetime, policy: Policy) -> bool:
    """Check once more just before dialling: pacing may have moved a daytime slot into the night."""
    return _call_allowed(person, now, policy) <= now


def _call(person: Person, tried: Tried, now: datetime, policy: Policy, turn: int) -> Step | None:
    earliest = now if tried.calls == 0 or tried.last_at is None else max(now, tried.last_at + policy.retry)
    due = _call_allowed(person, earliest, policy)
    if not may_call(person, tried, due):
        return None  # the relay will have ended by then
    if due == earliest:
        return Step(Channel.CALL, due, turn)
    if message_first(person, tried) is not None:
        return None  # quiet hours: text first, the call follows in the morning
    return Step(Channel.CALL, due, turn, "quiet_hours")


def _call_allowed(person: Person, at: datetime, policy: Policy) -> datetime:
    zones = (person.passenger_zone, person.destination_zone)
    return max(at, policy.quiet.call_allowed_at(at, zones, person.departs_at, person.travelling))


def _patience(person: Person, tried: Tried, now: datetime, policy: Policy) -> timedelta:
    waits = tried.last_channel in ("email", "push") or (
        tried.last_channel == "sms" and not may_text(person, tried)
    )
    if not waits or tried.last_result in ("invalid", "bounced", "refused"):
        return timedelta(0)
    return policy.urgent_wait if person.departs_at - now <= policy.urgent else policy.mail_wait
