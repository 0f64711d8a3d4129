"""简短的话: one-word answers and orders that carry no field: 确认, 不清楚, 没有了, 原文."""

import re

_EDGE = re.compile(r"^[\s,，。.!！、嗯啊呃哦那就]+|[\s,，。.!！~～吧了啊呀哦的]+$")

_CONFIRM = {"确认", "确定", "提交", "对", "没错", "是", "好", "好的", "可以", "ok", "确认提交", "对对", "没问题"}
_DISCARD = {"放弃", "不要", "取消", "作废", "不记", "删掉", "删除", "算", "不驳回"}
_TRANSCRIPT = {"原文", "看原文", "原话"}
_HELP = {"帮助", "help", "怎么用", "你好", "您好", "在吗", "hi", "hello", "?", "？"}
_UNKNOWN = re.compile(r"不(太|大)?(清楚|知道|了解|确定)|没(问|说|提)|说不(清|好)|还没(问|确认|定)|不明确")
_NOTHING = re.compile(r"^(暂时|目前|确实|真的|其他)?(都)?(没有|没|无|没别的|就这些|就这么多|没有其他|没其他|没有别的)$")


def is_confirmation(text: str) -> bool:
    """“确认”, “好的” … and nothing else."""
    return _bare(text) in _CONFIRM


def is_discard(text: str) -> bool:
    """“放弃”, “不记了” … and nothing else."""
    return _bare(text) in _DISCARD


def is_transcript_wish(text: str) -> bool:
    """“原文” … and nothing else."""
    return _bare(text) in _TRANSCRIPT


def is_help_wish(text: str) -> bool:
    """“帮助”, “你好” … and nothing else."""
    return _bare(text) in _HELP or not _bare(text)


def says_unknown(text: str) -> bool:
    """“不清楚”, “他没说” …: the speaker cannot answer the question."""
    return _UNKNOWN.search(text) is not None


def says_nothing_more(text: str) -> bool:
    """“没有了”, “就这些” … and nothing else."""
    return _NOTHING.match(_bare(text)) is not None


def _bare(text: str) -> str:
    return _EDGE.sub("", text.strip()).casefold()
