"""竞品: the other vendor's product in use or compared, and its model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from domain.reading import Competitor, Evidence, Said
from nlp.brand_cues import by_cue
from nlp.patterns import one_of
from nlp.pinyin import accents, sounds_same
from nlp.product_models import BRANDS, model_after, model_by_sound
from nlp.segmentation import Clause, is_word

_USING = re.compile(
    r"(?:(?:在|现在|目前|正在|一直|还|生产|财务|仓库)?(?:用的?是?|"
    r"使用的?是?|跑的是|上的是|装的是)|系统(?:嘛|呢|啊|的话)?(?:是|叫什么|叫|用的?是?|就一套|用)?|"
    r"软件(?:是|叫|用的?是?)?|底座是|竞[品争][^，。\s]{0,2}[是：:]?|对手是|"
    r"由|换了|平台是)\s*"
)
_CALLED = re.compile(r"(?:叫(?:做|什么)?|(?:牌子|名字)(?:是|叫))[\s呃嗯个]*$")
_NOW = re.compile(r"现在|目前|现|换成|切换|改用|还在|还是")
_FORMER = re.compile(
    r"(?:以前|之前|原来|原先|原本|过去|早先|早些年|曾经?|早年|前几年|前年|去年(?!刚)|上一套)[^，。；\s]{0,8}$|用过$|看过$|试过$|问过$"
)
_GONE = re.compile(
    r"[^，。；\s]{0,5}(?:换掉|停用|停了|不用了|淘汰|弃用|没买|没上|没用上|退了|下线)|[^，。；\s]{0,3}(?:用过|试过)(?!程)|\s?(?:停了|不用了|退了)"
)
_DENIED = re.compile(
    r"(?:不是|并非|没用|没有用|没上|不用|不考虑|没买|没听过)[^，。；\s]{0,3}$|(?:ERP|系统|软件)改$|(?:准备|打算|计划|明年)[上换改]成?$"
)
_TAKEN_BACK = re.compile(
    r"[吗嘛]?[？?，,\s]*(?:呃|哦|啊|嗯)?\s?(?:不对|不是|哦不|错了|说错)(?![^，。]{0,4}(?:好用|行))"
)
_COMPARED = re.compile(
    r"对比|比价|也在看|也找|也报|在看|考虑|竞品|同时|还看了|比较|也在谈|在谈|也来|接触|找过|试用|报价"
)
_IN_USE = re.compile(r"在用|现在用|目前用|用的|现用|系统(?:是|用)|一直用|还用|正用|用着")
_CUE_BEFORE = re.compile(
    r"(?:用|上了|装了|买了|系统|软件|平台|后台|底层|底座|收银|上的|装的|跑的|买的|整的|是|ERP|MES|WMS|CRM|OA|POS|工具|：)[^，。；]{0,4}$"
)
_CUE_AFTER = re.compile(
    r"(?:家)?的?(?:系统|软件|平台|后台|终端|车机|收银|进销存|[Aa][Pp][Pp]|ERP|OA|WMS|MES|CRM|POS|设备|机房|服务器|监控)|\s?在用|用着"
)
#: everybody talks with these or about these: only a word of use makes them a competitor
_EVERYWHERE = frozenset(
    "微软 钉钉 飞书 企业微信 京东物流 菜鸟 满帮 运满满 美团 德邦 顺丰 华为 联想 惠普 戴尔 阿里云 腾讯云 格力 大金 "
    "华天 百年 中储 松下 斑马".split()
)
_MEETING = re.compile(r"(?:上|里)?(?:会议|视频|语音|电话|聊|沟通|群|开会|通话|联系)")


@dataclass(frozen=True)
class _Found:
    brand: str
    model: str | None
    start: int
    end: int
    using: bool
    source: str
    bare: bool = False  #: only named, not said to be used


def competitor(
    text: str, parts: Sequence[Clause], brands: Sequence[str], *, heard: bool = False, answer: bool = False
) -> Said[Competitor] | None:
    """In use beats compared; a former or denied one does not count. `heard`: speech, brands and models may be misspelt.

    `answer`: the text answers the question for the competitor, so a bare brand will do.
    """
    found: list[_Found] = []
    for number, clause in enumerate(parts):
        if clause.ours:
            before = parts[number - 1] if number else None
            found += (
                _known(text, clause, brands)
                or _by_sound(text, clause, brands)
                or ([] if heard else _by_model(text, clause))
                or _unknown(text, clause, before, brands, expressly=heard)
            )
    if not found:
        return None
    best = min(found, key=lambda f: (not f.using, f.bare, f.model is None, f.source != "lexicon", f.start))
    best = _elsewhere(text, parts, best) if best.model is None else best
    if heard and best.model is None and (by_sound := model_by_sound(best.brand, text, best.end)):
        best = replace(best, model=by_sound[0], end=by_sound[1])
    return Said(
        Competitor(best.brand, best.model), Evidence(best.start, best.end, text[best.start : best.end], best.source)
    )


def _elsewhere(text: str, parts: Sequence[Clause], found: _Found) -> _Found:
    """“用的是金蝶 金蝶云那个 星空”: the model said where the brand is said again."""
    said = text[found.start : found.end]
    for clause in parts:
        for match in re.finditer(re.escape(said), clause.text) if clause.ours else ():
            start, end = clause.start + match.start(), clause.start + match.end()
            model = model_after(text, end)
            if model is not None and not _refused(text, clause, start, end):
                return replace(found, model=text[model[0] : model[1]], start=start, end=model[1])
    for product in (name for name, maker in BRANDS.items() if maker == found.brand):  # “易助（鼎捷旗下）”, “T+，用友的”
        if re.search(re.escape(product) + r"\W{0,2}$", text[: found.start]):
            start = text.rindex(product, 0, found.start)
            return replace(found, model=product, start=start)
    return found


@lru_cache(maxsize=4)
def _any_of(brands: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(one_of(brand.lower() for brand in brands) or "(?!)")


def _known(text: str, clause: Clause, brands: Sequence[str]) -> list[_Found]:
    found: list[_Found] = []
    said = clause.text.lower()
    if not _any_of(tuple(brands)).search(said):
        return found
    for brand in brands:
        if brand.lower() not in said:
            continue
        for match in re.finditer(
            re.escape(brand) + (r"(?![A-Za-z])" if brand.isascii() else ""), clause.text, re.IGNORECASE
        ):
            start, end = clause.start + match.start(), clause.start + match.end()
            if brand == "用友" and text[end : end + 1] in tuple("商好情谊人"):  # 用友商的报价
                continue
            within = any(one.start <= start < one.end for one in found)  # 用友 in 用友薪福社
            if (
                within
                or _refused(text, clause, start, end)
                or (brand.isascii() and re.search(r"[A-Za-z]$", clause.text[: match.start()]))
            ):
                continue
            is_cued = _CUE_BEFORE.search(clause.text[: match.start()]) or _CUE_AFTER.match(text, end)
            if brand in _EVERYWHERE and (not is_cued or _MEETING.match(text, end)):
                continue
            one = _with_model(text, clause, brand, start, end, "lexicon")
            found.append(replace(one, bare=not is_cued and one.model is None))
    return found


def _refused(text: str, clause: Clause, start: int, end: int) -> bool:
    before = clause.text[: start - clause.start]
    former = _FORMER.search(before)
    return bool(
        (former and not _NOW.search(before[former.start() :]))
        or _DENIED.search(before)
        or _GONE.match(text, end)
        or _TAKEN_BACK.match(text, end)
    )


def _by_sound(text: str, clause: Clause, brands: Sequence[str]) -> list[_Found]:
    """用有 → 用友, 素达 → 速达, 新华山 → 新华三: the syllables of a brand right where a system is named."""
    for match in _USING.finditer(clause.text):
        for skip in ("", "一套", "了", "那个", "的是"):
            at = match.end() + len(skip)
            if clause.text[match.end() : at] != skip:
                continue
            for brand in brands:
                said = clause.text[at : at + len(brand)]
                start = clause.start + at
                if (
                    not brand.isascii()
                    and said
                    and _sounds(said, brand)
                    and not is_word(said)
                    and not _refused(text, clause, start, start + len(brand))
                ):
                    return [_with_model(text, clause, brand, start, start + len(brand), "lexicon")]
    return []


def _sounds(said: str, brand: str) -> bool:
    if sounds_same(said, brand):
        return True
    same = sum(one == other for one, other in zip(said, brand, strict=False))
    return same >= 2 and not set(accents(said)).isdisjoint(accents(brand))


def _with_model(text: str, clause: Clause, brand: str, start: int, end: int, source: str) -> _Found:
    using = not _COMPARED.search(clause.text) or bool(_IN_USE.search(clause.text))
    model = model_after(text, end)
    if model is None:
        return _Found(brand, None, start, end, using, source)
    return _Found(brand, text[model[0] : model[1]], start, model[1], using, source)


def _unknown(
    text: str, clause: Clause, before: Clause | None, brands: Sequence[str], *, expressly: bool = False
) -> list[_Found]:
    """A brand the lexicon lacks, where the note says what is in use; `expressly`: only what it says it is called."""
    found = []
    for start, end in by_cue(text, clause, before):
        if expressly and not _CALLED.search(text[clause.start : start]):
            continue
        if not _refused(text, clause, start, end):
            found.append(_with_model(text, clause, _full(text[start:end], brands), start, end, "rule"))
    return [_of_its_maker(one) for one in found]


def _full(said: str, brands: Sequence[str]) -> str:
    """纷享 → 纷享销客, where only one brand begins so."""
    longer = [brand for brand in brands if brand.startswith(said) and len(brand) > len(said) + 1]
    return longer[0] if len(longer) == 1 and not said.isascii() else said


def _of_its_maker(found: _Found) -> _Found:
    """“有友T加”: a product that everybody knows, and a brand that is nearly its maker's."""
    maker = BRANDS.get(found.model or "")
    return replace(found, brand=maker) if maker and set(maker) & set(found.brand) else found


_MODEL_ALONE = re.compile(
    r"(?:用|系统|软件|上的|装的|跑的|买的|是|ERP)[的是着了那个这一套叫\s]*[一-龥]{0,4}?(?P<model>"
    + "|".join(re.escape(model) for model in sorted(BRANDS, key=len, reverse=True))
    + r")(?![A-Za-z0-9])|^(?P<alone>[A-Z][A-Za-z0-9+\-/]+)(?:跑着|在跑|在用|用着|继续用|还在用|够用)"
)


def _by_model(text: str, clause: Clause) -> list[_Found]:
    """“他们用U8”: the product says whose it is."""
    for match in _MODEL_ALONE.finditer(clause.text):
        said = match["model"] or match["alone"]
        start, end = clause.start + match.start(match.lastgroup or 0), clause.start + match.end(match.lastgroup or 0)
        if said in BRANDS and not _refused(text, clause, start, end):
            using = not _COMPARED.search(clause.text) or bool(_IN_USE.search(clause.text))
            stop = max(end, (model_after(text, start) or (start, end))[1])
            return [_Found(BRANDS[said], text[start:stop], start, stop, using, "rule")]
    return []
