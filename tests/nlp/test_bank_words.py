"""对账的话: orders of finance, and what is none."""

import pytest

from nlp.bank_words import BankOrder, BankWish, bank_wish


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("待对账", BankWish(BankOrder.LIST)),
        ("看看待核销的款", BankWish(BankOrder.LIST)),
        ("核销 HT-001 第2期", BankWish(BankOrder.BOOK, "HT-001", 2)),
        ("核销到HT-2026-001二期款。", BankWish(BankOrder.BOOK, "HT-2026-001", 2)),
        ("撤销核销 HT-001 第１期", BankWish(BankOrder.UNDO, "HT-001", 1)),
        ("忘记户名 上海鼎新（苏州）贸易商行", BankWish(BankOrder.FORGET, "上海鼎新(苏州)贸易商行")),
        ("忘记户名“李四”", BankWish(BankOrder.FORGET, "李四")),
        ("今天去华鼎，财务说第2期已经核销", None),
        ("撤销", None),
        ("核销的事下周再谈", None),
        ("客户说待对账之后付款", None),
    ],
)
def test_wishes(text: str, wish: BankWish | None) -> None:
    assert bank_wish(text) == wish
