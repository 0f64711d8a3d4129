"""export contracts, instalments, payments: under the headings of import, and imported again they add nothing."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from commands.sheets import lines, source_of
from domain.payment import How, PaymentState
from storage import contract_lists, payments
from storage.database import Database, open_database
from tests.commands.conftest import Run
from tests.importing.conftest import a_list
from tests.importing.test_contracts import rows_of
from tests.receivables import NOW, a_payment

PLAN = (
    ("1", "预付款", "33.33%", "签订后7天"), ("2", "验收款", "33.33%", "验收后12个月零7天"),
    ("3", "", "33.34%", "2027-01-09"),
)  # fmt: skip


@pytest.fixture
def books(run: Run, firm: Path) -> Database:
    rows = rows_of(
        plan=PLAN, 合同金额="100000.01", 统一社会信用代码="91110000802100433B", 收款账户="0012", 项目="=二期"
    )
    amounts = [
        {"合同编号": "HT-2", "客户名称": "甲公司", "应收金额": amount, "币种": "USD", "责任人账号": "zhaoliu"}
        for amount in ("0.1", "12345678.90")
    ]
    (firm / "a.csv").write_text(a_list(*rows, *amounts), encoding="utf-8")
    assert run("import", "contracts", "a.csv")[0] == 0
    note = "合同编号,交付单号,交付日期,验收日期,金额\nHT-001,F1,2026-10-12,2026-10-20,100000.01\n"
    (firm / "d.csv").write_text(note, encoding="utf-8")
    assert run("import", "deliveries", "d.csv")[0] == 0
    return open_database(f"sqlite:///{firm / 'genji.sqlite3'}")


def table(path: Path) -> list[dict[str, str]]:
    (_, headings), *rows = lines(source_of(path))
    return [dict(zip(headings, texts, strict=False)) for _, texts in rows]


@pytest.mark.parametrize("kind", ["contracts", "instalments"])
@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_what_is_exported_adds_nothing(run: Run, firm: Path, books: Database, kind: str, name: str) -> None:
    code, out, _ = run("export", kind, name)
    assert (code, out[:6]) == (0, "导出 5 条")
    code, out, _ = run("import", "contracts", name)
    assert (code, out.splitlines()[-1]) == (
        0, "新增合同 0 份，新增分期 0 期，更新合同 0 份，没有变化 2 份，新增客户 0 家。",
    )  # fmt: skip


def test_instalments_say_how_they_stand(run: Run, firm: Path, books: Database) -> None:
    with books.writing() as db:
        _, plan = contract_lists.with_plans(db, ["HT-001"])["HT-001"]
        payment = a_payment(db, "40000", serial="S1", payer_account="6222021001116245702", balance=Decimal("1.50"))
        payments.allocate(
            db, payment, plan[0].id, Decimal("33330.00"), How.AUTOMATIC, "名称和金额都对上", "system", NOW
        )
        payments.allocate(db, payment, plan[1].id, Decimal("6670.00"), How.MANUAL, "财务确认", "sunfin", NOW)
        wrong = payments.allocate(db, payment, plan[2].id, Decimal("1.00"), How.MANUAL, "点错", "sunfin", NOW)
        (taken,) = [one for one in payments.allocations_of(db, payment) if one.id == wrong]
        payments.take_back(db, taken, "撤销", "sunfin", NOW)
        a_payment(db, "-7", serial="S2", state=PaymentState.ASKED.value)
    run("export", "instalments", "i.csv")
    first, second, third = table(firm / "i.csv")[:3]
    assert (first["状态"], first["应到期日"], first["到期日"]) == ("已收齐", "2026-10-08", "签订后 7 天")
    assert (second["状态"], second["未收余额"], second["应到期日"]) == ("部分收", "26660.00", "2027-10-27")
    assert (third["状态"], third["已收金额"], third["应收金额"]) == ("未收", "0.00", "33340.01")
    run("export", "payments", "p.csv")
    rows = table(firm / "p.csv")
    shown = ("交易流水号", "收入金额", "合同编号", "期次", "核销金额", "方式")
    assert [tuple(row[heading] for heading in shown) for row in rows] == [
        ("S1", "40000.00", "HT-001", "1", "33330.00", "自动"), ("S1", "", "HT-001", "2", "6670.00", "人工"),
        ("S2", "", "", "", "", "待确认"),
    ]  # fmt: skip
    assert (rows[0]["对方账号"], rows[0]["余额"], rows[1]["理由"]) == ("6222021001116245702", "1.50", "财务确认")
    assert rows[2]["支出金额"] == "7.00"
    run("export", "payments", "p.jsonl")
    said = [json.loads(line) for line in (firm / "p.jsonl").read_text("utf-8").splitlines()]
    assert (said[0]["收入金额"], said[0]["交易日期"]) == (40000.0, "2026-11-02")
