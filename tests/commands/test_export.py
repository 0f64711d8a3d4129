"""export: everything that is kept, in three forms, safe to open in a spreadsheet."""

import csv
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from commands.sheets import lines, source_of
from domain.customer import Customer
from domain.form import FormUtterance, Values
from domain.reading import Evidence, Said
from storage import customers, forms
from storage.database import Database
from tests.commands.conftest import SUBMITTED_AT, Run, submit_a_visit


def of_csv(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel takes a csv without BOM for GBK"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def of_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_visits_in_all_three_forms(run: Run, database: Database, firm: Path) -> None:
    for name in ("v.csv", "v.xlsx", "v.jsonl"):
        code, out, _ = run("export", "visits", name)
        assert (code, out) == (0, f"导出 1 条拜访记录：{name}\n")
    visit = of_jsonl(firm / "v.jsonl")[0]
    assert visit["痛点"] == ["库存周转慢", "报价响应慢", "交付延期"]
    assert visit["提交时间"] == "2026-03-02T14:00:00+08:00"
    line = of_csv(firm / "v.csv")[0]
    assert line["客户名称"] == "苏州华鼎汽车配件有限公司"
    assert line["状态"] == "待审"
    assert line["销售"] == "张三"
    assert line["下一步日期"] == "2026-03-11"
    assert line["痛点"] == "库存周转慢；报价响应慢；交付延期"
    assert line["原话"].startswith("苏州华鼎汽配")
    assert (line["照片数"], line["位置"]) == ("0", "")
    sheet = load_workbook(firm / "v.xlsx").active
    assert sheet is not None
    headings, values = ([cell.value for cell in row] for row in sheet.iter_rows())
    cells = dict(zip(headings, values, strict=True))
    assert list(cells) == list(line) == list(visit)
    assert cells["提交时间"] == datetime(2026, 3, 2, 14, 0)  # noqa: DTZ001 - Excel knows no zones
    assert cells["痛点"] == line["痛点"]


def test_approvals_and_the_audit_log(run: Run, database: Database, firm: Path) -> None:
    run("export", "approvals", "a.csv")
    assert of_csv(firm / "a.csv")[0]["审批人"] == "李经理"
    run("export", "audit", "a.jsonl")
    log = of_jsonl(firm / "a.jsonl")
    assert [row["序号"] for row in log] == list(range(1, len(log) + 1))
    assert [row["动作"] for row in log[-2:]] == ["visit.submitted", "approval.requested"]
    assert log[-2]["之后"]["channel"]["value"] == "面访"


def test_forms_have_a_column_for_each_field(run: Run, database: Database, firm: Path) -> None:
    text = "借样机，型号X200，借十天"
    values: Values = {
        "model": (Said("X200", Evidence(6, 10, "X200")),),
        "days": (Said(Decimal(10), Evidence(11, 13, "十天")),),
    }
    with database.writing() as db:
        form = forms.open_new(db, "sample_loan", "zhangsan", SUBMITTED_AT, "gone", SUBMITTED_AT)
        forms.add_utterance(db, form, FormUtterance(SUBMITTED_AT, text, values))
        forms.open_new(db, "no_longer_offered", "zhangsan", SUBMITTED_AT, "gone", SUBMITTED_AT)
    code, out, _ = run("export", "forms", "f.jsonl")
    assert (code, out) == (0, "导出 2 条单子：f.jsonl\n")
    first, second = of_jsonl(firm / "f.jsonl")
    assert [first[name] for name in ("单子", "状态", "姓名", "型号", "天数", "用途")] == [
        "样机借用申请", "草稿", "张三", "X200", 10, None,
    ]  # fmt: skip
    assert first["原话"] == [text]
    assert (second["单子"], second["天数"]) == ("no_longer_offered", None)


def test_customers_come_back_as_they_went(run: Run, database: Database, firm: Path) -> None:
    for name in ("c.csv", "c.xlsx"):
        run("export", "customers", name)
        assert "新增 0 家，更新 0 家，没有变化 60 家。" in run("import", "customers", name)[1]


def test_no_cell_is_a_formula(run: Run, database: Database, firm: Path) -> None:
    evil = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"]
    several = [Customer(f"E{n}", f"甲{n}", (), text, "\x00\x0b控制") for n, text in enumerate(evil)]
    with database.writing() as db:
        customers.keep(db, several, datetime.now(UTC))
    for name in ("c.csv", "c.xlsx"):
        assert run("export", "customers", name)[0] == 0
        found = {texts[0]: texts[3] for _, texts in lines(source_of(firm / name))}
        assert [found[f"甲{n}"] for n in range(len(evil))] == evil
    assert {row["行业"][0] for row in of_csv(firm / "c.csv") if row["编号"].startswith("E")} == {"'"}
    sheet = load_workbook(firm / "c.xlsx").active
    assert sheet is not None
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_file_is_there_whole_or_not_at_all(run: Run, database: Database, firm: Path) -> None:
    code, _, err = run("export", "audit", "nosuch/folder.csv")
    assert code == 1
    assert "写不了 nosuch/folder.csv" in err
    (firm / "a.csv").write_text("old")
    with database.writing() as db:
        db.exec_driver_sql("UPDATE visits SET state = 'nonsense'")
    with pytest.raises(ValueError, match="nonsense"):
        run("export", "visits", "a.csv")
    assert (firm / "a.csv").read_text() == "old"
    assert not list(firm.glob(".a.csv*"))


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_it_reads_postgres_too(database_url: str, run: Run, firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    submit_a_visit(database_url)
    monkeypatch.setenv("DATABASE_URL", database_url)
    for kind, count in {"visits": 1, "approvals": 1, "customers": 60, "audit": 1}.items():
        assert run("export", kind, "x.csv")[0] == 0
        assert len(of_csv(firm / "x.csv")) >= count
    assert "共 2 条" in run("due", "--at", "2026-03-03 14:00")[1]
    assert "共 2 条" in run("due", "--at", "2026-03-03 14:00")[1], "the first time changed nothing"
