"""A firm's config.yaml in a folder of its own, to be changed while the product runs."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHIPPED = (ROOT / "config.yaml").read_text(encoding="utf-8")


def lay_out(folder: Path) -> Path:
    """The shipped config.yaml with its lexicon, in a folder; where it lies."""
    (folder / "nlp").mkdir(parents=True)
    shutil.copy(ROOT / "nlp" / "lexicon.yaml", folder / "nlp" / "lexicon.yaml")
    (folder / "config.yaml").write_text(SHIPPED, encoding="utf-8")
    return folder / "config.yaml"


def changed(*changes: tuple[str, str]) -> str:
    """The shipped text with other words in some places."""
    text = SHIPPED
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text
