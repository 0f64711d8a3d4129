"""命令: one-word orders: 确认, 放弃, 原文, 帮助 about a draft, 痛点统计, and a customer's 决策链."""

import re

_EDGE = re.compile(r"^[\s,，。.!！、嗯啊呃哦那就]+|[\s,，。.!！~～吧了啊呀哦的]+$")

_CONFIRM = {"确认", "确定", "提交", "对", "没错", "是", "好", "好的", "可以", "ok", "确认提交", "对对", "没问题"}
_DISCARD = {"放弃", "不要", "取消", "作废", "不记", "删掉", "删除", "算", "不驳回"}
_TRANSCRIPT = {"原文", "看原文", "原话"}
_NEW_CUSTOMER = {"新客户", "是新客户", "对新客户", "是新的", "新的", "新"}
_THANKS = {"谢谢", "谢谢你", "谢谢您", "多谢", "辛苦", "辛苦了", "收到", "嗯", "嗯嗯", "知道", "明白", "哈哈", "thanks"}
_PAIN_COUNTS = {"痛点统计", "看痛点统计", "统计痛点", "痛点排行", "痛点汇总"}
_CHAIN = re.compile(
    r"(?:看看?|查看|查一?下|查查?)?(?P<name>[^，。；！？\s]{2,30}?)\s?的?决策链(?:图谱?|完整度|有谁|都有谁)?"
)
_UNDO = {"撤销", "撤消", "撤销上一步", "撤销刚才", "撤销刚才那个", "撤销刚才的操作", "刚才点错", "点错", "我点错"}
_HELP = {"帮助", "help", "怎么用", "你好", "您好", "在吗", "hi", "hello", "?", "？", "你是谁", "你能做什么", "你会什么"}

#: thanks ask for no answer; these only say that one is there
_THERE = {"收到", "嗯", "嗯嗯", "知道", "明白", "哈哈", "在吗", "?", "？"}

_NAMES = r"(?:[一-龥A-Za-z0-9、，,\s]{0,40}?)"
_JOIN = re.compile(
    rf"{_NAMES}(?:(?:是|就是|算)(?:同一家|同一个客户|同一家公司|同一个公司|一家公司|一家|一个客户|一回事)(?:公司)?|"
    r"(?:合成|并成|合并成|合并为|合到|并到|记成|记到|算成)(?:同?一条|同?一个|同?一家|一起)|合并(?:起来|一下)?|(?:别|不要|不用|不该)分开(?:记)?)"
)

_PLAIN_PROGRESS = re.compile(r"进度[\s:：]+[一-龥A-Za-z0-9（）()]{2,30}")
#: “进度 华鼎”, “看一下华鼎的进度”
_PROGRESS = re.compile(
    r"(?:看一下|看看|看下|查一下|查|看)?(?:进度[\s:：，,]*(?P<after>\S.{0,59})|(?P<before>[^，,。；\n]{2,60}?)\s*的?进度(?:怎么样|如何|呢)?)"
)


def is_join(text: str) -> bool:
    """“合成一条”, “华鼎和恒瑞是同一家” … and nothing else."""
    return bool(_JOIN.fullmatch(_bare(text)))


_DISCARD_NAMED = re.compile(
    r"(?:把|先把)?(?P<name>[一-龥A-Za-z0-9]{2,20}?)的?(?:这|那)(?:条|个|家|份)(?:记录|草稿)?先?(?:放弃|不要|作废|取消|不记|删掉|删除)(?:了|吧)*"
)


def is_confirmation(text: str) -> bool:
    """“确认”, “好的” … and nothing else."""
    return _bare(text) in _CONFIRM


def is_discard(text: str) -> bool:
    """“放弃”, “不记了” … and nothing else."""
    return _bare(text) in _DISCARD


def is_transcript_wish(text: str) -> bool:
    """“原文” … and nothing else."""
    return _bare(text) in _TRANSCRIPT


def says_new_customer(text: str) -> bool:
    """“新客户”, “是新客户” … and nothing else."""
    return _bare(text) in _NEW_CUSTOMER


def is_courtesy(text: str) -> bool:
    """“谢谢”, “收到” … and nothing else: neither an answer nor an order."""
    return _bare(text) in _THANKS or text.strip() in _THANKS


def is_being_there(text: str) -> bool:
    """“嗯”, “收到”, “在吗” … and nothing else: where a question is open, it is what comes next."""
    return _asked(text) in _THERE or text.strip() in _THERE


def says_nothing(text: str) -> bool:
    """“好的”, “谢谢”, “在吗” … and nothing else: nobody gives that as a reason."""
    return is_confirmation(text) or is_courtesy(text) or is_help_wish(text)


def is_pain_counts_wish(text: str) -> bool:
    """“痛点统计” … and nothing else."""
    return _bare(text) in _PAIN_COUNTS


def progress_wish(text: str) -> str | None:
    """The customer named in “进度 华鼎”, “看看华鼎的进度” and nothing else."""
    wish = _PROGRESS.fullmatch(text.strip().rstrip("。！？!?~～ "))
    return (wish["after"] or wish["before"]).strip(' 　“”"') if wish else None


def is_plain_progress_wish(text: str) -> bool:
    """“进度 天边公司”: an order even where nobody knows the company; “进度有点慢” is none."""
    return bool(_PLAIN_PROGRESS.fullmatch(text.strip()))


def chain_wish(text: str) -> str | None:
    """The customer named in “华鼎 决策链”, “看看华鼎的决策链” and nothing else."""
    wish = _CHAIN.fullmatch(_bare(text))
    return wish["name"] if wish else None


def discarded_name(text: str) -> str | None:
    """The customer named in “鲁泽重工那条先放弃”, “华鼎那个不要了” and nothing else."""
    wish = _DISCARD_NAMED.fullmatch(text.strip().rstrip("。！!~～ "))
    return wish["name"] if wish else None


def says_record(text: str) -> bool:
    """Whether what is to be given up is called a record; “年度保障那个取消了” may be the customer's word."""
    return re.search(r"[这那]条|记录|草稿", text) is not None


def is_undo(text: str) -> bool:
    """“撤销”, “点错了” … and nothing else."""
    return _bare(text) in _UNDO


def is_help_wish(text: str) -> bool:
    """“帮助”, “你好” … and nothing else."""
    return _asked(text) in _HELP or not _asked(text)


def _bare(text: str) -> str:
    return _EDGE.sub("", text.strip()).casefold()


def _asked(text: str) -> str:
    """As `_bare`, also without a question mark: “在吗？”; “可以？” confirms nothing."""
    return _bare(text.strip().rstrip("？? "))


def is_order(text: str) -> bool:
    """Whether the text is any of these orders."""
    return (
        _asked(text) in _HELP | _THERE
        or _bare(text) in _CONFIRM | _DISCARD | _TRANSCRIPT | _NEW_CUSTOMER | _THANKS | _PAIN_COUNTS | _UNDO | _HELP
    )
