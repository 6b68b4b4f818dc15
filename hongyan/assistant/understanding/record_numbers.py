"""Locators, ticket numbers, air waybills and telephone numbers: told apart by length, shape and the words about them."""

import re

import phonenumbers

from hongyan.assistant.understanding.flight_numbers import LETTER_WORDS, carriers
from hongyan.assistant.understanding.utterance import Mention, Utterance
from hongyan.assistant.understanding.word_lists import words_of

_LONG_DIGITS = re.compile(
    r"(?<![0-9A-Za-z])\+?[0-9](?:[0-9]|[ \-.()/]{1,2}(?=[0-9(])){5,24}(?![0-9A-Za-z]|[ -][0-9])"
)
_TICKET_WORD = re.compile(r"票号|客票|电子票|机票号|ticket|e-?ticket|etkt|tkt")
_AWB_WORD = re.compile(r"运单|单号|提单|货|waybill|awb|cargo|shipment|consignment|freight|parcel|运输单")
_PHONE_WORD = re.compile(
    r"手机|电话|号码|联系|回电|打给|拨|phone|mobile|cell|call|number|contact|reach|text|tel\b|whatsapp"
)
_CARD_WORD = re.compile(
    r"卡号|身份证|护照|会员|银行|信用卡|card|passport|member|frequent|bag ?tag|行李牌|里程号|订单尾号"
)
_CN_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_CN_LANDLINE = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}")

_LOCATOR_WORD = re.compile(
    r"(?:订单号?|定位编码|编码|记录号?|预订号|预定号|确认号|订座|单号|pnr|PNR|locator|reference|record|confirmation|booking|reservation|code|ref\b)"
)
_LOCATOR_LEAD = re.compile(
    r"(?:订单(?:编?号)?|编码|记录编?号?|预[订定](?:编?号)|确认(?:编?号|码)|订座记录|pnr|locator|reference|ref|confirmation|booking|reservation|code|number|no)"
    r"(?: (?:number|code|no|reference|id|locator|ref))*\.?[ ,:：#，]*(?:是|为|就是|应该是|is|it's|was|are|should be)?[ ,:：#]*$"
)
_LOCATOR = re.compile(r"(?<![A-Za-z0-9])(?=[a-z0-9]*[a-z])(?=[a-z0-9]*[0-9])[a-z0-9]{6}(?![A-Za-z0-9])")
_LOCATOR_LETTERS = re.compile(r"(?<![A-Za-z0-9])[A-Z]{6}(?![A-Za-z0-9])")
_SIX_ALONE = re.compile(r"(?:it's |its |it is |yes |sure |the |code )*([a-z]{6}|[0-9]{6})[.!]?")
_SIX_LETTER_WORDS = (
    words_of("common_words_en.txt") | words_of("not_names_en.txt") | words_of("function_words_en.txt")
)
_FLIGHT_LIKE = re.compile(r"[a-z]{2}[0-9]{4}")
_NATO = "|".join(sorted((re.escape(w) for w in LETTER_WORDS), key=len, reverse=True))
_FIGURE_WORDS = {
    "zero": "0",
    "oh": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "niner": "9",
}
_ZH_FIGURE = str.maketrans("零〇洞一幺二两三四五六七拐八九勾", "0001122345677899")
_SPELL_ITEM = rf"(?:[a-z0-9](?: (?:for|as in|like|as) [a-z]+)?|(?:{_NATO})|zero|oh|one|two|three|four|five|six|seven|eight|niner?|[零〇洞一幺二两三四五六七拐八九勾])"
_SPELLED = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_SPELL_ITEM}(?![a-z0-9])[ ,，、.\-]{{0,3}}(?:and )?){{6}}(?![A-Za-z0-9])"
)
_SPELL_TOKEN = re.compile(
    rf"({_NATO})(?![a-z])|(zero|oh|one|two|three|four|five|six|seven|eight|niner?)(?![a-z])|([a-z0-9零〇洞一幺二两三四五六七拐八九勾])(?: (?:for|as in|like|as) [a-z]+)?"
)
_GROUPS = re.compile(r"(?<![A-Za-z0-9])[a-z0-9]{1,5}(?:[ \-][a-z0-9]{1,5}){1,5}(?![A-Za-z0-9])")
_MIXED_ZH = re.compile(
    r"(?<![A-Za-z0-9])[a-z0-9零〇洞一幺二两三四五六七拐八九勾]{6}(?![A-Za-z0-9零〇洞一幺二两三四五六七拐八九勾])"
)

