"""Words that show a feeling: evidence beside the model's reading, and the keyword baseline it has to beat."""


def _list(text: str, separator: str | None = None) -> tuple[str, ...]:
    return tuple(text.split(separator))


WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "zh": {
        "angry": _list(
            "投诉 曝光 骗子 欺骗 坑人 坑爹 垃圾 流氓 无耻 混蛋 滚 妈的 他妈 什么破 气死 愤怒 忍无可忍 太过分 欺人太甚 维权 起诉 律师 "
            "民航局 消协 12315 12326 媒体 退钱 给个说法 凭什么 耍人 耍我 忽悠 恶心 无赖 讲不讲理 别跟我扯 少废话 岂有此理"
        ),
        "dissatisfied": _list(
            "不满 失望 太差 差劲 太慢 不合理 没人管 没人理 推来推去 踢皮球 敷衍 等了 半天 到现在 一直没 还没解决 怎么回事 又延误 又取消 "
            "老是 总是 每次都 麻烦死 无语 服了 态度 糟糕 后悔 再也不 浪费 不方便 不像话 离谱 搞什么 说了几遍 第几次"
        ),
        "anxious": _list(
            "着急 急死 急急 很急 担心 害怕 怎么办 来不及 赶不上 赶不及 求求 拜托 帮帮 救命 快点 赶紧 马上 紧急 慌 焦虑 睡不着 千万 急用"
        ),
        "pleased": _list(
            "谢谢 感谢 太好了 太棒 真棒 满意 开心 高兴 贴心 周到 给力 赞 辛苦了 点赞 好评 帮大忙 暖心 惊喜 完美 靠谱 热情"
        ),
    },
    "en": {
        "angry": _list(
            "ridiculous|unacceptable|outrageous|disgusting|furious|fed up|sick of|scam|liars|liar|lied|worst|pathetic|damn|hell|wtf|"
            "bullshit|shame on|how dare|sue|lawyer|lawsuit|never fly|never flying|joke|idiots|useless|incompetent|report you|enough|"
            "stealing|theft|rip off|complaint|disgrace|appalling",
            "|",
        ),
        "dissatisfied": _list(
            "disappointed|disappointing|unhappy|not happy|frustrated|frustrating|annoyed|annoying|terrible|poor|bad|rude|slow|"
            "waiting for hours|still waiting|on hold|no one|nobody|again|third time|second time|not helpful|unhelpful|unfair|"
            "inconvenient|awful|horrible|mess|let down|not good enough|waste",
            "|",
        ),
        "anxious": _list(
            "worried|worry|scared|afraid|nervous|anxious|panic|panicking|urgent|urgently|emergency|desperate|asap|hurry|please help|"
            "help me|what do i do|what should i do|miss my|going to miss|running out of time|stressed|stranded|terrified",
            "|",
        ),
        "pleased": _list(
            "thank you so much|thanks so much|thank you|thanks|great|awesome|amazing|wonderful|excellent|fantastic|perfect|love|lovely|"
            "happy|pleased|appreciate|brilliant|kind|helpful|best|delighted",
            "|",
        ),
    },
}
_ORDER = ("angry", "dissatisfied", "anxious", "pleased")
FEELINGS: dict[str, tuple[str, ...]] = {}
"""Word → the labels it stands under."""
for _words in WORDS.values():
    for _label, _list_of_label in _words.items():
        for _word in _list_of_label:
            FEELINGS[_word] = (*FEELINGS.get(_word, ()), _label)


def hits(text: str, language: str) -> list[str]:
    """Return the words of the list that a normalised text holds, strongest feeling first."""
    padded = f" {text} "
    return [
        word
        for label in _ORDER
        for word in WORDS[language][label]
        if (word in text if language == "zh" else _standing(word, padded))
    ]


def _standing(word: str, padded: str) -> bool:
    start = padded.find(word)
    while start >= 0:
        if not padded[start - 1].isalnum() and not padded[start + len(word)].isalnum():
            return True
        start = padded.find(word, start + 1)
    return False


def by_keyword(text: str, language: str) -> str:
    """Return the baseline's label: the strongest feeling of which a word is there, else neutral."""
    for word in hits(text, language):
        return FEELINGS[word][0]
    return "neutral"
