"""主客户: the one company a note is about, and which of its clauses speak of another."""

import re
from collections.abc import Sequence

from domain.reading import CustomerMention, Evidence, Said
from nlp.customer_described import described
from nlp.customers import LEGAL_FORM, CustomerIndex, Hit, Key, hits, is_within_other, same_sounding
from nlp.near_customers import abbreviated, alike
from nlp.patterns import one_of
from nlp.pinyin import readings, sounds_same
from nlp.places import PLACES, TRADES
from nlp.segmentation import Clause, without

_NOT_THIS = re.compile(r"(?:不是|并非|(?<![一-龥])非|别[跟和与]|不要[跟和与]|区别于)[^，。；\s（）()]{0,10}$")
_NOT_THAT = re.compile(r"[^，。；\s]{0,4}?(?:是两家|两回事|没关系|无关|[搞弄]混|[搞弄]错)")
_PLACE = re.compile(r"旁边|附近|对面|楼下|隔壁|门口")  # where the rep sits while he speaks
_TAKEN_BACK = re.compile(
    r"[^。；\n]{0,12}?(?:呃|哎|啊|哦)?\s*(?:不对那是|不对那个是|不是他们|算了不是|不是这家|说错了)"
)
_CHOSEN = re.compile(r"(?:这条|本条|这次|主要|重点|这个)(?:主要|重点)?(?:是)?(?:记|说|写|讲|聊)")
_STOP = r"(?=做|搞|卖|开|是|的|他们|那边|这边|今天|上午|下午|刚|我|联系|老板|[，。；、：:\s（(]|$)"
_NEW = re.compile(
    rf"(?:新客户|新的客户|新开发的?客户|陌生客户|首次接触|初次接触)[：:，,\s]*(?:是|"
    rf"叫|名字叫)?\s*(?P<a>[一-龥A-Za-z0-9]{{3,12}}?){_STOP}"
    rf"|(?:新的?|一家|一个|第一次接触的?)[^。；\n]{{0,10}}?叫(?:做|什么)?\s*(?P<b>[一-龥A-Za-z0-9]{{2,12}}?){_STOP}"
    rf"|(?:新开发|第一次拜访|首次拜访)[：:]\s*(?P<c>[一-龥A-Za-z0-9]{{3,12}}?){_STOP}|【新】(?P<d>[一-龥A-Za-z0-9]{{3,12}}?){_STOP}"
    rf"|(?:^|[\s：:，。]|拜访)(?P<e>(?!拜访)[一-龥A-Za-z0-9]{{3,12}})[（(](?:[^（()）\n]{{0,16}}[，,])?新客户"
)
_TRADE = rf"(?:{one_of(TRADES)})"
_COMPANY = re.compile(
    rf"(?P<name>(?:{one_of(PLACES)})(?:市|省)?(?!的|那|这|做|搞|卖|开)[一-龥]{{2,4}}?{_TRADE}{{1,3}}(?:有限公司|"
    rf"公司|厂|集团)?)"
)
_BARE_COMPANY = re.compile(
    rf"^(?P<name>[一-龥]{{2,4}}?{_TRADE}{{1,2}}(?:有限公司|公司|厂)?)(?=[，。、：:\s]|"
    rf"的|那边|这边|$)"
)
#: a visit to somebody else: what follows is about them …
_OTHER = re.compile(
    rf"(?:另|另外)一?家|(?<![唯这])一家[^，。；\s]{{1,8}}(?:公司|厂|店)|(?:{one_of(PLACES)}|上午|下午|中午|早上|晚上|昨天|前天|"
    r"刚才|前面|先头|后面|后来|第[一二三])(?:的|去的|见的)?那家(?!伙)(?!的)|别的客户|另一个客户"
)
#: … while a mere reference ends with its clause
_NAMED = re.compile(r"(?:^|[\W去到跑回在跟和给找是叫的说讲记访])$")  # 天工 is nobody in “罢了三天工”
_REFERENCE = re.compile(
    r"(?:隔壁|旁边|对门|对面|楼上|楼下|附近)(?=[那这的几]|一家|家|厂|店|公司|有)|(?<![有看问考])同行(?!的?(?:案例|资料|做法|业))|(?:友商|别人)家|朋友(?:公司|厂)"
)
#: … and so does the name of another company, unless the words tell of a contact there
_CONTACT = re.compile(
    r"去|到|路过|顺路|经过|拜访|走访|回访|跑了|碰|见|打给|打了|电话|微信|聊|第[二三四]|另外|另一|还有一家|[上中下]午|晚上|刚才|后来|"
    r"然后|接着"
)
_DESCRIBES = re.compile(r"(?:就|也就)?是|做|卖|开")  # “就是做饮料那家” describes ours
_BACK = re.compile(r"(?:这边|这家|我们这|回到|说回)")


