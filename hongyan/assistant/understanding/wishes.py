"""Cabin, seat, special service and the reason of a refund: closed lists of wishes, by what is said of them."""

import re

from hongyan.assistant.understanding.utterance import Mention, Utterance

_CABINS = (
    ("premium", re.compile(r"(?:超级|高端|优选|尊享|明珠|豪华|超值)经济舱?|\bpremium(?: economy)?\b")),
    ("business", re.compile(r"商务舱|公务舱|商务座|公务座|\bbusiness(?: class| cabin)?\b(?! (?:trip|travel|hours|day|meeting|card|partner|centre|center|reason|purpose|matter))|\bclub class\b")),
    ("first", re.compile(r"头等舱?|\bfirst[ -]class\b|\bin first\b|\bfirst cabin\b")),
    ("economy", re.compile(r"(?:普通)?经济舱|普通舱|\beconomy(?: class| cabin)?\b|\bcoach(?: class)?\b(?! (?:station|stop))|\bmain cabin\b")),
)  # fmt: skip
_SEATS = (
    ("exit", re.compile(r"(?:紧急|安全|应急)(?:出口|门)|逃生(?:门|出口)|出口那?排|\b(?:emergency )?exit[ -](?:row|seat|door)s?\b|\bemergency exits?\b|\bover-?wing exit")),
    ("window", re.compile(r"靠窗|窗口|窗边|窗户(?:边|旁)?|临窗|挨着?窗|靠着窗|\bwindows?(?: seat| side)?\b|\bby the window\b")),
    ("aisle", re.compile(r"靠?过道|靠?走道|靠?走廊|靠通道|过道边|\baisles?(?: seat| side)?\b|\bisle seat\b")),
    ("front", re.compile(r"靠前|前排|第一排|最前面?|往前(?:一点|点|坐|面)|前面(?:一?点|些|的|几排|那?排|坐|的座)|前头|前舱|\b(?:near|at|in|towards?|close to|further|sit) (?:the )?(?:very )?front\b|\bfront (?:row|seat|section|part|of the (?:plane|cabin|aircraft))s?\b|\bup front\b|\bbulkhead\b|\b(?:nearer|closer|further|farther)(?: up)?(?: to(?:wards?)?)? the front\b|\bmore to(?:wards?)? the front\b")),
)  # fmt: skip
_MOVED_TO = re.compile(
    r"(?:升到|升级到|升级成|升舱到|升为|升|改到|改成|改为|改坐|换到|换成|换|变成|要|坐|\bto|\binto|\bin|\bwant|\brather|\bprefer)(?: (?:a|an|the|be in|fly|sit (?:in|at|by)|have))*\s*$"
)

