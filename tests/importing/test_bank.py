# ruff: noqa: E501  (the files are as the banks write them)
"""import bank: every line once, whatever the bank calls its columns and however the files overlap."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from commands.importing import runner
from commands.importing.bank import account_above
from commands.importing.runner import Order, run_import
from domain.payment import Payment
from storage import bank_data, payments
from storage.receivable_tables import payments as table
from tests.importing.conftest import Office, a_list
from tests.receivables import NOW

HUADING = "苏州华鼎机械有限公司"


def a_line(came: str = "", went: str = "", **further: str) -> dict[str, str]:
    return {
        "交易日期": "2026-11-01", "交易流水号": "", "收入金额": came, "支出金额": went, "对方户名": HUADING,
        "对方账号": "", "摘要": "货款", "余额": "",
    } | further  # fmt: skip


def kept(office: Office) -> list[Payment]:
    with office.database.reading() as db:
        return [payments.payment_of(row) for row in db.execute(select(table).order_by(table.c.id))]


def as_of(office: Office) -> datetime | None:
    with office.database.reading() as db:
        return bank_data.as_of(db)


def test_overlapping_files_add_nothing_and_equal_payments_stay_two(office: Office) -> None:
    """With and without serials; the second file holds the same day to its end."""
    twice = [a_line("30000.00"), a_line("30,000")]
    noon = a_list(*twice, a_line("500", 交易流水号="00017"))
    assert office.take("bank", noon).counts == {"新增": 3, "没有变化": 0, "略过": 0}
    evening = a_list(a_line("12.00", 对方户名="王建国"), *twice, a_line("30000"), a_line("500", 交易流水号="00017"))
    assert office.take("bank", evening).counts == {"新增": 2, "没有变化": 3, "略过": 0}
    assert office.take("bank", evening).counts["新增"] == 0
    assert sorted(one.amount for one in kept(office)) == [Decimal(n) for n in ("12", "500", "30000", "30000", "30000")]
    assert {one.serial for one in kept(office)} == {"", "00017"}


def test_a_killed_import_goes_on_counting(small_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "AT_ONCE", 2)
    text = a_list(*[a_line("30000.00")] * 5)
    order = small_office.order("bank", text)

    def die(rows: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(order, small_office.database, small_office.policy, lambda: NOW, die)
    assert as_of(small_office) is None, "what is not whole reaches nowhere"
    assert small_office.take("bank", text).counts["新增"] == 5
    assert len(kept(small_office)) == 5


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (a_line("300", "200"), "收入金额、支出金额", "收入和支出都有金额"),
        (a_line("-300"), "收入金额", "金额是负数"),
        (a_line(), "收入金额、支出金额", "收入和支出都是空的"),
        (a_line("3E+4"), "收入金额", "科学计数法"),
        (a_line("300", 交易日期="11/01/2026"), "交易日期", "月和日分不清"),
        (a_line("300", 交易日期="2026-12-01"), "交易日期", "日期还没到"),
        (a_line("300", 交易日期=""), "交易日期", "不能为空"),
        (a_line("300", 对方账号="6.2220E+18"), "对方账号", "科学计数法"),
        (a_line("300.005"), "收入金额", "最多两位小数"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(line: dict[str, str], column: str, reason: str, small_office: Office) -> None:
    outcome = small_office.take("bank", a_list(a_line("1.00"), line))
    assert outcome.counts["新增"] == 1
    (fault,) = outcome.faults
    assert (fault.number, fault.column) == (3, column)
    assert reason in fault.reason


def test_red_figures_with_a_word_for_it_went_out(small_office: Office) -> None:
    small_office.take("bank", a_list(a_line("-30000.00", 摘要="冲正"), a_line("", "-8", 摘要="退汇")))
    assert [one.amount for one in kept(small_office)] == [Decimal("-30000.00"), Decimal("8.00")]


def test_the_newest_line_or_what_was_said_is_how_far_the_data_reach(small_office: Office) -> None:
    small_office.take("bank", a_list(a_line("1", 交易日期="2026-11-01 17:30:05"), a_line("2", 交易日期="2026-10-30")))
    assert as_of(small_office) == datetime(2026, 11, 1, 9, 30, 5, tzinfo=UTC)
    later = replace(
        small_office.order("bank", a_list(a_line("2", 交易日期="2026-10-30"))), as_of=NOW.replace(year=2030)
    )
    run_import(later, small_office.database, small_office.policy, lambda: NOW)
    assert as_of(small_office) == NOW, "never later than now"


def test_a_line_with_a_day_only_reaches_to_its_end(small_office: Office) -> None:
    small_office.take("bank", a_list(a_line("1")))
    assert as_of(small_office) == datetime(2026, 11, 1, 15, 59, 59, tzinfo=UTC)


ICBC = """[HISTORYDETAIL]
凭证号,本方账号,对方账号,交易时间,借/贷,借方发生额,贷方发生额,对方行号,摘要,用途,对方单位名称,余额,个性化信息
,1102020409000012345,6222020200012345678,2026-10-30 09:12:44,贷,,"30,000.00",102305,货款,HT-001预付款,苏州华鼎机械有限公司,"130,000.00",
,1102020409000012345,,2026-10-31,借,12.50,,,手续费,,,"129,987.50",
合计,,,,,12.50,"30,000.00",,,,,,
"""
ABC = """账户明细
账号：10-538001040012345 户名：智联云服
交易时间,收入金额,支出金额,账户余额,交易行名,对方省市,对方账号,对方户名,交易用途,交易附言,交易摘要
2026-10-30 09:12:44,"30,000.00",,"130,000.00",农行苏州,江苏,6222020200012345678,苏州华鼎机械有限公司,货款,HT-001预付款,转账
2026-10-31 10:00:00,,12.50,"129,987.50",,,,,,,手续费
"""
BOC = """查询账号[ Inquirer account number ],452012345678
交易类型[ Transaction Type ],付款人名称[ Payer's Name ],付款人账号[ Debit Account No. ],收款人名称[ Payee's Name ],收款人账号[ Payee's Account Number ],交易日期[ Transaction Date ],交易时间[ Transaction time ],交易货币[ Trade Currency ],交易金额[ Trade Amount ],交易流水号[ Transaction reference number ],摘要[ Reference ],用途[ Purpose ]
来账,苏州华鼎机械有限公司,6222020200012345678,智联云服,452012345678,20261030,09:12:44,CNY,"30,000.00",000123,货款,HT-001预付款
往账,智联云服,452012345678,,,20261031,100000,CNY,-12.50,000124,手续费,
"""
CCB = """账号,账户名称,交易时间,借方发生额（支取）,贷方发生额（收入）,余额,币种,对方户名,对方账号,对方开户机构,记账日期,摘要,备注,账户明细编号-交易流水号,企业流水号
32250198823600000012,智联云服,20261030 09:12:44,0.00,30000.00,130000.00,人民币元,苏州华鼎机械有限公司,6222020200012345678,工行,20261030,货款,HT-001预付款,1-000123,
32250198823600000012,智联云服,20261031 10:00:00,12.50,0.00,129987.50,人民币元,,,,20261031,手续费,,2-000124,
"""
CMB = """账号:,512902345610101
账号,账号名称,币种,交易日,交易时间,起息日,交易类型,借方金额,贷方金额,余额,摘要,流水号,用途,业务摘要,收(付)方名称,收(付)方账号
512902345610101,智联云服,人民币,20261030,091244,20261030,转账,,30000.00,130000.00,货款,K000123,HT-001预付款,,苏州华鼎机械有限公司,6222020200012345678
512902345610101,智联云服,人民币,20261031,100000,20261031,费用,12.50,,129987.50,手续费,K000124,,,,
"""


@pytest.mark.parametrize(
    ("text", "account", "last"),
    [
        (ICBC, "1102020409000012345", datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC)),
        (ABC, "10538001040012345", datetime(2026, 10, 31, 2, 0, tzinfo=UTC)),
        (BOC, "452012345678", datetime(2026, 10, 31, 2, 0, tzinfo=UTC)),
        (CCB, "32250198823600000012", datetime(2026, 10, 31, 2, 0, tzinfo=UTC)),
        (CMB, "512902345610101", datetime(2026, 10, 31, 2, 0, tzinfo=UTC)),
    ],
    ids=["icbc", "abc", "boc", "ccb", "cmb"],
)
def test_what_banks_export(text: str, account: str, last: datetime, small_office: Office) -> None:
    outcome = small_office.take("bank", text.encode("gb18030"))
    assert (outcome.counts["新增"], outcome.faults) == (2, ())
    came, went = kept(small_office)
    assert (came.account, came.paid_on, came.amount, came.payer, came.payer_account) == (
        account, date(2026, 10, 30), Decimal("30000.00"), HUADING, "6222020200012345678",
    )  # fmt: skip
    assert came.paid_at == datetime(2026, 10, 30, 1, 12, 44, tzinfo=UTC)
    assert "HT-001预付款" in came.reference
    assert (went.amount, went.reference) == (Decimal("-12.50"), "手续费")
    assert as_of(small_office) == last


def test_the_account_above_the_headings() -> None:
    assert account_above([("查询账号[ Inquirer account number ]", "4520 1234 5678")]) == "452012345678"
    assert account_above([("单位：元",)]) == ""


def test_orders_know_the_account(small_office: Office) -> None:
    order: Order = replace(small_office.order("bank", a_list(a_line("1"))), account="0123")
    run_import(order, small_office.database, small_office.policy, lambda: NOW)
    assert [one.account for one in kept(small_office)] == ["0123"]
