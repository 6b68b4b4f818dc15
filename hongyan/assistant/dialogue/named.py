"""Words that an intent is called by: what interrupts everything, and is doubted, has to be said in some of them. Pure."""

import re

_NAMES: dict[str, re.Pattern[str]] = {
    "agent.human": re.compile(
        r"人工|真人|活人|客服|专员|专人|坐席|座席|接线|负责人|(?:找|叫|让|喊|换|转|要|给|跟|和)[^，。,.]{0,6}(?:经理|主管|领导|上级|管事|做主|人)|(?:经理|主管|领导)[^，。,.]{0,3}(?:来|接|电话|在|叫)|有没?有?人|转接|机器人|别(?:念|拿)|"
        r"\b(?:humans?|person|people|agents?|representative|rep|operator|staff|colleague|advis[eo]r|"
        r"someone|somebody|manager|supervisor|real|robots?|bots?|machines?|boss|transfer me|escalate)\b",
        re.I,
    ),
    "dialog.repeat": re.compile(
        r"再(?:说|讲|念|报|重复|来|给我说)|重(?:复|说|新说)|复述|没(?:听|明白|懂)|听(?:不|清)|不(?:懂|明白)|(?:说|讲|念)(?:的|了)?(?:是)?(?:什么|啥)|刚才|刚刚|一遍|一次|"
        r"^[啊嗯哎喂什么啥？?。！ ]+$|慢(?:一)?点|大声|"
        r"\b(?:again|repeat|pardon|sorry|come again|what did|what was|catch|hear|missed|once more|one more time|slower|slowly|didn'?t get|louder|beg your)\b|^what\b",
        re.I,
    ),
    "dialog.bye": re.compile(
        r"再见|拜拜|拜|挂了|先这样|就这样吧?$|没(?:有)?(?:别的|其他|什么)?(?:事|问题)?了|回头|回见|走了|到时候再说|"
        r"\b(?:bye|goodbye|see you|that'?s (?:all|it|everything)|nothing else|no more|take care|have a|all set|we'?re done|i'?m done)\b",
        re.I,
    ),
    "invoice.request": re.compile(r"发票|行程单|报销|凭证|\b(?:invoice|receipt|itinerary)\b", re.I),
    "certificate.request": re.compile(r"证明|\bcertificate|\bproof of\b", re.I),
    "complaint.file": re.compile(r"投诉|举报|申诉|\bcompla", re.I),
    "callback.request": re.compile(r"回电|回拨|打(?:给|回)|给我(?:打|来)?个?电话|\bcall(?:ed)? (?:me|back)|\bring me\b|\bphone me\b", re.I),
    "booking.refund": re.compile(r"退|\brefund|money back|\bcancel", re.I),
    "booking.change": re.compile(r"改|换|挪|升舱|提前(?!多|几|申请|预|办)|推迟|\b(?:chang|mov|switch|rebook|reschedul|postpon|upgrad)", re.I),
    "refund.status": re.compile(r"退|到账|\brefund|\bmoney\b", re.I),
}  # fmt: skip
# A wrong guess at these is felt at once: a stranger on the line, the same sentence again, the line cut.
MUST_BE_NAMED = frozenset({"agent.human", "dialog.repeat", "dialog.bye"})
# "I am the supervisor on duty" speaks of the speaker and asks for nobody.
_OF_ONESELF = re.compile(
    r"我(?:就)?是(?:你们)?[^，。,.]{0,6}(?:经理|主管|领导|负责人|员工|客服|专员)|\bi(?:'m| am) (?:a|an|the|your)[^,.]{0,20}(?:manager|supervisor|agent|staff|operator)\b",
    re.I,
)


def named(text: str, intent: str) -> bool:
    """Say whether ``text`` calls ``intent`` by one of its words; an intent without a list is never called so."""
    words = _NAMES.get(intent)
    if words is None:
        return False
    said = _OF_ONESELF.sub("", text) if intent == "agent.human" else text
    return words.search(said) is not None


def doubtful(text: str, intent: str) -> bool:
    """Say whether an unsure reading as ``intent`` has no word to stand on."""
    return intent in MUST_BE_NAMED and not named(text, intent)