def main_customer(text: str, index: CustomerIndex) -> tuple[Said[CustomerMention] | None, list[Hit]]:
    """The company the note is about, and every mention of any known customer."""
    found = hits(text, index)
    wanted = [hit for hit in found if not _NOT_THIS.search(text[: hit.start]) and not _PLACE.match(text, hit.end)]
    new = _new_company(text)
    standing = [hit for hit in wanted if not _TAKEN_BACK.match(text, hit.end)]
    wanted = standing if standing or new else wanted
    chosen = _CHOSEN.search(text)
    if chosen and any(hit.start >= chosen.end() for hit in wanted):
        wanted = [hit for hit in wanted if hit.start >= chosen.end()]
    if new and (not wanted or new[0] <= wanted[0].start):
        name = text[new[0] : new[1]]
        return Said(CustomerMention(name), Evidence(new[0], new[1], name)), found
    if wanted:
        return mentioned(text, wanted, index), found
    company = _COMPANY.search(text) or _BARE_COMPANY.search(text)
    if company is not None:
        name, near = company["name"], alike(company["name"], index)
        mention = CustomerMention(name, None, not near, near)
        return Said(mention, _evidence(text, company.start("name"), company.end("name"))), found
    short = abbreviated(text, index)
    if short is None:
        return None, found
    start, end, ids = short
    return Said(CustomerMention(text[start:end], None, False, ids), _evidence(text, start, end)), found


def _new_company(text: str) -> tuple[int, int] | None:
    match = _NEW.search(text)
    if not match:
        return None
    return match.span(match.lastgroup or "a")


def _evidence(text: str, start: int, end: int, source: str = "rule") -> Evidence:
    return Evidence(start, end, text[start:end], source)


def mentioned(text: str, wanted: Sequence[Hit], index: CustomerIndex) -> Said[CustomerMention]:
    """One customer; written with other characters, or one of several that sound the same: a person confirms."""
    first = wanted[0]
    rivals = [hit for hit in wanted if hit.start < first.end and first.start < hit.end and hit.score == first.score]
    ids = tuple(dict.fromkeys(hit.key.customer.id for hit in rivals))
    evidence = _evidence(text, first.start, first.end, "lexicon")
    if len(ids) > 1:
        same = next((hit for hit in wanted if hit.key.customer.id in ids and hit.score > first.score), None)
        meant = described(text, first.end, [hit.key.customer for hit in rivals])
        if same is None and meant is not None:
            both = tuple(dict.fromkeys((meant.id, *ids)))
            return Said(CustomerMention(meant.name, meant.id, False, both[:5]), evidence)
        if same is None:
            return Said(CustomerMention(text[first.start : first.end], None, False, ids[:5]), evidence)
        first, ids = same, (same.key.customer.id,)
    customer = first.key.customer
    around = _around(text, first, index)
    meant = described(text, first.end, [customer, *(key.customer for key in around)])
    if meant is not None and meant.id != customer.id:
        both = tuple(dict.fromkeys((meant.id, customer.id, *(key.customer.id for key in around))))
        return Said(CustomerMention(meant.name, meant.id, False, both[:5]), evidence)
    if first.clash:
        return Said(CustomerMention(text[first.start : first.end], None, False, ids), evidence)
    plain = LEGAL_FORM.sub("", customer.name)  # 天公 is not in 天工齿轮有限公司
    is_verbatim = first.exact and set(evidence.words) <= set(
        plain + customer.city + "".join(customer.short) + "的那个市边"
    )
    # 宁波骏驰 is easily written for 宁波俊驰: without a word of its trade nobody can tell
    twins = () if first.trade else same_sounding(index, first.key, customer.city if first.place else None)
    longer = tuple(key.customer.id for key in around if len(key.core) > len(first.key.core))  # 十味堂 for 拾味堂
    certain = is_verbatim and not twins and not longer and not is_within_other(text, first, index)
    candidates = () if certain else tuple(dict.fromkeys((*ids, *twins, *longer)))[:5]
    return Said(CustomerMention(customer.name, customer.id, certain, candidates), evidence)


