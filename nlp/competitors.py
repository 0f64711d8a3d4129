"""竞品: the other vendor's product in use or compared, and its model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.reading import Competitor, Evidence, Said
from nlp.pinyin import sounds_same
from nlp.segmentation import Clause, is_word

_MODEL = re.compile(
    r"\s?(?:的|那个|这个|家的|牌子的|做的)?\s?(?P<model>(?:云(?:星空|星辰|苍穹|"
    r"星瀚|Stack|之家|[一-龥](?=[，。；、\s]|$)|ERP)[A-Za-z0-9]*)|"
    r"[A-Za-z][A-Za-z0-9+\-/.]*\+?(?: (?!ERP|OA)[A-Z][A-Za-z0-9+\-]*)?|\d{3,4}(?![年月日万元块\d])|"
    r"商云|天元|智慧零售|旗舰版|专业版|标准版|辉煌|精斗云|畅捷通[A-Z0-9+]*|好业财|"
    r"易飞|易助|致云)"
)
_GENERIC = re.compile(r"(?i)^(?:erp|oa|wms|crm|pos|mes|hr|plm|scm|srm|bi|app|系统|平台|软件|进销存|saas|it|v)$")
_USING = re.compile(
    r"(?:(?:在|现在|目前|正在|一直|还|生产|财务|仓库)?(?:用的?是?|"
    r"使用的?是?|跑的是|上的是|装的是)|系统(?:是|叫什么|叫|用的?是?|就一套|用)?|"
    r"软件(?:是|叫|用的?是?)?|底座是|竞[品争][^，。\s]{0,2}[是：:]?|对手是|"
    r"由|换了|平台是)\s*"
)
_UNKNOWN_BRAND = re.compile(
    r"(?:现在|目前|他们|在|还在|一直|^|[，。\s])(?:用的?|(?:上|装|跑)的(?=是))(?:是|一个叫|一套叫|叫什么|"
    r"叫)?\s?(?P<a>[A-Z][A-Za-z]{0,10}\d{0,3}|[一-龥]{2,4}?(?=的?[A-Z]|[，。；、\s]|"
    r"做|的?$))"
    r"|(?:系统|软件|ERP|OA|MES|WMS|CRM|HIS|LIMS|PLM|POS|SRM|TMS|APS)(?:是|叫什么|"
    r"叫|用的?是?|上的是)\s?(?P<b>[A-Za-z0-9]{2,10}|[一-龥]{2,4}?)(?=的?[，。；、\s]|"
    r"$|的|[A-Z])"
    r"|(?:^|[。；，\s])系统(?P<c>[一-龥]{4})(?=[，。；])|目前由(?P<d>[一-龥]{2,4}?)做|"
    r"(?:竞品|竞争对手|对手)(?:是|：|:)\s?(?P<e>[一-龥]{2,4}|[A-Z][A-Za-z0-9]{1,10})(?=[A-Z0-9]|"
    r"[，。；、\s]|$)"
)
_NOT_BRAND = re.compile(
    r"自建|自研|自己|集团|纸|[Ee]xcel|表格|手工|没|不|什么|啥|哪|系统|软件|平台|"
    r"的时候|得|了|着|过|很|挺|这|那|他|她|我|起来|都|来|去|电脑|手机|微信|原来|"
    r"老|旧|进口|国产|本地|人工|一套|两|几|免费|单机|记录|试用|量|途|户|钱|工|"
    r"于|心|料|品|电|水|法|意|处"
)
_FORMER = re.compile(
    r"(?:以前|之前|原来|过去|早先|曾经|早年|前几年|去年(?!刚))[^，。；\s]{0,6}(?:用|"
    r"上|是|装)|用过|换掉了?|停用|不用了|淘汰|弃用"
)
_DENIED = re.compile(r"(?:不是|没用|没有用|没上|不用|不考虑|没买)[^，。；\s]{0,3}$")
_COMPARED = re.compile(r"对比|比价|也在看|也找|也报|在看|考虑|竞品|同时|还看了|比较|也在谈|也来|接触|找过|试用|报价")
_ROUGH = re.compile(r"(?:用|系统|竞|软件|平台)")


@dataclass(frozen=True)
class _Found:
    brand: str
    model: str | None
    start: int
    end: int
    using: bool
    source: str


def competitor(
    text: str, parts: Sequence[Clause], brands: Sequence[str], *, heard: bool = False, answer: bool = False
) -> Said[Competitor] | None:
    """In use beats compared; a former or denied one does not count. `heard`: speech, brands may be misspelt.

    `answer`: the text answers the question for the competitor, so a bare brand will do.
    """
    found: list[_Found] = []
    for clause in parts:
        if clause.ours:
            found += (
                _known(text, clause, brands)
                or _by_sound(text, clause, brands)
                or ([] if heard else _unknown(text, clause, parts))
            )
    if not found:
        return None
    best = min(found, key=lambda f: (not f.using, f.model is None, f.source != "lexicon", f.start))
    return Said(
        Competitor(best.brand, best.model), Evidence(best.start, best.end, text[best.start : best.end], best.source)
    )


def _known(text: str, clause: Clause, brands: Sequence[str]) -> list[_Found]:
    found = []
    said = clause.text.lower()
    for brand in brands:
        if brand.lower() not in said:
            continue
        for match in re.finditer(
            re.escape(brand) + (r"(?![A-Za-z])" if brand.isascii() else ""), clause.text, re.IGNORECASE
        ):
            start = clause.start + match.start()
            if _refused(clause, match.start()) or (
                brand.isascii() and re.search(r"[A-Za-z]$", clause.text[: match.start()])
            ):
                continue
            found.append(_with_model(text, clause, brand, start, start + len(match[0]), "lexicon"))
    return found


def _refused(clause: Clause, at: int) -> bool:
    before = clause.text[:at]
    return bool(_FORMER.search(clause.text) and not re.search(r"现在|目前", before)) or bool(_DENIED.search(before))


def _by_sound(text: str, clause: Clause, brands: Sequence[str]) -> list[_Found]:
    """用有 → 用友, 素达 → 速达: the same syllables right where a system is named."""
    for match in _USING.finditer(clause.text):
        for skip in ("", "一套", "了", "那个", "的是"):
            at = match.end() + len(skip)
            if clause.text[match.end() : at] != skip:
                continue
            for brand in brands:
                said = clause.text[at : at + len(brand)]
                if (
                    not brand.isascii()
                    and said
                    and sounds_same(said, brand)
                    and not is_word(said)
                    and not _refused(clause, at)
                ):
                    start = clause.start + at
                    return [_with_model(text, clause, brand, start, start + len(brand), "lexicon")]
    return []


def _with_model(text: str, clause: Clause, brand: str, start: int, end: int, source: str) -> _Found:
    using = not _COMPARED.search(clause.text) or bool(re.search(r"在用|现在用|目前用|用的|系统(?:是|用)", clause.text))
    model = _MODEL.match(text, end)
    if model and not _GENERIC.match(model["model"]):
        said = _longer(text, model.end("model"), model["model"], brand)
        return _Found(brand, said, start, model.start("model") + len(said), using, source)
    return _Found(brand, None, start, end, using, source)


def _longer(text: str, end: int, model: str, brand: str) -> str:
    """“那个K3 金蝶的K3 WISE”: the longest form of the same model anywhere in the note."""
    forms = re.findall(re.escape(model) + r" [A-Z][A-Za-z]+", text)
    return (
        max([model, *forms], key=len)
        if len(forms) and text[end - len(model) :].startswith(max(forms, key=len))
        else model
    )


def _unknown(text: str, clause: Clause, parts: Sequence[Clause]) -> list[_Found]:
    """A brand the lexicon lacks, where the note says what is in use."""
    match = _UNKNOWN_BRAND.search(clause.text)
    if not match:
        return []
    group = next(g for g in ("a", "b", "c", "d", "e") if match[g])
    said = match[group]
    if _NOT_BRAND.search(said) or _refused(clause, match.start(group)) or _GENERIC.match(said):
        return []
    start = clause.start + match.start(group)
    if group == "c" and len(said) == 4:  # “系统思迅商云”: two and two
        return [_Found(said[:2], said[2:], start, start + 4, True, "rule")]
    return [_with_model(text, clause, said, start, start + len(said), "rule")]
