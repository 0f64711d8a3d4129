"""The pipeline itself: a kill costs nothing and doubles nothing, files of any make are read, mappings are found."""

import io
import os
import signal
import subprocess
import sys
import threading
import zipfile
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import func, select

from commands import sheets
from commands.importing.kinds import KINDS
from commands.importing.rows import understood
from commands.importing.runner import Taken, run_import
from commands.sheets import SUFFIXES, Source
from commands.wiring import Refusal
from config.mappings import load_mapping, mappings_of
from config.problems import ConfigError
from storage import audit_log
from storage.database import DatabaseTrouble, open_database
from storage.receivable_tables import contracts, imports, instalments
from tests.importing.conftest import ROOT, Office, a_list
from tests.importing.test_contracts import rows_of, stored
from tests.waiting import wait_until

MANY = a_list(
    *(row for n in range(700) for row in rows_of(f"HT-{n:04}", 合同金额="0" if n in (100, 600) else "100000"))
)


class Killed(BaseException):
    """What ends a process."""


def test_a_killed_import_goes_on(office: Office) -> None:
    def die(rows: int, total: int) -> None:
        assert total == 2100
        if rows >= 1000:
            raise Killed

    with pytest.raises(Killed):
        run_import(office.order("contracts", MANY), office.database, office.policy, lambda: office.now, die)
    outcome = office.take("contracts", MANY)
    assert outcome.resumed_at == 1002, "rows of a contract stay together"
    assert outcome.rows == 2100
    assert outcome.counts == {"新增合同": 698, "新增分期": 2094, "更新合同": 0, "没有变化": 0, "新增客户": 1}
    assert [one.number for one in outcome.faults] == [302, 303, 304, 1802, 1803, 1804], "also from before the kill"
    again = office.take("contracts", MANY)
    assert (again.counts["没有变化"], again.counts["新增合同"], again.resumed_at, len(again.faults)) == (698, 0, 0, 6)
    with office.database.reading() as db:
        assert db.execute(select(func.count()).select_from(instalments)).scalar() == 2094
        assert [row["action"] for row in audit_log.rows(db)] == ["contracts.imported"]


@pytest.mark.slow
def test_a_process_that_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    rows = [row for n in range(4000) for row in rows_of(f"HT-{n:05}")]
    (tmp_path / "合同.csv").write_text(a_list(*rows), encoding="utf-8")
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "CONFIG": str(ROOT / "config.yaml")}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, str(ROOT / "app.py"), "import", "contracts", str(tmp_path / "合同.csv")]
    database = open_database(f"sqlite:///{tmp_path}/genji.sqlite3")

    def has_done(least: int) -> bool:
        try:
            with database.reading() as db:
                return (db.execute(select(imports.c.rows_done)).scalar() or 0) >= least
        except DatabaseTrouble:  # no table yet
            return False

    for at in (1000, 5000):
        process = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL)
        wait_until(partial(has_done, at), "some rows", 60)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, "it was still at work"
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "接着上次做" in done.stdout
    assert "新增合同 4000 份，新增分期 12000 期，更新合同 0 份，没有变化 0 份" in done.stdout
    with database.reading() as db:
        assert db.execute(select(func.count()).select_from(contracts)).scalar() == 4000
        assert db.execute(select(func.count()).select_from(instalments)).scalar() == 12000
        assert db.execute(select(func.sum(instalments.c.amount))).scalar() == Decimal(400_000_000)
    database.close()


def test_two_at_once_do_it_once(office: Office) -> None:
    said: list[tuple[dict[str, int], int]] = []

    def take() -> None:
        outcome = office.take("contracts", a_list(*rows_of()), key="the same")
        said.append((outcome.counts, outcome.rows))

    threads = [threading.Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [said[0]] * 3
    assert said[0][0]["新增合同"] == 1
    with pytest.raises(Taken, match="另一个文件"):
        office.take("contracts", a_list(*rows_of("HT-002")), key="the same")


def test_a_workbook_as_excel_makes_it(small_office: Office) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2026 年合同台账"])
    sheet.append([])
    sheet.append(["合同 编号*", "客户名称：", "签约日期", "合同金额（万元）", "期次", "付款比例", "到期日", "收款账户"])
    sheet.append(["001", "甲公司", datetime(2026, 10, 1), 10.000001, 1, 0.3, 46335, "6222021001116245702"])  # noqa: DTZ001
    sheet.append(["001", None, None, None, 2, 0.7, date(2027, 1, 9), None])
    file = io.BytesIO()
    book.save(file)
    outcome = small_office.take("contracts", file.getvalue(), "台账.xlsx")
    assert outcome.faults == ()
    contract, plan = stored(small_office, "001")
    assert (contract.amount, contract.signed_on) == (Decimal("100000.01"), date(2026, 10, 1))
    assert [(one.amount, one.due_on) for one in plan] == [
        (Decimal("30000.00"), date(2026, 11, 9)), (Decimal("70000.01"), date(2027, 1, 9)),
    ]  # fmt: skip
    assert plan[0].account == "6222021001116245702"


def test_a_number_of_an_account_that_excel_has_spoilt(small_office: Office) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["合同编号", "客户名称", "应收金额", "收款账户", "到期日"])
    sheet.append([12, "甲公司", 0.1 + 0.2, 6222021001116245702, "2026-3-5 00:00:00"])
    sheet.append([13, "甲公司", 100000 / 3, "0012", True])
    file = io.BytesIO()
    book.save(file)
    outcome = small_office.take("contracts", file.getvalue(), "台账.xlsx")
    assert [(one.number, one.column) for one in outcome.faults] == [(2, "收款账户"), (3, "应收金额、到期日")]
    assert "科学计数法" in outcome.faults[0].reason
    assert "ROUND" in outcome.faults[1].reason


