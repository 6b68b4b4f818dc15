"""All slots of one sentence: finders in order of certainty, each claiming its words, then the wanted value of several.

The forms and the labelling conventions are those of the intent inventory: a correction carries the wanted value, a negated value is
not filled, of a return trip the outbound day, no via points, no day of order, payment or filing.
"""

import re
from datetime import date, datetime

from hongyan.assistant.understanding import dates_en, dates_zh
from hongyan.assistant.understanding.amounts import find_amounts
from hongyan.assistant.understanding.calendar_days import Calendar, Tense
from hongyan.assistant.understanding.flight_numbers import find_flight_numbers
from hongyan.assistant.understanding.party_size import find_party_size
from hongyan.assistant.understanding.people import find_names
from hongyan.assistant.understanding.places import find_places
from hongyan.assistant.understanding.reading import Context
from hongyan.assistant.understanding.record_numbers import corrected_code, find_locators, find_long_numbers
from hongyan.assistant.understanding.times import PARTS, find_times
from hongyan.assistant.understanding.utterance import Mention, Utterance, prepare
from hongyan.assistant.understanding.wanted import choose_day, choose_place, choose_time, choose_wanted
from hongyan.assistant.understanding.wishes import find_cabin, find_reason, find_seat, find_ssr

_PAST_INTENTS = frozenset(("loyalty.missing", "baggage.problem", "lostfound.report", "arrival.problem"))
_EITHER_INTENTS = frozenset(
    (
        "invoice.request",
        "certificate.request",
        "compensation.claim",
        "complaint.file",
        "praise.give",
        "refund.status",
        "proof.upload",
    )
)
_PAST = re.compile(
    r"没到账|没入账|没积|没有?累积|没给我?(?:积|加)|补登|没记上|没加上|(?:行李|箱子|包)[^，。]{0,8}(?:没到|丢|不见|坏|破|没出来|没拿到)|(?:落|忘|丢|掉)在(?:了)?(?:飞机|机场|座位|候机|安检|航班)|飞的(?!话)|坐的|飞过|坐过|乘坐了|搭乘了|上个?月|上周|去年|已经飞完"
    r"|\bnever (?:arrived|credited|posted|showed|came|got)\b|\bmissing miles\b|\bmiles (?:are |were )?(?:missing|not)\b|(?:\bnot|n't) (?:been )?(?:credited|posted|added|showing|counted|in there|on my account)\b|\bflew\b|\bi took\b|\blast (?:month|week|year)\b|\bhave flown\b|\bi(?:'ve| have) lost\b|\bleft (?:my|a|it|our)\b|\b(?:bag|suitcase|luggage|baggage)[^.]{0,20}(?:lost|damaged|broken|didn't|never|missing)\b|\blost my\b"
)
_EITHER = re.compile(
    r"行程单|发票|报销|证明|赔偿|投诉|表扬|补偿|\binvoice|\breceipt|\bcertificate|\bcompensat|\bcomplain|\bcomplim|\bproof\b|\breimburs|\bexpense"
)


def extract(text: str, language: str, context: Context) -> dict[str, str]:
    """Return the slots said in ``text``. Both languages are read whatever ``language`` is; it only settles what is open. Never raises."""
    u = prepare(text)
    if not u.low:
        return {}
    expected = context.expected
    found: dict[str, str] = {}
    if fixed := corrected_code(u, context.prior, expected):
        return {fixed[0]: fixed[1]}

    numbers = find_long_numbers(u, expected)
    locators = find_locators(u, expected)
    prior_flight = context.prior.get("flight_no", "")
    flights = find_flight_numbers(u, prior_flight[:2] or None, "flight_no" in expected)
    amounts = find_amounts(u, "amount" in expected)
    for mention in (*numbers, *locators):
        if mention.slot not in found and not (mention.slot == "awb_no" and u.negated(mention.start)):
            found[mention.slot] = mention.value
    for slot in ("phone", "ticket_no", "awb_no", "locator"):
        _put(found, slot, choose_wanted(u, [m for m in (*numbers, *locators) if m.slot == slot]))
    _put(found, "flight_no", choose_wanted(u, flights))
    _put(found, "amount", choose_wanted(u, amounts))

    names = find_names(u, context.names, "name" in expected, coded=bool(numbers or locators or flights))
    names = [n for n in names if not u.negated(n.start)]
    if names:
        found["name"] = names[0].value
        for name in names:
            u.claim(name.start, name.end)

    days = _days(u, context, language)
    for mention in days:
        u.claim(mention.start, mention.end)
    times = find_times(u, context.prior.get("time"))
    _put(found, "date", choose_day(u, days))
    _put(found, "time", choose_time(u, times))
    _night_of_date(u, days, found)
    for mention in times:
        u.claim(mention.start, mention.end)

    places = find_places(u, _asked_place(expected))
    for slot in ("origin", "destination"):
        _put(found, slot, choose_place(u, [p for p in places if p.slot == slot]))
    _put(
        found, "pax_count", _first(find_party_size(u, "pax_count" in expected, "pax_count" in context.prior))
    )
    _put(found, "cabin", _first(find_cabin(u)))
    _put(found, "seat_pref", _first(find_seat(u, "seat_pref" in expected or context.intent == "seat.select")))
    _put(found, "ssr", _first(find_ssr(u)))
    if found.get("ssr") == "UMNR" and found.get("pax_count") == "1":
        del found["pax_count"]  # 孩子一个人飞 says how, not how many
    _put(found, "refund_reason", _first(find_reason(u, "refund_reason" in expected, context.intent)))
    _bare_answers(u, context, found)
    return found


