"""What an utterance does in the dialogue, beside its intent: agree, refuse, hedge, ask to list, go on, send a copy. Pure patterns."""

import re
from enum import StrEnum


class Consent(StrEnum):
    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"  # an unclear yes is no yes


_QUESTION = re.compile(
    r"[?？]|吗|么[。！!]?$|多少|怎么|什么|哪|谁|几[点个班次天]|能不能|可不可以|会不会|有没有|是不是|要不要|([^不没])[不没]\1|"
    r"^(?:what|when|where|why|how|which|who|will|would|can|could|does|do|is|are|should)\b",
    re.I,
)
_HEDGE = re.compile(
    r"可能|也许|大概|应该|说不好|说不准|问问|商量|好像|再想想|想一想|想想|考虑|看看再|等一下|等等|等会|稍等|不太确定|不确定|随便|"
    r"要是|如果|除非|但是|不过|还是算|犹豫|再说|"
    r"\b(?:maybe|perhaps|i guess|guess so|not sure|unsure|hmm+|hold on|wait|let me think|think about|probably|possibly|"
    r"if|but|unless|depends|suppose|might|could|decide|don'?t know|ask (?:my|him|her|them)|"
    r"(?:to|for|onto) (?:something|another|a different|an? (?:later|earlier|cheaper)))\b",
    re.I,
)
_NO = re.compile(
    r"^(?:嗯|啊|那|哦|呃|唉|算了|我)*(?:不(?!客气|好意思|错)|别|算了|取消吧|先不|甭|没有|不用|不要|不行|不可以|不同意|不改|不退)|"
    r"不(?:改|退|升|订|买|办|要|同意|确认|换|走)了?[吧。！!]?$|算了吧?[。！!]?$|^否|拒绝|"
    r"^(?:no\b|nope|nah|don'?t|do not|stop|cancel that|never ?mind|forget it|leave it|not? (?:now|yet|thanks))|"
    r"\b(?:forget (?:it|that|the change|the refund)|i'?ll keep (?:it|the|my)|don'?t (?:do|change|refund|book|want)|rather (?:not|keep|leave)|prefer to keep|i refuse|i decline|leave it as it is)\b",
    re.I,
)
# An agreement opens the sentence or is all of it: "不行", "走不了，行不行" and "成都" hold no yes.
_YES_ZH = re.compile(
    r"^(?:嗯+|哦|噢|啊|那|那就|就|行|好|对|是)*[，,、 ]*"
    r"(?:确认|同意|可以|好的?|好吧|好啊|好嘞|行|没问题|没错|对的?|是的?|嗯+|办吧|改吧|退吧|订吧|买吧|确定|就这样|就这么(?:办|改|退|订|定)|就它|就这班|"
    r"麻烦(?:你|您)?(?:办|改|退|订)|要的|中|成|要得|得嘞|帮我(?:改|退|订|办)(?:了|掉)?吧?|OK|ok|yes)"
    r"(?=$|[，,。.！!~～ ]|的|了|啊|呀|吧|嘛|呢|哈|谢|确认|改|退|办|订|酒店|用车|就|那|帮|请|麻烦|没问题|可以)|"
    r"(?:确认|同意|确定)(?:办理|改签|退票|预订|一下)?[。！!]?$|没问题[。！!]?$|就这样(?:办)?吧?[。！!]?$"
)
_NEGATED = re.compile(
    r"不(?!用谢|客气|好意思|错|过来)|没(?!问题|错|关系)|别(?!的)|甭|勿|"
    r"\b(?:not|no(?! problem| worries)|never|neither|without|hardly)\b|n't\b",
    re.I,
)
# In English too the yes opens the sentence, or is said in so many words ("I confirm").
_YES_EN = re.compile(
    r"^(?:(?:uh|um|well|hmm|and|so|then|great|perfect|fine|right|okay?|alright|all right|good)[,. ]+)*"
    r"(?:yes|yeah|yep|yup|ya|sure|ok(?:ay)?|confirm(?:ed)?|correct|right|agreed?|go ahead|please do|do it|do that|book it|"
    r"proceed|that'?s (?:fine|right|good|correct)|sounds good|fine|perfect|great|that works)\b|"
    r"^(?:(?:uh|um|well|so|then|great|perfect|fine|right|okay?|alright|all right|good)[,. ]+)*"
    r"(?:(?:then|so|please|just) )*(?:refund|change|move|book|cancel|rebook|buy) (?:it|that|this|them|me|us)(?: (?:then|now|for (?:me|us)|please))*[.! ]*$|"
    r"\b(?:i confirm|i agree|please (?:go ahead|proceed|confirm|do it)|go ahead (?:and|with)|yes[,.]? (?:i|please|do|go|that|refund|change|book))\b",
    re.I,
)

