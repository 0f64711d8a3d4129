"""import deliveries: notes join their contracts, and due days that waited for them are set once all has come."""

from datetime import date

import pytest
from sqlalchemy import update

from commands.importing.outcome import error_table
from commands.wiring import Refusal
from domain.contract import InstalmentState
from storage import delivery_lists
from storage.receivable_tables import instalments
from tests.importing.conftest import Office, a_list
from tests.importing.test_contracts import rows_of, stored

PLAN = (
    ("1", "预付款", "30%", "签订后7天"), ("2", "验收款", "40%", "验收后30天"), ("3", "质保金", "30%", "交付后12个月"),
)  # fmt: skip


def a_note(
    number: str, amount: str, delivered: str = "", accepted: str = "", contract: str = "HT-001"
) -> dict[str, str]:
    return {"合同编号": contract, "交付单号": number, "交付日期": delivered, "验收日期": accepted, "金额": amount}


def due(office: Office) -> list[date | None]:
    return [one.due_on for one in stored(office)[1]]


def test_due_days_are_set_when_the_last_delivery_has_come(office: Office) -> None:
    office.take("contracts", a_list(*rows_of(plan=PLAN)))
    first, second = a_note("FH-1", "60000", "2026-10-12"), a_note("FH-2", "40000", "2026-11-01")
    assert office.take("deliveries", a_list(first)).counts == {"新增": 1, "更新": 0, "没有变化": 0}
    assert due(office) == [date(2026, 10, 8), None, date(2027, 10, 12)], "the only one that is known so far"
    office.take("deliveries", a_list(first, second))
    assert due(office)[2] == date(2027, 11, 1)
    office.take("deliveries", a_list(first | {"验收日期": "2026-11-02"}, second))
    assert due(office)[1] is None, "the second is not accepted"
    assert office.take("deliveries", a_list(second | {"验收日期": "2026/11/5"})).counts["更新"] == 1
    assert due(office) == [date(2026, 10, 8), date(2026, 12, 5), date(2027, 11, 1)]
    assert [one.course for one in stored(office)[1]] == [0, 1, 2]
    assert office.said() == [
        ("zhangsan", "合同 HT-001（苏州华鼎机械有限公司）10月12日交付：第 3 期 质保金 30,000 元，2027年10月12日到期"
         "（交付后 12 个月）。"),
        ("zhangsan", "合同 HT-001（苏州华鼎机械有限公司）11月1日交付：第 3 期 质保金 30,000 元，2027年11月1日到期"
         "（交付后 12 个月），原来是2027年10月12日。"),
        ("zhangsan", "合同 HT-001（苏州华鼎机械有限公司）11月5日验收：第 2 期 验收款 40,000 元，12月5日到期"
         "（验收后 30 天）。"),
    ]  # fmt: skip
    office.take("deliveries", a_list(a_note("FH-3", "500", "2027-05-01")))
    assert due(office)[1] == date(2026, 12, 5), "spare parts after the whole move nothing"
    assert len(office.said()) == 3
    assert office.take("contracts", a_list(*rows_of(plan=PLAN))).counts["没有变化"] == 1


def test_a_delivery_taken_as_the_last_was_not(small_office: Office) -> None:
    small_office.take("contracts", a_list(*rows_of(plan=PLAN)))
    small_office.take("deliveries", a_list(a_note("FH-1", "60000", "2026-10-12", "2026-10-20")))
    assert due(small_office)[1] == date(2026, 11, 19)
    small_office.take("deliveries", a_list(a_note("FH-2", "40000", "2026-11-01")))
    assert due(small_office)[1] is None
    assert "第 2 期 验收款 40,000 元，到期日要重新等（验收后 30 天）" in small_office.said()[-1][1]


def test_a_settled_instalment_gets_its_day_without_a_word(small_office: Office) -> None:
    small_office.take("contracts", a_list(*rows_of(plan=PLAN)))
    with small_office.database.writing() as db:
        db.execute(update(instalments).values(state=InstalmentState.SETTLED.value))
    small_office.take("deliveries", a_list(a_note("FH-1", "100000", "2026-10-12")))
    assert (due(small_office)[2], small_office.said()) == (date(2027, 10, 12), [])


def test_rows_that_are_no_delivery(small_office: Office) -> None:
    small_office.take("contracts", a_list(*rows_of(plan=PLAN)))
    outcome = small_office.take(
        "deliveries",
        a_list(
            a_note("FH-1", "1,000.00", "20261012") | {"仓库": "苏州"},
            a_note("FH-1", "1000", "2026-10-12") | {"仓库": "苏州"},
            a_note("FH-1", "2000", "2026-10-12"),
            a_note("", "1", "2026-10-12"),
            a_note("FH-4", "", "2026-10-12"),
            a_note("FH-5", "1", "2026-10-12", "2026-10-11"),
            a_note("FH-6", "1", contract="HT-404"),
            a_note("FH-7", "1", contract=""),
        ),
    )
    assert outcome.counts == {"新增": 1, "更新": 0, "没有变化": 0}
    assert [(one.number, one.column, one.reason[:12]) for one in outcome.faults] == [
        (4, "交付单号", "第 2 行也是这张交付单"), (5, "交付单号", "不能为空"), (6, "金额", "不能为空"),
        (7, "验收日期", "早于交付日期 2026-"), (8, "合同编号", "没有这份合同；先导入合同"),
        (9, "合同编号", "不能为空；合并过的单元格"),
    ]  # fmt: skip
    assert error_table(outcome).count("\n") == 7
    with small_office.database.reading() as db:
        ((_, notes),) = delivery_lists.of_contracts(db, [stored(small_office)[0].id]).items()
    assert notes["FH-1"].notes == {"仓库": "苏州"}


@pytest.mark.parametrize("headings", ["合同编号,交付单号,金额\n", "合同号,发货单号,验收日期,含税额\n"])
def test_a_list_without_its_columns(small_office: Office, headings: str) -> None:
    with pytest.raises(Refusal, match="缺少“"):
        small_office.take("deliveries", headings + "1,2,3,4\n")
