"""型号: the product or version said after a brand, and the brands of products that everybody names alone."""

import re
from collections.abc import Sequence

from nlp.pinyin import usual_syllables

#: names of products that have no Latin letters in them
_NAMED = (
    r"云?·?(?:星空|星辰|苍穹|星瀚)|云之家|精斗云|好生意|好会计|好业财|易代账|易飞|易助|易拓|易成|商云|商锐|商慧|天店|天元|智慧零售|"
    r"御商|快食慧|辉煌版?|千方百剂|致云|畅捷通[A-Z0-9+]*|分销王|工贸王|财贸双全|红云"
)
_LATIN = r"[A-Za-z][A-Za-z0-9+\-/.]*\+?(?: (?!ERP|OA|WMS|CRM|POS|MES)[A-Z][A-Za-z0-9+\-.]*)?"
_MODEL = re.compile(
    r"\s?(?:的|那个|这个|家的|牌子的|做的)?\s?(?:云那个)?[，,]?\s?[（(]?(?:呃|嗯|那个)?\s?(?:版本|型号)?嘛?(?:是|号|：|:|叫)?\s?"
    rf"(?P<model>云(?:Stack|[一-龥](?=[，。；、\s]|$)|ERP)[A-Za-z0-9]*|{_NAMED}|"
    rf"[A-Za-z]{{1,2}}[一二三四五六七八九零十百]{{1,3}}(?![一-龥]{{0,1}}[个家天年月万])|[一-龥]{{2}}(?=[A-Z]\d)[A-Z]\d[A-Za-z0-9+.]*|{_LATIN}|"
    r"[Vv]?\d{1,2}(?:\.\d{1,2}){1,2}(?!\d|万|元|块|%|折)|\d{3,4}(?![年月日万元块\d])|[零一二三四五六七八九]{3,4}(?![十百千万个年月号块])|"
    r"(?:企业|旗舰|专业|标准|普及|连锁|豪华|基础|高级|零售|批发|餐饮|服装|云|单机|网络|集团|移动|医药|教育|工业|商贸|贸易|财务|生产)+版)"
)
_GENERIC = re.compile(
    r"(?i)^(?:erp|oa|wms|crm|pos|mes|hr|hrm|plm|scm|srm|bi|app|his|lis|pacs|tms|oms|lims|aps|ehr|it|v|saas|pc|"
    r"[xX]?pp?|excel|wps|云ERP|API|VPN|PDA|AGV|PLC|DCS|ups|cto|cio|ceo|cfo|vip|ok|bug|xp|win|windows|nas|ip|db|qq|app|ai|3d|cad)$"
)
#: products known without their maker; the longest first
BRANDS = {
    "YonSuite": "用友", "YonBIP": "用友", "NC65": "用友", "U9": "用友", "U8": "用友", "NC": "用友",
    "T+": "用友", "T加": "用友",
    "KIS": "金蝶", "EAS": "金蝶", "K3": "金蝶", "云星空": "金蝶", "精斗云": "金蝶",
    "T100": "鼎捷", "E10": "鼎捷", "易飞": "鼎捷", "易助": "鼎捷", "e-cology": "泛微",
    "S/4": "SAP", "R/3": "SAP", "KSOA": "时空",
}  # fmt: skip


def model_after(text: str, end: int) -> tuple[int, int] | None:
    """Where the model stands that follows a brand ending at `end`; words such as ERP and 系统 are none."""
    match = _MODEL.match(text, end)
    if match is None or is_generic(match["model"]):
        return None
    start, stop = match.span("model")
    forms = re.findall(re.escape(match["model"]) + r" [A-Z][A-Za-z]+", text)  # “那个K3 金蝶的K3 WISE”
    longest = max([match["model"], *forms], key=len)
    return (start, start + len(longest)) if text.startswith(longest, start) else (start, stop)


#: how models of letters and figures sound where a recogniser writes characters for them
_SOUNDS = {"U8": "you ba", "U9": "you jiu", "T+": "ti jia", "T100": "ti yi bai", "K3": "kai san"}
_FIGURES = dict(zip("0123456789+", "ling yi er san si wu liu qi ba jiu jia".split(), strict=True))
_MODEL_ENDS = re.compile(r"$|[，。；、\s]|的|系统|软件|那|在用|吧")  # 用友八年了 names no model


def model_by_sound(brand: str, text: str, end: int) -> tuple[str, int] | None:
    """用友优八 → U8 and where it ends: a model of `brand`, heard behind it as other characters.

    A first syllable that sounds as the end of the brand may be missing: 用友U8 is heard as 用友八.
    """
    for model, sound in _SOUNDS.items():
        if BRANDS.get(model) != brand:
            continue
        syllables = sound.split()
        is_run_together = end > 0 and syllables[0] in usual_syllables(text[end - 1])
        for heard in (syllables, syllables[1:]) if is_run_together else (syllables,):
            stop = end + len(heard)
            if _sounds_so(text[end:stop], heard) and _MODEL_ENDS.match(text, stop):
                return model, stop
    return None


def _sounds_so(said: str, syllables: Sequence[str]) -> bool:
    return len(said) == len(syllables) and all(
        syllable == _FIGURES.get(character) or syllable in usual_syllables(character)
        for character, syllable in zip(said, syllables, strict=True)
    )


def is_generic(said: str) -> bool:
    """Whether it only says what kind of software it is."""
    return _GENERIC.match(said) is not None
