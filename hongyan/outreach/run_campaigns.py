"""Campaigns: opened by themselves when a flight goes wrong; approved, paused, resumed and stopped by people."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from hongyan.core.clock import Clock
from hongyan.core.errors import Conflict, InvalidInput, NotFound
from hongyan.jobs import Outbox
from hongyan.outreach import words
from hongyan.outreach.enrol import enrol
from hongyan.outreach.events import CampaignChanged, PacingChanged
from hongyan.outreach.facts import flight_facts
from hongyan.outreach.model import MACHINES, CampaignState
from hongyan.outreach.ports import Names, Places
from hongyan.outreach.repository import attempts, campaigns, decisions, enrolment, facts, ledger, tasks
from hongyan.outreach.settings import OutreachSettings
from hongyan.runtime import Connection, Database
from hongyan.telephony import Line

log = structlog.get_logger(__name__)

MOVES = {
    "approve": ({CampaignState.WAITING_APPROVAL}, CampaignState.RUNNING),
    "pause": ({CampaignState.RUNNING}, CampaignState.PAUSED),
    "resume": ({CampaignState.PAUSED, CampaignState.STOPPED}, CampaignState.RUNNING),
    "stop": (
        {CampaignState.WAITING_APPROVAL, CampaignState.RUNNING, CampaignState.PAUSED},
        CampaignState.STOPPED,
    ),
}
TOGETHER = 10  # disruptions enrolled in one transaction


class Campaigns:
    """Opens, fills, steers and withdraws campaigns."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outbox,
        line: Line,
        places: Places,
        names: Names | None,
        settings: OutreachSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._line = line
        self._places = places
        self._names = names
        self._settings = settings

    async def open(self, disruption_ids: Sequence[str]) -> int:
        """Open campaigns for live disruptions and enrol their passengers; both are idempotent. Returns passengers enrolled."""
        entered = 0
        for start in range(0, len(disruption_ids), TOGETHER):
            entered += await self._open_some(disruption_ids[start : start + TOGETHER])
        return entered

    async def repair(self) -> int:
        """Enrol whoever an event has not brought: nobody is lost because a message was."""
        async with self._db.snapshot() as conn:
            gaps = await enrolment.disruptions_with_gaps(conn, 200)
        return await self.open(gaps) if gaps else 0

    async def planned(self, disruption_ids: Sequence[str]) -> int:
        """Seats are held: first contacts go out now."""
        await self.open(disruption_ids)
        async with self._db.transaction() as conn:
            return await campaigns.mark_planned(conn, disruption_ids, self._clock.now())

    async def withdraw(self, disruption_id: str) -> None:
        """The flight is on again: stop ringing, take it out of the ledger, and tell those who had heard otherwise."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            affected = await ledger.withdraw(conn, disruption_id, now)
            found = await campaigns.by_disruptions(conn, [disruption_id])
            flight = (await facts.disruptions(conn, [disruption_id])).get(disruption_id, {})
            params = {"flight": flight.get("flight", "")}
            notices = [
                _notice(row, "withdrawn", disruption_id, params, now) for row in affected if row["contacted"]
            ]
            await decisions.add_notices(conn, notices)
            for campaign in found:
                await campaigns.set_state(
                    conn, campaign["campaign_id"], CampaignState.DONE, "system", "", now
                )
                await self._tell(conn, campaign, CampaignState.DONE, now)
            ringing = [i for c in found for i in await attempts.ringing_of_campaign(conn, c["campaign_id"])]
        await self._line.hang_up_all(ringing)

    async def changed_kind(self, disruption_id: str, kind: str) -> None:
        """A delay became a cancellation, or the like: who was told the old news and is not settled is told the new."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            if kind == "cancelled":
                for party_id in await decisions.reopen_keepers(conn, disruption_id):
                    await decisions.undecide(conn, party_id)
            found = (await facts.disruptions(conn, [disruption_id])).get(disruption_id)
            if found is None:
                return
            told = await decisions.contacted_tasks(conn, disruption_id)
            notices = []
            for row in told:
                flight = flight_facts(row["party_id"], found, self._places)
                params = {"flight": flight.flight, "happened": words.happened(row["language"], flight)}
                if not row["decided"]:
                    notices.append(_notice(row, "updated", f"{disruption_id}:{kind}", params, now))
            await decisions.add_notices(conn, notices)

    async def close(self, disruption_ids: Sequence[str]) -> None:
        """The flight has left: contacts end; who was not reached stays on a colleague's list, by name."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            await tasks.end_contacts(conn, disruption_ids, "flight_departed", now)
            for campaign in await campaigns.by_disruptions(conn, disruption_ids):
                await campaigns.set_state(
                    conn, campaign["campaign_id"], CampaignState.DONE, "system", "", now
                )
                await self._tell(conn, campaign, CampaignState.DONE, now)

    async def steer(self, campaign_id: str, verb: str, actor: str, reason: str = "") -> str:
        """``approve``, ``pause``, ``resume`` or ``stop`` a campaign; returns its new state. Raises Conflict if it cannot."""
        if verb not in MOVES:
            raise InvalidInput("a campaign can be approved, paused, resumed or stopped", verb=verb)
        now = self._clock.now()
        wanted, target = MOVES[verb]
        async with self._db.transaction() as conn:
            campaign = await campaigns.get(conn, campaign_id)
            if campaign is None:
                raise NotFound("there is no such campaign", campaign_id=campaign_id)
            if campaign["state"] != target:
                if campaign["state"] not in wanted:
                    raise Conflict(f"a {campaign['state']} campaign cannot {verb}", state=campaign["state"])
                await campaigns.set_state(conn, campaign_id, target, actor, reason, now)
                await self._tell(conn, campaign, target, now)
        return str(target)

    async def set_pacing(
        self,
        channel: str,
        per_second: float,
        lines: int | None,
        transfer_capacity: int | None,
        paused: bool,
        actor: str,
    ) -> None:
        """Change a channel's pacing for every worker; the next slice (within a second) obeys it."""
        if channel not in MACHINES:
            raise NotFound("there is no such channel", channel=channel)
        if per_second <= 0 or (lines is not None and lines < 0):
            raise InvalidInput("pacing must be positive; to stop a channel, pause it", channel=channel)
        now = self._clock.now()
        async with self._db.transaction() as conn:
            await campaigns.ensure_pacing(conn, channel, getattr(self._settings, channel), now)
            await campaigns.set_pacing(conn, channel, per_second, lines, transfer_capacity, paused, actor)
            await self._outbox.emit(
                conn,
                [PacingChanged(at=now, channel=channel, per_second=per_second, lines=lines, paused=paused)],
            )

    async def _open_some(self, disruption_ids: Sequence[str]) -> int:
        now = self._clock.now()
        async with self._db.snapshot() as conn:
            affected = await enrolment.unenrolled(conn, disruption_ids)
        names = await self._names_of(affected)
        async with self._db.transaction() as conn:
            release_at = now + timedelta(seconds=self._settings.plan_wait_seconds)
            opened = await campaigns.open_missing(
                conn, disruption_ids, now, release_at, self._settings.automatic_up_to
            )
            found = {c["disruption_id"]: c for c in await campaigns.by_disruptions(conn, disruption_ids)}
            await ledger.drop_unaffected(conn, list(disruption_ids))
            affected = await enrolment.unenrolled(conn, disruption_ids)
            entered = await enrol(conn, affected, found, names, self._places, self._settings, now)
            for campaign in opened:
                await self._tell(conn, campaign, campaign["state"], now)
        return entered

    async def _names_of(self, affected: Sequence[Mapping[str, Any]]) -> Mapping[str, tuple[str, str]]:
        """A greeting is a courtesy: when the airline system is slow or down, people are told without it."""
        if self._names is None or not affected:
            return {}
        try:
            return await self._names.names(sorted({row["order_id"] for row in affected}))
        except Exception:
            log.warning("names_unavailable", passengers=len(affected))
            return {}

    async def _tell(self, conn: Connection, campaign: Mapping[str, Any], state: str, now: datetime) -> None:
        event = CampaignChanged(
            at=now,
            campaign_id=campaign["campaign_id"],
            disruption_id=campaign["disruption_id"],
            state=str(state),
        )
        await self._outbox.emit(conn, [event])


def _notice(
    row: Mapping[str, Any], kind: str, reference: str, params: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    return {
        "task_id": row["task_id"],
        "party_id": row["party_id"],
        "kind": kind,
        "reference": reference,
        "params": dict(params),
        "due_at": now,
    }
