"""IMPORT_FOLDER: what is dropped there is imported once it is whole, and put away."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import settings as environment
from bot.hub import Hub
from commands.importing.folder import watcher
from tests.importing.conftest import ROOT, Office, a_list
from tests.importing.test_contracts import rows_of, stored


class _NoNudge:
    def work(self, member: str) -> None: ...
    def hear(self, inbox_id: int) -> None: ...
    def send(self, lane: str) -> None: ...


@pytest.fixture
def look(small_office: Office, tmp_path: Path) -> Callable[[], None]:
    nobody: Any = None  # imports talk to the outbox alone
    hub = Hub(
        small_office.database, lambda: small_office.policy, lambda: small_office.now, nobody, nobody, nobody, _NoNudge()
    )
    known = environment.load({"CONFIG": str(ROOT / "config.yaml")}, tmp_path / "none")
    return watcher(tmp_path / "in", known, hub)


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_whole_file_is_taken(small_office: Office, look: Callable[[], None], tmp_path: Path) -> None:
    look()
    place = tmp_path / "in" / "contracts"
    text = a_list(*rows_of())
    (place / "合同.csv").write_text(text[:-20], encoding="utf-8")
    look()
    (place / "合同.csv").write_text(text, encoding="utf-8")
    look()
    assert files(place) == ["合同.csv"], "it grew since the last look"
    look()
    assert files(place) == ["done/合同.csv"]
    assert stored(small_office)[0].number == "HT-001"
    (place / "合同.csv").write_text(text, encoding="utf-8")
    look()
    look()
    assert files(place) == ["done/合同 (2).csv", "done/合同.csv"]
    assert small_office.said() == []


def test_bad_rows_and_bad_files_are_told(small_office: Office, look: Callable[[], None], tmp_path: Path) -> None:
    look()
    place = tmp_path / "in" / "contracts"
    (place / "坏.csv").write_text(a_list(*rows_of(), *rows_of("HT-002", 合同金额="0")), encoding="utf-8")
    (place / "图.jpg").write_bytes(b"\xff\xd8")
    (place / "半.csv.part").write_text("x")
    (place / "~$合同.xlsx").write_text("x")
    look()
    look()
    assert files(place) == [
        "failed/图-错误.csv", "failed/图.jpg", "failed/坏-错误.csv", "failed/坏.csv", "~$合同.xlsx", "半.csv.part",
    ]  # fmt: skip
    said = small_office.said()
    assert {who for who, _ in said} == {"admin", "sunfin"}
    texts = [text for who, text in said if who == "sunfin"]
    assert any(
        text.startswith(
            "导入合同：坏.csv，新增合同 1 份，新增分期 3 期，新增客户 1 家，有问题 3 行：\n第 5 行 合同金额：应大于 0\n"
        )
        for text in texts
    )
    assert any(text.startswith("导入合同：图.jpg 没有导入。图.jpg 的格式不认识") for text in texts)
    mended = (place / "failed" / "坏-错误.csv").read_text("utf-8-sig").replace(",0,", ",500,")
    (place / "坏-错误.csv").write_text(mended, encoding="utf-8")
    look()
    look()
    assert stored(small_office, "HT-002")[0].amount == 500
