"""A doubtful reading whose words leave little doubt: change or buy, give back or hand in. Never touches a sure one. Pure."""

import dataclasses
import re

from hongyan.assistant.dialogue.named import doubtful
from hongyan.assistant.understanding import Reading

_OWN_CHANGE = re.compile(
    r"(?:票|航班|机票|行程|那班|那张|订单).{0,16}(?:改|换|挪|推迟|提前)(?:签|期|到|成|个|一下|至|在|去)|"
    r"(?:改|换)(?:签|期|到|成).{0,12}(?:号|天|周|星期|上午|下午|早|晚|点|班)|"
    r"\bput (?:me|us) on\b|\bon the \d+(?:st|nd|rd|th).{0,30}\binstead\b|"
    r"\b(?:change|move|push|switch|shift|bring|postpone|rebook|reschedule)\b.{0,30}\b(?:my|our|the|it|this|that)\b",
    re.I,
)
_GIVE_BACK = re.compile(
    r"\bcancel (?:the |my |this )?(?:booking|ticket|order)\b|\b(?:want|get|have|like) (?:the|my) money back\b|(?:全额)?退(?:款|票|掉|到|了吧)(?!.{0,8}(?:进度|到账|没到|哪|多久|什么时候|多少|手续费|规定|条件|吗))|"
    r"\brefund (?:me|my|the|this|it|everything|booking|order)\b",
    re.I,
)
_MILES_LACK = re.compile(
    r"没(?:有)?(?:积上|积分|加上|累积|入账|补上)|里程.{0,10}没|\bmiles?\b.{0,40}\b(?:missing|never|not|isn't|aren't)\b|\b(?:isn't|not|never) (?:in there|credited|posted)\b",
    re.I,
)
# A person who wants to hear or check what stands in the booking, whoever and whatever it names.
_READ_OUT = re.compile(
    r"(?:名字|姓名|信息|行程|订单|每个人)[^，。,.]{0,12}(?:确认|核对|念|报|读|说|发|过)(?:给我)?(?:一?遍|一?下)|"
    r"(?:确认|核对|念|报|读)(?:一?遍|一?下)[^，。,.]{0,8}(?:名字|姓名|信息|行程|订单|每个人)|"
    r"\b(?:read|confirm|check|go over|run through|list)\b.{0,20}\b(?:names?|passengers|itinerary|booking|everyone|details)\b",
    re.I,
)
# What a wish is called in so many words, where the classifier wavers: pattern, what it means, what else it may have been taken for.
_CALLED: tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...] = (
    (
        re.compile(
            r"谁(?:还|在|要|去)?(?:飞|走|坐)|\bwho(?:'s| is| are| else is)?\b.{0,12}\b(?:flying|going|travell?ing|booked)\b",
            re.I,
        ),
        "booking.view",
        ("flight.status", "flight.search", "booking.change", "none"),
    ),
    (
        re.compile(
            r"怎么办|(?:你们)?(?:打算|准备|要)?(?:怎么|如何)(?:处理|解决|安排)|"
            r"\bwhat (?:are you|will you|can you|do you)\b.{0,12}\bdo(?:ing)?\b.{0,8}\babout\b|"
            r"\bwhat (?:can|do|should|am) i\b.{0,14}\bdo\b(?! i)|\bwhat now\b|\bmy options\b",
            re.I,
        ),
        "disruption.options",
        ("flight.status", "complaint.file"),
    ),
    (
        re.compile(
            r"\bhow (?:much|many|heavy)\b.{0,20}\b(?:can|could|may|am i allowed to|do i get to)\b.{0,6}\b(?:check|bring|take|carry|pack)\b|"
            r"(?:能|可以)(?:托运|带)(?:多少|几件|多重)|"
            r"\b(?:bring|take|carry|check in|pack|have|allowed)\b.{0,24}\b(?:pushchair|stroller|buggy|pram|suitcase|rucksack|backpack|hand luggage|carry-?on|power ?banks?|laptop|skis?|surfboard|guitar|bike|bicycle|umbrella)\b",
            re.I,
        ),
        "baggage.allowance",
        (
            "checkin.do",
            "fare.rules",
            "booking.view",
            "seat.select",
            "special.assist",
            "partner.offers",
            "none",
        ),
    ),
    (
        re.compile(
            r"(?:要|开|给|寄|发|补)[^，。,.]{0,6}(?:发票|行程单|报销凭证)|\b(?:want|need|get|send|have|issue|provide)s?\b.{0,20}\b(?:receipt|invoice)\b",
            re.I,
        ),
        "invoice.request",
        ("complaint.file", "booking.view", "copy.send", "none", "refund.status"),
    ),
)
# Asked whether all is as before: a look at the booking, whatever day it names.
_STILL = re.compile(
    r"\b(?:i'?m|i am|am i|we'?re|we are|are we) (?:then )?still (?:on|booked|flying|going)\b|"
    r"(?:还|仍然?)(?:是|在)(?:原来|原先|之前)[^，。,.]{0,8}(?:吗|对吧|是吧|[?？])",
    re.I,
)
# What the airline did is no wish of theirs.
_OF_A_FLIGHT = ("booking.refund", "booking.change", "booking.view", "fare.rules", "none")
_DONE_TO_US = re.compile(
    r"\byou(?:'ve| have|'re| are)? (?:just )?(?:cancel(?:led|ed|ling|ing)?|delay(?:ed|ing)?|moved)\b.{0,12}\b(?:my|our|the) (?:\w+ )?flight|"
    r"\b(?:my|our|the) (?:\w+ )?flight (?:has been|was|got|is|has just been) (?:cancel+ed|delayed)\b|"
    r"(?:你们|又|突然|临时)[^，。]{0,6}(?:取消|延误)[^，。]{0,4}(?:航班|飞机)|(?:航班|飞机)[^，。]{0,4}(?:被|又|突然)取消",
    re.I,
)
_SMALL = ("seat.select", "meal.request", "special.assist", "checkin.do")
_PERSON = re.compile(
    r"(?:转|接|找|叫|换|喊|让)(?:一?个|你们?的?|你们|到|成)*(?:人工|真人|活人|经理|主管|领导|客服)|"
    r"\b(?:speak|talk|transfer me|put me through|connect me|get me) (?:to |with )?(?:an? |the |your |some)?(?:real |live |actual )?(?:human|person|agent|manager|supervisor|representative|someone)\b",
    re.I,
)
_NO_PERSON = re.compile(
    r"(?:别|不要|不用|不想|不必|无需)[^，。,.]{0,3}(?:转|接|找|叫|换)|我(?:就)?是|\b(?:don'?t|not|no need)\b",
    re.I,
)
# Told to do it, whatever is asked beside ("退了吧，扣多少").
_DO_GIVE_BACK = re.compile(
    r"(?:帮我|给我|直接|那|就|把)[^，。,.]{0,8}退(?:了|掉|票)(?:吧|$|[，。,.])|退(?:了|掉)吧|\b(?:just |please )?refund (?:it|me|him|her|them)\b",
    re.I,
)
_DO_CHANGE = re.compile(
    r"(?:还是|那就|要不|帮我|给我)改(?:签|期)?(?:吧|了吧|成|到|$|[，。,.])|\b(?:change it after all|rather change|let'?s change)\b",
    re.I,
)
_CHECK_IN = re.compile(
    r"值(?:个|下|一下)?机|登机牌|\bcheck(?:ed)?[ -]?(?:me |us )?in (?:for|to|now|online|please)\b|\bboarding pass",
    re.I,
)
_BACK = re.compile(r"退|\brefund|\bmoney back\b", re.I)
_GIVEN_BACK_AS = (
    "refund.status",
    "proof.upload",
    "distributor.service",
    "complaint.file",
    "booking.view",
    "none",
    "compensation.claim",
)
_MONEY = ("fare.rules", "dialog.yes")
# Food and lodging when a flight does not go.
_CARE = re.compile(
    r"(?:住|吃|酒店|宾馆|餐|饭|食宿)[^，。,.]{0,8}(?:管|安排|负责|报销|包|提供|解决)|(?:管|安排|提供|包)(?:吃|住|饭|餐|食宿|酒店)|\b(?:hotel|meals?|food|accommodation|somewhere to sleep)\b.{0,30}\b(?:cover|pay|provide|arrange|give|get)",
    re.I,
)
_AT_THE_AIRPORT = re.compile(
    r"航站楼|登机口|几号(?:航站)?楼|哪个楼|\b(?:which|what) (?:terminal|gate)\b|\bterminal\b", re.I
)
_NEIGHBOURS = ("booking.create", "flight.search", "booking.view", "seat.select", "none")
_DOUBT = 0.9
_INTERRUPTS = (
    0.97  # what interrupts everything has to be surer than other wishes, unless a word of it was said
)
_PULLED = 0.75  # what the words make of it: enough to begin, and every binding act is read back anyway


