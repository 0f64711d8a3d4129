"""对账的话: what finance says about payments: 待对账, 核销 HT-001 第2期, 撤销核销 …, 忘记户名 …."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from domain.payment_reference import nths_in

_LIST = re.compile(r"(?:看看?|查看?)?(?:待对账|待核销|未对账|对账清单|待确认)(?:的?款)?(?:清单|列表|有哪些)?")
_FORGET = re.compile(r"(?:忘记|忘掉|删除|取消)(?:付款)?户名[\s:：“\"]*(?P<name>[^”\"]{2,200}?)[”\"\s]*")
_BOOK = re.compile(
    r"(?P<undo>撤销|取消)?\s*核销[\s:：到]*(?:合同)?\s*(?P<number>[A-Za-z0-9一-龥][A-Za-z0-9一-龥\-_/.#]{1,59}?)\s*的?\s*"
    r"(?P<nth>第?\s*(?:[一二三四五六七八九十]|\d{1,2})\s*[期笔])款?"
)


class BankOrder(Enum):
    """What is to be done."""

    LIST = "list"
    BOOK = "book"
    UNDO = "undo"
    FORGET = "forget"


@dataclass(frozen=True)
class BankWish:
    """An order and what it is about: a contract's number with the instalment, or a payer's name."""

    order: BankOrder
    name: str = ""
    nth: int = 0


def bank_wish(text: str) -> BankWish | None:
    """What the words order and nothing else; None when they are something else."""
    said = unicodedata.normalize("NFKC", text).strip().rstrip("。!~ ")
    if _LIST.fullmatch(said):
        return BankWish(BankOrder.LIST)
    forget = _FORGET.fullmatch(said)
    if forget is not None:
        return BankWish(BankOrder.FORGET, forget["name"].strip())
    found = _BOOK.fullmatch(said)
    if found is None:
        return None
    nth = nths_in(found["nth"].replace("笔", "期"))
    if len(nth) != 1:
        return None
    order = BankOrder.UNDO if found["undo"] else BankOrder.BOOK
    return BankWish(order, found["number"].strip("-_/."), next(iter(nth)))
