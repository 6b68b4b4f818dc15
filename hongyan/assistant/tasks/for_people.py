"""What people have to look after: complaints, callbacks, lost things, proofs, emergencies. Each becomes a promise with an owner and a clock."""

import re
from collections.abc import Sequence

from hongyan.assistant.dialogue import acts
from hongyan.assistant.dialogue.named import named
from hongyan.assistant.dialogue.task import Task
from hongyan.assistant.dialogue.view import NeedAnswer, NeedPerson, Told, View
from hongyan.assistant.tasks.knowledge import passages
from hongyan.assistant.words import Words, words

# Asked for the way to complain, not complaining.
_WHERE_TO = re.compile(
    r"投诉(?:的)?(?:电话|热线|邮箱|渠道|方式|地址|网址|入口|号码)|(?:怎么|哪里|哪儿|如何|向谁)投诉|"
    r"\bcomplaints? (?:number|phone|line|e-?mail|address|department|form|procedure)|\b(?:how|where) (?:do|can|could|should) i (?:complain|file a complaint)",
    re.I,
)
_REVIEW = re.compile(r"审核|审批|能不能(?:过|通过)|会不会(?:过|通过)|\b(?:review|approv|accept)", re.I)
_OUTCOME = re.compile(
    r"怎么处理|会怎(?:么样|样)|处理结果|处分|开除|给(?:我)?(?:个)?(?:说法|交代|答复)|\b(?:what (?:will|are you going to)|happens? (?:to|next)|punish|fire|outcome)\b",
    re.I,
)
_FOUND = re.compile(
    r"找到|找得到|找回|通知|联系|怎么拿|领|\b(?:found|find|get it back|notify|tell me|contact)\b", re.I
)
_ENOUGH = 12  # characters from which a complaint says what happened


def complaint(v: View) -> Told:
    """Take a complaint: what happened, then a number, an owner and the 24 hours in which somebody answers."""
    if _WHERE_TO.search(v.text):
        return passages(v, words("task.complaint_file"))
    what = v.slot("text") or (v.text if len(v.text) >= _ENOUGH else None)
    if v.state.memory.get("last_task") == "complaint.file" and not named(v.text, "complaint.file"):
        return Told((words("complaint.added"),), promise=("complaint", _details(v, adds=v.text)))
    if what is None:
        raise NeedAnswer((words("complaint.ask"),), ("text",))
    v.note("text", what)
    return Told((words("complaint.taken"),), promise=("complaint", _details(v, text=what)))


def complaint_takes(v: View, text: str) -> Sequence[Words] | None:
    """Say when an answer comes, without promising what it will be."""
    return (
        (words("complaint.takes"),)
        if acts.WHEN_MONEY.search(text) or acts.PROMISE_ASKED.search(text) or _OUTCOME.search(text)
        else None
    )


def callback(v: View) -> Told:
    """Promise a call back: to the number we see, or the one that is said."""
    phone = v.slot("phone") or v.identity.phone
    if phone is None:
        raise NeedAnswer((words("callback.ask_phone"),), ("phone", "time", "date"))
    when = " ".join(x for x in (v.slot("date"), v.slot("time")) if x)
    key = "callback.taken_at" if when else "callback.taken"
    return Told(
        (words(key, last4=phone[-4:], when=when),),
        promise=("callback", _details(v, phone=phone, when=when)),
    )


def baggage_problem(v: View) -> Told:
    """Register a lost, late or damaged bag at once; the tracing office calls back."""
    if acts.asks(v.text) and "baggage.problem" in v.state.memory.get("done", "").split(","):
        return passages(v, words("baggage_problem.subject"))
    what = v.slot("text") or (v.text if len(v.text) >= _ENOUGH else None)
    if what is None:
        raise NeedAnswer((words("baggage_problem.ask"),), ("text",))
    v.note("text", what)
    if v.remembered("flight_no") is None and v.frame.tries < 2 and not _reachable(v):
        raise NeedAnswer((words("baggage_problem.ask_flight"),), ("flight_no", "date", "phone"))
    return Told((words("baggage_problem.taken"),), promise=("baggage", _details(v, text=what)))