_CHANGED = re.compile(
    r"(?:\bchang(?:e|ing)|\bswap|\binstead of|\bfrom|换掉|把|从)(?: (?:the|my|this|that|our|me))* ?$"
)
_WHEELCHAIR = re.compile(r"轮椅|\bwheel ?chairs?\b")
_CANNOT_WALK = re.compile(
    r"(?:完全|根本|一点都?|一步都?|已经|全程)?(?:不能|不会|没法|无法|没办法|走不了)(?:自己|独立|自行)?(?:走路|行走|走动|移动|下地|站立|站|走)(?!远|太|长|楼|台阶|很|多|舷)|瘫|走不了路|走不了(?=[，。,]|$)|走不动路|站不起来|站不了|卧床|不能动|抱到座位|送到座位|搬到座位|客舱轮椅|机上轮椅"
    r"|\b(?:can(?:no|')?t|cannot|unable to|not able to) (?:walk|stand|move)(?: or (?:walk|stand))?(?: at all| up|$|[,.])|\b(?:can(?:no|')?t|cannot) (?:walk or stand|stand or walk)|\bcompletely immobile\b|\bimmobile\b|\bparaly[sz]ed\b|\bparaplegic\b|\bquadriplegic\b|\bto (?:his|her|my|the) (?:cabin )?seat\b|\bcarried (?:to|on)|\baisle chair\b|\bonboard wheelchair"
)  # fmt: skip
_NO_STEPS = re.compile(
    r"(?:上下?|爬|走)(?:不了|不动)?(?:舷梯|楼梯|台阶|扶梯|客梯)(?:车)?(?:都|也)?(?:不行|不了|困难|费劲|吃力|有困难|够呛|上不去|难)|(?:不能|无法|没法|不方便|没办法)(?:自己)?(?:上下?|爬|走)(?:舷梯|楼梯|台阶)|(?:舷梯|楼梯|台阶)(?:他|她|我|也|都|是|一步都?|一级都?|一阶都?|一点都?|根本|完全)*(?:上不去|上不了|爬不了|走不了|不行|爬不动|上不来)|(?:爬|上|走)不了(?:舷梯|楼梯|台阶)"
    r"|\b(?:can(?:no|')?t|cannot|unable to|not able to|difficulty|trouble|struggles?|hard time)(?: with| to)? ?(?:manage|do|climb(?:ing)?|handle|use|go up|get up|negotiate|walk up|take|on)? ?(?:the |any |up )*(?:steps?|stairs?|staircase)|\bno (?:steps|stairs)\b"
)
_SSR = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("UMNR", r"无(?:人)?陪伴?(?:的)?(?:儿童|孩子|小孩)|无陪|独自(?:乘机|乘坐|坐飞机|飞)的?(?:儿童|孩子|小孩)?|(?:孩子|儿子|女儿|小孩|小朋友|外孙|孙子|侄子|外甥|娃)[^，。]{0,8}(?:自己|一个人|独自|单独)(?:坐飞机|飞|乘机|坐|走|回|去)|\bunaccompanied\b|\b(?:son|daughter|child|kid|nephew|niece|grandson|granddaughter|boy|girl)\b[^.]{0,40}\b(?:(?:fly|travel)(?:ing|s)?|going) (?:alone|by (?:him|her)self|on (?:his|her|their) own|solo)"),
        ("BLND", r"盲人|失明|视障|眼睛看不见|看不见(?:的|东西)|视力障碍|双目|\bblind\b|\bvisually impaired\b|\bpartially sighted\b|\bsight impaired\b|\bcan(?:no|')?t see\b"),
        ("DEAF", r"聋|听障|听力障碍|听不见声?音?的|耳朵听不见|\bdeaf\b|\bhearing[ -]impaired\b|\bhard of hearing\b|\bcan(?:no|')?t hear\b(?! you| me| anything)"),
        ("STCR", r"担架|\bstretchers?\b"),
        ("SVAN", r"导盲犬|服务犬|助听犬|\bguide dog\b|\bservice (?:dog|animal)\b|\bassistance dog\b"),
        ("OXYG", r"氧气|吸氧|\boxygen\b"),
        ("MEDA", r"病人运输|医疗旅客|医疗协助|\bmedical case\b|\bmedical clearance\b|\bmedif\b"),
        ("BSCT", r"摇篮|婴儿床|\bbassinets?\b|\bbaby cots?\b|\binfant cot\b|\bbaby bed\b|\bbaby crib\b"),
        ("AVIH", r"(?:狗|猫|宠物|犬|泰迪|柯基|金毛|兔子|动物)[^，。]{0,8}(?:托运|货舱|放货舱|放下面)|(?:托运|货舱)[^，。]{0,8}(?:狗|猫|宠物|犬|兔子|动物|泰迪|柯基|金毛)|\b(?:dog|cat|pet|puppy|kitten|animal|rabbit)\b[^.]{0,30}\b(?:hold|cargo|checked|check in|as checked)\b|\b(?:check in|checking) (?:my |a |the )?(?:dog|cat|pet)"),
        ("PETC", r"(?:狗|猫|宠物|犬|泰迪|兔子)[^，。]{0,8}(?:客舱|机舱|随身|身边|座位底下|带上飞机|带进)|(?:客舱|机舱)[^，。]{0,6}(?:狗|猫|宠物)|\b(?:dog|cat|pet|puppy|kitten|rabbit)\b[^.]{0,30}\b(?:cabin|with me on board|under (?:my|the) seat|on my lap|carry on)\b|\bin[- ]cabin pet\b|\bcabin\b[^.]{0,16}\b(?:dog|cat|pet)\b"),
        ("MOML", r"清真|穆斯林餐?|回民餐|\bhalal\b|\bmuslim meals?\b|\bmoslem meal\b"),
        ("KSML", r"犹太餐?|洁食|\bkosher\b|\bjewish meal\b"),
        ("HNML", r"印度教餐?|印度餐|\bhindu meals?\b|\bhindu(?: food)?\b(?! veg)"),
        ("DBML", r"糖尿病(?:人)?(?:的)?餐?|无糖餐|\bdiabetic\b|\bdiabetes\b|\bsugar[- ]free meal"),
        ("CHML", r"儿童餐|小孩餐|\b(?:child(?:ren)?(?:'s|s)?|kid(?:'s|s|s')?) meals?\b|\bmeal for (?:a|my|the) (?:child|kid|son|daughter)"),
        ("BBML", r"婴儿餐|宝宝餐|婴儿食品|辅食|\b(?:baby|infant) (?:meal|food)s?\b"),
        ("GFML", r"无麸质|无麦麸|麸质|麸质过敏|\bgluten\b|\bcoeliac\b|\bceliac\b"),
        ("LSML", r"低盐|少盐|无盐|低钠|\b(?:low[ -]salt|low[ -]sodium|no salt|salt[- ]free)\b"),
        ("LFML", r"低脂|低胆固醇|\blow[ -](?:fat|cholesterol)\b"),
        ("LCML", r"低卡|低热量|\blow[ -]calorie\b"),
        ("NLML", r"无乳糖|低乳糖|乳糖不耐|\blactose\b|\bdairy[- ]free\b"),
        ("BLML", r"流食|软食|清淡餐|\bbland\b"),
        ("SFML", r"海鲜餐|\bseafood meal\b"),
        ("FPML", r"水果餐|水果拼盘|\bfruit (?:platter|meal|plate)\b"),
        ("RVML", r"生蔬菜?餐|\braw veg"),
        ("AVML", r"印度素(?:食|餐)|亚洲素食|\b(?:asian|hindu|indian) veg\w*"),
        ("VLML", r"蛋奶素|奶蛋素|\blacto[- ]ovo\b|\bovo[- ]lacto\b"),
        ("VGML", r"素食|素餐|吃素|纯素|素的|斋|\bvegetarian\b|\bvegan\b|\bveggie\b|\bplant[- ]based\b|\bmeat[- ]free\b"),
        ("MAAS", r"(?:老人|老人家|奶奶|爷爷|外婆|姥姥|外公|姥爷|老太太|母亲|父亲|妈妈|爸爸|我妈|我爸|岳母|岳父)[^，。]{0,12}(?:引导|接机服务|有人带|有人接|专人)|接送机协助|专人引导|引导服务|\bmeet (?:and|&) assist\b|\bmeet[- ]and[- ]assist\b"),
        ("WCHR", r"\bwchr\b"), ("WCHS", r"\bwchs\b"), ("WCHC", r"\bwchc\b"),
    )
)  # fmt: skip
_WRITTEN_CODE = re.compile(
    r"(?<![A-Za-z])(WCH[RSC]|UMNR|BLND|DEAF|MEDA|STCR|PETC|AVIH|VGML|MOML|KSML|HNML|DBML|CHML|BBML|BSCT|GFML|LSML|LFML|VLML|AVML|MAAS|SVAN|NLML|OXYG|EXST|CBBG)(?![A-Za-z])",
    re.IGNORECASE,
)

