"""The front door of outreach: campaigns, tasks, links, decisions and the ledger behind one object."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hongyan.core.clock import Clock
from hongyan.core.errors import NotFound
from hongyan.disruptions import person_of_phone
from hongyan.jobs import Outbox
from hongyan.messaging import Sender
from hongyan.outreach.check_ledger import LedgerCheck
from hongyan.outreach.collect_outcomes import Collector
from hongyan.outreach.consent import Signer
from hongyan.outreach.decide import Decisions
from hongyan.outreach.follow_changes import FollowUps
from hongyan.outreach.linked_products import LinkedChoices, NobodySells
from hongyan.outreach.links import Links
from hongyan.outreach.model import Choice, LedgerSummary, LinkSubject, ReadBack
from hongyan.outreach.next_due import NextDue
from hongyan.outreach.ports import ChangeDesk, LinkedProducts, Names, Places, Seats
from hongyan.outreach.reconcile import Reconciler
from hongyan.outreach.record_results import Recorder
from hongyan.outreach.remind import Reminders
from hongyan.outreach.repository import campaigns, decisions, reading, tasks
from hongyan.outreach.repository import timeline as timeline_sql
from hongyan.outreach.run_campaigns import Campaigns
from hongyan.outreach.run_wave import CHANNELS, Waves
from hongyan.outreach.settings import OutreachSettings
from hongyan.outreach.work_by_hand import WorkByHand, task_row
from hongyan.runtime import Database
from hongyan.telephony import Line


class Outreach:
    """Everyone reached: opens campaigns, runs waves, keeps the ledger, takes decisions. One instance a process."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outbox,
        line: Line,
        senders: Mapping[str, Sender],
        seats: Seats,
        changes: ChangeDesk,
        places: Places,
        settings: OutreachSettings,
        names: Names | None = None,
        linked: LinkedProducts | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self.settings = settings
        signer = Signer(settings.secret)
        self.recorder = Recorder(db, clock, outbox, settings)
        self.waves = Waves(db, clock, outbox, line, senders, places, signer, self.recorder, settings)
        self.collector = Collector(db, line, senders, self.recorder, max(settings.batch, 500))
        self.reconciler = Reconciler(db, clock, line, senders, self.recorder, settings)
        self.campaigns = Campaigns(db, clock, outbox, line, places, names, settings)
        self.decisions = Decisions(db, clock, outbox, seats, changes, places, signer, settings)
        self.follow_ups = FollowUps(db, clock, self.decisions, places, changes)
        self.ledger_check = LedgerCheck(db, outbox, self.campaigns)
        self.links = Links(db, clock, signer, settings)
        self.due = NextDue(db, clock, line, senders, settings)
        self.by_hand = WorkByHand(db, clock)
        self.reminders = Reminders(db, clock, places, timedelta(minutes=settings.remind_minutes))
        self.linked = LinkedChoices(db, clock, outbox, linked or NobodySells())
        self._line = line

    # --- campaigns

    async def open_campaign(self, disruption_id: str) -> str:
        """Open (or find) the campaign of a disruption and enrol its passengers; returns its id."""
        await self.campaigns.open([disruption_id])
        async with self._db.snapshot() as conn:
            rows = await campaigns.by_disruptions(conn, [disruption_id])
        if not rows:
            raise NotFound("there is no such live disruption", disruption_id=disruption_id)
        return str(rows[0]["campaign_id"])

    async def approve(self, campaign_id: str, actor: str, reason: str = "") -> str:
        return await self.campaigns.steer(campaign_id, "approve", actor, reason)

    async def pause(self, campaign_id: str, actor: str, reason: str = "") -> str:
        return await self.campaigns.steer(campaign_id, "pause", actor, reason)

    async def resume(self, campaign_id: str, actor: str, reason: str = "") -> str:
        return await self.campaigns.steer(campaign_id, "resume", actor, reason)

    async def stop(self, campaign_id: str, actor: str, reason: str = "") -> str:
        return await self.campaigns.steer(campaign_id, "stop", actor, reason)

    async def set_pacing(
        self,
        channel: str,
        per_second: float,
        lines: int | None = None,
        transfer_capacity: int | None = None,
        paused: bool = False,
        actor: str = "",
    ) -> None:
        """Change a channel's pacing for all workers within a second."""
        await self.campaigns.set_pacing(channel, per_second, lines, transfer_capacity, paused, actor)

    async def pacing(self) -> list[dict[str, Any]]:
        """Return every channel's live pacing; a channel never used yet shows its settings."""
        async with self._db.snapshot() as conn:
            rows = {row["channel"]: row for row in await campaigns.pacing_rows(conn)}
        for channel in CHANNELS:
            start = getattr(self.settings, channel)
            rows.setdefault(
                channel,
                {"channel": channel, **start.model_dump(), "paused": False, "version": 0, "changed_by": None},
            )
        return list(rows.values())

    # --- tasks

    async def assign(self, task_id: str, owner: str, actor: str) -> None:
        await self.by_hand.assign(task_id, owner, actor)

    async def take_over(self, task_id: str, actor: str) -> None:
        await self.by_hand.take_over(task_id, actor)

    async def note_tried(self, task_id: str, way: str, note: str, actor: str) -> None:
        await self.by_hand.note_tried(task_id, way, note, actor)

    async def note_reached(self, task_id: str, note: str, actor: str, way: str = "person") -> None:
        await self.by_hand.note_reached(task_id, note, actor, way)

    async def talk(
        self, party_ids: Sequence[str], phone: str | None = None, note: str | None = None
    ) -> list[dict[str, Any]]:
        """A passenger wants a person: a named colleague has the task from now on. Returns task_id and owner of each."""
        now, given = self._clock.now(), {}
        async with self._db.transaction() as conn:
            for party_id in party_ids:
                for task_id in await self.decisions.ask_person(conn, party_id, "wants_person"):
                    row = await task_row(conn, task_id)
                    given[task_id] = {"task_id": task_id, "owner": row["owner"]}
            for task_id in given:
                for what, said in (("call_back", phone), ("asked", note)):
                    if said:
                        await tasks.log(conn, task_id, now, "passenger", what, said)
        if not given:
            raise NotFound("there is no such party")
        return list(given.values())

    def party_of_read_back(self, token: str) -> str:
        """Return whose read-back a token is. Raises ReadBackVoid or LinkExpired."""
        return self.decisions.party_of_read_back(token)

    async def opt_out(self, task_id: str, channel: str, said_by: str) -> None:
        """This person does not want to be contacted on ``channel`` any more, now and later."""
        async with self._db.transaction() as conn:
            row = await task_row(conn, task_id)
            await decisions.opt_out(conn, row["person_key"], channel, said_by, self._clock.now())

    async def parties_of_phone(self, phone: str) -> list[dict[str, Any]]:
        """Return party_id and language of the live tasks told at this phone; who answers from it is reached."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            found = await tasks.of_phone(conn, phone)
            for task_id in {row["task_id"] for row in found if row["reached_at"] is None}:
                await tasks.reached_by_person(conn, task_id, "reply", now)
        return found

    async def standing_of_phone(self, phone: str) -> dict[str, Any]:
        """Return the zones of the people told at a phone, whether they refuse texts, and whether they owe a choice."""
        async with self._db.snapshot() as conn:
            return await reading.standing_of_phone(conn, phone)

    async def opt_out_phone(self, phone: str, channel: str, said_by: str) -> int:
        """Nobody who is told at this phone wants ``channel`` any more; returns how many people."""
        async with self._db.transaction() as conn:
            keys = {person_of_phone(phone), *await tasks.people_of_phone(conn, phone)}
            for key in sorted(keys):
                await decisions.opt_out(conn, key, channel, said_by, self._clock.now())
        return len(keys)

    # --- decisions and links

    async def read_back(self, party_id: str, choice: Choice) -> ReadBack:
        return await self.decisions.read_back(party_id, choice)

    async def confirm(self, token: str, said_by: str = "passenger:page") -> str | None:
        return await self.decisions.confirm(token, said_by)

    async def decide(self, party_id: str, choice: Choice, said_by: str, consent: str) -> str | None:
        return await self.decisions.decide(party_id, choice, said_by, consent)

    async def linked_asked(self, party_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return the parties to be asked about hotel and car of their trip, with the answers given so far."""
        return await self.linked.asked(party_ids)

    async def decide_linked(self, party_id: str, answers: Mapping[str, str], said_by: str) -> None:
        await self.linked.decide(party_id, answers, said_by)

    async def link_for(
        self, task_id: str | None = None, party_ids: Sequence[str] = (), language: str = "en"
    ) -> str:
        """Return the path of a passenger link, of a task or for parties (the task's own link where there is one)."""
        if task_id is None and party_ids:
            async with self._db.snapshot() as conn:
                found = await decisions.tasks_of_party(conn, party_ids[0])
            if found:
                task_id = found[0]["task_id"]
        if task_id is not None:
            return await self.links.for_task(task_id)
        return await self.links.for_parties(party_ids, language)

    async def open_link(self, token: str) -> LinkSubject:
        return await self.links.open(token)

    async def decision(self, party_id: str) -> dict[str, Any] | None:
        """Return the party's decision: kind, offer_id, change_id, said_by, decided_at, state."""
        async with self._db.snapshot() as conn:
            return await decisions.decision(conn, party_id)

    async def changes_chosen(self, party_ids: Sequence[str]) -> dict[str, str]:
        """Return the change that carries out each party's decision, by party."""
        async with self._db.snapshot() as conn:
            made = await decisions.decisions(conn, party_ids)
        return {row["party_id"]: row["change_id"] for row in made if row["change_id"]}

    # --- reading

    async def ledger(self, disruption_id: str | None = None) -> LedgerSummary:
        return await self.ledger_check.summary(disruption_id)

    async def overview(self) -> dict[str, Any]:
        """Return the top strip's figures that outreach knows."""
        async with self._db.snapshot() as conn:
            figures = await reading.overview(conn, self._clock.now())
        busy = getattr(self._line, "lines_busy", None)
        figures["lines_busy"] = await busy() if busy is not None else figures["calls_in_flight"]
        return figures

    async def counts(self, disruption_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return reach and decision counts by disruption (the ``Progress`` port of disruptions)."""
        async with self._db.snapshot() as conn:
            return await reading.counts(conn, list(disruption_ids))

    async def story(self, disruption_id: str) -> list[dict[str, Any]]:
        """Return what outreach adds to a disruption's time axis: dicts of at, what and details."""
        async with self._db.snapshot() as conn:
            return await timeline_sql.story(conn, disruption_id)

    async def passengers(
        self,
        disruption_id: str,
        state: str | None = None,
        search: str = "",
        offset: int = 0,
        limit: int = 100,
    ) -> dict[str, Any]:
        """Return {total, items} of a disruption's passengers, most urgent first; names masked."""
        async with self._db.snapshot() as conn:
            return await reading.passengers(conn, disruption_id, state, search, offset, limit)

    async def unreached(
        self, search: str = "", offset: int = 0, limit: int = 100, owner: str | None = None
    ) -> dict[str, Any]:
        """Return {total, items}: everybody not reached, by name, with reason and owner."""
        async with self._db.snapshot() as conn:
            return await reading.unreached(conn, search, offset, limit, owner)

    async def wave_series(
        self, start: datetime, step_seconds: int, disruption_id: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the series of attempts since ``start``: at, calls, answered, sms, email, push, limit."""
        async with self._db.snapshot() as conn:
            return await reading.waves(conn, start, step_seconds, disruption_id)

    async def passenger(self, passenger_id: str, disruption_id: str | None = None) -> dict[str, Any]:
        """Return a passenger's tasks, contacts, decision and timeline. The caller audits this read."""
        async with self._db.snapshot() as conn:
            found = await reading.passenger(conn, passenger_id, disruption_id)
            if found is None:
                raise NotFound("this passenger is not affected", passenger_id=passenger_id)
            found["timeline"] = await timeline_sql.of_parties(conn, [e["party_id"] for e in found["entries"]])
        return found

    async def timeline(self, subject: str) -> list[dict[str, Any]]:
        """Return what happened to a party or an order, from notice to refund: items of at, kind, params, oldest first."""
        async with self._db.snapshot() as conn:
            parties = [subject] if ":" in subject else await timeline_sql.parties_of_order(conn, subject)
            return await timeline_sql.of_parties(conn, parties)

    async def first_contact_seconds(self) -> dict[str, float]:
        """Return p50, p99 and max of seconds from event to first attempt, per affected passenger."""
        async with self._db.snapshot() as conn:
            return await reading.first_contact(conn)
