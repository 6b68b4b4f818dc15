"""From affected passengers to contact tasks: one task a person, ranked, with its first step and a link."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from hongyan.core.ids import new_id
from hongyan.outreach.ladder import Policy, next_step
from hongyan.outreach.model import Person, Tried
from hongyan.outreach.ports import Places
from hongyan.outreach.rank import Urgency, rank
from hongyan.outreach.repository import decisions, enrolment
from hongyan.outreach.settings import OutreachSettings
from hongyan.runtime import Connection

PLAN_WAIT = "plan_wait"
CALLABLE = ("verified", "unverified")


async def enrol(
    conn: Connection,
    affected: Sequence[dict[str, Any]],
    campaigns: Mapping[str, dict[str, Any]],
    names: Mapping[str, tuple[str, str]],
    places: Places,
    settings: OutreachSettings,
    now: datetime,
) -> int:
    """Put affected passengers into tasks and the ledger; who is in it already is left alone. Returns how many entered.

    ``affected`` rows are sorted by ``person_key``; ``campaigns`` by disruption_id, ``names`` by passenger_id.
    """
    known = await enrolment.persons_known(
        conn, sorted({row["person_key"] for row in affected}), now - timedelta(days=1)
    )
    records = []
    for key, group in groupby(affected, lambda row: str(row["person_key"])):
        rows = list(group)
        campaign = campaigns[rows[0]["disruption_id"]]
        records.append(_task(key, rows, campaign, known.get(key) or {}, names, places, settings, now))
    task_ids = await enrolment.enrol(conn, records, now)
    expires = now + timedelta(days=settings.link_days)
    links = [
        {"link_id": secrets.token_urlsafe(16), "task_id": task_ids[r["person_key"]], "language": r["language"], "expires_at": expires}
        for r in records
    ]  # fmt: skip
    await decisions.create_links(conn, links, now)
    ledger = [
        {
            "disruption_id": row["disruption_id"],
            "passenger_id": row["passenger_id"],
            "party_id": row["party_id"],
            "task_id": task_ids[row["person_key"]],
            "locator": row["locator"],
            "name": "/".join(names.get(row["passenger_id"], ())),
        }
        for row in affected
    ]
    return await enrolment.enrol_reach(conn, ledger)


def person_from(rows: Sequence[Mapping[str, Any]], known: Mapping[str, Any], places: Places) -> Person:
    """Read one person from the affected rows they answer for (a guardian for an unaccompanied minor)."""
    contacts = [contact for row in rows for contact in row["contacts"]]
    mobiles = [c for c in contacts if c["kind"] == "mobile"]
    relays = [c for c in contacts if c["kind"] == "relay"]
    phone = next(
        (
            c
            for q in ("verified", "unverified", "relay", "masked", "wrong")
            for c in (*mobiles, *relays)
            if c["quality"] == q
        ),
        None,
    )
    mails = [
        c["value"]
        for c in contacts
        if c["kind"] == "email" and c["quality"] not in ("wrong", "masked", "agency")
    ]
    pushes = [c["value"] for c in contacts if c["kind"] == "push"]
    agencies = [
        c["value"]
        for c in contacts
        if c["kind"] == "agency_phone" or (c["kind"] == "mobile" and c["quality"] == "agency")
    ]
    codes = [c["value"] for c in contacts if c["kind"] == "agency"]
    until = phone.get("valid_until") if phone else None
    first = min(rows, key=lambda row: row["departs_at"])
    airport = places.get(first["final_off"])
    return Person(
        language=first["language"],
        departs_at=first["departs_at"],
        passenger_zone=first["zone"],
        destination_zone=airport.zone if airport else None,
        phone=phone["value"] if phone else None,
        phone_quality=phone["quality"] if phone else "unverified",
        email=mails[0] if mails else None,
        push=pushes[0] if pushes else None,
        agency_phone=agencies[0] if agencies else None,
        agency=codes[0] if codes else None,
        phone_until=datetime.fromisoformat(until) if until else None,
        refuses=frozenset(known.get("refuses") or ()),
        travelling=any(row["checked_in"] for row in rows),
        contacts_last_day=int(known.get("contacts") or 0),
    )


def _task(
    key: str,
    rows: Sequence[dict[str, Any]],
    campaign: Mapping[str, Any],
    known: Mapping[str, Any],
    names: Mapping[str, tuple[str, str]],
    places: Places,
    settings: OutreachSettings,
    now: datetime,
) -> dict[str, Any]:
    person = person_from(rows, known, places)
    step = next_step(person, Tried(), now, Policy.of(settings))
    waits = campaign["planned_at"] is None and step.due_at <= campaign["release_at"]
    return {
        "task_id": new_id("tsk"),
        "campaign_id": campaign["campaign_id"],
        "person_key": key,
        "party_ids": sorted({row["party_id"] for row in rows}),
        "name": _spoken_name(rows, names, person.language),
        "language": person.language,
        "zone": person.passenger_zone,
        "destination_zone": person.destination_zone,
        "departs_at": person.departs_at,
        "travelling": person.travelling,
        "phone": person.phone,
        "phone_quality": person.phone_quality,
        "email": person.email,
        "push": person.push,
        "agency_phone": person.agency_phone,
        "agency": person.agency,
        "phone_until": person.phone_until,
        "refuses": sorted(person.refuses),
        "contacts_last_day": person.contacts_last_day,
        "rank": min(rank(_urgency(row)) for row in rows),
        "next_channel": step.channel,
        "due_at": campaign["release_at"] if waits else step.due_at,
        "step": PLAN_WAIT if waits and not step.reason else step.reason,
        "known_at": min(row["known_at"] for row in rows),
    }


def _urgency(row: Mapping[str, Any]) -> Urgency:
    return Urgency(
        departs_at=row["departs_at"],
        ssrs=(*row["ssrs"], row["kind"]),
        tight_connection=bool(row["onward"]),
        tier=row["tier"],
    )


def _spoken_name(
    rows: Sequence[Mapping[str, Any]], names: Mapping[str, tuple[str, str]], language: str
) -> str:
    """Greet only somebody who travels alone: of several, nobody knows who answers; a minor does not answer."""
    passengers = {row["passenger_id"] for row in rows if row["kind"] == "ADT"}
    if len(passengers) != 1:
        return ""
    surname, given = names.get(next(iter(passengers)), ("", ""))
    return f"{surname}{given}" if language == "zh-CN" else f"{given} {surname}".strip()
