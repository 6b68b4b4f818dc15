"""What passengers read and hear, in zh-CN and en: call scripts, SMS, mail and read-backs. Pure text from facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hongyan.outreach.model import FlightFacts, OfferFacts, linked_products

NOT_AN_ITINERARY = frozenset({"refund", "same_flight"})


@dataclass(frozen=True, slots=True)
class Subject:
    """One affected booking of the person spoken to. ``offer`` is the best one, None while seats are being sought."""

    flight: FlightFacts
    offer: OfferFacts | None
    planned: bool
    linked: tuple[str, ...] = ()  # references of hotel and car of the same trip


@dataclass(frozen=True, slots=True)
class Text:
    subject: str
    body: str


def call_script(language: str, name: str, subjects: Sequence[Subject]) -> str:
    """Return what a call says first. It says that it is automatic and recorded (PIPL art. 17), then the news."""
    told = "".join(_sentence(language, s) for s in subjects)
    if language == "zh-CN":
        hello = f"{name}，您好，" if name else "您好，"
        return f"{hello}这里是航空公司自动语音通知，通话将被录音。{told}{_menu_zh(subjects)}"
    hello = f"Hello {name}. " if name else "Hello. "
    return f"{hello}This is an automated, recorded call from your airline. {told}{_menu_en(subjects)}"


def sms(language: str, subjects: Sequence[Subject], link: str, replies: bool = False) -> str:
    """Return a text message: what happened, the best offer, the link; ``replies`` = they can answer by text."""
    told = "".join(_sentence(language, s) for s in subjects)
    if language == "zh-CN":
        answer = " 也可直接回复本短信办理，退订回T" if replies else ""
        return f"【航班通知】{told}查看权益、改签或退票：{link}{answer}"
    answer = " Or just reply to this message; STOP ends them." if replies else ""
    return f"Flight notice: {told}Your rights, rebook or refund: {link}{answer}"


def to_agency(language: str, subjects: Sequence[Subject], link: str) -> str:
    """Return what the agency that booked is to pass on to its customer, whom we cannot reach ourselves."""
    if language == "zh-CN":
        return f"【航班通知】请尽快转告您的旅客：{sms(language, subjects, link).removeprefix('【航班通知】')}"
    return f"Please pass on to your customer at once. {sms(language, subjects, link)}"


def mail(language: str, name: str, subjects: Sequence[Subject], link: str) -> Text:
    """Return a mail with the same facts, a line each."""
    first = subjects[0].flight
    lines = "\n".join(f"· {_sentence(language, s).strip()}" for s in subjects)
    if language == "zh-CN":
        title = f"{first.flight} 航班通知：{_happened_zh(first)}"
        greeting = f"尊敬的{name}：" if name else "尊敬的旅客："
        body = (
            f"{greeting}\n\n{lines}\n\n请在此查看您的权益、可选航班，并选择改签或退票（页面会先请您确认）：\n{link}\n\n"
            "这是关于您本人航班的服务通知，由系统自动发出；如需人工服务，请在页面中选择“联系我们”。\n"
        )
        return Text(title, body)
    title = f"Flight {first.flight}: {_happened_en(first)}"
    greeting = f"Dear {name}," if name else "Dear passenger,"
    body = (
        f"{greeting}\n\n{lines}\n\nSee your rights and options, then rebook or ask for your money back; "
        f"nothing changes before you confirm:\n{link}\n\n"
        "This is an automatic service message about your own flight. To speak to a person, choose “Talk to us” there.\n"
    )
    return Text(title, body)


def read_back(language: str, kind: str, flight: FlightFacts, offer: OfferFacts | None) -> str:
    """Return what is read back before a choice counts: exactly what will be done."""
    on = flight.departs_local
    if language == "zh-CN":
        start = f"请确认：{flight.flight} 航班（{on:%m月%d日} {flight.board}–{flight.off}）"
        if kind == "accept" and offer is not None and offer.kind not in NOT_AN_ITINERARY:
            return f"{start}改签为{_offer_zh(offer)}，不另收费。"
        if kind == "refund":
            return f"{start}全额退票，不收退票费，原路退回。"
        return f"{start}保留原航班，不作变更。"
    start = f"Please confirm: flight {flight.flight} on {on:%d %b}, {flight.board} to {flight.off}, "
    if kind == "accept" and offer is not None and offer.kind not in NOT_AN_ITINERARY:
        return f"{start}is changed to {_offer_en(offer)}, at no charge."
    if kind == "refund":
        return f"{start}is refunded in full, without a fee, to the way you paid."
    return f"{start}stays as it is; nothing is changed."


def _sentence(language: str, subject: Subject) -> str:
    flight, offer = subject.flight, subject.offer
    if language == "zh-CN":
        told = f"您{flight.departs_local:%m月%d日}{flight.board}至{flight.off}的{flight.flight}航班{_happened_zh(flight)}。"
        if offer is not None and offer.kind not in NOT_AN_ITINERARY:
            return f"{told}已为您保留{_offer_zh(offer)}的座位。"
        if not subject.planned:
            return f"{told}我们正在为您安排座位。"
        return (
            told
            if offer is not None and offer.kind == "same_flight"
            else f"{told}暂无可替代座位，您可以退票或等待人工协助。"
        )
    told = f"Your flight {flight.flight} {flight.board}–{flight.off} on {flight.departs_local:%d %b} {_happened_en(flight)}. "
    if offer is not None and offer.kind not in NOT_AN_ITINERARY:
        return f"{told}We hold a seat for you on {_offer_en(offer)}. "
    if not subject.planned:
        return f"{told}We are finding you a seat. "
    if offer is not None and offer.kind == "same_flight":
        return told
    return f"{told}There is no seat yet; you can have your money back or ask for a person. "


def _happened_zh(flight: FlightFacts) -> str:
    if flight.kind == "cancelled":
        return "已取消"
    if flight.kind == "diverted":
        return "已备降其他机场"
    if flight.kind == "advanced":
        return "起飞时间提前"
    hours, minutes = divmod(flight.delay_minutes, 60)
    return f"延误约{hours}小时{minutes:02d}分" if flight.delay_minutes else "时刻有变"


def _happened_en(flight: FlightFacts) -> str:
    if flight.kind == "cancelled":
        return "is cancelled"
    if flight.kind == "diverted":
        return "was diverted to another airport"
    if flight.kind == "advanced":
        return "leaves earlier than planned"
    hours, minutes = divmod(flight.delay_minutes, 60)
    return f"is delayed by about {hours} h {minutes:02d} min" if flight.delay_minutes else "has a new time"


def _offer_zh(offer: OfferFacts) -> str:
    flights = "转".join(offer.flights)
    hours, minutes = divmod(offer.ground_minutes, 60)
    ground = f"，另需地面交通约{hours}小时{minutes:02d}分" if offer.ground_minutes else ""
    return (
        f"{flights}航班（{_at(offer.departs_local, '%m月%d日%H:%M')}{offer.board}起飞，"
        f"{_at(offer.arrives_local, '%m月%d日%H:%M')}到达{offer.off}{ground}）"
    )


def _offer_en(offer: OfferFacts) -> str:
    flights = " and ".join(offer.flights)
    hours, minutes = divmod(offer.ground_minutes, 60)
    ground = f", plus about {hours} h {minutes:02d} min on the ground" if offer.ground_minutes else ""
    return (
        f"{flights}, {offer.board} {_at(offer.departs_local, '%d %b %H:%M')}, "
        f"arriving {offer.off} {_at(offer.arrives_local, '%d %b %H:%M')}{ground}"
    )


def _at(instant: datetime | None, form: str) -> str:
    return instant.strftime(form) if instant else "?"


def _menu_zh(subjects: Sequence[Subject]) -> str:
    accept = "接受请按1，" if _has_offer(subjects) else ""
    return f"{accept}退票请按2，短信接收其他方案请按3，重听请按9，转人工请按0。"


def _menu_en(subjects: Sequence[Subject]) -> str:
    accept = "To accept, press 1. " if _has_offer(subjects) else ""
    return f"{accept}For a refund press 2, for other options by text 3, to repeat 9, for a person 0."


def _has_offer(subjects: Sequence[Subject]) -> bool:
    return any(s.offer is not None and s.offer.kind not in NOT_AN_ITINERARY for s in subjects)


_NOTICES = {
    "confirmed_rebook": (
        ("改签成功", "【改签成功】您的新航班：{itinerary}。座位与客票均已确认。{linked}行程与进度：{link}"),
        ("Your flight is changed", "Done: you are booked on {itinerary}. Seat and ticket are confirmed. {linked}Details: {link}"),
    ),
    "confirmed_refund": (
        ("退票已受理", "【退票已受理】全额退款已提交，进度会随时通知您。{linked}{link}"),
        ("Your refund is under way", "Your full refund is under way; we tell you of each step. {linked}{link}"),
    ),
    "confirmed_keep": (
        ("原航班保留", "【航班通知】您的原航班保留不变：{link}"),
        ("Your flight stays", "Your flight stays as it is: {link}"),
    ),
    "refund_progress": (
        ("退款进度", "【退款进度】{state}，最迟{due_on}到账。详情：{link}"),
        ("Refund progress", "Your refund: {state}; due by {due_on} at the latest. Details: {link}"),
    ),
    "offer_lost": (
        ("座位已变", "【航班通知】很抱歉，您选择的座位已不可用，未作任何变更。其他方案：{link}"),
        ("That seat is gone", "We are sorry: the seat you chose is gone and nothing was changed. Other options: {link}"),
    ),
    "hold_ends": (
        ("座位即将释放", "【航班通知】为您保留的{flights}航班座位将于{until}（始发地时间）释放，请尽快选择：{link}"),
        ("Your seat is kept until {until}", "We keep your seat on {flights} until {until} (local time there). Please choose: {link}"),
    ),
    "options": (
        ("可选方案", "【航班通知】您可选择的方案：{link}"),
        ("Your options", "Your options: {link}"),
    ),
    "person": (
        ("人工处理中", "【航班通知】您的请求由专人处理，完成后立即通知您：{link}"),
        ("A colleague is on it", "A colleague is taking care of your request and will tell you: {link}"),
    ),
    "updated": (
        ("航班情况有变", "【航班通知】您的{flight}航班{happened}。您的权益与方案：{link}"),
        ("Your flight changed again", "Flight {flight} {happened}. Your rights and options: {link}"),
    ),
    "withdrawn": (
        ("航班恢复", "【航班通知】好消息：您的{flight}航班恢复原计划，请忽略此前通知。详情：{link}"),
        ("Your flight is on again", "Good news: your flight {flight} is on again as planned; please ignore our earlier notice. {link}"),
    ),
}  # fmt: skip
_REFUND_STATES = {
    "requested": ("已申请", "asked for"),
    "validated": ("已审核", "checked"),
    "approved": ("已批准", "approved"),
    "sent": ("已退出，等待银行入账", "sent to your bank"),
    "done": ("已到账", "paid"),
    "failed": ("未成功，由专人处理", "did not go through; a colleague is on it"),
}


def notice(language: str, kind: str, params: Mapping[str, str], link: str) -> Text:
    """Return what follows a decision (kinds: the keys of the table above), in the passenger's language."""
    column = 0 if language == "zh-CN" else 1
    subject, body = _NOTICES[kind][column]
    values = {"linked": ""} | dict(params)
    if "state" in values:
        values["state"] = _REFUND_STATES.get(values["state"], (values["state"],) * 2)[column]
    return Text(subject.format(**values), body.format(**values, link=link))