_STRONG_YES = re.compile(
    r"\b(?:yes|yeah|yep|confirm(?:ed)?|go ahead|agreed?|proceed|do it|please do)\b", re.I
)
_MORE_WITH_A_STRONG_YES, _MORE_WITH_A_WEAK_YES = 4, 2  # words beside those of agreement
_OF_AGREEMENT = re.compile(
    r"(?:a|absolutely|accept|agree|agreed|ahead|all|alright|an|and|as|book|buy|by|cancel|certainly|change|cheers|confirm|confirmed|correct|definitely|do|exactly|fine|for|go|good|great|her|him|i|i'd|i'll|i'm|in|is|it|just|let's|like|lovely|make|me|mine|move|my|no|now|of|ok|okay|on|perfect|please|proceed|rebook|refund|right|s|so|sounds|sure|thank|thanks|that|that's|the|them|then|these|they|this|to|uh|um|us|very|want|we|well|with|worries|would|yeah|yep|yes|you|your)"
)


_WISH = re.compile(
    r"(?:我?(?:要|需要|想|想要|愿意)|(?:那就?)?(?:继续|接着(?:办|来|弄)?)|来吧|(?:please|i(?:'d| would) (?:like|love) (?:that|to|it)|i do|i need (?:it|that|one)))"
    r"(?:的|啊|呀|吧|呢|了|谢谢|please)?[。.！!~～ ]*",
    re.I,
)

# Words of another act: "all right, change it to the 28th" is no yes to a refund.
_OTHERS = {
    "booking.change": re.compile(r"(?<!不)退(?!改)|\brefund\b|\bcancel\b", re.I),
    "booking.refund": re.compile(
        r"改(?!天)|换(?:一|个|成|到)|[这那]一?(?:班|趟|个航班)|"
        r"\bchange\b|\bmove\b|\brebook\b|\bput (?:me|us)\b|\bkeep (?:it|the|my)\b|\b(?:this|that) (?:one|flight)\b",
        re.I,
    ),
    "trip.linked": re.compile(r"退票|改签|\bflight\b", re.I),
    "booking.create": re.compile(r"退票|改签|\brefund\b", re.I),
}


def asks(text: str) -> bool:
    """Say whether ``text`` is a question."""
    return _QUESTION.search(text) is not None


# What another act would have to be called by to take the place of one that was just read back.
_VERBS = {
    "booking.refund": re.compile(
        r"退|不(?:去|走|飞|坐)了|\brefund\b|money back|\bcancel (?:my|the|it|this)\b|trip is off", re.I
    ),
    "booking.change": re.compile(
        r"改|换|\b(?:change|move|push|switch|rebook|reschedule|instead|put (?:me|us)|get (?:me|us) on|(?:take|have) the (?:one|next|later|earlier|other))\b",
        re.I,
    ),
    "booking.create": re.compile(r"订|买|\b(?:book|buy|reserve|purchase)\b", re.I),
}


# Agreement that names the act itself.
SO_MANY_WORDS = re.compile(r"确认|确定|\bconfirm", re.I)
ARRIVAL = re.compile(
    r"几点.{0,3}(?:到|落地|降落|起飞)|什么时候.{0,3}(?:到|落地|降落|起飞)|\b(?:land|arrive|get in|take off|depart)\b",
    re.I,
)


def buys(text: str) -> bool:
    """Say whether ``text`` speaks of buying another ticket."""
    return _VERBS["booking.create"].search(text) is not None


def names_act(text: str, task: str) -> bool:
    """Say whether ``text`` names the act of a binding task in its own words."""
    return task not in _VERBS or _VERBS[task].search(text) is not None


def clauses_of(text: str, task: str) -> str:
    """Return the clauses of ``text`` that call a binding task's act by its name; "" when none does."""
    pattern = _VERBS.get(task)
    clauses = re.split(r"[，。；,;.!！?？\n]+|\b(?:and|but|while)\b", text)
    return "，".join(c for c in clauses if pattern is not None and pattern.search(c))


def consent(text: str, task: str = "") -> Consent | None:
    """Say whether ``text`` agrees, refuses or hedges; None = it is about something else (a question, a digression).

    Words of another act than ``task``'s make a yes none.
    """
    text = text.strip()
    if not text or (task in _OTHERS and _OTHERS[task].search(text)):
        return None
    last = re.split(r"[?？。!！；;，,]", text.rstrip("?？。!！；;，, "))[-1]
    if _QUESTION.search(text) and not _QUESTION.search(last) and _NO.search(last):
        return Consent.NO  # "110? too dear, leave it"
    question = bool(_QUESTION.search(text))
    refuses = bool(_NO.search(text))
    ends = last.strip() != text and names_act(last, task) and _VERBS.get(task) is not None
    leans = bool(_YES_ZH.search(text) or _YES_EN.search(text) or (ends and _YES_ZH.search(last.strip())))
    agrees = leans and not _NEGATED.search(text)
    if question:
        return None
    if _HEDGE.search(text):
        return Consent.UNCLEAR if (leans or refuses or len(text) < 16) else None
    if refuses:
        return Consent.NO
    if agrees and len(text) <= (60 if text.isascii() else 24):
        return Consent.YES if _says_no_more(text) else None
    return None