def search_goes_on(v: View, text: str) -> Sequence[Words] | None:
    """Say that they are called when something is found, and that nobody can say when."""
    return (words("lost.search"),) if _FOUND.search(text) or acts.WHEN_MONEY.search(text) else None


def lost_item(v: View) -> Told:
    """Register something left behind: what, where, when, and how to reach the owner."""
    what = v.slot("text") or (v.text if len(v.text) >= _ENOUGH else None)
    if what is None:
        raise NeedAnswer((words("lost.ask"),), ("text",))
    v.note("text", what)
    if not _reachable(v):
        raise NeedAnswer((words("lost.ask_phone"),), ("phone",))
    return Told((words("lost.taken"),), promise=("lost_item", _details(v, text=what)))


def arrival_problem(v: View) -> Told:
    """Three-arrival: the traveller stands there and there is no ticket, room or car. A person at once; 15 minutes to a solution."""
    raise NeedPerson("arrival_problem", (words("arrival.now"),))


def safety(v: View) -> Told:
    """Danger or illness: help first, no question about a booking, a person at once."""
    raise NeedPerson("safety", (words("safety.now"),))


def proof(v: View) -> Told:
    """Take a proof for a free refund or change; a person reviews it, the result is not promised."""
    attachment = v.slot("attachment")
    if attachment is None:
        raise NeedAnswer((words("proof.ask"),), ("attachment",))
    return Told((words("proof.taken"),), promise=("proof_review", _details(v, attachment=attachment)))


def proof_takes(v: View, text: str) -> Sequence[Words] | None:
    """Say who looks at a proof and that the result comes from them."""
    asks_when = any(cue.search(text) for cue in (acts.WHEN_MONEY, acts.PROMISE_ASKED, acts.WAIVED, _REVIEW))
    return (words("proof.takes"),) if asks_when else None


def praise(v: View) -> Told:
    return Told((words("praise.thanks"),), promise=("praise", _details(v, text=v.text)))


def agency(v: View) -> Told:
    """Agency business goes to the agency desk with the code; figures of an agency are told to nobody else."""
    raise NeedPerson("agency_desk", (words("agency.desk"),))


def cargo_book(v: View) -> Told:
    raise NeedPerson("cargo_desk", (words("cargo.desk"),))


def _reachable(v: View) -> bool:
    return bool(v.slot("phone") or v.identity.phone or v.identity.order_ids or v.identity.signed_in)


def _details(v: View, **details: str) -> dict[str, str]:
    known = {
        "phone": v.slot("phone") or v.identity.phone,
        "flight_no": v.remembered("flight_no"),
        "date": v.slot("date"),
    }
    return {**{k: x for k, x in known.items() if x}, **details}


COMPLAINT = Task(
    "complaint.file",
    complaint,
    after=complaint_takes,
    slots=frozenset({"phone", "flight_no", "date"}),
    steps=("what happened", "promise: answer in 24 h"),
)
CALLBACK = Task(
    "callback.request",
    callback,
    slots=frozenset({"phone", "date", "time"}),
    steps=("number", "promise: call back"),
)
BAGGAGE = Task(
    "baggage.problem",
    baggage_problem,
    after=search_goes_on,
    slots=frozenset({"phone", "flight_no", "date"}),
    steps=("what happened", "flight", "promise: tracing"),
)
LOST = Task(
    "lostfound.report",
    lost_item,
    after=search_goes_on,
    slots=frozenset({"phone", "flight_no", "date"}),
    steps=("what and where", "promise: search"),
)
ARRIVAL = Task("arrival.problem", arrival_problem, slots=frozenset({"phone"}), steps=("a person at once",))
SAFETY = Task("safety.help", safety, slots=frozenset({"phone"}), steps=("help first", "a person at once"))
PROOF = Task(
    "proof.upload",
    proof,
    slots=frozenset({"attachment"}),
    aside=proof_takes,
    after=proof_takes,
    steps=("file", "promise: review"),
)
PRAISE = Task("praise.give", praise, steps=("thanks",))
AGENCY = Task("distributor.service", agency, steps=("agency desk",))
CARGO_BOOK = Task("cargo.book", cargo_book, steps=("cargo desk",))