def test_control_characters_do_not_come_in(small_office: Office) -> None:
    rows = rows_of(客户名称="苏州\u200b华鼎\x07机械有限公司", 备注="甲\x00\ufeff乙")
    small_office.take("contracts", a_list(*rows).replace("\x00", ""))
    contract, _ = stored(small_office)
    assert (contract.customer_name, contract.notes) == ("苏州华鼎机械有限公司", {"备注": "甲乙"})


def test_a_mapping_of_ones_own(small_office: Office, tmp_path: Path) -> None:
    small_office.own = tmp_path
    text = "cCode,cust,iMoney\nHT-1,甲公司,100\n"
    with pytest.raises(Refusal, match="缺少“合同编号”") as refused:
        small_office.take("contracts", text)
    assert "找到的列：cCode、cust、iMoney" in str(refused.value)
    (tmp_path / "contracts-u8.yaml").write_text(
        "title: 用友\ncolumns:\n  合同编号: [cCode]\n  客户名称: [cust]\n  应收金额: [iMoney]\nfixed: {币种: 美元}\n",
        "utf-8",
    )
    assert small_office.take("contracts", text).counts["新增合同"] == 1
    assert stored(small_office, "HT-1")[0].currency == "USD"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("title: 甲\ncolumns:\n  合同编码: [a]\n", "3:3", "没有 合同编码 这一列"),
        ("title: 甲\ncolumns:\n  合同编码: [a]\n", "3:3", "您是不是想写 合同编号"),
        ("title: 甲\ncolumns:\n  合同编号: [a]\n  客户名称: [a]\n", "4:10", "已经是 合同编号 了"),
        ("title: 甲\ncolums: {}\n", "2:1", "没有 colums 这一项"),
        ("title: 甲\ncolumns:\n  合同编号: a\n", "3:9", "应为列表"),
        ("title: 甲\ncolumns:\n  合同编号：[a]\n", "3:3", "应为一组 键: 值"),
    ],
)
def test_what_is_wrong_in_a_mapping_is_told_by_its_line(tmp_path: Path, text: str, line: str, says: str) -> None:
    (tmp_path / "contracts-x.yaml").write_text(text, encoding="utf-8")
    kind = KINDS["contracts"]
    with pytest.raises(ConfigError) as error:
        load_mapping("contracts-x", kind.name, kind.columns, tmp_path)
    assert f"contracts-x.yaml:{line}" in str(error.value)
    assert says in str(error.value)


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    kind = KINDS["contracts"]
    for name in ("contract", "../../etc/passwd", ""):
        with pytest.raises(ConfigError, match=r"没有 .*这个对应；有 contracts"):
            load_mapping(name, kind.name, kind.columns, tmp_path)


@given(st.binary(max_size=300), st.sampled_from(SUFFIXES), st.sampled_from(list(KINDS)))
def test_no_bytes_break_the_reading(data: bytes, suffix: str, kind: str) -> None:
    of = KINDS[kind]
    with suppress(Refusal):
        list(understood(Source(f"a{suffix}", data), of, mappings_of(kind, of.columns, Path("/nonexistent"))).rows())


def test_a_workbook_that_swells_is_refused(small_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_MOST_UNPACKED", 2**20)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file, file.open("xl/worksheets/sheet1.xml", "w") as sheet:
        sheet.write(bytes(2**20 + 1))
    with pytest.raises(Refusal, match="解开以后太大"):
        small_office.take("contracts", bomb.getvalue(), "a.xlsx")


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_mapping_reads(kind: str, tmp_path: Path) -> None:
    assert mappings_of(kind, KINDS[kind].columns, tmp_path)[0].name == kind
