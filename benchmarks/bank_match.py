"""对账: how much of a made-up statement is booked by itself and rightly, and how long 100,000 lines take."""

import csv
import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bank_accuracy import Score, measure_one, ours, plainly
from benchmarks.bank_statement import ACCOUNT, Statement, statement
from benchmarks.figures import Figure
from domain.ledger import Ledger
from domain.matching import Known, match
from domain.payer_names import payer_book, plain
from domain.payment import Payment
from domain.payment_reference import compact
from domain.receivables_policy import MatchPolicy

#: looked at while the rules were written; and never before the figures were taken
DEVELOPED_ON, HELD_OUT = (1, 2, 3, 4, 20261123, 8086), (31415, 271828)
_LINES, _MANY, _CUSTOMERS = 10_000, 100_000, 20_300
_MOST_SECONDS = 120
_LEAST_SHARE = 0.95
_COLUMNS = ("交易日期", "交易流水号", "收入金额", "支出金额", "对方户名", "摘要")


def measure() -> list[Figure]:
    """Accuracy on the seeds of development and on those held out, then speed."""
    figures: list[Figure] = []
    for title, seeds in (("开发用的", DEVELOPED_ON), ("没见过的", HELD_OUT)):
        made = [statement(seed, _LINES) for seed in seeds]
        figures += _accuracy(
            title, [measure_one(one, ours) for one in made], [measure_one(one, plainly) for one in made]
        )
    return [*figures, _speed()]


def _accuracy(title: str, mine: Sequence[Score], peer: Sequence[Score]) -> list[Figure]:
    share, plain_share = _share(mine), _share(peer)
    wrong, plain_wrong = (sum(one.wrong for one in scores) for scores in (mine, peer))
    right, knowable = sum(one.right for one in mine), sum(one.knowable for one in mine)
    asked, must = sum(sum(one.asked.values()) for one in mine), sum(one.asked["must"] for one in mine)
    plain_asked = sum(sum(one.asked.values()) for one in peer)
    lines = f"{title}流水 {len(mine)} 份"
    return [
        Figure(
            f"{lines}：能知道的回款自动核销", f"≥ {_LEAST_SHARE:.0%}", f"{share:.1%}（{right} / {knowable}）",
            f"{plain_share:.1%}：金额和户名完全一致", f"+{share - plain_share:.1%}", share >= _LEAST_SHARE,
        ),
        Figure(f"{lines}：核销错的", "0", str(wrong), str(plain_wrong), is_met=wrong == 0),
        Figure(f"{lines}：问财务的", "", f"{asked}（其中谁也不可能知道的 {must}）", str(plain_asked)),
    ]  # fmt: skip


def _share(several: Sequence[Score]) -> float:
    return sum(one.right for one in several) / sum(one.knowable for one in several)


def _speed() -> Figure:
    """Reading a file of the lines and matching it, all at once, beside only reading it."""
    made = statement(7, _MANY, _CUSTOMERS)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "statement.csv"
        _write(made, path)
        began = time.perf_counter()
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        read = time.perf_counter() - began
        payments = [_payment(n, row) for n, row in enumerate(rows, 1)]
        known = Known(
            payer_book(made.customers), Ledger(made.owed),
            {plain(payer): (customer_id,) for payer, customer_id in made.aliases},
            {compact(one.contract): one.customer_id for one in made.owed}, frozenset({ACCOUNT}),
        )  # fmt: skip
        match(payments, known, MatchPolicy())
        whole = time.perf_counter() - began
    size = f"{len(rows):,} 条流水对 {len(made.owed):,} 期未收"
    mine, plain_reading = f"{whole:.0f} 秒（{len(rows) / whole:,.0f} 条/秒）", f"{len(rows) / read:,.0f} 条/秒"
    return Figure(
        size, f"≤ {_MOST_SECONDS} 秒", mine, f"{plain_reading}：只用 csv 读同一个文件", f"{read / whole:.3f}",
        whole <= _MOST_SECONDS,
    )  # fmt: skip


def _write(made: Statement, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(_COLUMNS)
        for line in made.lines:
            one = line.payment
            came, went = (one.amount, "") if one.amount > 0 else ("", -one.amount)
            table.writerow([one.paid_on.isoformat(), one.serial, came, went, one.payer, one.reference])


def _payment(number: int, row: dict[str, str]) -> Payment:
    amount = Decimal(row["收入金额"]) if row["收入金额"] else -Decimal(row["支出金额"])
    on = date.fromisoformat(row["交易日期"])
    return Payment(number, ACCOUNT, on, row["交易流水号"], amount, row["对方户名"], reference=row["摘要"])
