"""示例语音: the demo notes and what is said in them."""

import json
from dataclasses import dataclass
from pathlib import Path

SAMPLES_DIR = Path(__file__).parent / "samples"


@dataclass(frozen=True)
class Sample:
    """`name` is the file's stem; `text` the words as spoken."""

    name: str
    title: str
    seconds: float
    text: str
    path: Path


def load_samples(folder: Path = SAMPLES_DIR) -> dict[str, Sample]:
    rows = json.loads((folder / "samples.json").read_text(encoding="utf-8"))
    return {
        row["name"]: Sample(row["name"], row["title"], row["seconds"], row["text"], folder / f"{row['name']}.amr")
        for row in rows
    }
