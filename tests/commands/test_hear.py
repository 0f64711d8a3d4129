"""hear --compare: the user's own recordings, each engine in a process of its own."""

import json
import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import ROOT, Run

CLIP = ROOT / "simulator" / "samples" / "demo6.amr"
SAID = {note["name"]: note["text"] for note in json.loads((CLIP.parent / "samples.json").read_text(encoding="utf-8"))}


def labels(folder: Path, *clips: tuple[str, str]) -> Path:
    """The labels of clips in `folder / "clips"`."""
    file = folder / "labels.jsonl"
    lines = [json.dumps({"file": f"clips/{name}", "text": text}, ensure_ascii=False) for name, text in clips]
    file.write_text("\n".join(lines), encoding="utf-8")
    (folder / "clips").mkdir()
    shutil.copy(CLIP, folder / "clips" / "one.amr")
    shutil.copy(ROOT / "tests" / "fixtures" / "speech" / "demo6.wb.amr", folder / "clips" / "two.amr")
    return file


@pytest.mark.slow
def test_a_row_for_each_engine_and_what_is_missing_below(run: Run, firm: Path) -> None:
    words = SAID["demo6"]
    file = labels(firm, ("one.amr", words), ("two.amr", words), ("three.amr", words))
    code, out, err = run(
        "hear", "--compare", file, "--engines", "faster-whisper,sense-voice", "--model", "whisper-base"
    )
    assert (code, err) == (1, "")
    titles, row, *missing = out.splitlines()
    assert titles.split() == ["引擎", "模型", "错字率", "%", "每秒语音算几秒", "内存峰值", "MB"]
    engine, model, cer, factor, megabytes = row.split()
    assert (engine, model) == ("faster-whisper", "whisper-base")
    assert 0 < float(cer) < 30
    assert float(factor) > 0
    assert 150 < int(megabytes) < 2000
    assert [line.split("：")[0] for line in missing] == ["没有算进去"] * 2
    assert "three.amr" in missing[0]
    assert "sense-voice · whisper-base" in missing[1]  # not installed, or not its kind of model


@pytest.mark.slow
def test_where_nothing_is_missing_the_answer_is_0(run: Run, firm: Path) -> None:
    file = labels(firm, ("one.amr", SAID["demo6"]))
    code, out, _ = run("hear", "--compare", file, "--engines", "faster-whisper")
    assert (code, len(out.splitlines())) == (0, 2)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("not json", "第 1 行"),
        ('{"file": "one.amr"}', "第 1 行"),
        ('{"file": 1, "text": "好"}', "第 1 行"),
        ("\n", "0 段"),
    ],
)
def test_labels_that_cannot_be_used_are_refused(run: Run, firm: Path, line: str, word: str) -> None:
    (firm / "labels.jsonl").write_text(line, encoding="utf-8")
    code, out, err = run("hear", "--compare", firm / "labels.jsonl")
    assert (code, out) == (1, "")
    assert word in err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("one.amr", "--compare", "labels.jsonl"),
        ("one.amr", "--model", "m"),
        ("--compare", "x", "--engines", "ears"),
    ],
)
def test_arguments_that_make_no_sense(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("hear", *arguments)[0] == 2
