"""导入合同: 100,000 rows of an ERP's contract list, the same file read by the library alone beside it."""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from benchmarks.figures import Figure
from tests.databases import PostgresServer

_ROWS, _CUSTOMERS, _SEED = 100_000, 5_000, 20261123
_MOST_SECONDS, _MOST_MB = 120, 500
_ROOT = Path(__file__).parents[1]
_HEADINGS = (
    "合同编号", "客户名称", "统一社会信用代码", "签订日期", "合同金额", "销售账号", "区域", "产品线", "期次", "款项",
    "比例", "到期日", "收款账户", "责任人账号", "备注",
)  # fmt: skip
_PLAN = (("预付款", "30%", "签订后7天"), ("验收款", "40%", "验收后30天"), ("质保金", "30%", "2027-11-09"))
_ALONE = {
    ".csv": "import csv, sys\nfor row in csv.reader(open(sys.argv[1], encoding='utf-8', newline='')): pass",
    ".xlsx": "import sys\nfrom python_calamine import CalamineWorkbook\n"
    "for row in CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).iter_rows(): pass",
}


@dataclass(frozen=True)
class _Run:
    seconds: float
    megabytes: float

    @property
    def rows_a_second(self) -> float:
        return _ROWS / self.seconds


def measure() -> list[Figure]:
    """As csv and as xlsx into SQLite, the same file again, and into Postgres."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {".csv": folder / "合同.csv", ".xlsx": folder / "合同.xlsx"}
        rows = list(_rows())
        _write_csv(files[".csv"], rows)
        _write_xlsx(files[".xlsx"], rows)
        figures = []
        for suffix, file in files.items():
            place = folder / suffix[1:]
            alone = _timed([sys.executable, "-c", _ALONE[suffix], str(file)], {})
            first = _import(file, {"DATA_DIR": str(place)})
            figures.append(_figure(f"导入 10 万行合同（{suffix[1:]}，SQLite）", first, alone))
        again = _import(files[".csv"], {"DATA_DIR": str(folder / "csv")})
        shown = f"{again.seconds:.0f} 秒，{again.rows_a_second:.0f} 行/秒"
        figures.append(Figure("同一个文件再导一次（csv，SQLite）", "", shown))
        figures.append(_on_postgres(files[".csv"], folder))
    return figures


def _on_postgres(file: Path, folder: Path) -> Figure:
    server = PostgresServer()
    try:
        url = server.url("postgres")
        alone = _timed([sys.executable, "-c", _ALONE[".csv"], str(file)], {})
        found = _import(file, {"DATA_DIR": str(folder / "postgres"), "DATABASE_URL": url})
    finally:
        server.stop()
    return _figure("导入 10 万行合同（csv，Postgres）", found, alone)


def _figure(name: str, ours: _Run, alone: _Run) -> Figure:
    shown = f"{ours.seconds:.0f} 秒，{ours.megabytes:.0f} MB，{ours.rows_a_second:.0f} 行/秒"
    peer = f"{alone.rows_a_second:.0f} 行/秒：只用库读同一个文件（{alone.seconds:.1f} 秒，{alone.megabytes:.0f} MB）"
    is_met = ours.seconds <= _MOST_SECONDS and ours.megabytes <= _MOST_MB
    goal = f"≤ {_MOST_SECONDS} 秒，≤ {_MOST_MB} MB"
    return Figure(name, goal, shown, peer, f"{ours.rows_a_second / alone.rows_a_second:.3f}", is_met)


def _import(file: Path, environment: dict[str, str]) -> _Run:
    Path(environment["DATA_DIR"]).mkdir(exist_ok=True)
    command = [sys.executable, str(_ROOT / "app.py"), "import", "contracts", str(file)]
    return _timed(command, environment)


def _timed(command: Sequence[str], environment: dict[str, str]) -> _Run:
    """Time and highest memory of a process of its own."""
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=_ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{command} ended with {process.returncode}"
    return _Run(time.monotonic() - began, used.ru_maxrss / 1024)


def _rows() -> Iterator[list[str]]:
    chance = random.Random(_SEED)
    contracts = _ROWS // 3
    for n in range(contracts):
        amount = f"{chance.randrange(10**5, 10**9) / 100:.2f}"
        head = [
            f"HT-2026-{n:06}", f"第{n % _CUSTOMERS:04}客户设备有限公司", "", "2026-10-01", amount,
            chance.choice(("zhangsan", "zhaoliu")), "苏州", "ERP",
        ]  # fmt: skip
        for nth, (label, share, due) in enumerate(_PLAN, 1):
            yield [*head, str(nth), label, share, due, "6222021001116245702", "", "老客户"]
    for n in range(_ROWS - contracts * 3):
        head = [f"HT-X-{n}", "尾数有限公司", "", "2026-10-01", "100", "", "", ""]
        yield [*head, "1", "全款", "100%", "2027-01-09", "", "", ""]


def _write_csv(file: Path, rows: Sequence[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([_HEADINGS, *rows])


def _write_xlsx(file: Path, rows: Sequence[Sequence[str]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(_HEADINGS)
    for row in rows:
        sheet.append([cell or None for cell in row])
    book.save(file)