_LAST_DIGIT = re.compile(
    r"(?:最后一?[位个]|末位|尾数|尾号|最末位|末尾)(?:数字?|号)?(?:应该|其实)?(?:是|改成|换成|为)?\s*([0-9零〇洞一幺二三四五六七拐八九勾])(?![0-9])"
    r"|(?:last|final) (?:digit|number|figure|one)(?: (?:is|should be|was|ought to be|as|to)| it's|'s)?(?: a)? (?:not [a-z0-9]+,? ?(?:but |it's )?)?([0-9]|zero|oh|one|two|three|four|five|six|seven|eight|nine)\b"
)
_NTH_DIGIT = re.compile(
    r"第([一二三四五六七八九十]|十[一二三])位(?:数字?|字母)?(?:应该|其实)?(?:是|改成|换成)\s*([0-9a-z零〇洞一幺二三四五六七拐八九勾])"
)


def awb_check(awb: str) -> bool:
    """Is this an air waybill number whose last figure is the first seven of the serial modulo 7?"""
    digits = re.sub(r"[ \-]", "", awb)
    return bool(re.fullmatch(r"[0-9]{11}", digits)) and int(digits[3:10]) % 7 == int(digits[10])


def find_long_numbers(u: Utterance, expected: tuple[str, ...] = ()) -> list[Mention]:
    """Return tickets, waybills and telephones; card, passport and member numbers are claimed and left out."""
    found: list[Mention] = []
    for match in _LONG_DIGITS.finditer(u.digits):
        said = match.group().strip()
        digits = re.sub(r"[^0-9]", "", said)
        start, end = match.start(), match.start() + len(said)
        if not u.free(start, end) or len(digits) < 7:
            continue
        slot, value = _which(u, said, digits, start, expected)
        if slot:
            u.claim(start, end)
            found.append(Mention(slot, value, start, end))
        elif len(digits) >= 9:
            u.claim(start, end)
    return found


def _which(u: Utterance, said: str, digits: str, start: int, expected: tuple[str, ...]) -> tuple[str, str]:
    before = u.before(start, 16)
    length = len(digits)
    if said.startswith("+"):
        if digits.startswith("86") and _CN_MOBILE.fullmatch(digits[2:]):
            return "phone", digits[2:]
        return ("phone", "+" + digits) if 8 <= length <= 15 else ("", "")
    if _CARD_WORD.search(before) and not _PHONE_WORD.search(before[-6:]):
        return "", ""
    if length == 13:
        if digits.startswith("86") and _CN_MOBILE.fullmatch(digits[2:]) and not _TICKET_WORD.search(u.low):
            return "phone", digits[2:]
        return "ticket_no", digits
    if length == 11:
        grouped_awb = re.fullmatch(r"[0-9]{3}[ -]{1,3}[0-9]{8}|[0-9]{3}[ -][0-9]{4}[ -][0-9]{4}", said)
        awb_word = _AWB_WORD.search(u.low) or "awb_no" in expected
        if _CN_MOBILE.fullmatch(digits):
            dashed_serial = re.fullmatch(r"[0-9]{3}-[0-9]{8}", said)
            if (dashed_serial or awb_word) and not _PHONE_WORD.search(before) and "phone" not in expected:
                return "awb_no", digits
            return "phone", digits
        if awb_word and not _PHONE_WORD.search(before):
            return "awb_no", digits
        if _CN_LANDLINE.fullmatch(digits) and (_PHONE_WORD.search(u.low) or "phone" in expected):
            return "phone", digits
        if grouped_awb or awb_word or "phone" not in expected:
            return "awb_no", digits
    if (
        length in (10, 12)
        and _CN_LANDLINE.fullmatch(digits)
        and (_PHONE_WORD.search(u.low) or "phone" in expected or said[3:5].startswith("-"))
    ):
        return "phone", digits
    if digits.startswith("00") and 10 <= length <= 17:
        return _foreign(digits[2:])
    if (
        7 <= length <= 12
        and (_PHONE_WORD.search(before) or "phone" in expected)
        and not _AWB_WORD.search(before)
    ):
        return "phone", digits
    return "", ""


def _foreign(national: str) -> tuple[str, str]:
    try:
        number = phonenumbers.parse("+" + national)
    except phonenumbers.NumberParseException:
        return "", ""
    return ("phone", "+" + national) if phonenumbers.is_possible_number(number) else ("", "")


