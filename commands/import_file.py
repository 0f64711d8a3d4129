"""import KIND FILE: lists of contracts, customers, payments, deliveries, row by row."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from commands.arguments import Arguments, kind_argument
from commands.importing.customers import CUSTOMERS
from commands.importing.kind import Kind
from commands.importing.kinds import KINDS
from commands.importing.outcome import Outcome, in_words, write_error_file
from commands.importing.own_mappings import mappings_for
from commands.importing.runner import OnRows, Order, rehearse, run_import
from commands.importing.said import NOTHING_SAID, Said
from commands.present import is_there, open_present
from commands.sheets import source_of
from commands.wiring import Refusal, load_settings, open_migrated, present_policy, refuse
from settings import Clock, Settings
from storage.database import Database, open_database
from storage.migrate import upgrade

_SHOWN = 5
_BAR = 24


def main(name: str, arguments: list[str]) -> int:
    """Import one file; 1 when a row could not be taken."""
    parser = Arguments(
        name,
        "导入名单：好的行收下，有问题的行写进“文件-错误.csv”；同一个文件再导一次不会多出来；中断了再导一次会接着做。",
    )
    kind_argument(parser, {kind.name: kind.title for kind in KINDS.values()})
    parser.add_argument("file", type=Path, metavar="文件", help=".xlsx、.csv（UTF-8 或 GBK）或 .json")
    parser.add_argument("--mapping", metavar="名字", help="列名的对应：mappings/名字.yaml；不写就自己找合适的")
    parser.add_argument("--account", metavar="账号", help="银行流水是我们哪个账号的；文件里写着就不用")
    parser.add_argument("--as-of", metavar="时间", help="银行流水截至什么时候，如 2026-11-23T17:30；不写就按最后一笔")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写进数据库")
    options = parser.parse_args(arguments)
    kind = KINDS[options.kind]
    try:
        said = Said(options.account, options.as_of)
        outcome = _import(load_settings(), kind, options.file, options.mapping, options.dry_run, _bar(), said)
        _report(kind, outcome, options.file)
    except Refusal as refusal:
        return refuse(refusal)
    return 1 if outcome.faults else 0


def keep_customers(settings: Settings, path: Path) -> int:
    """Store the customers of a list without a word; how many are new."""
    return _import(settings, CUSTOMERS, path, None, False, None).counts["新增"]


def _import(
    settings: Settings, kind: Kind, path: Path, mapping: str | None, is_rehearsal: bool,
    on_rows: OnRows | None, said: Said = NOTHING_SAID,
) -> Outcome:  # fmt: skip
    order = Order(kind, source_of(path), mappings_for(settings, kind, mapping))
    act = rehearse if is_rehearsal else run_import
    with _database(settings, is_rehearsal) as database:
        policy = present_policy(settings, database)
        order = said.added(order, policy)
        return act(order, database, policy, Clock(settings.clock_file).now, on_rows)


@contextmanager
def _database(settings: Settings, is_rehearsal: bool) -> Iterator[Database]:
    """What is there; for a rehearsal before there is one, an empty one that goes away again."""
    if is_rehearsal and not is_there(settings):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/empty.sqlite3"
            upgrade(url)
            database = open_database(url)
            yield database
            database.close()
        return
    database = open_present(settings) if is_rehearsal else open_migrated(settings)
    yield database
    database.close()


def _bar() -> OnRows | None:
    """On a terminal, one line that changes; elsewhere nothing."""
    if not sys.stderr.isatty():
        return None
    began = monotonic()

    def show(rows: int, total: int) -> None:
        part = min(1.0, rows / max(total, 1))
        left = (monotonic() - began) * (1 - part) / part
        bar = "█" * round(part * _BAR) + "░" * (_BAR - round(part * _BAR))
        print(f"\r\033[K  {bar} {rows}/{total} 行，还要约 {left:.0f} 秒", end="", file=sys.stderr, flush=True)

    return show


def _report(kind: Kind, outcome: Outcome, path: Path) -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    if outcome.resumed_at:
        print(f"接着上次做：前 {outcome.resumed_at} 行上次已经处理。")
    for note in outcome.notes[:_SHOWN]:
        print(f"提醒：{note}")
    if outcome.note_count > _SHOWN:
        print(f"…另有 {outcome.note_count - _SHOWN} 条提醒")
    for line in in_words(outcome.faults)[:_SHOWN]:
        print(line)
    bad = ""
    if outcome.faults:
        errors = write_error_file(outcome, path)
        bad = f"，有问题 {len(outcome.faults)} 行（见 {errors}，改好可以直接再导入）"
    counts = "，".join(f"{what} {outcome.counts[what]} {unit}" for what, unit in kind.counted)
    print(f"{'试运行，没有写入：' if outcome.is_rehearsal else ''}{counts}{bad}。")
