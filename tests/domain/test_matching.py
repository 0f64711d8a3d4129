"""对账: what becomes of a bank line, by name, amount, 摘要 and what came before it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.bank_accuracy import measure_one, plainly
from benchmarks.bank_statement import statement
from domain.customer import Customer
from domain.ledger import Ledger, Owed
from domain.matching import Judged, Known, Verdict, match
from domain.payer_names import payer_book, plain
from domain.payment import Payment
from domain.payment_reference import compact, contracts_in, nths_in
from domain.receivables_policy import MatchPolicy
from domain.subset_sum import subsets

DAY = date(2026, 11, 2)
HUADING, HENGRUI, SUNNY = "苏州华鼎机械有限公司", "常州恒瑞精密制造股份有限公司", "无锡阳光照明有限公司"
CUSTOMERS = (
    Customer("K1", HUADING, ("苏州华鼎", "华鼎")),
    Customer("K2", HENGRUI, ("恒瑞",)),
    Customer("K3", SUNNY, ("阳光照明",)),
)
#: instalment id: contract, nth, label, amount, due in so many days
OWED = {
    1: ("HT-001", 1, "预付款", "30000.00", -20), 2: ("HT-001", 2, "验收款", "40000.00", 10),
    3: ("HT-001", 3, "质保金", "30000.00", 200),
    4: ("HT-010", 1, "全款", "18888.88", 5), 5: ("HT-011", 1, "全款", "50000.00", 3),
    6: ("HT-012", 1, "全款", "50000.00", 8),
}  # fmt: skip
_CUSTOMER_OF = {1: "K1", 2: "K1", 3: "K1", 4: "K2", 5: "K2", 6: "K2"}


def matched(*lines: tuple[str, ...], sure: int = 90, tolerance: str = "0.00") -> list[Judged]:
    """Lines of (amount, payer, 摘要), a day apart."""
    owed = [
        Owed(n, contract, _CUSTOMER_OF[n], nth, label, Decimal(amount), DAY + timedelta(days=days))
        for n, (contract, nth, label, amount, days) in OWED.items()
    ]
    known = Known(
        payer_book(CUSTOMERS), Ledger(owed), {plain("上海鼎新贸易商行"): ("K1",)},
        {compact(one.contract): one.customer_id for one in owed}, frozenset({"6222000"}),
    )  # fmt: skip
    payments = [
        Payment(n, "", DAY + timedelta(days=n), f"SN0000{n}", Decimal(amount), payer, reference="".join(words))
        for n, (amount, payer, *words) in enumerate(lines, 1)
    ]
    return match(payments, known, MatchPolicy(sure, Decimal(tolerance)))


def told(judged: Judged) -> str:
    """“book 1:30000.00”: the verdict, and what the first proposal pays."""
    shares = judged.proposals[0].shares if judged.proposals else ()
    return " ".join([judged.verdict.value, *(f"{share.instalment_id}:{share.amount}" for share in shares)])


@pytest.mark.parametrize(
    ("amount", "payer", "words", "becomes"),
    [
        ("30000.00", HUADING, "", "book 1:30000.00"),  # of two equal ones the earliest
        ("30000.00", HUADING, "HT-001 第3期", "book 3:30000.00"),  # unless the words say otherwise
        ("30000.00", HUADING, "付ht001质保金", "book 3:30000.00"),
        ("40000.00", "苏州华鼎机械有限责任公司", "货款", "book 2:40000.00"),
        ("40000.00", "苏州 华鼎机械（有限公司）", "货款", "book 2:40000.00"),
        ("30000.00", "上海鼎新贸易商行", "", "book 1:30000.00"),  # learned
        ("18888.88", "常州恒瑞精密制造股份有", "", "book 4:18888.88"),  # cut by the bank
        ("18888.88", "常州恒瑞精密制造", "货款", "ask 4:18888.88"),  # a whole name without its end
        ("30000.00", "苏州华顶机械有限公司", "货款", "ask 1:30000.00"),  # one character is not enough
        ("30000.00", "苏州华顶机械有限公司", "HT-001预付款", "book 1:30000.00"),  # with the contract it is
        ("30000.00", "苏州华鼎机械有限公司昆山分公司", "", "ask 1:30000.00"),
        ("30000.00", "王建国", "", "ask"),  # never by the amount alone
        ("30000.00", "王建国", "代苏州华鼎付款", "book 1:30000.00"),
        ("30000.00", "王建国", "HT-001 一期款", "book 1:30000.00"),
        ("70000.00", HUADING, "", "book 1:30000.00 2:40000.00"),
        ("100000.00", HUADING, "", "book 1:30000.00 2:40000.00 3:30000.00"),
        ("118888.88", HENGRUI, "", "book 5:50000.00 4:18888.88 6:50000.00"),
        ("12000.00", HUADING, "", "book 1:12000.00"),  # one contract: the earliest due
        ("12000.00", HENGRUI, "", "ask 5:12000.00"),  # several: which?
        ("12000.00", HENGRUI, "HT-012", "book 6:12000.00"),
        ("150000.00", HUADING, "", "book 1:30000.00 2:40000.00 3:30000.00"),  # the rest stays his
        ("5000.00", SUNNY, "预付", "keep"),
        ("50000.00", HENGRUI, "HT-012 货款", "book 6:50000.00"),
        ("18888.88", HENGRUI, "HT-001 货款", "ask 4:18888.88"),  # the contract of somebody else
        ("88.10", "", "季度结息", "aside"),
        ("-35.00", "", "网银手续费", "aside"),
        ("-8200.00", "李四", "工资", "aside"),
        ("6000.00", "国家金库苏州支库", "退税", "aside"),
        ("-30000.00", HUADING, "退票", "aside"),  # of nothing that ever came
    ],
)  # fmt: skip
def test_one_line(amount: str, payer: str, words: str, becomes: str) -> None:
    assert told(matched((amount, payer, words))[0]) == becomes


def test_a_fee_within_the_tolerance_settles() -> None:
    paid = matched(("29985.00", HUADING, "HT-001 预付款"), ("40000.00", HUADING, ""), tolerance="20")
    assert [told(one) for one in paid] == ["book 1:29985.00", "book 2:40000.00"]


def test_parts_that_make_one_are_booked_with_the_last() -> None:
    first, second = matched(("20000.00", HENGRUI, ""), ("30000.00", HENGRUI, ""))
    assert (told(first), told(second)) == ("book 5:20000.00", "book 5:30000.00")


def test_an_undecided_payment_makes_a_later_one_doubtful() -> None:
    typo, exact = matched(("40000.00", "苏州华顶机械有限公司", ""), ("40000.00", HUADING, ""))
    assert (typo.verdict, exact.verdict) == (Verdict.ASK, Verdict.ASK)


def test_what_came_back_is_open_again() -> None:
    lines = matched(
        ("30000.00", HUADING, ""), ("-30000.00", HUADING, "退票"), ("30000.00", HUADING, ""), ("9000.00", SUNNY, ""),
        ("-4000.00", SUNNY, "多付退回"),
    )  # fmt: skip
    assert [told(one) for one in lines[:4]] == ["book 1:30000.00", "return", "book 1:30000.00", "keep"]
    assert lines[1].returns == (1,)
    assert (lines[4].verdict, lines[4].returns) == (Verdict.ASIDE, ())  # 退回 of another amount gives nothing back


def test_a_refund_takes_the_rest_and_no_booking() -> None:
    paid, refund = matched(("105000.00", HUADING, ""), ("-5000.00", HUADING, "退款"))
    assert (paid.verdict, refund.verdict, refund.returns) == (Verdict.BOOK, Verdict.REFUND, (1,))


def test_of_two_that_may_have_come_back_a_person_says_which() -> None:
    *_, bounced = matched(
        ("50000.00", HENGRUI, "HT-011"), ("50000.00", HENGRUI, "HT-012"), ("-50000.00", HENGRUI, "退票")
    )
    assert (bounced.verdict, bounced.returns) == (Verdict.ASK_RETURN, (2, 1))
    *_, named = matched(
        ("50000.00", HENGRUI, "HT-011"), ("50000.00", HENGRUI, "HT-012"), ("-50000.00", HENGRUI, "退票 SN00001")
    )
    assert (named.verdict, named.returns) == (Verdict.RETURN, (1,))


def test_numbers_in_words() -> None:
    assert contracts_in("HT-001 2期款", ["HT-001", "HT-0012"]) == {"HT-001"}
    assert contracts_in("付 ht 0012", ["HT-001", "HT-0012"]) == {"HT-0012"}
    assert contracts_in("HT-001-2 货款", ["HT-001", "HT-001-2"]) == {"HT-001-2"}
    assert [sorted(nths_in(text)) for text in ("第2期", "二期款", "第一、二期", "1-3期", "20 期间")] == [
        [2], [2], [1, 2], [1, 2, 3], [],
    ]  # fmt: skip


@given(st.lists(st.integers(1, 40), min_size=2, max_size=9), st.integers(2, 120))
def test_sums_are_complete(amounts: list[int], wanted: int) -> None:
    """Against every subset there is."""
    every = {
        tuple(sorted(a for n, a in enumerate(amounts) if mask >> n & 1))
        for mask in range(1 << len(amounts))
        if 2 <= mask.bit_count() <= 8
    }
    truth = {one for one in every if sum(one) == wanted}
    found = subsets(amounts, wanted, limit=1000)
    assert {tuple(sorted(amounts[n] for n in way)) for way in found.ways} == truth
    assert found.is_all


def test_sums_end_where_there_are_too_many_ways() -> None:
    amounts = [100_003 * n % 999_983 + 1 for n in range(60)]
    assert not subsets(amounts, sum(amounts[::9]) + 1).is_all


@pytest.mark.parametrize("seed", [11, 12])
def test_a_statement_whose_truth_is_known(seed: int) -> None:
    made = statement(seed, 1500)
    score, peer = measure_one(made), measure_one(made, plainly)
    assert score.errors == []
    assert score.share > max(0.93, peer.share)
