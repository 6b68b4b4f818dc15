"""Names of people: known travellers, introduced names, and a name alone when one was asked for."""

import re

from hongyan.assistant.understanding.utterance import Mention, Utterance
from hongyan.assistant.understanding.word_lists import words_of

_HAN = r"[\u4e00-\u9fff]"
_NOT_GIVEN = "的了吗呢吧啊呀是不在有要想我你他她它们这那哪什么怎还就都很被把给或但从到去卡号票机场航班订改退签客服今昨级坐办问查请帮让"
_SURNAMES = words_of("surnames.txt")
_NOT_NAMES = words_of("not_names_zh.txt")
_ZH_LEAD = re.compile(
    r"(?:(?:我的?)?(?:名字|姓名|乘机人|旅客|乘客|出行人|登机人|收件人|联系人)(?:是|叫|为|姓名)?[:： ]?(?:叫|是)?|我(?:本人)?(?:是|叫)|本人(?:是|叫)?|我叫做?|他叫|她叫|名叫|叫做|叫(?!我|你|车|什么|人)"
    r"|(?:我爱人|我老公|我老婆|我先生|我太太|我妈|我爸|我妈妈|我爸爸|我儿子|我女儿|我同事|我朋友|我母亲|我父亲)(?:叫|是|，)?|票是)\s*$"
)
_ZH_END = re.compile(
    r"^(?:$|[^\u4e00-\u9fff]|的|手机|电话|票|身份|航班|要|想|我|这|那|订|改|退|和|跟|本人|先生|女士|小姐|证件|护照|护照号|尾号|号码|一三|幺三|一五|幺五|一八|幺八|幺七|一七|幺九|一九|编码|订单|麻烦|请|帮|今|明|后天|下周|也|不|可以|行|吗|有|在|坐|飞|去|查|办|两|他|她|呢|啊|吧|呀|预|里程|会员|买|选|值机)"
)
_SLASHED = re.compile(
    r"(?<![A-Za-z])([A-Za-z][A-Za-z'\-]+)\s?/\s?([A-Za-z][A-Za-z'\-]*(?: (?:[A-Z]{2,}|[A-Z][a-z]+))?)(?: ?(?:MR|MRS|MS|MSTR|MISS|CHD))?(?![A-Za-z/])"
)
_EN_LEAD = re.compile(
    r"(?:\bmy (?:full |last |first )?name(?:'s| is|:)?|\bname(?:'s| is| of|:| under)|\b(?:last|first|sur|family|given|full) ?name(?: is|:|'s)?|\bthis is|\bi am|\bi'm|\bit's under(?: the name)?"
    r"|\bunder(?: the name(?: of)?)?|\bpassenger(?:'s)?(?: name)?(?: is|:)?|\btraveller(?: is|:)?|^(?:hi |hello |yes |sure |ok )?name|\bit is under|\bcalled|\bname'?s|\bfor (?:mr|mrs|ms|miss|dr)\.?|\bspeaking is|\bbooked (?:for|as))[ ,:]+(?:is )?(?:mr\.? |mrs\.? |ms\.? |miss |dr\.? )?$"
)
_STRONG = re.compile(r"name|under|passenger|traveller|called|\bmrs?\b|\bms\b|\bmiss\b|\bdr\b|booked")
_EN_STOP = words_of("not_names_en.txt")
_EN_NAME_WORD = re.compile(r"[A-Za-z][A-Za-z'\-]*\.?")
_PLAIN_ZH_CLAUSE = re.compile(r"[，,。.;；、\s!！?？:：]+")
_TAIL_WORDS = re.compile(r"(?:先生|女士|小姐|同学|老师)$")


def _family(name: str) -> int:
    """Return how many characters of the beginning are a family name: 0, 1 or 2."""
    if name[:2] in _SURNAMES and len(name) > 2:
        return 2
    return 1 if name[:1] in _SURNAMES else 0