def _put(found: dict[str, str], slot: str, mention: Mention | None) -> None:
    if mention is not None:
        found[slot] = mention.value


def _first(mentions: list[Mention]) -> Mention | None:
    return mentions[0] if mentions else None


def _asked_place(expected: tuple[str, ...]) -> str | None:
    return next((s for s in expected if s in ("origin", "destination")), None)


def _tense(u: Utterance, context: Context) -> Tense:
    """Journeys already made are looked for behind us, papers about one on the nearer side, all else ahead."""
    if context.intent in _PAST_INTENTS or _PAST.search(u.low):
        return "past"
    if context.intent in _EITHER_INTENTS or _EITHER.search(u.low):
        return "nearest"
    return "future"


def _calendars(u: Utterance, context: Context) -> tuple[Calendar, Calendar]:
    today = context.now.date() if isinstance(context.now, datetime) else context.now
    known = today
    if prior := context.prior.get("date"):
        try:
            known = date.fromisoformat(prior)
        except ValueError:
            known = today
    return Calendar(today, _tense(u, context)), Calendar(known)


def _days(u: Utterance, context: Context, language: str) -> list[Mention]:
    calendar, known = _calendars(u, context)
    days: list[Mention] = []
    if u.has_han or language == "zh":
        days += dates_zh.find_dates(u, calendar, known)
    if u.has_latin or (not u.has_han and language != "zh"):
        held = [(m.start, m.end) for m in days]
        days += [
            m
            for m in dates_en.find_dates(u, calendar, known)
            if not any(m.start < e and s < m.end for s, e in held)
        ]
    if "shift" in {m.kind for m in days} and not context.prior.get("date"):
        explicit = [m for m in days if m.kind != "shift"]
        days = explicit  # "a day later" than what? nobody has said
    days.sort(key=lambda m: m.start)
    if not days and "date" in context.expected:
        days = _bare_day(u, calendar)
    return days


_BARE_DAY = re.compile(
    r"(?:嗯|那就?|就|是|改|要|改到|改成|the|on|for|um|uh|no|不对|不是|sorry|make it|[，,。. ])*\s*"
    r"(3[01]|[12][0-9]|[1-9]|三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
    r"(?:吧|的|那天|please|[。.!?？ ])*"
)
_BARE_WORD_DAY = re.compile(r"(?:the |on |um |no |make it )*([a-z]+(?:[ -][a-z]+)?)[.! ]*")


def _bare_day(u: Utterance, calendar: Calendar) -> list[Mention]:
    """ "23" when the day was asked for."""
    from hongyan.assistant.understanding.numbers import en_int, zh_int

    if match := _BARE_DAY.fullmatch(u.low):
        day = calendar.day(zh_int(match[1]) or 0)
        return [Mention("date", day.isoformat(), *match.span(1), "asked")] if day else []
    if match := _BARE_WORD_DAY.fullmatch(u.low):
        number = en_int(match[1])
        day = calendar.day(number) if number and 1 <= number <= 31 else None
        return [Mention("date", day.isoformat(), *match.span(1), "asked")] if day else []
    return []


def _night_of_date(u: Utterance, days: list[Mention], found: dict[str, str]) -> None:
    """ "tonight" is the day and its night, "this afternoon" the day and its part, unless a clock says more."""
    for mention in days:
        if found.get("date") != mention.value or "time" in found:
            continue
        said = u.low[mention.start : mention.end]
        for part in PARTS:
            if re.search(rf"\b(?:to ?|this |last ){part}\b", said):
                found["time"] = part


_BARE_HOUR = re.compile(
    r"(?:嗯|就|那|the|at|um|that|[，, ])*\s*([0-9]{1,2}|[一二两三四五六七八九十]{1,2}|[a-z]+)(?:点|the|one|please|吧|[。.! ])*"
)


def _bare_answers(u: Utterance, context: Context, found: dict[str, str]) -> None:
    """A number alone answers the question for a time, when nothing else took it."""
    if (
        "time" in context.expected
        and "date" not in context.expected
        and not found
        and (match := _BARE_HOUR.fullmatch(u.low))
    ):
        from hongyan.assistant.understanding.numbers import en_int, zh_int

        hour = zh_int(match[1])
        hour = en_int(match[1]) if hour is None else hour
        if hour is not None and 0 < hour <= 24:
            if hour <= 5:
                hour += 12
            found["time"] = f"{hour % 24:02d}:00"