def settled(reading: Reading) -> Reading:
    """Return ``reading`` with the intent its own words name, when the classifier was in doubt between neighbours."""
    if reading.confidence < _INTERRUPTS and doubtful(reading.text, reading.intent):
        reading = _next_best(reading)
    if _STILL.search(reading.text) and reading.intent in ("booking.change", *_NEIGHBOURS):
        return _as(reading, "booking.view")
    if reading.intent in _SMALL and reading.slots.get("date") and _OWN_CHANGE.search(reading.text):
        return dataclasses.replace(_as(reading, "booking.change"), rest=(reading,))  # the seat is for then
    if reading.sure:
        return reading
    if _PERSON.search(reading.text) and not _NO_PERSON.search(reading.text):
        return _as(reading, "agent.human")
    if _OWN_CHANGE.search(reading.text) and reading.intent in _NEIGHBOURS:
        return _as(reading, "booking.change")
    if _CHECK_IN.search(reading.text) and reading.intent in (*_NEIGHBOURS, "booking.change", "praise.give"):
        return _as(reading, "checkin.do")
    if _DO_CHANGE.search(reading.text) and reading.intent in (
        *_MONEY,
        *_NEIGHBOURS,
        "booking.refund",
        "dialog.no",
    ):
        return _as(reading, "booking.change")
    if _DO_GIVE_BACK.search(reading.text) and reading.intent in (*_MONEY, *_GIVEN_BACK_AS):
        return _as(reading, "booking.refund")
    if (
        reading.slots.get("refund_reason") == "illness"
        and _BACK.search(reading.text)
        and reading.confidence < _PULLED
    ):
        return _as(reading, "booking.refund")
    if _DONE_TO_US.search(reading.text) and not _BACK.search(reading.text) and reading.intent in _OF_A_FLIGHT:
        return _as(reading, "disruption.options")
    for pattern, intent, taken_for in _CALLED:
        if reading.intent in taken_for and pattern.search(reading.text):
            return _as(reading, intent)
    if reading.confidence >= _DOUBT:
        return reading
    if _CARE.search(reading.text) and not reading.intent.startswith("dialog."):
        return _as(reading, "compensation.claim")
    if _AT_THE_AIRPORT.search(reading.text) and reading.confidence < _PULLED:
        return _as(reading, "airport.info")
    if _READ_OUT.search(reading.text) and not reading.intent.startswith("dialog."):
        return _as(reading, "booking.view")
    if _MILES_LACK.search(reading.text) and not reading.intent.startswith(
        ("refund", "booking.refund", "cargo")
    ):
        return _as(reading, "loyalty.missing")
    if _GIVE_BACK.search(reading.text) and reading.intent in _GIVEN_BACK_AS:
        return _as(reading, "booking.refund")
    return reading


def _next_best(reading: Reading) -> Reading:
    """Return the reading without its first guess: the likeliest other, as likely as it was."""
    left = [pair for pair in reading.alternatives if not doubtful(reading.text, pair[0])]
    intent, confidence = left[0] if left else ("none", 0.0)
    return dataclasses.replace(reading, intent=intent, confidence=confidence, alternatives=tuple(left[1:]))


def _as(reading: Reading, intent: str) -> Reading:
    return dataclasses.replace(
        reading,
        intent=intent,
        confidence=_PULLED,
        rest=tuple(further for further in reading.rest if further.intent != intent),
        alternatives=((reading.intent, reading.confidence), *reading.alternatives),
    )
