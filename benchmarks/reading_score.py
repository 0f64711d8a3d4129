"""读: how well notes are read, against a plain reader (benchmarks/reading/baseline.py); what is read out of nothing.

Each reader works in a process of its own, so that its memory is its own.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import config
from benchmarks.figures import Figure, percentile
from domain.customer import Customer, CustomerBook
from domain.lexicon import Lexicon
from domain.reading import FIELDS, Reading

ROOT = Path(__file__).resolve().parent.parent
READING = ROOT / "benchmarks/reading"
OURS, PLAIN = "ours", "plain"
OURS_BEGUN = "ours-begun"  #: ours, while a record is open and nothing is being asked
_BEGUN_WITH = "今天上门拜访了苏州华鼎汽配，见了采购部王经理。"
_PLAIN_IS = "jieba + 词表子串 + dateparser"
#: sets whose notes nobody who works on the reader looks at
_HELD_OUT = {"own.jsonl": "自写 60 条", "fresh.jsonl": "另一人写的 60 条"}
_ROUNDS = 5
_MOST_MILLISECONDS = 20
_MOST_MEGABYTES = 250
_MOST_DROP = 0.05
_MACRO = 0.90

#: field of score.py → its name, and the least F1 that is wanted
_GOALS: dict[str, tuple[str, float | None]] = {
    "customer": ("客户", 0.95),
    "channel": ("方式", 0.95),
    "contacts": ("见了谁", 0.93),
    "decision_chain": ("决策链", 0.85),
    "competitor_brand": ("竞品品牌", 0.93),
    "competitor_model": ("竞品型号", 0.90),
    "pain_tag": ("痛点标签", 0.75),
    "pain_span": ("痛点原话", 0.80),
    "next_due": ("下一步日期", 0.95),
    "next_present": ("有没有下一步", None),
    "amounts": ("金额", 0.95),
    "package": ("服务包", 0.90),
}


@dataclass(frozen=True)
class Work:
    """What one reader made of a set of notes. `chosen`: per note the known customer named without asking.

    `found`: per note (field, words) of every value that was read.
    """

    records: dict[str, dict[str, Any]]
    chosen: dict[str, str | None]
    found: dict[str, list[tuple[str, str]]]
    milliseconds: list[float]
    megabytes: int


@dataclass(frozen=True)
class Score:
    """A reader's work held against what the notes say."""

    f1: dict[str, float]
    macro: float
    hallucinations: int
    wrong_customers: int


def measure() -> list[Figure]:
    """The development notes, whose rules were written while seeing them, and 300 texts that tell of no visit."""
    return [*_figures("dev.jsonl", "开发集 40 条"), *_out_of_nothing()]


def measure_held_out() -> list[Figure]:
    """The notes kept aside, and how much worse they are read than the development notes."""
    dev = _score(READING / "dev.jsonl", _work(OURS, READING / "dev.jsonl"))
    figures: list[Figure] = []
    for file, title in _HELD_OUT.items():
        drop = dev.macro - _score(READING / file, _work(OURS, READING / file)).macro
        name, goal = f"{title}：宏平均比开发集低", f"< {_MOST_DROP * 100:.0f} 个百分点"
        figures += [
            *_figures(file, title),
            Figure(name, goal, f"{drop * 100:.1f} 个百分点", is_met=drop < _MOST_DROP),
        ]
    return figures


def _figures(file: str, title: str) -> list[Figure]:
    ours, plain = _work(OURS, READING / file), _work(PLAIN, READING / file)
    our, their = _score(READING / file, ours), _score(READING / file, plain)
    figures = [
        _f1(f"{title}：{name} F1", our.f1[field], their.f1[field], goal) for field, (name, goal) in _GOALS.items()
    ]
    slow, plain_slow = percentile(ours.milliseconds, 95), percentile(plain.milliseconds, 95)
    return [
        _f1(f"{title}：宏平均 F1", our.macro, their.macro, _MACRO, f"：{_PLAIN_IS}"),
        *figures,
        _none(f"{title}：原文里没有的值", our.hallucinations, their.hallucinations),
        _none(f"{title}：没问就认错的客户", our.wrong_customers, their.wrong_customers),
        Figure(
            f"{title}：每条用时（p95）", f"≤ {_MOST_MILLISECONDS} ms", f"{slow:.1f} ms", f"{plain_slow:.1f} ms",
            f"{slow / plain_slow:.2f}", slow <= _MOST_MILLISECONDS,
        ),
        Figure(
            f"{title}：读的进程的内存峰值", f"< {_MOST_MEGABYTES} MB", f"{ours.megabytes} MB", f"{plain.megabytes} MB",
            f"{ours.megabytes / plain.megabytes:.2f}", ours.megabytes < _MOST_MEGABYTES,
        ),
    ]  # fmt: skip