def wants(text: str) -> Consent | None:
    """As ``consent``, for what was merely offered (a person, going on): a bare wish is a yes to that, never to an act."""
    return consent(text) or (Consent.YES if _WISH.fullmatch(text.strip()) else None)


def _says_no_more(text: str) -> bool:
    """Say whether an English yes is all of it: "fine" that opens another wish ("fine, put me on the one tonight") agrees to nothing."""
    if not text.isascii():
        return True
    last = re.split(r"[.;,!]", text.rstrip(".;,! "))[-1].strip()
    if last != text and _YES_EN.search(last) and _content(last) <= _MORE_WITH_A_STRONG_YES:
        return True
    return _content(text) <= (_MORE_WITH_A_STRONG_YES if _STRONG_YES.search(text) else _MORE_WITH_A_WEAK_YES)


def _content(text: str) -> int:
    return sum(_OF_AGREEMENT.fullmatch(w) is None for w in re.findall(r"[a-z0-9']+", text.lower()))


# A line of a list, by its number, and nothing else.
CHOICE = re.compile(
    r"(?:我?[选要]|就)?(?:第|no\.?|number|option|choice|press|select|the)? ?(?:[1-9]|[一二两三四五]|one|two|three|first|second|third)(?: ?(?:个|项|班|种|one|option|please))?[吧。.!！ ]*",
    re.I,
)
LIST = re.compile(
    r"(?:有|都有|还有)哪(?:几|些)?(?:个|班|趟)?|哪几班|几个班次|什么(?:航班|班次|时间)(?:可以|能)?(?:选|改)?|还有(?:别的|其他)|列(?:一下|出来)|"
    r"\b(?:which|what) (?:flights?|options?|choices?|times?)\b|\bother (?:flights?|options?)\b|\blist\b",
    re.I,
)
RESUME = re.compile(
    r"接着|继续|刚才(?:说)?的|刚刚(?:说)?的|回到|前面(?:说)?的|"
    r"\b(?:continue|carry on|go on with|back to|as i was saying|where were we|resume|let'?s finish)\b|"
    r"^(?:(?:yes|ok(?:ay)?|please)[,. ]+)*(?:go on|keep going)\b",
    re.I,
)
# What is under way is dropped, in so many words.
GIVES_UP = re.compile(
    r"不(?:改签?|退票?|订票?|换)了|(?:改签|退票|订票)(?:就)?(?:算了|不办了)|"
    r"\b(?:forget|drop|scrap|never mind) (?:about )?(?:the|that|this|my) (?:change|refund|booking|seat|upgrade)\b",
    re.I,
)
# Asked whether a fee will not be taken.
WAIVED = re.compile(
    r"免(?:费|手续费|收)|全额|全退|\b(?:waived?|dropped|without (?:a |any )?fee|in full|no fee)\b", re.I
)
# Who it is read back for.
WHO = re.compile(
    r"谁|几个人|(?:只|就|光)(?:改|退|换|是)?(?:我|他|她|一个)|\b(?:who|just|only) ?(?:is|are)? ?(?:it|this|that)? ?(?:for|her|his|him|my|mine|me|us|ours?|theirs?|both)\b|\b(?:both|all) of (?:us|them)\b|\b(?:everyone|everybody)\b",
    re.I,
)
OF_TRIP = re.compile(r"机票|航班|票|改签|退票|\b(?:tickets?|flights?|bookings?|change|refund|trip)\b", re.I)
SEND_COPY = re.compile(
    r"(?:发|传)(?:我|给我|到|个|一)?.{0,6}(?:短信|手机|邮箱|邮件)|短信.{0,4}发|(?:短信|邮件|邮箱).{0,6}(?:通知|一份|给我)|"
    r"\b(?:text|sms|e?-?mail) (?:it|that|this|me|a copy)|send (?:me|it|that|a copy|the details)\b|"
    r"\b(?:get|receive|have|send) .{0,12}\b(?:confirmation|copy|details|itinerary)\b.{0,20}\b(?:phone|text|sms|e-?mail|message)\b",
    re.I,
)
TOTAL = re.compile(
    r"一共|总共|总计|合计|多少钱|要付多少|多收钱|[补加贴]钱|另(?:外)?收|额外|收(?:多少)?(?:费|钱)|要(?:加|补|交|花)钱|收.{0,4}费|扣(?:多少|钱)|手续费|差价|能退回|"
    r"\b(?:comes? back|get back|total|sum|altogether|how much|cost|charge|fees?|price|pay(?:ing)?)\b",
    re.I,
)
WHEN_MONEY = re.compile(
    r"多久|多长时间|(?:什么时候|啥时候|何时|几号|哪天|哪一天).*(?:到|退|收|有)|几天|到账|\bwhen\b.*\b(?:money|refund|get|see|back)\b|how long",
    re.I,
)
WAIT = re.compile(
    r"等(?:一下|一会|会儿?|我|等)|稍等|问(?:问|一?下)|商量|\b(?:hold on|wait|one (?:moment|second|minute)|let me (?:ask|check|think))\b",
    re.I,
)
LATER = re.compile(
    r"(?:回头|晚点|晚些|稍后|待会|等会儿?|改天|明天|过会儿?|以后)(?:再|我)?(?:发|传|交|给|弄|办|说|联系|找|打)|等(?:你们?|您)?(?:的)?(?:消息|通知|电话|回复)|"
    r"\b(?:later|not now|another time|i'?ll (?:send|upload|do|bring) (?:it|them|that)|wait for your)\b",
    re.I,
)
THANKS = re.compile(r"谢|多谢|感谢|\b(?:thanks?|thank you|thx|cheers)\b", re.I)
FARES = re.compile(
    r"票价|多少钱|余票|有座|有票|座位|订|买|\b(?:fares?|price|seats?|tickets?|book|buy|cost|cheap)", re.I
)
CARGO_DETAIL = re.compile(
    r"几件|多重|公斤|到哪|什么时候|几点|\b(?:pieces?|weigh|kilos?|kg|when|arrive|where)", re.I
)
OTHER_PERSONS_DATA = re.compile(
    r"(?:last|first) (?:two|three|four|\d) digits|phone (?:number )?(?:on|of|for) |尾号是多少|预留(?:的)?(?:手机|电话)|"
    r"(?:乘客|旅客|他|她|别人|对方|客户)的?(?:手机|电话|号码|身份证|联系方式|地址|行程)|"
    r"\b(?:his|her|their|passenger'?s|someone else'?s) (?:phone|number|contact|address|itinerary)\b",
    re.I,
)
ONLY_MYSELF = re.compile(
    r"(?:她|他|她们|他们|姐|妹|哥|弟|妈|爸|老公|老婆|爱人|同事|朋友|孩子|另一个|其他人)(?:的|那张)?(?:票)?(?:都)?(?:不动|不改|不变|不退|别动|照旧|保持)|"
    r"只(?:改|退|换)?我|就我(?:一个|自己)|我自己(?:一个人)?的|\b(?:only me|just me|for me alone|mine only|just mine|only mine|myself only|(?:his|her|theirs?) (?:stays?|remains?))\b",
    re.I,
)
I_MYSELF = re.compile(
    r"我(?!们|[^，。,.]{0,2}(?:同事|朋友|老婆|老公|爱人|太太|先生|妈|爸|姐|妹|哥|弟|儿子|女儿|孩子))|\b(?:i|me|my|mine|myself)\b",
    re.I,
)
# Somebody who travels along, called by what they are to the speaker.
OTHER_PERSON = re.compile(
    r"同事|朋友|老婆|老公|爱人|太太|先生|女朋友|男朋友|妈|爸|姐|妹|哥|弟|儿子|女儿|孩子|[她他]|另一个|另外一个|"
    r"\b(?:colleague|friend|wife|husband|partner|mother|father|mum|dad|sister|brother|son|daughter|he|she|him|her|his|hers|other one)\b",
    re.I,
)
ONLY_ONE = re.compile(
    r"只(?!有|剩)|就(?:给)?我(?:一个|自己)|单独|仅|\b(?:only|just) (?:me|my|for|him|her|one)\b|\balone\b",
    re.I,
)
EVERYBODY = re.compile(
    r"[一两二三四五六七八九十0-9]+个人(?:都|一起)|都(?:改|退|换)|全部|所有人|大家|一起|\b(?:all of us|everyone|everybody|together|both of us|all (?:two|three|four|five))\b",
    re.I,
)
PROMISE_ASKED = re.compile(
    r"保证|担保|一定(?:能|会|不)|绝对|确保|肯定(?:能|会|不)|准日子|百分之百|"
    r"\b(?:promise|guarantee|assure|swear|for sure|certain(?:ly)?|100 ?%)\b",
    re.I,
)