_RETURNED = re.compile(
    r"退票|退款|退掉|退钱|退了|退费|要退|想退|能退|免费退|全退|给退|病退|取消(?:机票|订单|行程|预订|这?张?票)|退改|退[^，。]{0,6}票|票[^，。]{0,8}退|改期|改签|证明|材料|\brefund\w*|\bmoney back\b|\bcancel\w*|\breimburs\w*|\bgive (?:it|the ticket) back|\bproof\b|\bcertificate\b|\breturn (?:the|my) tickets?\b|\bwaive"
)
_REASONS = (
    ("illness", re.compile(
        r"生病|病了|住院|发烧|高烧|手术|骨折|确诊|阳性|病历|诊断|医院|急诊|病退|怀孕|流产|不能乘机|不宜乘机|摔伤|受伤|感冒|肺炎|\b(?:ill|illness|sick|hospital\w*|surgery|operation|doctor\w*|medical|broke (?:my|his|her)|broken (?:leg|arm)|injur\w*|fever|flu|covid|unwell|pregnan\w*|pneumonia|appendicitis)\b")),
    ("disruption", re.compile(
        r"航班(?:被|又|都|已经|给)?(?:取消|延误|变更|改时间|调整)|(?:飞机|班机)(?:被|又|都|已经|给)?(?:取消|延误)|晚点(?!儿?[补再交给去来说])|延误|航变|你们(?:取消|延误|改)|误机是因为|航司原因|(?:被|给)取消|改了时间|\b(?:flight|it)(?: \w+)?(?: was| is| has been| got| been| being|'s been)(?: \w+)? (?:cancel+ed|delayed|retimed|moved|rescheduled)\b|\byou (?:cancel+ed|delayed|changed|retimed)\b|\b(?:cancel+ed|delayed) (?:flight|by (?:you|the airline))|\bdelay(?:ed)?\b|\bschedule change\b|\bcancel+ation by\b")),
    ("other", re.compile(
        r"去世|过世|病逝|丧|葬|拒签|签证(?:没|被|下不来|未|过期|办不)|护照(?:丢|过期|没)|买错|订错|重复(?:买|订|购|下单)|征兵|入伍|参军|传唤|疫情|台风|\b(?:died|death|passed away|funeral|bereave\w*|visa|passport (?:expired|lost|was stolen)|duplicate|booked twice|by mistake|wrong (?:date|name|flight)|jury duty|military|deployed)\b")),
    ("voluntary", re.compile(
        r"不去了|不想去了?|去不了了?|不飞了|不走了|不坐了|用不上|行程(?:有变|变了|取消|改变|变动|变化)|计划(?:有变|变了|取消|改变)|改变主意|临时有事|有事(?:去不了|走不开|不)|个人原因|自愿|会议取消|不需要了|不用了|没空|不出差了|出差取消|走不开|请不到假|没请到假|\btrip(?:'s| is| was| has been)? (?:off|cancel+ed|called off)\b|\bplans? (?:have |has |'ve )?(?:changed|fell through|fallen through)\b|\bchange of (?:plans?|mind|heart)\b|\bchanged (?:my|our) minds?\b|\bno longer (?:travel\w*|going|need\w*|fly\w*|want\w*|able)\b|\b(?:not|n't) (?:going|travel\w*|fly\w*|need (?:it|the ticket|them)|want to (?:go|travel|fly))\b(?! to be)|\bdon't (?:need|want) (?:it|the ticket|to (?:go|travel|fly))\b|\bvoluntar\w*|\bpersonal reasons?\b|\bmeeting (?:was|is|got|has been) cancel+ed|\bcan(?:no|')?t (?:make it|go)\b|\bsomething (?:has )?c[ao]me up\b")),
)  # fmt: skip


