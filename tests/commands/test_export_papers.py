"""export papers: every contract with its lights, also on a database without any."""

import csv
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from storage import papers
from storage.database import Database
from tests.commands.conftest import Run
from tests.receivables import a_contract


def test_every_contract_has_its_lights(run: Run, database: Database, firm: Path) -> None:
    assert run("export", "papers", "三单.csv")[:2] == (0, "导出 0 条三单匹配：三单.csv\n")
    with database.writing() as db:
        a_contract(db, "HT-1", region="江苏")
        second = a_contract(db, "HT-2", "湖州三合纺织有限公司", signed_on=None)
        papers.open_gap(db, second, "contract.unsigned", "zhoulegal", date(2026, 3, 2), date(2026, 3, 9))
    assert run("export", "papers", "三单.csv")[:2] == (0, "导出 2 条三单匹配：三单.csv\n")
    with (firm / "三单.csv").open(encoding="utf-8-sig", newline="") as file:
        first, other = csv.DictReader(file)
    assert (first["合同编号"], first["三单"], first["合同"], first["收款"]) == ("HT-2", "黄", "黄", "绿")
    assert first["差异"] == "合同没有签订日期：补上日期"
    assert (first["谁补"], first["补齐期限"]) == ("周法务", "2026-03-09")
    assert (other["三单"], other["差异"], other["合同金额"], other["销售"]) == ("绿", "", "100000.00", "张三")
    run("export", "papers", "三单.xlsx")
    sheet = load_workbook(firm / "三单.xlsx").active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["HT-2", "HT-1"]
