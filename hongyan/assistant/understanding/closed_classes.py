"""Utterances so short and fixed that a rule is surer than a model: courtesy, yes and no, a person please, bare numbers, silence.

A rule speaks only when it matches the whole utterance; anything that says more is left to the model.
"""

import re

_FILLERS = re.compile(r"[\s,，.。!！?？~～、;；:：…]+")
_ZH_TAIL = "(?:啊|呀|吧|哦|噢|喔|哈|呢|了|的|嘛|啦|谢谢|谢谢你|谢谢您|麻烦了)*"
_ZH = {
    "dialog.yes": (
        f"(?:嗯+|恩+|哦|那|那就)?(?:(?:可以|好的?|行|对|是的?|没问题|嗯)?(?:那|就|酒店|我|请|帮我)*(?:确认|同意|确定)(?:要|就)?"
        f"(?:改签?|退票?|办理?|订票?|买|支付|提交|取消|兑换|升舱|下单|这样)?|对+|是|是的|对的|没错|没问题|好|好的|好好好|好滴|行|行行|可以|可以的|同意|确认|确定|就这样|就这么办|就这样办"
        f"|ok|okay|没有错|正确|是这样|就它|就这个|嗯+|恩+|要的|中|成|妥|得嘞|同意办理|确认办理|我确认|我同意|办吧|改吧|退吧){_ZH_TAIL}"
    ),
    "dialog.no": (
        f"(?:嗯|哦|啊)?(?:不|不是|不对|不用|不要|不行|不可以|不同意|不确认|不需要|不必|别|先别|算了|没有|错了|不了|还是算了|先不了|不是的"
        f"|不好|不可以|不办了|先不办|no|(?:好|行|那)?[我他她咱]?们?(?:先|暂时|还是)不[退改办订换买升要]){_ZH_TAIL}"
    ),
    "dialog.repeat": (
        f"(?:不好意思|抱歉|对不起|啊|哎|喂|什么|我|您|你|刚才|刚刚)*(?:(?:请?(?:您|你)?(?:能|可以)?再(?:说|讲|念|重复|报)(?:一遍|一次|一下|下|遍)"
        f"(?:吗|好吗|行吗)?|请?重复(?:一下|一遍)?|没听清楚?|没听见|听不清楚?|你说什么|说什么|什么|没听明白){_ZH_TAIL})+"
    ),
    "dialog.greet": (
        "(?:喂+)?(?:你好|您好|你们好|哈喽|哈啰|嗨|喂+|在吗|在么|有人吗|早上好|上午好|中午好|下午好|晚上好|早|hello|hi)"
        "(?:啊|呀|哈)?(?:在吗|有人吗|客服)?"
    ),
    "dialog.bye": (
        f"(?:好的?|行|嗯|那|先这样|没事了|没别的了|没有了|没了|谢谢)*(?:再见|拜拜|拜|88|回头见|挂了|先这样|没事了|没别的事了|先挂了)"
        f"{_ZH_TAIL}(?:再见|拜拜)?"
    ),
    "dialog.thanks": (
        "(?:好的?|行|嗯|哦|非常|太|十分|那)*(?:谢谢|谢啦|谢了|多谢|感谢|谢谢你|谢谢您|谢谢啊|感谢您|麻烦你了|辛苦了|太感谢了|谢谢了)"
        "(?:啊|哈|啦|了|你|您|谢谢)*"
    ),
    "agent.human": (
        "(?:你好|您好|请|我要|我想|帮我|给我|麻烦|快|直接|能不能|可以|我|要|赶紧|立刻|马上|喂|你)*"
        "(?:(?:转|接|找|换|叫|来|要|转接|联系|呼叫)(?:一?个|一下|到|给|成)?)?"
        "(?:人工|真人|活人|人工客服|人工服务|人工坐席|人工座席|真人客服|客服人员|转人工)(?:客服|服务|坐席|座席|说话|聊|接听)?"
        "(?:吗|吧|啊|谢谢|可以吗|行吗|行不行|好吗|一下)*"
    ),
}
_EN_TAIL = r"(?:,? (?:please|thanks|thank you|then|ok|okay|sir|madam|ma'am))*"
_EN = {
    "dialog.yes": (
        rf"(?:(?:um+|uh+|oh|well|ok|okay|then|alright) )*(?:(?:yes|yeah|sure|i confirm|confirmed?|go ahead and)(?: please)? "
        rf"(?:refund|change|book|do|cancel|confirm|move|submit|send|file|redeem|rebook)(?: (?:it|that|them|me|this one|the (?:change|refund|booking)))?"
        rf"|yes+|yeah|yep|yup|ya|sure|ok|okay|correct|right|exactly|absolutely|of course|confirm(?:ed)?"
        rf"|i confirm|i agree|agreed|that's right|that is right|that's correct|that is correct|sounds good|go ahead|do it|please do|fine"
        rf"|that's fine|yes please|perfect|sure thing|alright|all right|uh huh|mm ?hmm|yes (?:that's|that is) (?:right|correct)|yes go ahead"
        rf"|yes do it|y){_EN_TAIL}"
    ),
    "dialog.no": (
        rf"(?:(?:um+|uh+|oh|well) )?(?:no+|nope|nah|not really|no way|don't|do not|please don't|never ?mind|forget it|wrong|that's wrong"
        rf"|that's not right|that is not right|not that one|not now|no thanks|no thank you|i don't want (?:to|that)|leave it|no (?:don't|stop)"
        rf"|cancel that|n){_EN_TAIL}"
    ),
    "dialog.repeat": (
        r"(?:sorry |pardon |excuse me )?(?:what|pardon|pardon me|sorry|come again|say (?:that|it) again|repeat(?: that| it)?|what was that"
        r"|what did you say|(?:can|could|would) you (?:please )?(?:repeat|say) (?:that|it)(?: again)?|i (?:didn't|did not) (?:catch|hear|get) (?:that|you)"
        r"|one more time|again|i beg your pardon|please repeat(?: that)?)(?: please| again)*"
    ),
    "dialog.greet": (
        r"(?:hi+|hello+|hey+|good (?:morning|afternoon|evening|day)|greetings|howdy|anyone there|is anyone there|is anybody there)"
        r"(?: (?:there|team|everyone|all|hi|hello|good (?:morning|afternoon|evening)|is anyone there|anyone there|anybody there))*"
    ),
    "dialog.bye": (
        r"(?:(?:ok|okay|thanks|thank you|alright|all right|right|fine|good|lovely|perfect|cool|sure|yes|great|well|so|then|no|that's all|that is all|that was all|that's it|nothing else) )*"
        r"(?:good ?bye|bye+|bye bye|see (?:you|ya)(?: later| soon)?|that's all|that is all|that's it|take care|have a (?:nice|good|great) (?:day|one|evening|night))"
        r"(?: (?:bye|bye bye|goodbye|then|now|thanks|thank you|for now))*"
    ),
    "dialog.thanks": (
        r"(?:(?:ok|okay|oh|great|perfect|alright|no|yes) )*(?:thanks|thank you|thx|ty|cheers|many thanks|much appreciated|i appreciate it|thanks a lot"
        r"|thank you (?:so|very) much|thanks so much|appreciate it|that's very kind|thanks a million|thanks a bunch|thank u)"
        r"(?: (?:so much|very much|a lot|again|for (?:your|the) help|for that|mate|dear))*"
    ),
    "agent.human": (
        r"(?:(?:please|hi|hello|just|no|i want to|i wanna|i'd like to|i would like to|can i|could i|may i|i need to|i need|i want|let me|can you|could you|get me|give me) )*"
        r"(?:(?:speak|talk|connect me|transfer me|put me through|get|chat) (?:to|with) )?"
        r"(?:an? |the |some)?(?:real |live |actual )*(?:human|person|agent|operator|representative|human being|human agent|customer service (?:agent|rep|representative)|rep|someone real|somebody real)"
        r"(?: (?:now|please|right now|instead))*"
    ),
}
_RULES = {
    language: [(intent, re.compile(pattern)) for intent, pattern in patterns.items()]
    for language, patterns in (("zh", _ZH), ("en", _EN))
}
_VALUE = re.compile(r"[\ue000-\ue00f]+")
CERTAIN = 0.995
"""The confidence of a whole-utterance rule."""


def match(text: str, language: str) -> str | None:
    """Return the intent of an utterance that a rule covers from its first to its last sign, else None."""
    bare = _FILLERS.sub("" if language == "zh" else " ", text).strip()
    if not bare or len(bare) > 60:
        return None
    for intent, pattern in _RULES[language]:
        if pattern.fullmatch(bare):
            return intent
    return None


def only_values(masked: str) -> bool:
    """Tell whether an utterance consists of values alone (a date, a number, a city): an answer, with no wish of its own."""
    return bool(_VALUE.fullmatch(_FILLERS.sub("", masked)))


def is_silence(text: str) -> bool:
    """Tell whether nothing was said."""
    return not any(character.isalnum() for character in text)
