"""A legal basis as it is cited in zh-CN and en: the rule sets keep the English form, the Chinese one follows from its parts."""

import re
from typing import Literal

Language = Literal["zh-CN", "en"]

_LAWS = {
    "CCAR-271TR-R1": "《中国民用航空旅客、行李国内运输规则》（CCAR-271TR-R1）",
    "CCAR-273": "《公共航空运输旅客服务管理规定》（CCAR-273）",
    "CCAR-300": "《航班正常管理规定》（CCAR-300）",
    "Civil Code": "《民法典》",
    "Reg. 261/2004": "欧盟第 261/2004 号条例",
    "UK261": "英国第 261 号条例（UK261）",
    "MC99": "《蒙特利尔公约》",
}
# What is no law with an article: said as a whole.
_WHOLE = {
    "carrier conditions of carriage (refund the difference, collect nothing)": "承运人运输总条件（退还差价，不另收费）",
    "carrier tariff under CCAR-273 ch. 3 (CAAC 2018: stepped fees, never above the price paid)": "承运人公布的退票费率，依《公共航空运输旅客服务管理规定》（CCAR-273）第三章",
    "carrier tariff under CCAR-273 ch. 3": "承运人公布的变更费率，依《公共航空运输旅客服务管理规定》（CCAR-273）第三章",
    "carrier's published delay compensation (not set by the State)": "承运人公布的延误补偿标准（非国家规定）",
    "2006 domestic liability limits: CNY 400,000 per passenger": "2006 年国内航空运输承运人赔偿责任限额：每名旅客人民币 400,000 元",
    "2006 domestic liability limits: CNY 3,000 per passenger": "2006 年国内航空运输承运人赔偿责任限额：每名旅客随身物品人民币 3,000 元",
    "2006 domestic liability limits: CNY 100 per kg": "2006 年国内航空运输承运人赔偿责任限额：每公斤人民币 100 元",
    "carrier's customer service plan (14 CFR 259.5); no federal cash for delay": "承运人的旅客服务承诺（美国联邦法规 14 CFR 259.5）；联邦法律未规定延误现金补偿",
    "CJEU C-402/07 Sturgeon, C-581/10 Nelson": "欧盟法院 C-402/07、C-581/10 号判决",
    "CJEU C-255/15 Mennens": "欧盟法院 C-255/15 号判决",
    "CJEU C-146/20": "欧盟法院 C-146/20 号判决",
    "C-146/20 (persuasive)": "欧盟法院 C-146/20 号判决（参考）",
    "Sturgeon, Nelson (retained case law)": "沿用的欧盟法院判例",
    "CCAR-271 domestic carriage rules": "《中国民用航空旅客、行李国内运输规则》（CCAR-271）",
    "CCAR-273 passenger service provisions (MoT Order 3 of 2021)": "《公共航空运输旅客服务管理规定》（CCAR-273，交通运输部令 2021 年第 3 号）",
    "CCAR-300 flight regularity provisions (MoT Order 56 of 2016)": "《航班正常管理规定》（CCAR-300，交通运输部令 2016 年第 56 号）",
    "Published ladder of the sandbox carrier (tariff, not law)": "示范承运人公布的费率（非法律规定）",
    "Domestic carriers' liability limits (CAAC Order 164 of 2006)": "《国内航空运输承运人赔偿责任限额规定》（民航总局令第 164 号，2006 年）",
    "Regulation (EC) 261/2004": "欧盟第 261/2004 号条例",
    "UK Regulation 261/2004 (SI 2019/278)": "英国第 261 号条例（SI 2019/278）",
    "Montreal Convention, limits of 2009": "《蒙特利尔公约》（2009 年限额）",
    "Montreal Convention, limits of 2019": "《蒙特利尔公约》（2019 年限额）",
    "Montreal Convention, limits of 2024": "《蒙特利尔公约》（2024 年限额）",
    "Refund practice before 14 CFR 260 (49 USC 41712, 14 CFR 259.5)": "美国联邦法规 14 CFR 260 生效前的退款规定（49 USC 41712、14 CFR 259.5）",
}
_ARTICLES = re.compile(r"(?:, )?\barts?\.? (?P<which>[\d(][^;]*)$")
_CHAPTER = re.compile(r"\bch\. (?P<number>\d+)")
_US = re.compile(r"^(?:(?P<title>14 CFR|49 USC) )(?:part )?(?P<sections>[\d.()a-z, ]+)$")
_NUMERALS = "〇一二三四五六七八九"


def cite(basis: str, language: Language) -> str:
    """Return a legal basis in the reader's language; one that nobody has translated stays as it is."""
    if language != "zh-CN":
        return basis
    if basis in _WHOLE:
        return _WHOLE[basis]
    return "；".join(_one(part) for part in basis.split("; "))


def cited(basis: str) -> dict[str, str]:
    """Return a legal basis in each language, for screens whose reader may change theirs."""
    return {language: cite(basis, language) for language in ("zh-CN", "en")}


def _one(part: str) -> str:
    if part in _WHOLE:
        return _WHOLE[part]
    if found := _US.match(part):
        code = "美国联邦法规" if found["title"] == "14 CFR" else "美国法典"
        return f"{code} {found['title']} {found['sections'].replace(', ', '、')}"
    law = next((name for name in _LAWS if part.startswith(name)), None)
    if law is None:
        return part
    chapter, articles = _CHAPTER.search(part), _ARTICLES.search(part)
    said = _LAWS[law]
    if chapter:
        said += f"第{_NUMERALS[int(chapter['number'])]}章"
    if articles:
        which = articles["which"].replace("-", "至").replace(", ", "、")
        said += f"第{which}条"
    if part.endswith("(connecting flights)"):
        said += "（衔接航班）"
    return said