def _out_of_nothing() -> list[Figure]:
    """Every value is named on standard error, so that it can be looked into."""
    ours, begun, plain = (_work(reader, READING / "nothing.jsonl") for reader in (OURS, OURS_BEGUN, PLAIN))
    for reader, work in ((OURS, ours), (OURS_BEGUN, begun)):
        for id_, values in work.found.items():
            for field, words in values:
                print(f"  {reader} {id_} {field} “{words}”", file=sys.stderr)
    counts = [sum(map(len, work.found.values())) for work in (ours, plain, begun)]
    title = f"没有拜访的 {len(ours.records)} 条：凭空读出的字段"
    return [_none(title, *counts[:2]), Figure(f"{title}，一条记录正开着时", "", str(counts[2]))]


def _f1(name: str, ours: float, plain: float, goal: float | None, remark: str = "") -> Figure:
    wanted = f"≥ {goal:.2f}" if goal is not None else ""
    is_met = ours >= goal if goal is not None else None
    return Figure(name, wanted, f"{ours:.3f}", f"{plain:.3f}{remark}", f"{ours - plain:+.3f}", is_met)


def _none(name: str, ours: int, plain: int) -> Figure:
    return Figure(name, "0", str(ours), str(plain), is_met=ours == 0)


def _score(gold_file: Path, work: Work) -> Score:
    score: Any = import_module("benchmarks.reading.score")  # which runs alone, without types
    gold = score.load(gold_file)
    result, _ = score.run(gold, work.records, {row["name"] for row in _customer_rows()})
    named = ((work.chosen[note["id"]], note["gold"]["customer"]) for note in gold)
    return Score(
        {field: float(result["fields"][field]["f1"]) for field in _GOALS},
        float(result["macro_f1"]),
        int(result["hallucinations"]["total"]),
        sum(chosen is not None and chosen != right for chosen, right in named),
    )


def _work(reader: str, notes: Path) -> Work:
    command = [sys.executable, "-m", "benchmarks.reading_score", reader, str(notes)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    work = Work(**json.loads(done.stdout.splitlines()[-1]))
    if not work.records:
        raise ValueError(f"{notes} holds no note")
    return work


def _customer_rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((READING / "customers.json").read_text(encoding="utf-8"))
    return rows


Read = Callable[[str, datetime], tuple[dict[str, Any], str | None, list[tuple[str, str]]]]


def _read_all(read: Read, notes_file: Path) -> Work:
    """In the process of one reader; the notes several times over, for the clock."""
    notes = [json.loads(line) for line in notes_file.read_text(encoding="utf-8").splitlines()]
    work = Work({}, {}, {}, [], 0)
    read(notes[0]["text"], datetime.fromisoformat(notes[0]["base_time"]))
    for note in notes * _ROUNDS:
        said_at = datetime.fromisoformat(note["base_time"])
        began = time.perf_counter()
        record, chosen, found = read(note["text"], said_at)
        work.milliseconds.append((time.perf_counter() - began) * 1000)
        work.records[note["id"]], work.chosen[note["id"]], work.found[note["id"]] = record, chosen, found
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Work(work.records, work.chosen, work.found, work.milliseconds, megabytes)


def _our_reader(book: CustomerBook, lexicon: Lexicon, begun_with: str = "") -> Read:
    from nlp.record import record  # here: the plain reader's process is to hold no part of ours
    from nlp.visit_extraction import read
    from nlp.vocabulary import vocabulary

    words, calendar = vocabulary(book, lexicon), config.load(ROOT / "config.yaml").calendar

    def our_read(text: str, said_at: datetime) -> tuple[dict[str, Any], str | None, list[tuple[str, str]]]:
        known = read(begun_with, said_at, words, calendar) if begun_with else None
        reading = read(text, said_at, words, calendar, known=known)
        mention = reading.customer.value if reading.customer else None
        is_chosen = mention is not None and mention.customer_id is not None and mention.certain
        return record(reading), mention.name if mention and is_chosen else None, _said(reading)

    return our_read


def _said(reading: Reading) -> list[tuple[str, str]]:
    values = [(field, getattr(reading, field)) for field in FIELDS]
    each = [(field, one) for field, value in values for one in (value if isinstance(value, tuple) else (value,))]
    return [(field, one.evidence.words) for field, one in each if one is not None]


def _plain_reader(book: CustomerBook, lexicon: Lexicon) -> Read:
    from benchmarks.reading.baseline import Baseline

    baseline = Baseline(book, lexicon)

    def plain_read(text: str, said_at: datetime) -> tuple[dict[str, Any], str | None, list[tuple[str, str]]]:
        record = baseline.record(text, said_at)
        values = ((field, value) for field, value in record.items() if value and field != "customer_known")
        each = ((field, one) for field, value in values for one in (value if isinstance(value, list) else [value]))
        return record, record["customer"], [(field, str(one)) for field, one in each]

    return plain_read


def _main(reader: str, notes_file: Path) -> None:
    known = tuple(Customer(r["id"], r["name"], tuple(r["short"]), r["industry"], r["city"]) for r in _customer_rows())
    lexicon = config.load_lexicon(ROOT / "nlp/lexicon.yaml")
    book = CustomerBook("reading", known)
    if reader == PLAIN:
        read = _plain_reader(book, lexicon)
    else:
        read = _our_reader(book, lexicon, _BEGUN_WITH if reader == OURS_BEGUN else "")
    print(json.dumps(vars(_read_all(read, notes_file))))


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]))