def find_locators(u: Utterance, expected: tuple[str, ...] = ()) -> list[Mention]:
    """Return six-character record locators: written, grouped or spelled. A flight number of that shape is one only when so called."""
    found: list[Mention] = []
    asked = "locator" in expected

    def keep(start: int, end: int, value: str) -> None:
        u.claim(start, end)
        found.append(Mention("locator", value.upper(), start, end))

    for match in _LOCATOR.finditer(u.low):
        start, end = match.span()
        led = bool(_LOCATOR_LEAD.search(u.before(start, 40)))
        if (
            u.free(start, end)
            and (led or (asked and len(u.low) < 16) or not _like_flight(match.group()))
            and not _measure(match.group())
            and (led or asked or u.text[start:end].isupper() or not _numbered_word(match.group()))
        ):
            keep(start, end, match.group())
    if not found:
        for match in _LOCATOR_LETTERS.finditer(u.text):
            start, end = match.span()
            if u.free(start, end) and (_LOCATOR_LEAD.search(u.before(start, 40)) or asked):
                keep(start, end, match.group())
    if (
        not found
        and asked
        and (alone := _SIX_ALONE.fullmatch(u.low))
        and alone[1] not in _SIX_LETTER_WORDS
        and u.free(*alone.span(1))
    ):
        keep(*alone.span(1), alone[1])
    named = asked or bool(_LOCATOR_WORD.search(u.low))
    if not found:
        for match in _SPELLED.finditer(u.low):
            value = _spelled(match.group())
            start, end = match.start(), match.start() + len(match.group().rstrip(" ,，、.-"))
            mixed = not value.isdigit() and not value.isalpha()
            if (
                len(value) == 6
                and u.free(start, end)
                and ((mixed and not re.fullmatch(r"[A-Za-z]{2}[0-9]{4}", value)) or named)
            ):
                keep(start, end, value)
    if not found and named:
        for match in _GROUPS.finditer(u.low):
            start, end = match.span()
            parts = re.split(r"[ \-]", match.group())
            # the last group of six is the code: a name may stand before it
            for first in range(len(parts) - 1, -1, -1):
                for last in range(first + 2, len(parts) + 1):
                    value = "".join(parts[first:last])
                    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
                    if found or len(value) != 6 or not mixed or any(p in _COMMON for p in parts[first:last]):
                        continue
                    offset = start + sum(len(p) + 1 for p in parts[:first])
                    stop = offset + sum(len(p) + 1 for p in parts[first:last]) - 1
                    if u.free(offset, stop):
                        keep(offset, stop, value)
    if not found and u.has_han:
        for match in _MIXED_ZH.finditer(u.low):
            value = match.group().translate(_ZH_FIGURE)
            start, end = match.span()
            mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
            if mixed and u.free(start, end) and (named or not _like_flight(value)):
                keep(start, end, value)
    return found


_COMMON = words_of("words_beside_codes.txt")


def _like_flight(word: str) -> bool:
    return bool(_FLIGHT_LIKE.fullmatch(word)) or (word[2:].isdigit() and word[:2].upper() in carriers()[0])


def _measure(word: str) -> bool:
    return bool(
        re.fullmatch(
            r"[0-9]+(?:st|nd|rd|th|kg|am|pm|cm|mah|kgs|usd|cny|rmb|yuan|miles|days|hours|hrs|mins)", word
        )
    )


def _numbered_word(word: str) -> bool:
    """Tell ``route1`` from a code: one in twenty locators ends in its only figure, but people write those in capitals."""
    return word[:-1].isalpha()


def _spelled(said: str) -> str:
    value = ""
    for nato, figure, char in _SPELL_TOKEN.findall(said):
        value += (
            LETTER_WORDS[nato] if nato else _FIGURE_WORDS[figure] if figure else char.translate(_ZH_FIGURE)
        )
    return value.upper()


def corrected_code(u: Utterance, prior: dict[str, str], expected: tuple[str, ...]) -> tuple[str, str] | None:
    """Return slot and value when one character of a known code is put right ("last digit is six")."""
    known = [s for s in (*expected, "awb_no", "ticket_no", "phone", "locator", "flight_no") if prior.get(s)]
    known = [s for s in known if s in ("awb_no", "ticket_no", "phone", "locator", "flight_no")]
    if not known:
        return None
    if match := _LAST_DIGIT.search(u.low):
        said = match[1] or match[2]
        digit = _FIGURE_WORDS.get(said, said.translate(_ZH_FIGURE))
        return known[0], prior[known[0]][:-1] + digit
    if match := _NTH_DIGIT.search(u.low):
        place = (
            "一二三四五六七八九十".find(match[1]) if len(match[1]) == 1 else 10 + "一二三".find(match[1][1])
        )
        value = prior[known[0]]
        if place < len(value):
            return known[0], value[:place] + match[2].translate(_ZH_FIGURE).upper() + value[place + 1 :]
    return None
