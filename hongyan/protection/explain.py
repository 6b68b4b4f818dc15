"""Why an offer is as it is: codes with parameters for machines and screens, and their words in zh-CN and en."""

from typing import Any

from hongyan.protection.limits import needs_acceptance
from hongyan.protection.model import CABINS, Itinerary, OfferKind, PartyNeed

_CABIN = {
    "zh-CN": {"F": "头等舱", "J": "公务舱", "W": "超级经济舱", "Y": "经济舱"},
    "en": {"F": "first class", "J": "business class", "W": "premium economy", "Y": "economy class"},
}
_WORDS: dict[str, dict[str, str]] = {
    "zh-CN": {
        "arrives_later": "晚到{time}",
        "arrives_as_booked": "按原定时间到达",
        "same_cabin": "舱位不变",
        "cabin_up": "升至{cabin}，不加价",
        "cabin_down": "改乘{cabin}，差价退还",
        "together": "{seats}人同行",
        "leaves_earlier": "比原航班早{time}出发",
        "same_flight": "仍乘原航班（延误）",
        "over": "经{hub}中转",
        "other_airport": "改用其他机场，地面交通约{time}",
        "partner": "由合作航空公司{carrier}承运",
        "next_day": "次日或以后出发",
        "keeps_onward": "后续航班不变",
        "keeps_first": "先乘原航班，改后续航班",
        "onward_open": "后续航程尚待安排",
        "needs_acceptance": "特殊服务须经承运人确认",
        "refund": "全额退款，不收手续费",
    },
    "en": {
        "arrives_later": "arrives {time} later",
        "arrives_as_booked": "arrives as booked",
        "same_cabin": "same cabin",
        "cabin_up": "{cabin} at no extra charge",
        "cabin_down": "{cabin}, the difference is refunded",
        "together": "all {seats} together",
        "leaves_earlier": "leaves {time} earlier than booked",
        "same_flight": "your own flight, delayed",
        "over": "via {hub}",
        "other_airport": "from or to another airport, about {time} on the ground",
        "partner": "operated by our partner {carrier}",
        "next_day": "leaves on a later day",
        "keeps_onward": "your onward flight stays",
        "keeps_first": "your first flight stays, the onward flight is new",
        "onward_open": "the rest of the journey is still to be arranged",
        "needs_acceptance": "special assistance is still to be confirmed by the carrier",
        "refund": "full refund, no fee",
    },
}


def explain(need: PartyNeed, itinerary: Itinerary) -> dict[str, Any]:
    """Return ``{"codes": [{"code": …, params}]}``, the most important first. Minutes are whole."""
    codes: list[dict[str, Any]] = []
    if itinerary.kind is OfferKind.SAME_FLIGHT:
        codes.append({"code": "same_flight"})
    late = itinerary.arrival_delay_minutes
    codes.append({"code": "arrives_later", "minutes": late} if late else {"code": "arrives_as_booked"})
    if itinerary.legs:
        codes.append(_cabin_code(need.cabin, itinerary.legs[-1].cabin))
    if need.seats > 1:
        codes.append({"code": "together", "seats": need.seats})
    if len(itinerary.legs) > 1:
        codes.append({"code": "over", "hub": itinerary.legs[0].leg.off})
    if itinerary.ground_minutes:
        codes.append({"code": "other_airport", "minutes": itinerary.ground_minutes})
    if itinerary.kind is OfferKind.PARTNER:
        codes.append({"code": "partner", "carrier": itinerary.legs[0].leg.carrier})
    early = int((need.departs - itinerary.departs).total_seconds() // 60)
    if itinerary.legs and not itinerary.keeps_first and early > 0:
        codes.append({"code": "leaves_earlier", "minutes": early})
    for mark, code in (
        (itinerary.overnight, "next_day"),
        (itinerary.keeps_onward, "keeps_onward"),
        (itinerary.keeps_first, "keeps_first"),
        (itinerary.onward_open, "onward_open"),
        (bool(itinerary.legs) and needs_acceptance(need), "needs_acceptance"),
    ):
        if mark:
            codes.append({"code": code})
    return {"codes": codes}


def explain_refund() -> dict[str, Any]:
    """Return the explanation of the refund offer."""
    return {"codes": [{"code": "refund"}]}


def words(explanation: dict[str, Any], language: str) -> str:
    """Put an explanation into words. Any language but zh-CN gets English; unknown codes are left out."""
    language = language if language in _WORDS else ("zh-CN" if language.startswith("zh") else "en")
    phrases = []
    for code in explanation.get("codes", ()):
        phrase = _WORDS[language].get(str(code.get("code")))
        if phrase is not None:
            phrases.append(phrase.format(**_spoken(code, language)))
    if language == "zh-CN":
        return "，".join(phrases) + "。" if phrases else ""
    text = ", ".join(phrases)
    return text[:1].upper() + text[1:] + "." if text else ""


def duration(minutes: int, language: str) -> str:
    """Say a duration: ``2 h 40 min`` or ``2小时40分钟``."""
    hours, rest = divmod(int(minutes), 60)
    if language == "zh-CN":
        return (f"{hours}小时" if hours else "") + (f"{rest}分钟" if rest or not hours else "")
    parts = ([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest or not hours else [])
    return " ".join(parts)


def _spoken(code: dict[str, Any], language: str) -> dict[str, Any]:
    spoken = {k: v for k, v in code.items() if k != "code"}
    if "minutes" in spoken:
        spoken["time"] = duration(spoken["minutes"], language)
    if "cabin" in spoken:
        spoken["cabin"] = _CABIN[language].get(spoken["cabin"], spoken["cabin"])
    return spoken


def _cabin_code(booked: str, offered: str) -> dict[str, Any]:
    if booked == offered or booked not in CABINS:
        return {"code": "same_cabin"}
    better = CABINS.index(offered) < CABINS.index(booked)
    return {"code": "cabin_up" if better else "cabin_down", "cabin": offered}
