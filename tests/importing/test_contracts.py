"""import contracts: one row for each instalment; nothing half done, nothing twice, every change told."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.importing.contract_rows import ContractEntry, read
from commands.importing.kind import Row
from commands.importing.outcome import error_table
from domain.contract import Contract, DueRule, Instalment, InstalmentState, Milestone
from domain.payment import How
from storage import audit_log, contract_lists, contracts, customers, payments
from tests.importing.conftest import Office, a_list
from tests.receivables import a_payment

CODE = "91110000802100433B"
PLAN = (
    ("1", "预付款", "30%", "2026-11-09"),
    ("2", "验收款", "40%", "2026-12-09"),
    ("3", "质保金", "30%", "2027-01-09"),
)


def rows_of(number: str = "HT-001", plan: Any = PLAN, **further: str) -> list[dict[str, str]]:
    of_contract = {
        "合同编号": number, "客户名称": "苏州华鼎机械有限公司", "签订日期": "2026-10-01", "合同金额": "100000",
        "销售账号": "ZhangSan",
    } | further  # fmt: skip
    names = ("期次", "款项", "比例", "到期日")
    return [of_contract | dict(zip(names, term, strict=True)) for term in plan]


def stored(office: Office, number: str = "HT-001") -> tuple[Contract, list[Instalment]]:
    with office.database.reading() as db:
        found, plan = contract_lists.with_plans(db, [number])[number]
    return found, [one for one in plan if one.state is not InstalmentState.VOID]


def test_a_contract_becomes_its_schedule(office: Office) -> None:
    plan = (("1", "预付款", "30%", "签订后7天"), ("2", "验收款", "40%", "验收后30天"), ("3", "", "30%", "2027年1月9日"))
    rows = rows_of(plan=plan, 合同金额="100,000.01", 统一社会信用代码=CODE, 项目="二期", 收款账户="6222021001116245702")
    outcome = office.take("contracts", a_list(*rows))
    assert outcome.counts == {"新增合同": 1, "新增分期": 3, "更新合同": 0, "没有变化": 0, "新增客户": 1}
    assert outcome.notes == ("留作备注的列：项目",)
    contract, terms = stored(office)
    assert (contract.customer_id, contract.owner, contract.amount) == (CODE, "zhangsan", Decimal("100000.01"))
    assert contract.notes == {"项目": "二期"}
    assert [one.amount for one in terms] == [Decimal("30000.00"), Decimal("40000.00"), Decimal("30000.01")]
    assert [one.due_on for one in terms] == [date(2026, 10, 8), None, date(2027, 1, 9)]
    assert terms[1].rule == DueRule(Milestone.ACCEPTED, days=30)
    assert (terms[2].label, terms[2].share, terms[0].account) == ("第 3 期", "30%", "6222021001116245702")
    with office.database.reading() as db:
        assert customers.find(db, CODE) is not None
        actions = [row["action"] for row in audit_log.rows(db)]
    assert actions == ["contracts.imported"]
    again = office.take("contracts", a_list(*rows))
    assert again.counts == {"新增合同": 0, "新增分期": 0, "更新合同": 0, "没有变化": 1, "新增客户": 0}
    assert office.said() == []


def test_a_changed_plan_is_told_and_the_old_one_kept(office: Office) -> None:
    office.take("contracts", a_list(*rows_of()))
    _, before = stored(office)
    with office.database.writing() as db:
        payment = a_payment(db, "30000")
        payments.allocate(db, payment, before[0].id, Decimal(30000), How.MANUAL, "", "sunfin", office.now)
    plan = [PLAN[0], ("2", "验收款", "30%", "2027-01-09"), PLAN[2], ("4", "尾款", "10%", "2027-03-09")]
    changed = rows_of(plan=plan) + rows_of("HT-002")
    outcome = office.take("contracts", a_list(*changed))
    assert (outcome.counts["更新合同"], outcome.counts["新增合同"]) == (1, 1)
    words = (
        "合同 HT-001（苏州华鼎机械有限公司）的回款计划改了："
        "第 2 期 40,000 元 → 30,000 元，到期 2026-12-09 → 2027-01-09；新增第 4 期 尾款 10,000 元，到期 2027-03-09。"
    )
    assert words in outcome.notes
    assert office.said() == [("zhangsan", words)]
    contract, after = stored(office)
    assert contract.revision == 2
    assert [(one.id, one.course, one.allocated, one.state) for one in after[:3]] == [
        (before[0].id, 0, Decimal("30000.00"), InstalmentState.SETTLED),
        (before[1].id, 1, Decimal("0.00"), InstalmentState.OPEN),
        (before[2].id, 0, Decimal("0.00"), InstalmentState.OPEN),
    ]
    office.take("contracts", a_list(*rows_of()))
    assert [one.nth for one in stored(office)[1]] == [1, 2, 3], "the fourth is void"
    assert office.said()[-1][1].endswith("取消第 4 期（10,000 元）。")
    office.take("contracts", a_list(*changed))
    revived = stored(office)[1][3]
    assert (revived.nth, revived.course, revived.id) == (4, 1, after[3].id)


def test_what_is_paid_neither_goes_nor_shrinks(office: Office) -> None:
    office.take("contracts", a_list(*rows_of()))
    _, before = stored(office)
    with office.database.writing() as db:
        payment = a_payment(db, "25000")
        payments.allocate(db, payment, before[2].id, Decimal(25000), How.MANUAL, "", "sunfin", office.now)
    gone = office.take("contracts", a_list(*rows_of(plan=[PLAN[0], ("2", "验收款", "70%", "2026-12-09")])))
    assert gone.faults[0].reason.startswith("第 3 期已经收到 25,000 元，文件里却没有这一期了")
    smaller = [PLAN[0], ("2", "验收款", "50%", "2026-12-09"), ("3", "质保金", "20%", "2027-01-09")]
    assert "请改文件，或先撤销它的核销" in office.take("contracts", a_list(*rows_of(plan=smaller))).faults[0].reason
    other = office.take("contracts", a_list(*rows_of(客户名称="别的有限公司")))
    assert "不能换客户" in other.faults[0].reason
    assert stored(office)[1][0] == before[0]
    larger = [
        ("1", "预付款", "20%", "2026-11-09"),
        ("2", "验收款", "55%", "2026-12-09"),
        ("3", "质保金", "25%", "2027-01-09"),
    ]
    office.take("contracts", a_list(*rows_of(plan=larger)))
    assert stored(office)[1][2].state is InstalmentState.SETTLED, "25,000 of 25,000"
    office.take("contracts", a_list(*rows_of()))
    opened = stored(office)[1][2]
    assert (opened.state, opened.course, opened.outstanding) == (InstalmentState.OPEN, 1, Decimal("5000.00"))


def test_an_empty_cell_takes_nothing_away(small_office: Office) -> None:
    full = rows_of(区域="苏州", 收款账户="001", 责任人账号="zhaoliu", 币种="美元", 合同到期日="2027-12-31", 备注="甲")
    small_office.take("contracts", a_list(*full))
    bare = [{key: row[key] for key in ("合同编号", "客户名称", "合同金额", "比例")} for row in rows_of()]
    assert small_office.take("contracts", a_list(*bare)).counts["没有变化"] == 1


def test_rows_of_a_contract_may_lie_apart(small_office: Office) -> None:
    first, second, third = rows_of()
    other = rows_of("HT-002")
    mixed = [third, *other[:2], first | {"合同编号": "ＨＴ-001"}, other[2], second]
    assert small_office.take("contracts", a_list(*mixed)).counts["新增合同"] == 2
    assert [one.nth for one in stored(small_office)[1]] == [1, 2, 3]


AMOUNTS = ("40000", "30000", "30000")
WRONG: list[tuple[str, list[dict[str, str]], dict[int, tuple[str, str]]]] = [
    ("sum of shares", rows_of(plan=PLAN[:2]), {2: ("比例", "各期比例合计 70%，应为 100%")}),
    ("sum of amounts", [row | {"比例": "", "应收金额": "30000"} for row in rows_of()],
     {2: ("应收金额", "各期应收合计 90,000 元，合同金额 100,000 元，差 10,000 元")}),
    ("share against amount", [row | {"应收金额": amount} for row, amount in zip(rows_of(), AMOUNTS, strict=True)],
     {2: ("比例", "30% 应为 30,000 元，应收金额是 40,000 元"), 3: ("比例", "40% 应为 40,000 元")}),
    ("another amount", [row | {"合同金额": amount} for row, amount in zip(rows_of(), ("1", "1", "2"), strict=True)],
     {4: ("合同金额", "与第 2 行不同，那里是 1")}),
    ("twice the same", [row | {"期次": nth} for row, nth in zip(rows_of(), "122", strict=True)],
     {4: ("期次", "第 3 行已经是第 2 期")}),
    ("some without", [row | {"期次": nth} for row, nth in zip(rows_of(), ("1", "", "3"), strict=True)],
     {3: ("期次", "不能只空这一行")}),
    ("no customer", rows_of(客户名称=""), {2: ("客户名称", "不能为空")}),
    ("no number", rows_of("")[:1], {2: ("合同编号", "不能为空；合并过的单元格请取消合并")}),
    ("a rule without its day", [rows_of(签订日期="")[0] | {"比例": "100%", "到期日": "签订后7天"}],
     {2: ("签订日期", "签订日期不能为空")}),
    ("working days", [rows_of()[0] | {"比例": "100%", "到期日": "验收后10个工作日"}],
     {2: ("到期日", "工作日请折成自然日")}),
    ("an account that lost its end", rows_of(收款账户="6.22202E+18")[:1], {2: ("收款账户", "科学计数法")}),
    ("nothing to pay", [rows_of(合同金额="0")[0] | {"比例": "100%"}], {2: ("合同金额", "应大于 0")}),
    ("a bad code", [rows_of(统一社会信用代码="123")[0] | {"比例": "100%"}], {2: ("统一社会信用代码", "18 位")}),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "wrong"), [pytest.param(*case[1:], id=case[0]) for case in WRONG])
def test_a_contract_with_a_fault_is_refused_as_a_whole(
    small_office: Office, rows: list[dict[str, str]], wrong: dict[int, tuple[str, str]]
) -> None:
    good = rows_of("HT-009")
    outcome = small_office.take("contracts", a_list(*rows, *good))
    assert outcome.counts["新增合同"] == 1
    told = {fault.number: (fault.column, fault.reason) for fault in outcome.faults}
    if rows[0]["合同编号"]:
        assert set(told) == set(range(2, 2 + len(rows))), "each row of it once"
    for number, (column, reason) in wrong.items():
        assert told[number][0] == column
        assert reason in told[number][1]
    others = [reason for number, (_, reason) in told.items() if number not in wrong]
    assert all("整份合同都没有收下" in reason for reason in others)


def test_the_error_file_is_mended_and_imported(small_office: Office) -> None:
    bad = rows_of(备注="=1+1", plan=[*PLAN[:2], ("3", "质保金", "3O%", "2027-01-09")])
    outcome = small_office.take("contracts", a_list(*bad, *rows_of("HT-002")))
    table = error_table(outcome)
    lines = list(csv.DictReader(io.StringIO(table)))
    assert [line["行"] for line in lines] == ["2", "3", "4"]
    assert lines[2]["原因"] == "“3O%”不是比例；写作 30% 或 0.3"
    assert lines[0]["备注"] == "'=1+1"
    mended = small_office.take("contracts", table.replace("3O%", "30%"))
    assert (mended.counts["新增合同"], mended.faults) == (1, ())
    assert stored(small_office)[0].notes == {"备注": "=1+1"}


def test_names_of_members_become_their_accounts(small_office: Office) -> None:
    outcome = small_office.take("contracts", a_list(*rows_of(销售账号="张三", 责任人账号="赵六")))
    assert outcome.notes == ()
    contract, plan = stored(small_office)
    assert contract.owner == "zhangsan"
    assert {one.responsible for one in plan} == {"zhaoliu"}


def test_strangers_are_noted_once(small_office: Office) -> None:
    rows = rows_of(销售账号="nobody") + rows_of("HT-002", 销售账号="nobody", 责任人账号="zhaoliu")
    notes = small_office.take("contracts", a_list(*rows)).notes
    assert notes == ("第 2 行：销售账号 nobody 不在企业微信的成员里，已按原样收下，请核对",)
    undated = [rows_of("HT-003")[0] | {"比例": "100%", "到期日": ""}]
    assert "第 1 期没有到期日" in small_office.take("contracts", a_list(*undated)).notes[0]


def test_a_rehearsal_changes_nothing(small_office: Office) -> None:
    assert small_office.try_out("contracts", a_list(*rows_of())).counts["新增合同"] == 1
    assert small_office.take("contracts", a_list(*rows_of())).counts["新增合同"] == 1
    plan = [PLAN[0], ("2", "验收款", "70%", "2027-01-09")]
    assert small_office.try_out("contracts", a_list(*rows_of(plan=plan))).counts["更新合同"] == 1
    assert len(stored(small_office)[1]) == 3
    assert small_office.said() == []


def test_one_message_names_several_contracts(small_office: Office) -> None:
    def several(share: str) -> str:
        plan = [("1", "预付款", share, "2026-11-09"), ("2", "尾款", f"{100 - int(share[:-1])}%", "2026-12-09")]
        return a_list(*(row for n in range(12) for row in rows_of(f"HT-{n:03}", plan)))

    small_office.take("contracts", several("30%"))
    small_office.take("contracts", several("50%"))
    ((who, words),) = small_office.said()
    assert who == "zhangsan"
    assert words.count("回款计划改了：") == 8
    assert words.endswith("…另有 4 份合同的回款计划也改了。")


@settings(max_examples=200)
@given(
    st.decimals(min_value=Decimal("0.50"), max_value=10**9, places=2),
    st.lists(st.integers(1, 40), min_size=1, max_size=9), st.booleans(),
)  # fmt: skip
def test_parts_make_the_whole_to_the_cent(amount: Decimal, weights: list[int], is_bare: bool) -> None:
    shares = [(Decimal(100 * weight) / sum(weights)).quantize(Decimal("0.01")) for weight in weights[:-1]]
    shares.append(Decimal(100) - sum(shares))
    texts = [f"{share / 100}" if is_bare else f"{share}%" for share in shares]
    rows = [
        Row(n, {"合同编号": "H", "客户名称": "甲", "合同金额": str(amount), "比例": text}, {})
        for n, text in enumerate(texts, 2)
    ]
    entry = read(rows)
    assert isinstance(entry, ContractEntry)
    assert sum(term.amount for term in entry.terms) == entry.contract.amount == amount
    assert [term.share for term in entry.terms] == [f"{share.normalize():f}%" for share in shares]


def test_contracts_are_found_in_the_order_of_their_plan(small_office: Office) -> None:
    small_office.take("contracts", a_list(*reversed(rows_of())))
    with small_office.database.reading() as db:
        contract = contracts.numbered(db, ["HT-001"])["HT-001"]
        assert [one.label for one in contracts.plan(db, contract.id)] == ["预付款", "验收款", "质保金"]