def is_chinese_name(name: str) -> bool:
    """Does this look like a family name with one or two given characters (or a known double family name)?"""
    if not re.fullmatch(rf"{_HAN}{{2,4}}", name) or name in _NOT_NAMES:
        return False
    family = _family(name)
    given = name[family:]
    return family > 0 and 1 <= len(given) <= 2 and not any(c in _NOT_GIVEN for c in given)


def find_names(
    u: Utterance, known: tuple[str, ...] = (), asked: bool = False, coded: bool = False
) -> list[Mention]:
    """Return names of people. ``asked``: a name was asked for; ``coded``: the sentence also gives a code (then a clause may be a name)."""
    found: list[Mention] = []
    for match in _SLASHED.finditer(u.text):
        if (
            u.free(*match.span())
            and len(match[1]) > 1
            and (
                match.group().isupper()
                or asked
                or _EN_LEAD.search(u.before(match.start(), 30))
                or match[1][0].isupper()
            )
            and match[1].lower() not in ("and", "he", "she", "or", "am", "his", "yes")
        ):
            found.append(
                Mention(
                    "name",
                    re.sub(r"\s?/\s?", "/", match.group(1) + "/" + match.group(2)),
                    *match.span(),
                    "slash",
                )
            )
    if found:
        return found
    if u.has_han:
        found += _chinese(u)
    if not found and known:
        found += _known(u, known)
    if not found and u.has_latin:
        found += _english(u) or _beside(u)
    if not found and (asked or coded):
        found += _alone(u, asked)
    return found


def _chinese(u: Utterance) -> list[Mention]:
    found = []
    for match in re.finditer(rf"(?={_HAN}{{2}})", u.text):
        start = match.start()
        if (
            not _family(u.text[start : start + 4])
            or not (_ZH_LEAD.search(u.before(start, 12)) or _for_someone(u, start))
            or not u.free(start, start + 2)
        ):
            continue
        for width in (4, 3, 2):
            name = u.text[start : start + width]
            if (
                len(name) == width
                and is_chinese_name(name)
                and _ZH_END.match(u.text[start + width : start + width + 3])
                and u.free(start, start + width)
            ):
                found.append(Mention("name", name, start, start + width, "introduced"))
                break
    return found


_FOR = re.compile(r"[帮给替为]$")
_FOR_DOES = re.compile(rf"^{_HAN}{{2,4}}?(?:先)?(?:订|买|改签?|办|退|选|值机|查|申请)")


def _for_someone(u: Utterance, start: int) -> bool:
    """帮王建国订票 names a traveller, 帮我 does not."""
    return bool(_FOR.search(u.before(start, 1)) and _FOR_DOES.match(u.text[start : start + 8]))


def _known(u: Utterance, known: tuple[str, ...]) -> list[Mention]:
    found = []
    for name in known:
        at = u.low.find(name.lower())
        if at < 0 and "/" in name:
            family, given = (re.escape(p.strip().lower()) for p in name.split("/", 1))
            if match := re.search(rf"\b(?:{given} {family}|{family} {given})\b", u.low):
                found.append(Mention("name", u.text[match.start() : match.end()], *match.span(), "known"))
                continue
        if at >= 0:
            found.append(Mention("name", u.text[at : at + len(name)], at, at + len(name), "known"))
    found.sort(key=lambda m: m.start)
    return found


def _english(u: Utterance) -> list[Mention]:
    for match in re.finditer(r"(?<![A-Za-z'])[A-Za-z]", u.text):
        start = match.start()
        lead = _EN_LEAD.search(u.before(start, 34))
        if not lead:
            continue
        words = _run(u, start, strict=not _STRONG.search(lead.group()))
        if words:
            end = words[-1][1]
            return [Mention("name", _titled(u.text[start:end]), start, end, "introduced")]
    return []


