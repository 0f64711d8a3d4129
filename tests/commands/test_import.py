"""import customers: good rows in, bad rows out with their reason, nothing twice."""

import csv
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from domain.credit_code import is_consistent, is_credit_code, plain
from domain.customer import Customer
from storage import audit_log, customers
from storage.database import Database, open_database
from tests.commands.conftest import Run

CODE, CODE2, CODE3 = "91110000802100433B", "91440300708461136T", "91330100799655058B"


def kept(firm: Path) -> dict[str, Customer]:
    database: Database = open_database(f"sqlite:///{firm / 'genji.sqlite3'}")
    with database.reading() as db:
        found = {customer.name: customer for customer, _ in customers.every(db)}
    database.close()
    return found


def faults(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


TABLE = f"""销售账号,客户名称, 统一社会信用代码 ,简称,行业,规模,区域,备注
ZhangSan,甲有限公司,{CODE.lower()},甲、老甲,制造,大,苏州,老客户
,乙有限公司,,,,,,
zhangsan,,{CODE2},没有名字,,,,
,丙有限公司,123,,,,,
,丁有限公司,9.1E+17,,,,,
,戊有限公司,{CODE2[:-1]}A,,,,,
,乙有限公司,,另一个,,,,
,己有限公司,{CODE},,,,,

"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_csv_of_any_encoding(run: Run, firm: Path, encoding: str) -> None:
    (firm / "名单.csv").write_bytes(TABLE.replace("\n", "\r\n").encode(encoding))
    code, out, _ = run("import", "customers", "名单.csv")
    assert code == 1
    assert "新增 3 家，更新 0 家，没有变化 0 家，有问题 5 行" in out
    assert "没有用到的列：规模、备注" in out
    assert "第 7 行：统一社会信用代码 91440300708461136A 的校验位不对" in out
    found = kept(firm)
    assert set(found) == {"甲有限公司", "乙有限公司", "戊有限公司"}
    assert found["甲有限公司"] == Customer(CODE, "甲有限公司", ("甲", "老甲"), "制造", "苏州", "zhangsan")
    wrong = [(row["行"], row["列"]) for row in faults(firm / "名单-错误.csv")]
    assert wrong == [
        ("4", "客户名称"), ("5", "统一社会信用代码"), ("6", "统一社会信用代码"), ("8", "客户名称"), ("9", "客户名称"),
    ]  # fmt: skip
    assert faults(firm / "名单-错误.csv")[1]["客户名称"] == "丙有限公司"


def test_the_error_file_is_mended_and_imported_again(run: Run, firm: Path) -> None:
    (firm / "a.csv").write_text(f"客户名称,统一社会信用代码\n=甲公司,1\n乙公司,{CODE}\n", encoding="utf-8")
    assert run("import", "customers", "a.csv")[0] == 1
    text = (firm / "a-错误.csv").read_text(encoding="utf-8-sig")
    assert "'=甲公司,1," in text, "spreadsheets must not take it for a formula"
    (firm / "b.csv").write_text(text.replace(",1,", f",{CODE2},"), encoding="utf-8")
    code, out, _ = run("import", "customers", "b.csv")
    assert (code, out) == (0, "新增 1 家，更新 0 家，没有变化 0 家。\n")
    assert kept(firm)["=甲公司"].id == CODE2


def test_a_workbook_and_the_same_again(run: Run, firm: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ["客户名称", "统一社会信用代码", "行业"],
        [],
        ["甲公司", int("911100008021004338"), "制造"],
        ["乙公司", None, 12],
    ):
        sheet.append(line)
    book.save(firm / "a.xlsx")
    code, out, _ = run("import", "customers", "a.xlsx")
    assert (code, "科学计数法" in out) == (1, True), "Excel has lost the last digits"
    assert kept(firm)["乙公司"].industry == "12"
    assert "没有变化 1 家" in run("import", "customers", "a.xlsx")[1]
    with open_database(f"sqlite:///{firm / 'genji.sqlite3'}").reading() as db:
        assert [row["action"] for row in audit_log.rows(db)] == ["customers.imported"]


def test_dry_run_writes_no_customer(run: Run, firm: Path) -> None:
    (firm / "a.csv").write_text("客户名称\n甲公司\n甲公司\n", encoding="utf-8")
    assert (
        "试运行，没有写入：新增 1 家，更新 0 家，没有变化 1 家。" in run("import", "customers", "a.csv", "--dry-run")[1]
    )
    assert not (firm / "genji.sqlite3").exists()
    run("import", "customers", "a.csv")
    assert "新增 0 家，更新 0 家，没有变化 2 家" in run("import", "customers", "a.csv", "--dry-run")[1]


def test_known_customers_keep_their_number_and_what_the_file_leaves_out(run: Run, firm: Path) -> None:
    listed = [{"id": "C1", "name": "甲公司", "short": ["甲"], "industry": "制造", "city": "苏州"}]
    (firm / "a.json").write_text(json.dumps(listed), encoding="utf-8")
    run("import", "customers", "a.json")
    (firm / "b.csv").write_text(f"客户名称,统一社会信用代码,销售账号\n甲公司,{CODE},zhangsan\n", encoding="utf-8")
    assert "更新 1 家" in run("import", "customers", "b.csv")[1]
    assert kept(firm)["甲公司"] == Customer("C1", "甲公司", ("甲",), "制造", "苏州", "zhangsan")


def test_two_numbers_of_one_name_are_a_fault_of_the_row(run: Run, firm: Path) -> None:
    (firm / "a.csv").write_text(f"客户名称,统一社会信用代码\n甲公司,{CODE}\n乙公司,{CODE2}\n", encoding="utf-8")
    run("import", "customers", "a.csv")
    listed = [{"id": "C9", "name": "甲公司"}]
    (firm / "b.json").write_text(json.dumps(listed), encoding="utf-8")
    code, out, _ = run("import", "customers", "b.json")
    assert code == 1
    assert f"第 1 行 编号：已经有同名的客户，它的编号是 {CODE}" in out
    # a company that changed its name keeps its number; one that takes a name in use does not get it
    (firm / "c.csv").write_text(
        f"客户名称,统一社会信用代码\n新甲公司,{CODE}\n新甲公司,{CODE2}\n甲公司,{CODE3}\n", "utf-8"
    )
    code, out, _ = run("import", "customers", "c.csv")
    assert "新增 1 家，更新 1 家，没有变化 0 家，有问题 1 行" in out
    assert {name: one.id for name, one in kept(firm).items()} == {"新甲公司": CODE, "乙公司": CODE2, "甲公司": CODE3}


def test_more_rows_than_one_transaction_takes(run: Run, firm: Path) -> None:
    names = [f"第{number}公司" for number in range(1201)]
    (firm / "a.csv").write_text("\n".join(["客户名称", *names, *names[:5]]), encoding="utf-8")
    assert "新增 1201 家，更新 0 家，没有变化 5 家。" in run("import", "customers", "a.csv")[1]
    assert len(kept(firm)) == 1201


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.csv", b"", "是空的"),
        ("a.csv", "公司,行业\n甲,乙\n".encode(), "缺少“客户名称”这一列"),
        ("a.csv", "客户名称,行业,行业\n甲,乙,丙\n".encode(), "有两列都叫 行业"),
        ("a.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "不是文字表格"),
        ("a.xlsx", b"PK\x03\x04 not really", "打不开"),
        ("a.json", b"{", "不是 JSON"),
        ("a.json", b'{"a": 1}', "JSON 列表"),
        ("a.pdf", b"%PDF", "格式不认识"),
    ],
)
def test_files_that_are_no_list(run: Run, firm: Path, name: str, data: bytes, word: str) -> None:
    (firm / name).write_bytes(data)
    code, out, err = run("import", "customers", name)
    assert (code, out) == (1, "")
    assert word in err


def test_credit_codes() -> None:
    assert all(is_credit_code(code) and is_consistent(code) for code in (CODE, CODE2, CODE3))
    assert not is_consistent(CODE[:-1] + "A")
    assert plain("９１１１０００0-8021 00433b") == CODE
    assert not any(map(is_credit_code, ("", CODE[:-1], CODE + "1", CODE.replace("B", "I"))))
