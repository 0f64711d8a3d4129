"""回款的口令: “客户说25号付”, “华鼎有争议：验收不合格”, “华鼎已联系”, “华鼎的争议解决了”, and nothing else."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from domain.workdays import WorkCalendar
from nlp.dates import day_spans

_LONGEST = 60
_EDGE = re.compile(r"^[\s,，。.!！、嗯啊呃哦]+|[\s,，。.!！~～吧哈啊呀哦]+$")
_NAME = r"(?P<name>[一-龥A-Za-z0-9（）()·]{2,30}?)"
_PERSON = r"(?:客户|对方|他们|人家|甲方|财务|老板|采购|[一-龥](?:总|经理|会计|老板|厂长|主任|工|姐|哥))"
_SIDE = rf"(?:的?{_PERSON})*(?:那边|这边)?(?:的?{_PERSON})?"
_SAY = r"(?:说|讲|承诺|答应|保证|表示|回复|定|约定?)"
_MONEY = r"(?:这笔|那笔|全部|剩下的|剩余的?)?(?:尾款|货款|余款|首款|预付款|进度款|验收款|质保金|款项|款子|款|钱)"
_PAY = r"(?:付清|结清|支付|转账|汇款|打款|付款|回款|到账|打过来|付|打|结|汇|转|给)"
_MAY = r"(?:一定|肯定|应该|会|能|可以|就|再|才|给|把|安排|全部|都|要|来|先|过来)*"
_DAY = "〈〉"
_PROMISE = re.compile(
    rf"(?:{_NAME})?{_SIDE}(?:今天|刚才|刚刚|刚)?(?:(?P<say>{_SAY})(?:好|了|是|要|会|能|在|，|,|：|:|\s)*)?(?:这笔|那笔)?(?:{_MONEY})?"
    rf"{_DAY}(?:左右)?(?:之前|以前|前)?，?{_MAY}(?:{_MONEY})?{_MAY}"
    rf"(?:{_PAY}(?:{_MONEY})?(?:过来|出来|给我们|我们|清|完|掉)*(?:了|的)?|(?P<bare>(?<={_DAY})))"
)
_SPOKEN = r"联系(?:过|上|好)?了?"
_CONTACTED = (
    re.compile(rf"我?(?:已经?|刚刚?)?{_SPOKEN}{_NAME}{_SIDE}了?"),
    re.compile(rf"(?:{_NAME})?{_SIDE}我?(?:已经?|刚刚?){_SPOKEN}"),
    re.compile(rf"{_NAME}{_SIDE}联系(?:过|上)?了"),
)
_DISPUTE = re.compile(
    rf"(?:{_NAME})?{_SIDE}(?:对?(?:这笔|那笔)?(?:{_MONEY})?)?有(?:点)?争议(?:[：:，,\s]+(?P<reason>.{{1,500}}))?"
)
_SOLVED = re.compile(rf"(?:{_NAME})?{_SIDE}的?争议(?:已经?|都)?(?:解决|处理|谈妥|谈好|了结)(?:好|完|掉)?了?")
#: what stands where a customer's name might, and is none
_GENERIC = re.compile(rf"(?:{_PERSON}|那边|这边|这笔|那笔|{_MONEY})+")
#: questions and news rather than promises: “本周回款”, “华鼎今天到账”, “华鼎昨天付款了”
_ASKED = re.compile(r"(?:回款|到账)$")
_PAID = re.compile(r"(?:[付打汇转给]|款|账|清|钱)(?:过来)?了$")
_DENIED = re.compile(r"[没不未别](?:有)?$")


class Said(Enum):
    """What was said of an instalment."""

    PROMISED = "promised"
    CONTACTED = "contacted"
    DISPUTED = "disputed"
    SOLVED = "solved"


@dataclass(frozen=True)
class ReceivableWords:
    """`name` is how the customer was called, None where nobody was named; `reason` is empty where none was said."""

    said: Said
    name: str | None = None
    on: date | None = None
    reason: str = ""


def receivable_words(text: str, today: date, calendar: WorkCalendar) -> ReceivableWords | None:
    """What the whole text says of a payment that is due; None when it is anything else, or more than that."""
    text = text.strip()
    if (found := _DISPUTE.fullmatch(text.rstrip("。！!～~ "))) is not None:
        return ReceivableWords(Said.DISPUTED, _named(found["name"]), reason=(found["reason"] or "").strip())
    text = _EDGE.sub("", text)
    if len(text) > _LONGEST:
        return None
    if (found := _SOLVED.fullmatch(text)) is not None:
        return ReceivableWords(Said.SOLVED, _named(found["name"]))
    if (found := next((match for one in _CONTACTED if (match := one.fullmatch(text))), None)) is not None:
        return ReceivableWords(Said.CONTACTED, _named(found["name"]))
    spans = day_spans(text, today, calendar)
    if len(spans) != 1:
        return None
    span = spans[0]
    found = _PROMISE.fullmatch(text[: span.start].replace(" ", "") + _DAY + text[span.end :].replace(" ", ""))
    if found is None or _DENIED.search(found["name"] or ""):
        return None
    is_news = _PAID.search(text) or (found["say"] is None and _ASKED.search(text))
    if is_news or (found["bare"] is not None and found["say"] not in ("承诺", "答应", "保证")):
        return None
    return ReceivableWords(Said.PROMISED, _named(found["name"]), span.on)


def _named(name: str | None) -> str | None:
    return None if name is None or _GENERIC.fullmatch(name) else name
