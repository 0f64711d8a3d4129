"""听写订正: terms of ours that a recogniser wrote with other characters of the same sound (暴价 → 报价)."""

import re
from collections.abc import Iterable, Mapping

from nlp.pinyin import syllables
from nlp.segmentation import is_word, jieba

_TERMS = (
    "报价 库存 对账 报表 竞品 预算 拍板 交付 交期 采购 供应商 影响力 决策链 驻场 巡检 二次开发 型号 客户 合同 付款 回款"
).split()
_PHRASES = "报价响应 库存周转 售后服务 采购周期 交付周期 系统卡顿 数据孤岛 审批流程 供应商 影响力".split()
_LENGTHS = (4, 3, 2)


def terms_by_sound(words: Iterable[str]) -> dict[tuple[str, ...], str]:
    """Our terms and `words` (two to four Chinese characters) by their syllables."""
    chosen = [word for word in (*_TERMS, *words) if re.fullmatch("[一-龥]{2,4}", word)]
    return {_sound(word): word for word in reversed(chosen)}


def repaired(text: str, terms: Mapping[tuple[str, ...], str]) -> str:
    """`text` with such terms put right: same length, so offsets mean the same in both.

    Only characters that make no word of their own are touched: 费用有点高 never becomes 用友.
    """
    position, fixed = 0, set[int]()
    for token in jieba().cut(text, HMM=False):
        if len(token) > 1:
            fixed.update(range(position, position + len(token)))
        position += len(token)
    letters = list(text)
    for start in range(len(text) - 3):
        phrase = next((p for p in _PHRASES if _nearly(text[start : start + len(p)], p)), None)
        if phrase:
            letters[start : start + len(phrase)] = phrase
            fixed.update(range(start, start + len(phrase)))
    text = "".join(letters)
    for length in _LENGTHS:
        for start in range(len(text) - length + 1):
            window = text[start : start + length]
            term = terms.get(_sound(window))
            if term is None or term == window or is_word(window) or fixed.intersection(range(start, start + length)):
                continue
            letters[start : start + length] = term
            fixed.update(range(start, start + length))
    return "".join(letters)


def _nearly(window: str, phrase: str) -> bool:
    """Whether all syllables are the same but one, which begins alike (报价想要, 报价响应)."""
    if len(window) != len(phrase) or window == phrase or len(phrase) < 4:
        return False
    differ = [(a, b) for a, b in zip(_sound(window), _sound(phrase), strict=True) if a != b]
    return len(differ) <= 1 and all(a[0] == b[0] for a, b in differ)


def _sound(word: str) -> tuple[str, ...]:
    return tuple(syllables(character)[0] for character in word)
