"""服务包: the service we offer or the customer asks us for."""

import re
from collections.abc import Sequence

from domain.reading import Evidence, Said
from nlp.patterns import Phrasings
from nlp.segmentation import Clause

_DECLINED = re.compile(
    r"不需要|不要|没兴趣|不考虑|不用|没必要|取消|不做|不买|退掉|暂时不|没打算|拒绝|不想|不续|婉拒|谢绝|不接受|不感兴趣"
)
_OFFER = re.compile(
    r"想|要|买|报|给|提|做|谈|推|方案|签|续|服务|需要|希望|问|了解|考虑|建议|按|来|帮|派|上|价|含|送|我们那份|合同|到期|诉求|弄|包|管|保|我说|照旧|继续|出|让|安排|请"
)
_MAKER = re.compile("原厂|厂家|供应商|原来的")
_THEIR_MAN = re.compile(r"的?(?:人|员|工|师傅|小伙|班)")  # 巡检的人
_THEIR_OWN = re.compile(r"(?:目前|现在|外包|由|原来|以前|之前|一直|竞品|原厂|厂家|他们自己)[^，。；]{0,6}$|不一$")


def package(parts: Sequence[Clause], phrasings: Phrasings) -> Said[str] | None:
    """基础运维, 驻场支持, 定制开发, 年度保障 as the lexicon words them; declined or another vendor's is None."""
    declined: set[str] = set()
    found: list[Said[str]] = []
    for number, clause in enumerate(parts):
        if not clause.ours:
            continue
        for name, pattern in phrasings.rows:
            match = pattern.search(clause.text)
            if (
                match is None
                or _THEIR_OWN.search(clause.text[: match.start()])
                or _THEIR_MAN.match(clause.text, match.end())
                or _MAKER.search(clause.text, match.end())
            ):
                continue
            following = (
                parts[number + 1].text
                if number + 1 < len(parts) and parts[number + 1].sentence == clause.sentence
                else ""
            )
            if _DECLINED.search(clause.text[: match.start()][-6:] + clause.text[match.end() :]) or re.match(
                r"(?:[他她](?:说)?)?(?:不需要|不要|不用)|原厂|厂家", following
            ):
                declined.add(name)
            elif match[0] in (name, clause.text) or _OFFER.search(clause.text):
                start, end = clause.start + match.start(), clause.start + match.end()
                found.append(Said(name, Evidence(start, end, match[0], "lexicon")))
    return next((said for said in found if said.value not in declined), None)
