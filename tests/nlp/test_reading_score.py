"""The development set: 40 notes of ours with what is to be read of them (benchmarks/reading/SCHEMA.md)."""

import json
import subprocess
import sys

from nlp.record import read_notes
from tests.nlp.company import ROOT, book, calendar, lexicon

READING = ROOT / "benchmarks/reading"


def test_the_score_does_not_fall(tmp_path) -> None:  # type: ignore[no-untyped-def]
    notes = (READING / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    read = tmp_path / "read.jsonl"
    read.write_text("\n".join(read_notes(notes, book(), lexicon(), calendar())), encoding="utf-8")
    command = [sys.executable, READING / "score.py", READING / "dev.jsonl", read, "--json"]
    result = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert result["hallucinations"]["total"] == 0
    assert result["macro_f1"] >= 0.98


def test_where_nobody_tells_of_a_visit_nothing_is_read() -> None:
    """300 texts of other things; the gate in nlp/visit_extraction.py was written when 36 of them gave a field."""
    notes = (READING / "nothing.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line)["record"] for line in read_notes(notes, book(), lexicon(), calendar())]
    assert [record for record in records if any(record.values())] == []
