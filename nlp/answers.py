"""答无: bare answers to the question for a field: nothing, or not known."""

import re

_EDGE = re.compile(r"^[\s，。,.!！~嗯呃哦啊]+|[\s，。,.!！~的了吧啊呀哦呢哈]+$")
_NONE = re.compile(
    r"(?:真的|确实|目前|暂时|现在|他们|客户|都|也|就|倒是?)*(?:没有|没|无|没了|"
    r"没有了|没有其他|没别的|没有别的|就这些|就这么多|没竞品|没有竞品|不用系统|"
    r"没在用|没有在用|没用|没有用|没用系统|没有系统|没有别家|没上系统|没提(?:到|"
    r"过)?|"
    r"没(?:什么)?(?:问题|痛点)|没有(?:其他|别的|什么)?(?:竞品|痛点|问题|下一步|"
    r"金额|决策链|联系人)|没见(?:到|着)?人|谁也没见|没约|还没约|没定下一步)(?:系统|"
    r"软件|人|其他|别的|什么|任何)?"
)
_SELF_MADE = re.compile(
    r"(?:自己(?:开发|做|写|研发|搞)|自研|自建|自有系统|集团统一|用(?:的)?(?:excel|"
    r"Excel|EXCEL|表格|纸)|手工|纸质|(?:没|不|没有)(?:在)?用(?:别家|别人|任何|"
    r"什么)?(?:的)?(?:系统|软件)?|没上系统)"
)
_UNKNOWN = re.compile(
    r"(?:我|他|她|他们|客户|对方|这个|那个|型号|这些|具体)*(?:也|还|暂时|真)?(?:不清楚|不知道|不了解|不晓得|没问|没说|忘了|"
    r"不确定|说不准|没打听|还没问|没讲|没提|(?:先|这个)?(?:跳过|略过)|先不填)(?:过|到|出来|呢|吧)?"
)


def bare(text: str) -> str:
    """The answer without fillers and punctuation at its edges."""
    return _EDGE.sub("", _EDGE.sub("", text))


def is_none(text: str) -> bool:
    """Whether the whole text says that there is nothing (“没有”, “没在用”, “就这些”)."""
    return bool(_NONE.fullmatch(bare(text)))


def says_no_vendor(text: str) -> bool:
    """Whether the text says that no other vendor's product is in use (self-made, paper, Excel)."""
    return is_none(text) or bool(_SELF_MADE.search(text))


def is_unknown(text: str) -> bool:
    """Whether the whole text says that the rep does not know."""
    return bool(_UNKNOWN.fullmatch(bare(text)))