def ask_linked(language: str, references: Sequence[str]) -> str:
    """Return the question about hotel and car of the same trip, as a sentence that a link follows; empty without any."""
    kinds = list(dict.fromkeys(p.kind for p in linked_products(references)))
    if not kinds:
        return ""
    if language == "zh-CN":
        named = "和".join({"hotel": "酒店", "car": "租车", "other": "产品"}[k] for k in kinds)
        return f"同行程的{named}是保留、随航班调整还是取消？请在页面一并选择。"
    named = " and ".join({"hotel": "hotel", "car": "car", "other": "booking"}[k] for k in kinds)
    return f"And your {named} of this trip: keep, move with the flight, or cancel? Say so on the page. "


def linked_by_text(language: str, references: Sequence[str]) -> str:
    """Return what a call adds to a read-back: the question about hotel and car follows by text."""
    if not references:
        return ""
    if language == "zh-CN":
        return "确认后，我们会发短信一并询问同行程的酒店和租车。"
    return " We then ask you by text about the hotel and car of this trip."


def happened(language: str, flight: FlightFacts) -> str:
    """Return what became of a flight, as the end of a sentence that begins with its number."""
    return _happened_zh(flight) if language == "zh-CN" else _happened_en(flight)


def itinerary(language: str, offer: OfferFacts) -> str:
    """Return an itinerary in words."""
    return _offer_zh(offer) if language == "zh-CN" else _offer_en(offer)