def _best(u: Utterance, table: tuple[tuple[str, re.Pattern[str]], ...], slot: str) -> list[Mention]:
    """Return the wanted one: after 升到 or "to", else the only one, else the last after a refusal, else the first."""
    held = bytearray(len(u.low))
    mentions = []
    for value, pattern in table:
        for match in pattern.finditer(u.low):
            if not any(held[match.start() : match.end()]) and not u.negated(match.start()):
                held[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
                mentions.append(Mention(slot, value, *match.span()))
    mentions.sort(key=lambda m: m.start)
    wanted = [m for m in mentions if _MOVED_TO.search(u.before(m.start, 24))]
    if len({m.value for m in mentions}) > 1:
        if wanted:
            return [wanted[-1]]
        if _CHANGED.search(u.before(mentions[0].start, 24)):
            return [mentions[-1]]  # "change the window seat, give me an aisle"
    return mentions[:1]


def find_cabin(u: Utterance) -> list[Mention]:
    return _best(u, _CABINS, "cabin")


def find_seat(u: Utterance, about_seats: bool) -> list[Mention]:
    found = _best(u, _SEATS, "seat_pref")
    # 前面 may be a queue or an earlier sentence; a window may be broken
    if (
        found
        and found[0].value == "front"
        and not (about_seats or re.search(r"座|坐|排|\bseat|\bsit|\brow", u.low))
    ):
        return []
    return found


def find_ssr(u: Utterance) -> list[Mention]:
    """Return the IATA code of the service asked for; a wheelchair goes by what the traveller can do."""
    if match := _WRITTEN_CODE.search(u.low):
        return [Mention("ssr", match[1].upper(), *match.span())]
    chair = _WHEELCHAIR.search(u.low)
    if (match := _CANNOT_WALK.search(u.low)) and (
        chair
        or re.search(
            r"能走|站|走|walk|stand|immobile|paraly|plegic|瘫|卧床|carried|aisle chair", match.group()
        )
    ):
        return [Mention("ssr", "WCHC", *match.span())]
    if match := _NO_STEPS.search(u.low):
        return [Mention("ssr", "WCHS", *match.span())]
    if chair and not u.negated(chair.start()):
        return [Mention("ssr", "WCHR", *chair.span())]
    for code, pattern in _SSR:
        for match in pattern.finditer(u.low):
            if not u.negated(match.start()):
                return [Mention("ssr", code, *match.span())]
    return []


def find_reason(u: Utterance, asked: bool, intent: str | None) -> list[Mention]:
    """Return why money is wanted back; only when a refund is spoken of, asked about or under way."""
    if not (asked or intent in ("booking.refund", "proof.upload") or _RETURNED.search(u.low)):
        return []
    changing_only = re.search(r"改签|改期|\bchange\b|\brebook", u.low) and not re.search(
        r"退|\brefund|\bmoney back|\bcancel|证明|\bproof", u.low
    )
    for reason, pattern in _REASONS:
        for match in pattern.finditer(u.low):
            if (
                reason == "disruption"
                and re.search(r"证明|certificate", u.low)
                and not re.search(r"退票|退款|refund", u.low)
            ):
                continue
            if reason in ("voluntary", "disruption") and changing_only:
                continue
            if reason == "illness" and re.search(r"没(?:有)?$", u.before(match.start(), 2)):
                continue
            return [Mention("refund_reason", reason, *match.span())]
    return []
