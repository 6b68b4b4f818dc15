"""Hotel and car of the same trip: moved or given back after the flight has changed, each with its own yes."""

import re
from datetime import date, timedelta

from hongyan.assistant.dialogue.task import Task
from hongyan.assistant.dialogue.view import NeedAnswer, Told, View, option
from hongyan.assistant.tasks.receipts import carried_out
from hongyan.assistant.tasks.shift_days import days_shifted
from hongyan.assistant.tasks.trips import TRIP_SLOTS, linked_line, my_trip
from hongyan.assistant.words import Quoted, Words, words
from hongyan.servicing.model import Linked, Trip

_HOTEL = re.compile(r"酒店|宾馆|房|住|\b(?:hotel|room|stay)\b", re.I)
_CAR = re.compile(r"车|接机|接送|\b(?:car|pick-?up|driver|ride|transfer)\b", re.I)
_CANCEL = re.compile(r"取消|退(?!一天)|不要了|不用了|\b(?:cancel|drop|refund)\b", re.I)
_KEEP = re.compile(r"不动|保留|不变|不用改|\b(?:keep|leave)\b", re.I)
_FOLLOW = re.compile(
    r"跟(?:着|随)?(?:新)?航班|一起|同步|\b(?:follow|same as|with) (?:the )?(?:new )?flight\b", re.I
)
_PARTIAL_REFUND = re.compile(r"退(?:我)?钱|能退|退款|\brefund|money back\b", re.I)


def run(v: View) -> Told:
    """Settle one linked product: which, what to do with it, read back, yes, done; then the next one."""
    trip = my_trip(v)
    v.note("order_id", trip.order_id)
    if not trip.linked:
        return Told((words("linked.none"),))
    item = _which(v, trip)
    v.note("linked_ref", item.ref)
    if _KEEP.search(v.text):
        return Told((words("linked.kept", item=linked_line(item)),))
    if _CANCEL.search(v.text) and not days_shifted(v.text):
        v.note("linked_action", "cancel")
    if v.slot("linked_action") == "cancel":
        act = {
            "kind": "linked_cancel",
            "order_id": trip.order_id,
            "passenger_ids": [],
            "args": {"ref": item.ref},
        }
        said = words("linked.read_back_cancel", item=linked_line(item))
    else:
        starts, ends = _new_dates(v, trip, item)
        act = {
            "kind": "linked_change",
            "order_id": trip.order_id,
            "passenger_ids": [],
            "args": {"ref": item.ref, "starts": starts, "ends": ends},
        }
        said = words(
            f"linked.read_back_{item.kind}", name=Quoted(item.name), starts=_say(starts), ends=_say(ends)
        )
    receipt = v.confirm(act, said, words("linked.supplier_terms"), words("consent.ask"))
    carried_out(receipt, "linked")
    rest = [x for x in trip.linked if x.ref != item.ref]
    done = [words("linked.done", name=Quoted(item.name))]
    if rest:
        done.append(words("linked.next", item=linked_line(rest[0])))
    return Told(tuple(done), executed=True, offer="task:trip.linked" if rest else None)


def aside(v: View, text: str) -> tuple[Words, ...] | None:
    """Money of the old night or ride is the supplier's rule: never promised."""
    if _PARTIAL_REFUND.search(text):
        return (words("linked.supplier_refund"),)
    return None


def _which(v: View, trip: Trip) -> Linked:
    hotel, car = _HOTEL.search(v.text), _CAR.search(v.text)
    if bool(hotel) != bool(car):
        kind = "hotel" if hotel else "car"
        named = [x for x in trip.linked if x.kind == kind]
        if named:
            return named[0]
    known = v.slot("linked_ref")
    for item in trip.linked:
        if item.ref == known:
            return item
    chosen = v.choose(
        "linked",
        [option(x.ref, linked_line(x), slots={"linked_ref": x.ref}) for x in trip.linked],
        words("linked.which"),
    )
    return next(x for x in trip.linked if x.ref == chosen.key)


def _new_dates(v: View, trip: Trip, item: Linked) -> tuple[str, str | None]:
    arrives = trip.flights[-1].arrives
    if item.kind == "car":
        if _FOLLOW.search(v.text) or v.slot("linked_follow") or v.slot("date") is None:
            if not (_FOLLOW.search(v.text) or v.slot("linked_follow")):
                raise NeedAnswer((words("linked.ask_car", item=linked_line(item)),), ("date", "time", "text"))
            v.note("linked_follow", "yes")
            return f"{arrives:%Y-%m-%dT%H:%M}", None
        clock = v.slot("time") or item.starts[11:16]
        return f"{v.slot('date')}T{clock}", None
    first = date.fromisoformat(item.starts[:10])
    last = date.fromisoformat((item.ends or item.starts)[:10])
    shift = days_shifted(v.text)
    if shift:
        v.note("linked_shift", str(shift))
    elif v.slot("linked_shift"):
        shift = int(v.slot("linked_shift") or 0)
    elif _FOLLOW.search(v.text):
        shift = (arrives.date() - first).days
        v.note("linked_shift", str(shift))
    if shift:
        starts, ends = first + timedelta(days=shift), last + timedelta(days=shift)
        v.note("date", starts.isoformat())
        return starts.isoformat(), ends.isoformat()
    wanted = v.slot("date")
    if wanted is None:
        raise NeedAnswer((words("linked.ask_hotel", item=linked_line(item)),), ("date", "text"))
    starts = date.fromisoformat(wanted)
    return starts.isoformat(), (starts + (last - first)).isoformat()


def _say(moment: str | None) -> str:
    return "" if moment is None else moment.replace("T", " ")


TASK = Task(
    "trip.linked",
    run,
    slots=TRIP_SLOTS | {"date", "time"},
    personal=True,
    aside=aside,
    steps=("my_trip", "which product", "new dates", "read_back", "consent", "linked_change"),
)
