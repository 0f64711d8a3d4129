"""口述: what is lost between speaking and the record, before and after the repair by sound; prints tables.

python benchmarks/reading/spoken.py [CLIPS.jsonl …]

Our eighteen clips as the default engine heard them (tests/nlp/fixtures/heard.json) against the same notes typed; the
development notes taken for speech, as they are and with every twelfth character written as another of the same sound;
and the character error rate of further clips, one line each: {"file", "said", "text"}. 1 when a goal is missed.
"""

import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

import config  # noqa: E402
from domain.customer import Customer, CustomerBook  # noqa: E402
from domain.reading import FIELDS, Reading  # noqa: E402
from domain.transcript import Segment, Transcript  # noqa: E402
from domain.workdays import WorkCalendar  # noqa: E402
from nlp.cer import errors, folded  # noqa: E402
from nlp.pinyin import usual_syllables  # noqa: E402
from nlp.record import record  # noqa: E402
from nlp.segmentation import jieba  # noqa: E402
from nlp.sound_repair import repaired  # noqa: E402
from nlp.visit_extraction import pauses_of, read, read_meant  # noqa: E402
from nlp.vocabulary import Vocabulary, vocabulary  # noqa: E402

score: Any = import_module("benchmarks.reading.score")  # which runs alone, without types
SAID_AT = datetime(2026, 11, 23, 17, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
#: the customers of the firm whose reps speak in the clips
CUSTOMERS = (
    ("苏州华鼎汽车配件有限公司", ("苏州华鼎", "华鼎汽配"), "汽配", "苏州"),
    ("宁波永泰泵业有限公司", ("永泰泵业", "宁波永泰"), "制造", "宁波"),
    ("常州恒瑞机电有限公司", ("常州恒瑞", "恒瑞机电"), "制造", "常州"),
    ("上海华东电子有限公司", ("华东电子",), "电子", "上海"),
    ("南京鑫源医疗器械有限公司", ("鑫源医疗",), "医药", "南京"),
    ("无锡恒通物流有限公司", ("恒通物流",), "物流", "无锡"),
    ("杭州宏达建材有限公司", ("宏达建材",), "建材", "杭州"),
)
#: clips that add to what an earlier one said
_BELONGS_TO = {"demo4": "demo3", "demo5": "demo1"}
MOST_LOST, MOST_LOST_BEFORE, MOST_HARM = 8.0, 15.0, 0.5  #: percent of fields, points of CER
EVERY = 12

Fact = tuple[str, ...]  #: a field, then what it holds


def main(further: list[str]) -> int:
    """Print the tables; 1 when a goal is missed."""
    calendar = config.load(ROOT / "config.yaml").calendar
    lexicon = config.load_lexicon(ROOT / "nlp/lexicon.yaml")
    book = CustomerBook("spoken", tuple(Customer(f"S{n}", *row) for n, row in enumerate(CUSTOMERS)))
    words = vocabulary(book, lexicon)
    lost = _from_speech_to_fields(words, calendar)
    harm = max((_errors(Path(name), words) for name in further), default=0.0)
    rows = json.loads((ROOT / "benchmarks/reading/customers.json").read_text(encoding="utf-8"))
    known = tuple(Customer(r["id"], r["name"], tuple(r["short"]), r["industry"], r["city"]) for r in rows)
    fell = _development_notes(vocabulary(CustomerBook("development", known), lexicon), calendar)
    return int(lost > MOST_LOST or harm > MOST_HARM or fell)


def facts(reading: Reading) -> set[Fact]:
    """Every single thing a record holds; a step counts by its day, a pain by its tag."""
    found: set[Fact] = set()
    for name, value in record(reading).items():
        if name in ("customer_known",) or value is None:
            continue
        if name == "contacts":
            found |= {(name, p["name"], part, str(p[part])) for p in value for part in ("title", "role") if p[part]}
            found |= {(name, p["name"]) for p in value}
        elif name == "decision_chain":
            parts = ("title", "influence", "concern")
            found |= {(name, p["name"], part, str(p[part])) for p in value for part in parts if p[part]}
            found |= {(name, p["name"]) for p in value}
        elif name == "competitor":
            found |= {(name, part, str(value[part])) for part in value if value[part]}
        elif name == "pain_points":
            found |= {(name, str(p["tag"] or p["span"])) for p in value}
        elif name == "next_action":
            found.add((name, str(value["due"])))
        elif name == "amounts":
            found |= {(name, str(a["value"])) for a in value}
        else:
            found.add((name, str(value)))
    return found


def clips() -> Iterator[tuple[str, str, Transcript]]:
    """Name, what was said, what the default engine heard."""
    heard = json.loads((ROOT / "tests/nlp/fixtures/heard.json").read_text(encoding="utf-8"))
    for name, clip in heard.items():
        segments = tuple(Segment(**segment) for segment in clip["segments"])
        yield name, clip["said"], Transcript(clip["text"], clip["audio_seconds"], segments)


def legible(typed: Reading, heard: str) -> set[Fact]:
    """What `typed` holds whose words (its evidence) stand as they were said in what was heard."""
    plain, found = folded(heard), set[Fact]()
    for name in FIELDS:
        value = getattr(typed, name)
        for said in value if isinstance(value, tuple) else (value,) if value else ():
            if folded(said.evidence.words) in plain:
                alone: dict[str, Any] = {name: (said,) if isinstance(value, tuple) else said}
                found |= facts(replace(Reading(), **alone))
    return found & facts(typed)


def compared(words: Vocabulary, calendar: WorkCalendar) -> Iterator[tuple[Reading, Reading, Reading]]:
    """What was read of each of `clips()`: typed, heard without the repair by sound, heard with it."""
    typed: dict[str, Reading] = {}
    before: dict[str, Reading] = {}
    after: dict[str, Reading] = {}
    for name, said, voice in clips():
        first = _BELONGS_TO.get(name, "")
        typed[name] = read(said, SAID_AT, words, calendar, known=typed.get(first))
        before[name] = _unrepaired(voice, SAID_AT, words, calendar, before.get(first))
        after[name] = read(voice.text, SAID_AT, words, calendar, voice=voice, known=after.get(first))
        yield typed[name], before[name], after[name]


def _from_speech_to_fields(words: Vocabulary, calendar: WorkCalendar) -> float:
    print("clip    fields   right before   right after   invented before/after   CER % before/after")
    total = [0, 0, 0, 0, 0]
    wrong_before = wrong_after = said_characters = 0
    to_be_read = unread = 0
    for readings, (name, said, voice) in zip(compared(words, calendar), clips(), strict=True):
        wanted, before, after = map(facts, readings)
        clear = legible(readings[0], voice.text)
        to_be_read, unread = to_be_read + len(clear), unread + len(clear - before)
        text, _ = repaired(voice.text, words.spoken, words.customers)
        counts = [len(wanted), len(wanted & before), len(wanted & after), len(before - wanted), len(after - wanted)]
        total = [a + b for a, b in zip(total, counts, strict=True)]
        one, other, length = errors(said, voice.text), errors(said, text), len(folded(said))
        wrong_before, wrong_after, said_characters = wrong_before + one, wrong_after + other, said_characters + length
        rates = f"{100 * one / length:5.1f} {100 * other / length:5.1f}"
        print(f"{name:8}{counts[0]:6}{counts[1]:15}{counts[2]:14}{counts[3]:17} {counts[4]}{rates:>26}")
        for missing in sorted(wanted - after):
            print(f"        lacks {' '.join(missing)}")
        for extra in sorted(after - wanted):
            print(f"        invents {' '.join(extra)}")
    lost_before, lost = (100 * (1 - right / total[0]) for right in total[1:3])
    print(f"all     {total[0]:6}{total[1]:15}{total[2]:14}{total[3]:17} {total[4]}", end="")
    print(f"{100 * wrong_before / said_characters:20.1f} {100 * wrong_after / said_characters:5.1f}")
    print(f"written as they were said: the words of {to_be_read} of {total[0]}; {unread} of them not read before")
    print(f"lost: {lost_before:.1f} % before (goal < {MOST_LOST_BEFORE}), {lost:.1f} % after (goal < {MOST_LOST})")
    return lost


def _unrepaired(
    voice: Transcript, said_at: datetime, words: Vocabulary, calendar: WorkCalendar, known: Reading | None = None
) -> Reading:
    pauses = pauses_of(voice.text, voice)
    return read_meant(voice.text, voice.text, said_at, words, calendar, voice=voice, known=known, pauses=pauses)


def _errors(path: Path, words: Vocabulary) -> float:
    """The worst harm to a clip, in points of CER; prints the rates of each kind (the beginning of the file name)."""
    kinds: dict[str, list[int]] = {}
    worst = 0.0
    for line in path.read_text(encoding="utf-8").splitlines():
        clip = json.loads(line)
        text, repairs = repaired(clip["text"], words.spoken, words.customers)
        counts = [errors(clip["said"], clip["text"]), errors(clip["said"], text), len(folded(clip["said"]))]
        kind = clip["file"].split("_")[0].rstrip("0123456789").removesuffix(".amr").rstrip("0123456789")
        kinds[kind] = [a + b for a, b in zip(kinds.get(kind, [0, 0, 0]), counts, strict=True)]
        worst = max(worst, 100 * (counts[1] - counts[0]) / counts[2])
        if counts[1] > counts[0]:
            print(f"worse: {clip['file']} " + " ".join(f"{r.heard}→{r.read_as}" for r in repairs))
    for kind, (before, after, length) in kinds.items():
        print(f"CER of {kind}: {100 * before / length:.1f} % before, {100 * after / length:.1f} % after")
    print(f"worst harm to one clip: {worst:.1f} points of CER (goal ≤ {MOST_HARM})")
    return worst


def _development_notes(words: Vocabulary, calendar: WorkCalendar) -> bool:
    """Whether notes without a fault are read worse as speech than as text."""
    rows = (ROOT / "benchmarks/reading/dev.jsonl").read_text(encoding="utf-8").splitlines()
    notes = [json.loads(row) for row in rows]
    _warm(words)
    typed = _scored(notes, words, calendar, "typed")
    spoken = _scored(notes, words, calendar, "spoken")
    garbled = [{**note, "text": _garbled(note["text"], note["id"])} for note in notes]
    _scored(garbled, words, calendar, "unrepaired")
    _scored(garbled, words, calendar, "garbled")
    return spoken < typed


def _scored(notes: list[dict[str, Any]], words: Vocabulary, calendar: WorkCalendar, how: str) -> float:
    found: dict[str, Any] = {}
    times = []
    for note in notes:
        text, at = note["text"], datetime.fromisoformat(note["base_time"])
        voice = Transcript(text, len(text) / 4, (Segment(0.0, len(text) / 4, text),))
        began = time.process_time()
        if how == "unrepaired":
            reading = _unrepaired(voice, at, words, calendar)
        else:
            reading = read(text, at, words, calendar, voice=None if how == "typed" else voice)
        times.append(time.process_time() - began)
        found[note["id"]] = record(reading)
    result, _ = score.run(notes, found, {customer.name for customer in words.book.customers})[:2]
    macro = float(result["macro_f1"])
    slowest = 1000 * sorted(times)[int(len(times) * 0.95)]
    print(f"development notes, {how}: macro {macro:.3f}, p95 {slowest:.0f} ms of CPU")
    return macro


def _warm(words: Vocabulary) -> None:
    repaired("你好，今天拜访了客户。", words.spoken, words.customers)


def _garbled(text: str, seed: str) -> str:
    """Every twelfth or so Chinese character as another of the same sound, as a recogniser errs."""
    chance = random.Random(seed)
    return "".join(
        chance.choice(_homophones(c)) if "\u4e00" <= c <= "\u9fff" and chance.randrange(EVERY) == 0 else c for c in text
    )


def _homophones(character: str) -> list[str]:
    if not _BY_SOUND:
        counts = jieba().dt.FREQ
        for one in sorted(c for c in counts if len(c) == 1 and "\u4e00" <= c <= "\u9fff" and counts[c] > 2000):
            _BY_SOUND.setdefault(usual_syllables(one)[0], []).append(one)
    return _BY_SOUND.get(usual_syllables(character)[0], [character])


_BY_SOUND: dict[str, list[str]] = {}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