_BESIDE = re.compile(
    r"(?:^|[,.!?;] ?|\b[Hh]i |\b[Hh]ello )(?P<speaker>[A-Z][a-z'\-]+(?: [A-Z][a-z'\-]+){1,3}) (?:here|speaking|calling)\b|"
    r"\b(?:colleague|wife|husband|boss|friend|mother|father|mum|dad|son|daughter|brother|sister|partner|client|guest)[,:]? (?P<other>[A-Z][a-z'\-]+(?: [A-Z][a-z'\-]+){1,3})\b"
)


def _beside(u: Utterance) -> list[Mention]:
    """ "Henrik Solberg here", "my colleague Rupert Hallam": given and family name, told by the word beside them."""
    for match in _BESIDE.finditer(u.text):
        group = "speaker" if match["speaker"] else "other"
        words = match[group].lower().split()
        if u.free(*match.span(group)) and not any(w in _EN_STOP for w in words):
            return [Mention("name", match[group], *match.span(group), "introduced")]
    return []


def _run(u: Utterance, start: int, strict: bool) -> list[tuple[int, int]]:
    """Return the words of a name from here: capitalised ones, or, of a sentence without capitals, up to three unknown words."""
    capitals = any(c.isupper() for c in u.text[start:])
    words: list[tuple[int, int]] = []
    at = start
    while len(words) < 4 and (match := _EN_NAME_WORD.match(u.text, at)):
        word = match.group().rstrip(".")
        if word.lower() in _EN_STOP or not u.free(*match.span()):
            break
        if (
            (capitals or strict)
            and not word[0].isupper()
            and word.lower() not in ("van", "von", "de", "da", "del", "la", "bin", "al")
        ):
            break
        if not capitals and len(words) == 3:
            break
        words.append((match.start(), match.start() + len(word)))
        if (
            u.text[match.start() + len(word) : match.end() + 1].strip()
            or u.text[match.end() : match.end() + 1] != " "
        ):
            break
        at = match.end() + 1
    if (
        strict
        and len(words) == 1
        and u.text[words[0][1] :].strip(" .,!")[:1] not in ("",)
        and not re.match(r"[.,]|\s*$", u.text[words[0][1] :])
    ):
        return []
    return words


def _titled(name: str) -> str:
    return name if any(c.isupper() for c in name) else name.title()


def _alone(u: Utterance, asked: bool) -> list[Mention]:
    """A clause that is nothing but a name."""
    at = 0
    for clause in [*_PLAIN_ZH_CLAUSE.split(u.text)]:
        start = u.text.find(clause, at) if clause else -1
        if start < 0:
            continue
        at = start + len(clause)
        name = _TAIL_WORDS.sub("", clause)
        if asked:
            name = re.sub(r"^(?:嗯|哦|啊|是|叫|就叫|好的?|那个|他|她|我)+", "", name)
        if is_chinese_name(name) and u.free(start, start + len(clause)):
            offset = u.text.find(name, start)
            return [Mention("name", name, offset, offset + len(name), "alone")]
    return _alone_en(u) if asked else []


_FILLER = re.compile(
    r"^(?:(?:it's|its|it is|i'm|im|i am|this is|yes|yeah|sure|ok|okay|um|uh|hi|hello|name is|name|mr|mrs|ms|is)[ ,.:]+)+",
    re.IGNORECASE,
)


def _alone_en(u: Utterance) -> list[Mention]:
    """The words left when codes and fillers are taken away, if they can be a name ("kavin frk 125")."""
    left = "".join("\n" if taken else c for c, taken in zip(u.text, u.taken, strict=True))
    for clause in re.split(r"\n+|[,.;:]\s|\band\b", left):
        said = _FILLER.sub("", clause.strip(" .,!")).strip(" .,!")
        words = said.split()
        if not 1 <= len(words) <= 4 or len(said) < 3:
            continue
        if all(_EN_NAME_WORD.fullmatch(w) and w.lower().rstrip(".") not in _EN_STOP for w in words):
            offset = u.text.find(said)
            if offset >= 0 and u.free(offset, offset + len(said)):
                return [Mention("name", _titled(said), offset, offset + len(said), "alone")]
    return []