def _around(text: str, first: Hit, index: CustomerIndex) -> tuple[Key, ...]:
    """Other customers whose name can be heard at the same place."""
    begin = max(0, first.start - 6)
    near = hits(text[begin : first.end + 6], index, believed=1)
    here = (hit.key for hit in near if begin + hit.start < first.end and first.start < begin + hit.end)
    others = (key for reading in readings(first.key.core) for key in index.by_sound.get(reading, ()))
    keys = {
        key.customer.id: key
        for key in (*here, *others)
        if not first.place or key.customer.city == first.key.customer.city
    }
    return tuple(key for customer_id, key in keys.items() if customer_id != first.key.customer.id)


def focused(
    text: str, parts: Sequence[Clause], main: Said[CustomerMention] | None, found: Sequence[Hit]
) -> tuple[Clause, ...]:
    """The clauses, each marked whether it speaks of the main customer."""
    if main is None:
        return tuple(parts)
    core = _core(main, found)
    ours, told = True, []
    others = [
        h
        for h in found
        if h.key.customer.id not in (main.value.customer_id, *main.value.candidates)
        and h.exact
        and (len(h.key.core) > 2 or h.place or h.trade or _NAMED.search(text[: h.start]))
        and not _overlaps(h, main)
        and not _NOT_THIS.search(text[: h.start])
        and not _NOT_THAT.match(text[h.end :])
        and not sounds_same(h.key.core, core)  # “讯达，冷链那个迅达”: the same one, told apart
        and not text.startswith("不是", h.end)
    ]
    for clause in parts:
        about_main = core in clause.text or (main.evidence.start < clause.end and main.evidence.end > clause.start)
        named = [hit for hit in others if clause.start <= hit.start < clause.end]
        about_other = bool(named) or (_OTHER.search(clause.text) and not _DESCRIBES.match(clause.text))
        is_reference = not about_main and (
            bool(_REFERENCE.search(clause.text)) or bool(named and not _turns_to(clause, named))
        )
        if about_main or (_BACK.search(clause.text) and not about_other):
            ours = True
        elif about_other and not is_reference:
            ours = False
        told.append(without(clause, ours and not is_reference))
    return tuple(told)


def _turns_to(clause: Clause, named: Sequence[Hit]) -> bool:
    """Whether the tale goes on at another company, and does not only mention it."""
    rest = len(clause.text) - max(hit.end - hit.start for hit in named)
    return rest <= 3 or bool(_CONTACT.search(clause.text))


def _overlaps(hit: Hit, main: Said[CustomerMention]) -> bool:
    return hit.start < main.evidence.end and main.evidence.start < hit.end


def _core(main: Said[CustomerMention], found: Sequence[Hit]) -> str:
    for hit in found:
        if hit.key.customer.id == main.value.customer_id:
            return hit.key.core
    return main.evidence.words
