"""联系方式: how this contact took place."""

import re
from collections.abc import Sequence

from domain.reading import Evidence, Said
from nlp.meetings import met
from nlp.patterns import Phrasings
from nlp.segmentation import Clause

_NOT_NOW = re.compile(
    r"(?:原定|原本|本来|原来|没|不|改天|下次|下周|明天|以后|再|回头|约|约当天|"
    r"约了|准备|打算|计划|让我|给他?)[^，。；\s]{0,6}$|"
    r"^约[^，。；\s]{1,12}$"
)
_HAPPENED = re.compile(r"(?:聊|谈|见|吃|碰|开|约|说|沟通|回|打|通|来|接|发)(?:的|了|过)")
_OPENING = 4  # in later clauses 打七八个电话 may be what the customer does all day
_BEGINS = 6
_PROPOSED = re.compile(r"吧$|[吗么]$|周末|[要想]去")
_EXCHANGE = re.compile(r"聊|沟通|通了|跟[他她]|我跟|我和|跟我|我给|我打|碰|见|回访|联系[他她]")
_REPLACED = re.compile(r"(?:改成|改为|改用|换成|最后是?)(?:了)?(?:打)?")
_FUTURE = re.compile(
    r"(?:下周|下个?月|明天|后天|下次|回头|改天|再|[周月号日前内]给|年后|之前|下下|"
    r"(?<!上)(?<!上个)(?:周|礼拜|星期)[一二三四五六日](?![^，。]*(?:的|了|过)))"
)
_PRIORITY = ("其他", "微信", "电话", "面访")


def channel(parts: Sequence[Clause], phrasings: Phrasings) -> Said[str] | None:
    """面访, 电话, 微信, 其他, or None if the note gives no cue. What is only planned does not count."""
    found: list[tuple[int, int, str, Clause, re.Match[str]]] = []
    for number, clause in enumerate(parts):
        if not clause.ours:
            continue
        for kind, pattern in phrasings.rows:
            for match in pattern.finditer(clause.text):
                replaced = bool(_REPLACED.search(clause.text[: match.start()]))
                planned = (_NOT_NOW.search(clause.text[: match.start()]) and not _HAPPENED.search(clause.text)) or (
                    _FUTURE.search(clause.text) and number > 1
                )
                if planned and not replaced:
                    continue
                if number > _OPENING and not replaced and not _EXCHANGE.search(clause.text):
                    continue
                rank = -1 if replaced else number
                found.append((rank, _PRIORITY.index(kind) if kind in _PRIORITY else 9, kind, clause, match))
    if not found:
        return _meeting(parts)
    _, _, kind, clause, match = min(found, key=lambda f: (f[0], f[1], f[4].start()))
    start, end = clause.start + match.start(), clause.start + match.end()
    return Said(kind, Evidence(start, end, match[0], "lexicon"))


def _meeting(parts: Sequence[Clause]) -> Said[str] | None:
    """No word for the channel, but people met: 在门口碰到他, 我刚坐下."""
    ours = [clause for clause in parts if clause.ours]
    for number, clause in enumerate(ours):
        match = met(clause.text, opening=number < _BEGINS)
        if (
            match is None
            or _PROPOSED.search(clause.text)
            or _FUTURE.search(clause.text)
            or _NOT_NOW.search(clause.text[: match.start()])
        ):
            continue
        start, end = clause.start + match.start(), clause.start + match.end()
        return Said("面访", Evidence(start, end, match[0]))
    return None
